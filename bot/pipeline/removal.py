"""What may not stay where it is not sealed from end to end is taken back: at once, or in time."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

import structlog

from bot.channels.port import Channel, Left, TryLaterError, UnreachableError
from bot.clock import Clock
from handlers.core import access
from handlers.letters import left_standing
from handlers.letters.letter import Letter
from storage import leaving
from storage.engine import Database
from storage.leaving import Around, Leaving
from storage.outbox import Fate, Outgoing
from storage.people import Account
from storage.work import Work

log = structlog.get_logger()
_EVERY = timedelta(seconds=10)
_LATER = timedelta(minutes=1)
_UNREACHABLE = timedelta(hours=1)
_GIVEN_UP = timedelta(days=30)  # after so long nobody reads that chat any more
_AT_ONCE = 500  # messages of one look
_CHATS = 8  # side by side
_PATIENCE = 2.0  # seconds that a letter waits for what it takes away …
_AGAIN = 0.3  # … and until that is tried again


@dataclass(frozen=True)
class Place:
    """One thing that has to go from one chat. `around`: it is not known by its id, only where it may be."""

    row_id: int
    made_at: datetime
    account_id: int
    address: str
    external: str
    around: Around | None
    stays_until: datetime | None  # nothing has to be done yet: its channel may show it


class Removal:
    """Call `step` as often as you like."""

    def __init__(self, database: Database, channels: Mapping[str, Channel], clock: Clock) -> None:
        self._database, self._channels, self._clock = database, channels, clock
        self._next: datetime | None = None
        self._chats = asyncio.Semaphore(_CHATS)

    async def step(self) -> None:
        """Take back what has been there long enough. What cannot be taken back now is tried again."""
        now = self._clock.now()
        if self._next is not None and now < self._next:
            return
        self._next = now + _EVERY
        channels = [one for one in self._channels.values() if one.abilities.removes_after is not None]
        await asyncio.gather(*(self._take_back(channel) for channel in channels))

    async def _take_back(self, channel: Channel) -> None:
        """Each chat by itself: what one of them refuses holds up no other."""
        places = await asyncio.to_thread(self._due, channel)
        chats = groupby(sorted(places, key=lambda one: one.account_id), lambda one: one.account_id)
        await asyncio.gather(*(self._clear(channel, account, list(some)) for account, some in chats))
        if len(places) == _AT_ONCE:
            self._next = None

    async def _clear(self, channel: Channel, account_id: int, places: Sequence[Place]) -> None:
        done: list[tuple[Place, Left | None]] = []
        pause = None
        async with self._chats:
            for place in places:
                if place.stays_until is not None:
                    done.append((place, None))
                    continue
                try:
                    done.append((place, await self._remove(channel, place)))
                except TryLaterError as later:
                    pause = later.after or _LATER
                except UnreachableError:
                    pause = _UNREACHABLE
                except Exception as error:
                    log.exception("removal.broken", channel=channel.name, error=type(error).__name__)
                    done.append((place, Left.SOME))
                if pause is not None:
                    log.warning("removal.later", channel=channel.name, seconds=pause.total_seconds())
                    break
        await asyncio.to_thread(self._record, account_id, done, pause)

    async def _remove(self, channel: Channel, place: Place) -> Left | None:
        if place.external:
            return await channel.remove(place.address, place.external)
        if place.around is not None:
            near = place.around
            await channel.remove_copies(place.address, near.older, near.until, near.known)
        return None

    def _due(self, channel: Channel) -> list[Place]:
        with self._database.work(self._clock.now(), write=False) as work:
            due = leaving.due(work, channel.name, _AT_ONCE)
            return [_place(work, channel, row, to) for row, to in due]

    def _record(
        self, account_id: int, done: Sequence[tuple[Place, Left | None]], pause: timedelta | None
    ) -> None:
        with self._database.work(self._clock.now()) as work:
            for place, _ in done:
                if place.stays_until is None:
                    leaving.gone(work, place.row_id)
                elif (row := work.get(Leaving, place.row_id)) is not None:
                    leaving.stays(work, row, place.stays_until)
            left = [left for _, left in done]
            left_standing.tell(work, account_id, left.count(Left.BLANK), left.count(Left.SOME))
            if pause is not None:
                leaving.put_off(work, account_id, work.now + pause)
                leaving.give_up(work, account_id, work.now - _GIVEN_UP)


def _place(work: Work, channel: Channel, row: Leaving, to: Account) -> Place:
    letter = work.get(Outgoing, row.outgoing_id)
    around = leaving.around(work, letter) if letter is not None and not row.external else None
    until = _may_stay_until(work, channel, letter) if row.external else None
    return Place(row.id, row.made_at, to.id, to.address, row.external, around, until)


def _may_stay_until(work: Work, channel: Channel, letter: Outgoing | None) -> datetime | None:
    """None: its time is over, or what it is about may not be shown there any more."""
    age = channel.abilities.removes_after
    if letter is None or letter.sent_at is None or age is None or letter.sent_at + age <= work.now:
        return None
    subject = access.subject_of(work, letter.item) if letter.item else None
    may_show = subject is not None and channel.abilities.ceiling.holds(subject.handling)
    return letter.sent_at + age if may_show else None


async def taken_away(channel: Channel, letter: Letter) -> tuple[Letter, list[str]]:
    """A letter as it can be said now that what may not stay was taken from its chat; and what has yet to go.

    A network that is away, or wants patience, holds up no letter.
    """
    later = []
    for external in filter(None, (letter.removes, letter.ends)):
        is_gone, is_to_be_tried = await _try(channel, letter.address, external)
        if is_to_be_tried:
            later.append(external)
        if external == letter.removes and not is_gone:
            letter = replace(letter, text=letter.where_it_stays)
    return letter, later


async def _try(channel: Channel, address: str, external: str) -> tuple[bool, bool]:
    """Whether it is gone; and, where it is not, whether it may yet go."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            while True:
                try:
                    return await channel.remove(address, external) is None, False
                except UnreachableError:
                    return False, False
                except TryLaterError as later:
                    if later.after is not None:
                        return False, True
                await asyncio.sleep(_AGAIN)
    return False, True


def note(work: Work, row: Outgoing, channels: Mapping[str, Channel], left: Sequence[str]) -> None:
    """What of a letter that was settled, and of what it should have taken away, has to go from its chat."""
    channel = channels.get(row.channel or "")
    age = channel.abilities.removes_after if channel is not None else None
    if age is None or row.account_id is None or row.fate not in {Fate.SENT, Fate.FAILED}:
        return
    for external in left:
        leaving.will_leave(work, row.account_id, external, work.now + _LATER)
    if row.guarded and row.external:
        leaving.will_leave(work, row.account_id, row.external, work.now + age, row)
    if row.may_be_twice:
        leaving.will_leave(work, row.account_id, "", work.now + _LATER, row)
