"""What has to be seen to beside the sync: keys that do not come, sessions that broke, people to be told."""

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.channels.matrix import notices
from bot.channels.matrix.desk import Desk
from bot.channels.matrix.errors import MatrixError
from bot.channels.matrix.keeping import Directory, Known, Now
from bot.channels.matrix.reading import Parked, overdue
from bot.channels.matrix.server import Json
from bot.channels.matrix.session import refill_keys
from bot.channels.matrix.taking import Taking
from bot.channels.port import Intake
from storage import matrix
from storage.work import Work

log = structlog.get_logger()
_LOOK = 1.0  # seconds
_ASK = timedelta(seconds=3)  # a key that is only late has come by then
_GRACE = timedelta(seconds=30)
_KEEP = timedelta(days=7)  # a key that has not come by then never will


class Upkeep:
    def __init__(self, desk: Desk, taking: Taking, directory: Directory, now: Now) -> None:
        self._desk, self._taking, self._directory, self._now = desk, taking, directory, now
        self._asked: set[tuple[str, str]] = set()

    async def run(self, intake: Intake) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(_LOOK)
            try:
                await self.once(intake)
            except MatrixError as error:
                log.info("matrix.upkeep.failed", error=str(error))

    async def once(self, intake: Intake) -> None:
        await refill_keys(self._desk.server, self._desk.crypto, self._desk.sync.one_time_keys)
        self._desk.sync.one_time_keys = None
        await self._mend()
        parked = list(self._taking.parked.values())
        if parked:
            await self._ask_for_keys(parked)
            await self._tell_and_drop(intake, parked)

    async def _mend(self) -> None:
        """New Olm sessions with devices whose messages cannot be opened any more."""
        for user_id, key in self._desk.crypto.take_wedged():
            person = await self._desk.people.of(user_id)
            await self._desk.sharing.renew(d for d in person.devices.values() if d.curve25519 == key)

    async def _ask_for_keys(self, parked: Sequence[Parked]) -> None:
        """Each session's sender is asked once."""
        for one in parked:
            content = one.event.get("content") or {}
            session = (one.room_id, str(content.get("session_id", "")))
            if session not in self._asked and self._now() - one.since >= _ASK:
                self._asked.add(session)
                await self._ask(one, content)

    async def _ask(self, one: Parked, content: Json) -> None:
        wanted = {name: content.get(name) for name in ("algorithm", "session_id", "sender_key")}
        body = {
            "action": "request",
            "request_id": str(uuid.uuid4()),
            "requesting_device_id": self._desk.crypto.own.device_id,
            "body": wanted | {"room_id": one.room_id},
        }
        person = await self._desk.people.of(one.sender)
        messages = {one.sender: dict.fromkeys(person.devices, body)}
        await self._desk.server.put(
            f"/sendToDevice/m.room_key_request/{uuid.uuid4()}", {"messages": messages}
        )

    async def _tell_and_drop(self, intake: Intake, parked: Sequence[Parked]) -> None:
        """One notice for each person; the oldest events are given up."""
        late, old = (
            overdue(parked, self._now(), _GRACE),
            [p for p in parked if self._now() - p.since >= _KEEP],
        )
        if not late and not old:
            return
        known = await self._directory.look_up(one.sender for one in late)

        def also(work: Work) -> None:
            for one in late:
                _tell(work, one, known.get(one.sender))
            matrix.unpark(work, [one.event_id for one in old])

        await intake.do(also)
        for one in late:
            self._taking.parked[one.event_id] = replace(one, told=True)
        for one in old:
            self._taking.parked.pop(one.event_id, None)


def _tell(work: Work, one: Parked, who: Known | None) -> None:
    matrix.mark_told(work, one.event_id)
    notices.tell(work, one.sender, who, notices.UNREADABLE)
