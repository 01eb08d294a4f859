"""The clock compares what was given to it, and tells the sides of a hit when it is their turn."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from handlers.core import access
from handlers.core.registry import tick
from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.items import references
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage import inbox, matching, people
from storage.audit import Tag
from storage.matching import Choice, MatchSide, MatchValue
from storage.people import Officer
from storage.work import Work

_NAME = "matching"
_TIDY = "matching.forget"
_DAY = timedelta(days=1)
_MONTH = timedelta(days=30)


def _upcoming(work: Work, _rules: Rules) -> datetime | None:
    return work.now if matching.is_waiting(work) else matching.next_side(work)


@tick(_NAME, _upcoming)
def look(work: Work, rules: Rules) -> None:
    """Every new value is compared with what is there; then who is to be told is told."""
    for found in matching.waiting(work):
        value = work.hold(MatchValue, found.id)
        if value.looked_at is not None:  # another process was faster
            continue
        value.looked_at = work.now
        work.session.add(value)
        for other in _met(work, rules, value):
            _hit(work, rules, value, other)
        if value.choice is Choice.NEVER:
            _leave_out(work, rules, value)
    work.session.flush()
    for side in matching.due_sides(work):
        _tell(work, rules, side)


def _met(work: Work, rules: Rules, value: MatchValue) -> list[MatchValue]:
    """Those of other agencies, one for each item. Not where it is everybody's, and not through a closed
    corridor."""
    most = rules.matching
    same = matching.same_as(work, value.digest, most.items + 1)
    items, agencies = {one.item for one in same}, {one.agency_id for one in same}
    is_common = len(items) > most.items or len(agencies) > most.agencies
    if value.choice is Choice.NEVER or is_common or matching.never(work, [value.digest]):
        return []
    return [one for one in same if one.agency_id != value.agency_id and not _is_closed(work, one, value)]


def _is_closed(work: Work, one: MatchValue, other: MatchValue) -> bool:
    ways = ((one.agency_id, other.agency_id), (other.agency_id, one.agency_id))
    return any(access.is_denied(work, start, end) for start, end in ways)


def _hit(work: Work, rules: Rules, value: MatchValue, other: MatchValue) -> None:
    """Each side hears of it as the owner of the other value wants, the older one first. An owner who has
    chosen otherwise has the other side's turn worked out anew."""
    has_chosen = value.chosen_at is not None
    for mine, theirs in sorted(((value, other), (other, value)), key=lambda pair: pair[0].id):
        _note(work, rules, mine, theirs, is_anew=has_chosen and theirs is value)


def _note(work: Work, rules: Rules, mine: MatchValue, theirs: MatchValue, *, is_anew: bool) -> None:
    """Once for two items; what else they turn out to have in common is told as well."""
    same = [mine.kind, mine.strength]
    side = matching.side_of(work, mine.item, theirs.item)
    is_first = side is None
    if side is None:
        side = MatchSide(
            item=mine.item,
            agency_id=mine.agency_id,
            other_item=theirs.item,
            other_agency_id=theirs.agency_id,
            made_at=work.now,
        )
    is_more = same not in side.matched
    if not is_more and (not is_anew or side.told_at is not None):
        return
    side.matched = [*side.matched, same] if is_more else side.matched
    is_kept = not is_first and not is_anew and side.told_at is None and side.due_at is None
    _wait(work, side, None if is_kept else _turn_of(work, rules, side))


def _wait(work: Work, side: MatchSide, due: datetime | None) -> None:
    side.due_at, side.is_waiting = due, due is not None
    work.add(side)


def _turn_of(work: Work, rules: Rules, side: MatchSide) -> datetime | None:
    """When it is told; of several values in common the one decides of which least is to be heard."""
    first = side.made_at + rules.matching.first
    waits = {Choice.BOTH: work.now, Choice.FIRST: first, Choice.ONLY: None}
    turns = []
    for mine, theirs in matching.shared(work, side.item, side.other_item):
        are_both_first = mine.choice is theirs.choice is Choice.FIRST  # who had it first is
        turns.append(work.now if are_both_first and mine.id < theirs.id else waits[theirs.choice])
    known = [one for one in turns if one is not None]
    return max(known) if known and len(known) == len(turns) else None


def _leave_out(work: Work, rules: Rules, value: MatchValue) -> None:
    """Its owner took it back: who was not told because of it alone is not told any more."""
    for side in matching.sides_about(work, value.item):
        if side.told_at is None and matching.shared(work, side.item, side.other_item):
            _wait(work, side, _turn_of(work, rules, side))


def _tell(work: Work, rules: Rules, side: MatchSide) -> None:
    """Of what both still hold: one may have corrected it meanwhile."""
    pairs = matching.shared(work, side.item, side.other_item)
    if not pairs:
        _wait(work, side, None)
        return
    side.matched = [list(one) for one in dict.fromkeys((mine.kind, mine.strength) for mine, _ in pairs)]
    side.told_at, side.is_waiting = work.now, False
    work.add(side)
    work.audit(Tag.HIT_TOLD, None, side.item, agency=side.agency_id)
    tell_all(work, rules, side, "matching.hit", buttons(work, side), hit=side.id)


def tell_all(
    work: Work, rules: Rules, side: MatchSide, kind: str, offered: list[Button], **params: Any
) -> None:
    """Whoever may see this side's own item."""
    about = references.about(work, side.item)
    for officer in _readers(work, side):
        say(
            work,
            officer,
            kind,
            buttons=offered,
            ends_at=work.now + rules.periods.offer,
            **about,
            **params,
        )


def _readers(work: Work, side: MatchSide) -> list[Officer]:
    members = people.officers_of(work, [side.agency_id])
    deputies = [deputy for one in members if (deputy := people.deputy_of(work, one)) is not None]
    both = {one.id: one for one in [*members, *deputies]}
    return [one for one in both.values() if access.may_see(work, one, side.item)]


ANSWERS: Mapping[str, str] = {"same": N_("Same"), "other": N_("Not the same"), "unsure": N_("Cannot say")}


def buttons(work: Work, side: MatchSide) -> list[Button]:
    """What its reader can do next; the first three are at hand."""
    offered = [
        Button(label, "matching.says", params={"side": side.id, "says": says}, group="")
        for says, label in ANSWERS.items()
    ]
    ask = Button(N_("Ask for information"), "request.after_hit", params={"side": side.id}, group="")
    offered.insert(2, ask)
    other = matching.side_of(work, side.other_item, side.item)
    if other is not None and other.is_waiting and (other.due_at or work.now) > work.now:
        offered += _turns(other)  # the other side is told later: its turn may come now, or never
    return [*offered, Button(N_("Do not compare this"), "matching.stop", group="")]


def _turns(other: MatchSide) -> list[Button]:
    return [
        Button(label, "matching.turn", params={"side": other.id, "now": now}, group="tell")
        for label, now in ((N_("Tell them now"), True), (N_("Do not tell them"), False))
    ]


def _due_to_forget(work: Work, _rules: Rules) -> datetime | None:
    last = inbox.cursor(work, _TIDY)
    return datetime.fromisoformat(last) + _DAY if last else work.now


@tick(_TIDY, _due_to_forget)
def forget(work: Work, rules: Rules) -> None:
    matching.forget_old(work, work.now - rules.matching.kept, work.now - _MONTH)
    inbox.move_cursor(work, _TIDY, work.now.isoformat())
