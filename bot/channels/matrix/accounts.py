"""Kept on the database: who has an account here, where each is written to, the bot's own secrets."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from storage import matrix, people, vouching
from storage.engine import Database
from storage.people import Officer, State
from storage.work import Work

_IN_MIND = 5_000  # people whose rooms are kept in memory
Now = Callable[[], datetime]


class Secrets:
    """The SecretStore of `identity`."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database, self._now = database, now

    def get(self, name: str) -> bytes | None:
        with self._database.work(self._now(), write=False) as work:
            return matrix.secret(work, name)

    def put(self, name: str, value: bytes) -> None:
        with self._database.work(self._now()) as work:
            matrix.keep_secret(work, name, value)


@dataclass(frozen=True)
class Known:
    """Somebody who has an account here. `pinned`: the master key that was approved, if any yet. `keeps`:
    his or her keys are worth keeping."""

    account_id: int
    officer_id: int
    pinned: str | None
    trusted: bool
    active: bool
    keeps: bool = True


def known(work: Work, address: str) -> Known | None:
    """None for a stranger, and for who left. The address is compared whole: an index folds case."""
    account = people.account_at(work, matrix.CHANNEL, address)
    officer = work.get(Officer, account.officer_id) if account is not None else None
    if account is None or officer is None or officer.state is State.LEFT or account.address != address:
        return None
    is_active = officer.state is State.ACTIVE
    keeps = officer.state is not State.SUSPENDED
    return Known(account.id, officer.id, account.identity, account.trusted, is_active, keeps)


class Places:
    """Where each person is written to: their rooms, the one used last first. Read once, then remembered."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database, self._now = database, now
        self._rooms: dict[str, list[str]] = {}

    async def of(self, address: str) -> list[str]:
        if address not in self._rooms:
            if len(self._rooms) >= _IN_MIND:
                self._rooms.clear()
            self._rooms[address] = await asyncio.to_thread(self._read, address)
        return self._rooms[address]

    def _read(self, address: str) -> list[str]:
        with self._database.work(self._now(), write=False) as work:
            return matrix.rooms_of(work, address)

    def use(self, work: Work, address: str, room_id: str) -> None:
        """From now on this one."""
        if self._rooms.get(address, [])[:1] == [room_id]:
            return
        matrix.use_room(work, address, room_id)
        work.after_commit(lambda: self._put_first(address, room_id))

    def _put_first(self, address: str, room_id: str) -> None:
        others = self._rooms.pop(address, None)
        if others is not None:
            self._rooms[address] = [room_id, *(one for one in others if one != room_id)]

    async def forget(self, room_id: str) -> None:
        """A room that we are not in any more."""

        def write() -> None:
            with self._database.work(self._now()) as work:
                matrix.forget_room(work, room_id)

        await asyncio.to_thread(write)
        for rooms in self._rooms.values():
            if room_id in rooms:
                rooms.remove(room_id)

    async def keep(self, address: str, room_id: str) -> None:
        """The same, in a transaction of its own."""

        def write() -> None:
            with self._database.work(self._now()) as work:
                self.use(work, address, room_id)

        await asyncio.to_thread(write)


class Directory:
    """Who has an account here. Asked anew each time: approvals, suspensions and pins count at once."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database, self._now = database, now

    async def look_up(self, addresses: Iterable[str]) -> dict[str, Known]:
        """Those of them that are known."""
        return await asyncio.to_thread(self._read, sorted(set(addresses)))

    def _read(self, addresses: list[str]) -> dict[str, Known]:
        with self._database.work(self._now(), write=False) as work:
            found = {address: known(work, address) for address in addresses}
        return {address: who for address, who in found.items() if who is not None}

    async def heard(self, sessions: Iterable[bytes]) -> Mapping[bytes, bytes]:
        """Which messages of these room keys were read."""
        return await asyncio.to_thread(self._read_heard, list(sessions))

    def _read_heard(self, sessions: list[bytes]) -> dict[bytes, bytes]:
        with self._database.work(self._now(), write=False) as work:
            return matrix.heard(work, sessions)

    async def expects_somebody(self) -> bool:
        """Whether a code is out."""
        return await asyncio.to_thread(self._read_expects)

    def _read_expects(self) -> bool:
        with self._database.work(self._now(), write=False) as work:
            return vouching.expects_somebody(work)
