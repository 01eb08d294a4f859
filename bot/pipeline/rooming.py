"""Case rooms as the house wants them: brought about on the network, and what happened there is written down.

All of it may be done again and comes to the same, so that it goes on after any kill.
"""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.channels.port import Channel, Presence, RefusedError, RoomKeeper, TryLaterError, UnreachableError
from bot.clock import Clock
from handlers.core.rules import Rules
from handlers.rooms import ending, seating, summary, who
from handlers.rooms.seating import Plan
from handlers.rooms.summary import Message
from storage import case_rooms
from storage.case_rooms import CaseRoom, Seating
from storage.engine import Database
from storage.people import Officer
from storage.work import Work

log = structlog.get_logger()
_MOST = 20  # rooms of one look
_ENTRIES = 1000  # of the trail, of one look
_LATER = timedelta(seconds=15)  # after the network said no
_EVERY = timedelta(seconds=10)
_SOON = timedelta(seconds=1)
_SHOWN = {Presence.INVITED: Seating.INVITED, Presence.HERE: Seating.HERE, Presence.GONE: Seating.LEFT}
_FAULTS = (TryLaterError, UnreachableError, RefusedError)


class Rooming:
    """Call `step` as often as you like."""

    def __init__(
        self, database: Database, channels: Mapping[str, Channel], rules: Rules, clock: Clock
    ) -> None:
        self._database, self._channels, self._rules, self._clock = database, channels, rules, clock
        self._swept: datetime | None = None
        self._seen: int | None = None  # the newest entry of the trail that was looked at

    async def step(self) -> None:
        """Look at the rooms that something happened to, and at each once a minute."""
        keeper = self._keeper()
        if keeper is None:
            return
        for room_id in await asyncio.to_thread(self._due, list(keeper.moved())):
            await self._look(keeper, room_id)
        await self._sweep(keeper)

    async def _look(self, keeper: RoomKeeper, room_id: int) -> None:
        """Whatever one room does to us holds up none of the others."""
        try:
            await self._carry_out(keeper, room_id)
        except _FAULTS as error:
            log.info("room.later", error=type(error).__name__)
            later = _SOON if isinstance(error, TryLaterError) and error.after else _LATER
            await asyncio.to_thread(self._put_off, room_id, later)
        except Exception as error:
            log.exception("room.failed", error=type(error).__name__)
            await asyncio.to_thread(self._put_off, room_id, _LATER)

    async def _sweep(self, keeper: RoomKeeper) -> None:
        """Not while the id of a room is not known yet: it may be one of them."""
        now = self._clock.now()
        if self._swept is not None and self._swept <= now < self._swept + _EVERY:
            return
        places = await asyncio.to_thread(self._places)
        if None not in places:
            self._swept = now
            await keeper.leave_others([one for one in places if one is not None])

    def _places(self) -> list[str | None]:
        with self._database.work(self._clock.now(), write=False) as work:
            return [one.place for one in case_rooms.standing(work)]

    def _keeper(self) -> RoomKeeper | None:
        channel = self._channels.get(self._rules.rooms)
        found: RoomKeeper | None = getattr(channel, "rooms", None)
        return found

    def _due(self, moved: Iterable[str]) -> list[int]:
        with self._database.work(self._clock.now(), write=False) as work:
            names, is_for_all = self._news(work)
            places = set(moved)
            touched = [
                one.id
                for one in (case_rooms.standing(work) if is_for_all or names or places else ())
                if is_for_all or one.item in names or one.place in places
            ]
            return list(dict.fromkeys([*touched, *case_rooms.due(work, _MOST)]))

    def _news(self, work: Work) -> tuple[set[str], bool]:
        """Of which items the trail has news, and whether it has any that may touch every room."""
        if self._seen is None:
            self._seen = case_rooms.last_entry(work)
            return set(), True
        found = case_rooms.entries_since(work, self._seen, _ENTRIES)
        self._seen = max([self._seen, *(number for number, _, _ in found)])
        return {item for _, _, item in found}, any(tag in who.TOUCH_ALL for _, tag, _ in found)

    def _put_off(self, room_id: int, later: timedelta) -> None:
        with self._database.work(self._clock.now()) as work:
            room = work.hold(CaseRoom, room_id)
            room.look_at = work.now + later
            work.add(room)

    async def _carry_out(self, keeper: RoomKeeper, room_id: int) -> None:
        plan = await asyncio.to_thread(self._plan, room_id)
        if plan.place is None and plan.is_over:
            await asyncio.to_thread(self._ended, room_id)
            return
        place = plan.place or await self._opened(keeper, plan)
        there = await self._put_out(keeper, place, plan)
        if plan.is_over:
            if any(shown is not Presence.GONE for shown in there.values()):
                raise TryLaterError("somebody is there still")
            await keeper.leave(place)
            await asyncio.to_thread(self._ended, room_id)
            return
        await self._let_in(keeper, place, plan, there)
        for message in await asyncio.to_thread(self._messages, room_id):
            await self._say(keeper, place, room_id, message)
        if plan.is_frozen:
            await self._freeze(keeper, place, room_id)

    async def _opened(self, keeper: RoomKeeper, plan: Plan) -> str:
        place = await keeper.open_room(plan.token, plan.name)
        await asyncio.to_thread(self._note_place, plan.room_id, place)
        return place

    async def _put_out(self, keeper: RoomKeeper, place: str, plan: Plan) -> Mapping[str, Presence]:
        """Everybody who has no seat; whoever it is, and before anything else."""
        there = await keeper.members(place)
        gone = [one for one, shown in there.items() if shown is not Presence.GONE and one not in plan.seats]
        for address in gone:
            await self._each(keeper.remove(place, address))
        return await keeper.members(place) if gone else there

    async def _let_in(
        self, keeper: RoomKeeper, place: str, plan: Plan, there: Mapping[str, Presence]
    ) -> None:
        wanted = [one for one, state in plan.seats.items() if state is Seating.WANTED]
        missing = [one for one in wanted if there.get(one, Presence.GONE) is Presence.GONE]
        for address in missing:
            await self._each(keeper.admit(place, address))
        there = await keeper.members(place) if missing else there
        shown = {address: _SHOWN[presence] for address, presence in there.items()}
        if any(plan.seats.get(address) is not state for address, state in shown.items()):
            await asyncio.to_thread(self._note_who, plan.room_id, shown)

    async def _each(self, doing: Awaitable[None]) -> None:
        """One who cannot be let in, or put out, holds up none of the others; it is tried again."""
        try:
            await doing
        except (UnreachableError, RefusedError) as error:
            log.warning("room.not_moved", error=type(error).__name__)

    async def _say(self, keeper: RoomKeeper, place: str, room_id: int, message: Message) -> None:
        readers = await asyncio.to_thread(self._addresses, message)
        event = await keeper.say(
            place, message.key, message.words, readers, replaces=message.replaces, pin=not message.name
        )
        if message.takes_back:
            await keeper.take_back(place, message.takes_back)
        await asyncio.to_thread(self._was_said, room_id, message, event)

    async def _freeze(self, keeper: RoomKeeper, place: str, room_id: int) -> None:
        if not await asyncio.to_thread(self._is_frozen, room_id):
            await keeper.freeze(place)
            await asyncio.to_thread(self._frozen, room_id)

    def _plan(self, room_id: int) -> Plan:
        with self._database.work(self._clock.now()) as work:
            return seating.plan(work, self._rules, room_id)

    def _note_place(self, room_id: int, place: str) -> None:
        with self._database.work(self._clock.now()) as work:
            seating.place(work, room_id, place)

    def _note_who(self, room_id: int, shown: Mapping[str, Seating]) -> None:
        with self._database.work(self._clock.now()) as work:
            seating.came_and_went(work, self._rules, room_id, shown)

    def _messages(self, room_id: int) -> list[Message]:
        with self._database.work(self._clock.now(), write=False) as work:
            return summary.due(work, self._rules, room_id)

    def _addresses(self, message: Message) -> list[str]:
        with self._database.work(self._clock.now(), write=False) as work:
            officers = [work.need(Officer, one) for one in message.readers]
            found = [who.account_of(work, self._rules, one) for one in officers]
            return [one.address for one in found if one is not None]

    def _was_said(self, room_id: int, message: Message, event: str) -> None:
        with self._database.work(self._clock.now()) as work:
            summary.was_said(work, room_id, message, event)

    def _is_frozen(self, room_id: int) -> bool:
        with self._database.work(self._clock.now(), write=False) as work:
            return work.need(CaseRoom, room_id).frozen_at is not None

    def _frozen(self, room_id: int) -> None:
        with self._database.work(self._clock.now()) as work:
            ending.frozen(work, room_id)

    def _ended(self, room_id: int) -> None:
        with self._database.work(self._clock.now()) as work:
            ending.ended(work, room_id)
