"""When somebody may be told what he or she did not ask for: nights, quiet hours, and what is only news.

Whoever a matter concerns hears of it at once by day; who only reads along hears in one message a day, or not
at all. What is urgent comes at night to whoever has it in hand, else to one of the agency.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from handlers.core.declared import Declared
from handlers.core.rules import Rules
from handlers.times import recurring
from handlers.times.recurring import Every, Rule
from handlers.times.working_hours import Quiet, may_ring, next_ring
from storage import people
from storage.item import NO_ITEM, Item
from storage.people import Agency, Officer, State
from storage.work import Work

AWAKE = Quiet(time(22), time(7), weekends=False, holidays=False)
ALONG = "along"  # of an officer's preferences: whether colleagues' matters are read once a day
_DAILY = Rule(Every.DAY, time(9, 0))  # for who wants everything in one message a day
_A_MOMENT = timedelta(microseconds=1)


class Rings(StrEnum):
    """How messages of a kind come to who did not ask for them."""

    AT_ONCE = "at_once"  # at any hour: an alarm, or somebody waits for it, or its time is chosen already
    BY_DAY = "by_day"  # to act on: at night it waits for the morning
    TURN = "turn"  # the same for whom its item concerns; the others read along
    NEWS = "news"  # nothing to do: it waits in quiet hours, too


@dataclass(frozen=True)
class Concern:
    """Whom an item concerns now: these persons, and all of the agencies at which nobody has it in hand."""

    persons: frozenset[int]
    agencies: frozenset[int]


def concern_of(work: Work, holders: Sequence[tuple[int | None, int]]) -> Concern:
    """`holders`: who has it in hand, and at which agency; who is there no more leaves it to that agency."""
    there = {one.id: one for one in work.by_id(Officer, (who for who, _ in holders)).values()}
    active = {who for who, one in there.items() if one.state is State.ACTIVE}
    return Concern(
        frozenset(who for who, _ in holders if who is not None and who in active),
        frozenset(agency for who, agency in holders if who not in active),
    )


@dataclass(frozen=True)
class Moment:
    """`with_others`: in one message with what else there is to read then."""

    at: datetime
    with_others: bool = False


Concerned = Callable[[Work, int], Concern]
_concerned: Declared[Concerned] = Declared()


def concerning(kind: str, asked: Concerned) -> None:
    """Declare whom items of a kind concern; news of another kind concerns whoever is told."""
    _concerned.add(asked, kind)


def moment(
    work: Work,
    rules: Rules,
    officer: Officer,
    rings: Rings,
    item: Item = NO_ITEM,
    *,
    urgent: bool = False,
    at: datetime | None = None,
) -> Moment | None:
    """When this officer is told, from `at` on; None: not at all."""
    at = at or work.now
    if rings is Rings.AT_ONCE or not rules.waits or officer.state is not State.ACTIVE:
        return Moment(at)
    about = concern(work, item)
    if rings in {Rings.TURN, Rings.NEWS} and about is not None and not _is_in(work, officer, about):
        morning = rings_at(work, rules, officer, at, urgent=False, in_the_morning=True)
        return Moment(morning, with_others=True) if officer.preferences.get(ALONG, True) else None
    if urgent and _is_woken(work, officer, about):
        return Moment(at)
    if rings is Rings.NEWS and not urgent:
        later = rings_at(work, rules, officer, at, urgent=False)
        return Moment(later, with_others=later > at and about is not None)
    return Moment(next_ring(at, ZoneInfo(officer.zone), None, _night_of(officer)))


def concern(work: Work, item: Item) -> Concern | None:
    """Whom an item concerns now; None for a kind that nobody declared so."""
    return _concerned[item.kind](work, item.id) if item.kind in _concerned else None


def _is_in(work: Work, officer: Officer, concern: Concern) -> bool:
    theirs = {officer.id, *(one.id for one in people.deputies_for(work, officer))}
    return bool(theirs & concern.persons or people.agencies_of(work, officer) & concern.agencies)


def _is_woken(work: Work, officer: Officer, concern: Concern | None) -> bool:
    """By what is urgent: who is awake, who has it in hand, and one where all of the agency sleep."""
    if _is_awake(work, officer) or (concern is not None and officer.id in concern.persons):
        return True
    team = people.officers_of(work, [officer.agency_id])
    return not any(_is_awake(work, one) for one in team) and officer.id == team[0].id


def _is_awake(work: Work, officer: Officer) -> bool:
    return may_ring(work.now, ZoneInfo(officer.zone), None, _night_of(officer))


def _night_of(officer: Officer) -> Quiet:
    """One's own quiet hours, where they were chosen."""
    chosen = officer.quiet
    start, end = chosen.get("start", "22:00"), chosen.get("end", "07:00")
    return Quiet(time.fromisoformat(start), time.fromisoformat(end), weekends=False, holidays=False)


def quiet_of(officer: Officer, rules: Rules) -> Quiet:
    """The officer's own quiet hours, those of the house where nothing was chosen."""
    chosen = officer.quiet
    return Quiet(
        start=time.fromisoformat(chosen["start"]) if "start" in chosen else rules.quiet.start,
        end=time.fromisoformat(chosen["end"]) if "end" in chosen else rules.quiet.end,
        weekends=chosen.get("weekends", rules.quiet.weekends),
        holidays=chosen.get("holidays", rules.quiet.holidays),
    )


def rings_at(
    work: Work,
    rules: Rules,
    officer: Officer,
    at: datetime,
    urgent: bool,
    *,
    may_wake: bool = True,
    in_the_morning: bool = False,
) -> datetime:
    """The first moment from `at` on at which this officer may be rung. `may_wake`: by something urgent;
    `in_the_morning`: with what else there is to read then."""
    country = work.need(Agency, officer.agency_id).country
    zone, quiet = ZoneInfo(officer.zone), quiet_of(officer, rules)
    if in_the_morning or (officer.preferences.get("digest") and not urgent):
        at = recurring.next_after(_DAILY, at - _A_MOMENT, zone)
    if urgent and not may_wake and not in_the_morning:
        return next_ring(at, zone, country, AWAKE)
    return next_ring(at, zone, country, quiet, urgent and not in_the_morning)
