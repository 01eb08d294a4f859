"""Taking the values of an item to be compared, unless somebody is only guessing.

What a guesser needs is tries. So distinct values are counted, of an officer and of an agency, in thirty days;
runs of neighbours and lists are not taken at all, and whoever tries is stopped until a coordinator of another
agency says otherwise. Withdrawing gives no try back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.matching import filed, identifiers
from handlers.matching.identifiers import Identifier
from handlers.screening.network import known_to
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage import matching, people
from storage.audit import Tag
from storage.item import Item
from storage.matching import Choice, MatchStop, MatchUse, MatchValue, digest_of
from storage.people import Agency, Officer, Role
from storage.work import Work

MONTH = timedelta(days=30)


class Stopped(StrEnum):
    """Why values were not taken."""

    STOPPED = "stopped"  # since an earlier try
    LIST = "list"
    NEIGHBOURS = "neighbours"
    OFFICER = "officer"
    AGENCY = "agency"


def found_in(work: Work, item: Item, agency_id: int) -> list[Identifier]:
    """What of an item can be compared: the network's own numbers and addresses never are."""
    known = known_to(work, [one.id for one in people.agencies(work)])
    country = work.need(Agency, agency_id).country
    return identifiers.found_in(filed.texts_of(work, item), country, known.holds)


@dataclass(frozen=True)
class Hashed:
    """All that is kept of a value. `block`: what its neighbours have in common with it."""

    kind: str
    strength: str
    digest: bytes
    block: bytes


def hashed(work: Work, agency_id: int, found: Sequence[Identifier]) -> list[Hashed]:
    return [
        Hashed(one.kind, one.strength, digest_of(work, one.group, one.value), _block(work, agency_id, one))
        for one in found
    ]


def take(
    work: Work, rules: Rules, officer: Officer, item: Item, found: Sequence[Identifier], choice: Choice
) -> Stopped | None:
    """Keep the hashes of these values with their item, to be compared when the clock looks. None: they are
    taken; else why not. Nothing here depends on what anybody else holds."""
    return take_hashed(work, rules, officer, item, hashed(work, officer.agency_id, found), choice)


def take_hashed(
    work: Work,
    rules: Rules,
    officer: Officer,
    item: Item,
    found: Sequence[Hashed],
    choice: Choice,
    *,
    is_typed: bool = False,
) -> Stopped | None:
    """The same for values of which nothing else is there any more. Those that it has already stay."""
    before = {bytes(one.digest) for one in matching.values_of(work, item)}
    fresh = {one.digest: one for one in found if one.digest not in before}
    if not fresh:
        return None
    held = matching.held_by(work, officer.agency_id, list(fresh))
    new = [one for digest, one in fresh.items() if digest not in held]
    stopped = _stopped(work, rules, officer, len(before) + len(fresh), new)
    if stopped is not None:
        _stop(work, officer, item, stopped, len(before) + len(fresh))
        return stopped
    _count(work, officer, new)
    for one in fresh.values():
        work.session.add(_value(work, officer, item, one, choice, is_typed=is_typed))
    work.audit(Tag.COMPARED, officer.id, item, count=len(fresh), choice=choice)
    return None


def change(work: Work, officer: Officer, item: Item, choice: Choice) -> int:
    """Its owner chooses otherwise, whatever the limits, for all but what was left out; of how many. Who is
    told because of it, the clock finds out."""
    kept = [one for one in matching.values_of(work, item) if one.choice is not Choice.NEVER]
    changed = [one for one in kept if one.choice is not choice]
    for one in changed:
        _choose(work, one, choice)
    if changed:
        work.audit(Tag.COMPARED, officer.id, item, count=len(changed), choice=choice)
    return len(kept)


def leave_out(work: Work, officer: Officer, value: MatchValue) -> None:
    """One number of several: it is compared no more, and not offered again."""
    _choose(work, value, Choice.NEVER)
    work.audit(Tag.COMPARED, officer.id, value.item, count=1, choice=Choice.NEVER)


def _choose(work: Work, value: MatchValue, choice: Choice) -> None:
    value.choice, value.chosen_at, value.looked_at = choice, work.now, None
    work.add(value)


def _value(
    work: Work, officer: Officer, item: Item, one: Hashed, choice: Choice, *, is_typed: bool
) -> MatchValue:
    return MatchValue(
        item=item,
        officer_id=officer.id,
        agency_id=officer.agency_id,
        digest=one.digest,
        kind=one.kind,
        strength=one.strength,
        choice=choice,
        key=work.keyring.matching_id,
        is_typed=is_typed,
        made_at=work.now,
    )


def _stopped(work: Work, rules: Rules, officer: Officer, count: int, new: Sequence[Hashed]) -> Stopped | None:
    """`count`: of the item, these among them."""
    limits, since = rules.matching, work.now - MONTH
    if matching.stop_of(work, officer.id, MONTH) is not None:
        return Stopped.STOPPED
    if count > limits.at_once:
        return Stopped.LIST
    if _is_run(work, new, limits.neighbours):
        return Stopped.NEIGHBOURS
    if matching.used(work, since, officer_id=officer.id) + len(new) > limits.of_officer:
        return Stopped.OFFICER
    if matching.used(work, since, agency_id=officer.agency_id) + len(new) > limits.of_agency:
        return Stopped.AGENCY
    return None


def _block(work: Work, agency_id: int, one: Identifier) -> bytes:
    """Of no use to whoever looks for a value: another agency's neighbours have other ones."""
    return digest_of(work, "blocks", f"{agency_id}:{identifiers.block_of(one)}")


def _is_run(work: Work, new: Sequence[Hashed], most: int) -> bool:
    """Whether more than so many neighbours were tried by the agency, these among them."""
    blocks = [one.block for one in new]
    tried = matching.in_blocks(work, work.now - MONTH, blocks)
    return any(tried.get(one, 0) + blocks.count(one) > most for one in blocks)


def _count(work: Work, officer: Officer, new: Sequence[Hashed]) -> None:
    for one in new:
        work.session.add(
            MatchUse(officer_id=officer.id, agency_id=officer.agency_id, block=one.block, at=work.now)
        )


def _stop(work: Work, officer: Officer, item: Item, why: Stopped, count: int) -> None:
    """Once: coordinators of other lines of command are told who, why and how many; never what."""
    if why is Stopped.STOPPED:
        return
    stop = work.add(MatchStop(officer_id=officer.id, reason=why, at=work.now))
    work.audit(Tag.COMPARING_STOPPED, officer.id, item, reason=why, count=count)
    lift = Button(N_("Let it go on"), "matching.lift", params={"stop": stop.id})
    for one in people.with_role(work, Role.COORDINATOR):
        if people.are_two(work, one.agency_id, officer.agency_id):
            say(work, one, "matching.stopped", buttons=[lift], who=officer.id, why=why, count=count)
