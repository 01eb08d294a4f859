"""Taking the values of an item to be compared, unless somebody is only guessing.

What a guesser needs is tries. So distinct values are counted, of an officer and of an agency, in thirty days;
runs of neighbours and lists are not taken at all, and whoever tries is stopped until a coordinator of another
agency says otherwise. Withdrawing gives no try back.
"""

from collections.abc import Sequence
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


def take(
    work: Work, rules: Rules, officer: Officer, item: Item, found: Sequence[Identifier], choice: Choice
) -> Stopped | None:
    """Keep the hashes of these values with their item, to be compared when the clock looks. None: they are
    taken; else why not. Nothing here depends on what anybody else holds."""
    digests = {digest_of(work, one.group, one.value): one for one in found}
    agency_id = officer.agency_id
    held = matching.held_by(work, agency_id, list(digests))
    new = [one for digest, one in digests.items() if digest not in held]
    stopped = _stopped(work, rules, officer, found, new)
    if stopped is not None:
        _stop(work, officer, item, stopped, len(found))
        return stopped
    _count(work, officer, new)
    before = {bytes(one.digest): one for one in matching.values_of(work, item)}
    for digest, one in digests.items():
        if digest in before:
            before[digest].choice, before[digest].looked_at = choice, None
            work.session.add(before[digest])
        else:
            work.session.add(_value(work, officer, item, digest, one, choice))
    work.audit(Tag.COMPARED, officer.id, item, count=len(digests), choice=choice)
    return None


def _value(
    work: Work, officer: Officer, item: Item, digest: bytes, one: Identifier, choice: Choice
) -> MatchValue:
    return MatchValue(
        item=item,
        officer_id=officer.id,
        agency_id=officer.agency_id,
        digest=digest,
        kind=one.kind,
        strength=one.strength,
        choice=choice,
        key=work.keyring.matching_id,
        made_at=work.now,
    )


def _stopped(
    work: Work, rules: Rules, officer: Officer, found: Sequence[Identifier], new: Sequence[Identifier]
) -> Stopped | None:
    limits, since = rules.matching, work.now - MONTH
    if matching.stop_of(work, officer.id, MONTH) is not None:
        return Stopped.STOPPED
    if len(found) > limits.at_once:
        return Stopped.LIST
    if _is_run(work, officer.agency_id, new, limits.neighbours):
        return Stopped.NEIGHBOURS
    if matching.used(work, since, officer_id=officer.id) + len(new) > limits.of_officer:
        return Stopped.OFFICER
    if matching.used(work, since, agency_id=officer.agency_id) + len(new) > limits.of_agency:
        return Stopped.AGENCY
    return None


def _block(work: Work, agency_id: int, one: Identifier) -> bytes:
    """Of no use to whoever looks for a value: another agency's neighbours have other ones."""
    return digest_of(work, "blocks", f"{agency_id}:{identifiers.block_of(one)}")


def _is_run(work: Work, agency_id: int, new: Sequence[Identifier], most: int) -> bool:
    """Whether more than so many neighbours were tried by the agency, these among them."""
    blocks = [_block(work, agency_id, one) for one in new]
    tried = matching.in_blocks(work, work.now - MONTH, blocks)
    return any(tried.get(one, 0) + blocks.count(one) > most for one in blocks)


def _count(work: Work, officer: Officer, new: Sequence[Identifier]) -> None:
    for one in new:
        work.session.add(
            MatchUse(
                officer_id=officer.id,
                agency_id=officer.agency_id,
                block=_block(work, officer.agency_id, one),
                at=work.now,
            )
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
