"""A network's rooms in memory, as the port has them, and everybody's accounts on it approved."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlmodel import select

from bot.channels.matrix.trust import distrust
from bot.channels.port import Channel, Presence, TryLaterError, UnreachableError
from bot.pipeline.rooming import Rooming
from handlers.core import access
from handlers.core.rules import Rules
from handlers.law.handling import Ceiling
from handlers.vocabulary.text import Text, set_apart
from storage import case_rooms, items, people
from storage.audit import Tag
from storage.case_rooms import CaseRoom, CaseSeat
from storage.item import Item
from storage.people import Account, Officer
from storage.requests import Addressee, Request
from storage.work import Work
from tests.talk import Talk

CONSOLE = "console"


class StoppedError(BaseException):
    """The process was killed here."""


@dataclass
class Hotel:
    """`said`: what stands in each room, by the id of the message; `heard`: who could read it.

    `dies_after`: the process is killed when this was done, before it is written down.
    `refuses`: what the network will not do.
    """

    tokens: dict[str, str] = field(default_factory=dict)
    people: dict[str, dict[str, Presence]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    heard: dict[str, list[str]] = field(default_factory=dict)
    pinned: str = ""
    frozen: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    log: list[str] = field(default_factory=list)
    dies_after: str = ""
    is_away: bool = False
    refuses: str = ""

    def moved(self) -> Collection[str]:
        return list(self.people)

    async def open_room(self, token: str, name: str) -> str:
        room = self.tokens.setdefault(token, f"!{len(self.tokens)}")
        self.people.setdefault(room, {})
        self._did(f"open {name}")
        return room

    async def leave_others(self, places: Collection[str]) -> None:
        for room_id in self.people.keys() - set(places) - self.left:
            await self.leave(room_id)

    async def members(self, room_id: str) -> Mapping[str, Presence]:
        return dict(self.people[room_id])

    async def admit(self, room_id: str, address: str) -> None:
        if self.refuses != f"admit {address}":
            self.people[room_id][address] = Presence.INVITED
        self._did(f"admit {address}")

    async def remove(self, room_id: str, address: str) -> None:
        if self.refuses != f"remove {address}":
            self.people[room_id][address] = Presence.GONE
        self._did(f"remove {address}")

    async def say(
        self,
        room_id: str,
        key: str,
        words: Text,
        readers: Collection[str],
        *,
        replaces: str | None = None,
        pin: bool = False,
    ) -> str:
        there = [one for one in readers if self.people[room_id].get(one) is Presence.HERE]
        event = replaces or key
        self.said[event], self.heard[event] = set_apart(words), there
        self.pinned = event if pin else self.pinned
        self._did(f"say {'again' if replaces else 'new'}")
        return event

    async def take_back(self, room_id: str, event_id: str) -> None:  # noqa: ARG002 the port's
        self.said.pop(event_id, None)
        self._did("take back")

    async def freeze(self, room_id: str) -> None:
        self.frozen.add(room_id)
        self._did("freeze")

    async def leave(self, room_id: str) -> None:
        self.left.add(room_id)
        self._did("leave")

    def come_in(self, *addresses: str) -> None:
        for room in self.people.values():
            for one in addresses:
                assert room[one] is Presence.INVITED
                room[one] = Presence.HERE

    def come_in_last(self, *addresses: str) -> None:
        """Into the room that was made last."""
        room = list(self.people.values())[-1]
        for one in addresses:
            assert room[one] is Presence.INVITED
            room[one] = Presence.HERE

    def go(self, address: str) -> None:
        for room in self.people.values():
            room[address] = Presence.GONE

    @property
    def inside(self) -> dict[str, Presence]:
        (room,) = self.people.values()
        return {one: shown for one, shown in room.items() if shown is not Presence.GONE}

    @property
    def summary(self) -> str:
        return self.said[self.pinned]

    def _did(self, what: str) -> None:
        if self.is_away:
            raise TryLaterError("away")
        if what == self.refuses:
            raise UnreachableError("403")
        self.log.append(what)
        if what.startswith(self.dies_after or "-"):
            self.dies_after = ""
            raise StoppedError


@dataclass
class _Line:
    rooms: Hotel


class Stay:
    """A network with rooms; `look` is what the process does once a second."""

    def __init__(self, talk: Talk) -> None:
        self.talk, self.hotel = talk, Hotel()
        with talk.work() as work:
            for account in work.all(select(Account)):
                account.identity = f"key of {account.address}"
                work.session.add(account)
        self.start()

    @property
    def rules(self) -> Rules:
        return replace(self.talk.home.rules, ceilings={CONSOLE: Ceiling()}, rooms=CONSOLE)

    def start(self) -> None:
        """A process that knows nothing but what was written down."""
        channels: Any = {CONSOLE: _Line(self.hotel)}
        rooms = cast("Mapping[str, Channel]", channels)
        self._rooming = Rooming(self.talk.home.database, rooms, self.rules, self.talk.clock)

    def look(self, times: int = 2) -> None:
        for _ in range(times):
            asyncio.run(self._rooming.step())

    def rooms(self) -> Sequence[CaseRoom]:
        with self.talk.work() as work:
            found = work.all(select(CaseRoom))
            work.session.expunge_all()
        return list(found)

    def seats(self) -> dict[str, str]:
        """Where each officer stands: "here", or "shut_out red"."""
        with self.talk.work() as work:
            return {
                work.need(Officer, one.officer_id).handle: f"{one.state} {one.why}".strip()
                for one in work.all(select(CaseSeat))
            }

    def hire(self, like: str, handle: str) -> None:
        """A colleague of this officer."""
        with self.talk.work() as work:
            one = people.officer_named(work, like)
            assert one is not None
            known = ("agency_id", "role", "state", "name", "language", "zone", "terms_at", "made_at")
            made = work.add(Officer(handle=handle, **{name: getattr(one, name) for name in known}))
            work.add(
                Account(
                    officer_id=made.id,
                    channel=CONSOLE,
                    address=handle,
                    address_index=people.address_index(work, CONSOLE, handle),
                    identity=f"key of {handle}",
                    made_at=work.now,
                )
            )

    def item(self, ref: str) -> Item:
        with self.talk.work() as work:
            found = items.item_called(work, ref)
        assert found is not None
        return found

    def distrust(self, handle: str) -> None:
        """Another identity is shown than the one that was approved."""
        with self.talk.work() as work:
            account = self._account(work, handle)
            distrust(work, account, "another key")

    def forget_account(self, handle: str) -> None:
        """Nobody has approved its identity."""
        with self.talk.work() as work:
            account = self._account(work, handle)
            account.identity = None
            work.session.add(account)

    def unlock(self) -> None:
        with self.talk.work() as work:
            people.switch(work, access.LOCKDOWN).on = False
            work.audit(Tag.RELEASED)

    def mark_red(self) -> None:
        with self.talk.work() as work:
            (request,) = work.all(select(Request))
            request.tlp = "RED"
            work.session.add(request)
            work.audit(Tag.REQUEST_CHANGED, None, Item("request", request.id))

    def due_at(self) -> datetime:
        with self.talk.work() as work:
            (addressee,) = work.all(select(Addressee))
            found: datetime | None = addressee.due_at
        assert found is not None
        return found

    def hours(self, count: int) -> timedelta:
        return timedelta(hours=count)

    def trail(self) -> list[str]:
        with self.talk.work() as work:
            item = work.all(select(CaseRoom))[0].item
            return [str(one.tag) for one in case_rooms.trail_of(work, item)]

    def _account(self, work: Work, handle: str) -> Account:
        officer = people.officer_named(work, handle)
        assert officer is not None
        (account,) = people.accounts_of(work, officer.id)
        return account
