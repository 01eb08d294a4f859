"""What has to be seen to beside the sync: keys that do not come, sessions that broke, people to be told."""

import asyncio
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.channels.matrix import notices
from bot.channels.matrix.accounts import Directory, Known, Now, Places
from bot.channels.matrix.device import Desk
from bot.channels.matrix.homeserver.errors import MatrixError
from bot.channels.matrix.homeserver.plain import Json, part
from bot.channels.matrix.keys.session import refill_keys
from bot.channels.matrix.receiving.reading import Parked, overdue
from bot.channels.matrix.receiving.taking import Taking
from bot.channels.port import Intake
from storage import matrix
from storage.work import Work

log = structlog.get_logger()
_LOOK = 1.0  # seconds
_ASK = timedelta(seconds=3)  # a key that is only late has come by then
_GRACE = timedelta(seconds=30)
_DAY = timedelta(days=1)
_UNUSED = timedelta(days=100)  # clients change a key after a week at the latest


class Upkeep:
    def __init__(self, desk: Desk, taking: Taking, directory: Directory, places: Places, now: Now) -> None:
        self._desk, self._taking, self._now = desk, taking, now
        self._directory, self._places = directory, places
        self._asked: set[tuple[str, str]] = set()
        self._forgot_at: datetime | None = None

    async def run(self, intake: Intake) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(_LOOK)
            try:
                await self.once(intake)
            except MatrixError as error:
                log.info("matrix.upkeep.failed", **error.as_codes())
            except Exception as error:  # a database that is busy or away: it is there again
                log.exception("matrix.upkeep.failed", error=type(error).__name__)

    async def once(self, intake: Intake) -> None:
        now = self._now()
        sync = self._desk.sync
        await refill_keys(self._desk.server, self._desk.crypto, sync.one_time_keys, sync.fallback_used)
        sync.one_time_keys, sync.fallback_used = None, False
        await self._mend()
        await self._taking.retry(intake)
        await self._taking.guests.sweep(now)
        if self._taking.waiting.events:
            await self._see_to_waiting(intake, now)
        if self._forgot_at is None or now - self._forgot_at >= _DAY:
            await self._forget_keys(intake, now)
            self._forgot_at = now

    async def _forget_keys(self, intake: Intake, now: datetime) -> None:
        """Room keys that nobody uses any more, and then what was heard with them."""

        def also(work: Work) -> None:
            old = set(matrix.heard_before(work, now - _UNUSED))
            self._desk.crypto.forget_room_keys(old)
            matrix.forget_heard(work, old)

        await intake.do(also)

    async def _mend(self) -> None:
        """New Olm sessions with devices whose messages cannot be opened any more, of whoever concerns us."""
        wedged = self._desk.crypto.take_wedged()
        people = await self._whom_we_talk_to(user_id for user_id, _ in wedged)
        for user_id in people:
            keys = {key for name, key in wedged if name == user_id}
            try:
                person = await self._desk.people.of(user_id)
                await self._desk.sharing.renew(d for d in person.devices.values() if d.curve25519 in keys)
            except MatrixError as error:
                log.info("matrix.session.not_renewed", **error.as_codes())

    async def _whom_we_talk_to(self, user_ids: Iterable[str]) -> dict[str, Known | None]:
        """Those of them who have an account here, or a room with us."""
        wanted = set(user_ids)
        known = await self._directory.look_up(wanted) if wanted else {}
        guests = {name: None for name in wanted - known.keys() if await self._places.of(name)}
        return {**known, **guests}

    async def _see_to_waiting(self, intake: Intake, now: datetime) -> None:
        waiting = self._taking.waiting
        parked = [one for one in waiting.events.values() if self._taking.waits_for_key(one)]
        people = await self._whom_we_talk_to(one.sender for one in parked)
        parked = [one for one in parked if one.sender in people]
        await self._ask_for_keys(parked, now)
        late, old = overdue(parked, now, _GRACE), waiting.too_old(now)
        if not late and not old:
            return

        def also(work: Work) -> None:
            for one in late:
                _tell(work, one, people.get(one.sender))
            matrix.unpark(work, old)

        await intake.do(also)
        waiting.put([replace(one, told=True) for one in late])
        waiting.drop(old)

    async def _ask_for_keys(self, parked: Sequence[Parked], now: datetime) -> None:
        """Each session's sender is asked once."""
        wanted = {(one.room_id, str(part(one.event, "content").get("session_id"))): one for one in parked}
        self._asked &= wanted.keys()
        for session, one in wanted.items():
            if session not in self._asked and now - one.since >= _ASK:
                self._asked.add(session)
                await self._ask(one, part(one.event, "content"))

    async def _ask(self, one: Parked, content: Json) -> None:
        wanted = {name: content.get(name) for name in ("algorithm", "session_id", "sender_key")}
        body = {
            "action": "request",
            "request_id": str(uuid.uuid4()),
            "requesting_device_id": self._desk.crypto.own.device_id,
            "body": wanted | {"room_id": one.room_id},
        }
        try:
            person = await self._desk.people.of(one.sender)
            messages = {one.sender: dict.fromkeys(person.devices, body)}
            await self._desk.server.put(
                f"/sendToDevice/m.room_key_request/{uuid.uuid4()}", {"messages": messages}
            )
        except MatrixError as error:
            log.info("matrix.key.not_asked_for", **error.as_codes())


def _tell(work: Work, one: Parked, who: Known | None) -> None:
    matrix.mark_told(work, one.event_id)
    notices.tell(work, one.sender, who, notices.UNREADABLE)
