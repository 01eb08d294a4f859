"""The clock compares what was given to it, and tells the sides of a hit when it is their turn."""

from collections.abc import Iterable, Mapping
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

AGENCIES, ITEMS = 5, 20  # a value that more have is everybody's, and tells nobody anything
_NAME = "matching"
_TIDY = "matching.forget"
_DAY = timedelta(days=1)
_MONTH = timedelta(days=30)


def _upcoming(work: Work, _rules: Rules) -> datetime | None:
    return work.now if matching.is_waiting(work) else matching.next_side(work)


@tick(_NAME, _upcoming)
def look(work: Work, rules: Rules) -> None:
    """Every new value is compared with what is there; then who is to be told is told."""
    changed: dict[int, MatchSide] = {}
    for found in matching.waiting(work):
        value = work.hold(MatchValue, found.id)
        if value.looked_at is not None:  # another process was faster
            continue
        value.looked_at = work.now
        work.session.add(value)
        for other in _met(work, value):
            changed |= {side.id: side for side in _hit(work, rules, value, other)}
    work.session.flush()
    for side in matching.due_sides(work):
        _tell(work, rules, side)


def _met(work: Work, value: MatchValue) -> list[MatchValue]:
    """Those of other agencies, one for each item. Not where it is everybody's, and not through a closed
    corridor."""
    same = matching.same_as(work, value.digest, ITEMS + 1)
    is_common = len({one.item for one in same}) > ITEMS or len({one.agency_id for one in same}) > AGENCIES
    if value.choice is Choice.NEVER or is_common or matching.never(work, [value.digest]):
        return []
    return [one for one in same if one.agency_id != value.agency_id and not _is_closed(work, one, value)]


def _is_closed(work: Work, one: MatchValue, other: MatchValue) -> bool:
    ways = ((one.agency_id, other.agency_id), (other.agency_id, one.agency_id))
    return any(access.is_denied(work, start, end) for start, end in ways)


def _hit(work: Work, rules: Rules, value: MatchValue, other: MatchValue) -> Iterable[MatchSide]:
    """Each side hears of it as the owner of the other value wants."""
    older, newer = sorted((value, other), key=lambda one: one.id)
    first = work.now + rules.matching.first
    waits = {Choice.BOTH: work.now, Choice.FIRST: first, Choice.ONLY: None, Choice.NEVER: None}
    older_due = waits[newer.choice]
    if older_due is not None and older.choice is newer.choice is Choice.FIRST:
        older_due = work.now  # both want to be first: who had it first is
    yield from _note(work, older, newer, older_due)
    yield from _note(work, newer, older, waits[older.choice])


def _note(work: Work, mine: MatchValue, theirs: MatchValue, due: datetime | None) -> Iterable[MatchSide]:
    """Once for two items: what else they turn out to have in common is told as well."""
    same = [mine.kind, mine.strength]
    side = matching.side_of(work, mine.item, theirs.item)
    if side is None:
        side = MatchSide(
            item=mine.item,
            agency_id=mine.agency_id,
            other_item=theirs.item,
            other_agency_id=theirs.agency_id,
            made_at=work.now,
        )
    elif same in side.matched:
        return
    side.matched = [*side.matched, same]
    side.due_at = _later(side, due)
    side.is_waiting = side.due_at is not None
    work.add(side)
    yield side


def _later(side: MatchSide, due: datetime | None) -> datetime | None:
    """Of several values in common the one decides of which least is to be heard."""
    if side.told_at is not None or len(side.matched) == 1:
        return due
    return None if due is None or side.due_at is None else max(due, side.due_at)


def _tell(work: Work, rules: Rules, side: MatchSide) -> None:
    side.told_at, side.is_waiting = work.now, False
    work.session.add(side)
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
