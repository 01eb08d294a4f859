"""What follows beside the sync: the app is sent what is due, is told what somebody said of the emoji, and the
person's identity is signed once both sides have vouched for their keys.

Nothing here says that emoji are the same: `storage.verifications.compare` does, and only people call it.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.channels.matrix.accounts import Now
from bot.channels.matrix.device import Desk
from bot.channels.matrix.homeserver.errors import AwayError, MatrixError
from bot.channels.matrix.homeserver.plain import Json, part
from bot.channels.matrix.homeserver.server import segment
from bot.channels.matrix.keys.devices import master_of
from bot.channels.matrix.keys.directory import Person
from bot.channels.matrix.keys.identity import query
from bot.channels.matrix.verifying import flow
from bot.channels.matrix.verifying.ending import end, leave, sides_of
from bot.channels.matrix.verifying.flow import DONE, CancelError, Talk
from bot.channels.port import Intake
from handlers.verification import comparing
from storage import verifications
from storage.engine import Database
from storage.people import Account
from storage.verifications import OPEN, Phase, Verification
from storage.work import Work

log = structlog.get_logger()
_LOOK = 1.0  # seconds; what people say of emoji is written by others, who wake nobody here


@dataclass(frozen=True)
class _Due:
    """One verification as it stood when it was read."""

    row_id: int
    phase: Phase
    ends_at: datetime
    talk: Talk
    pinned: str | None


class Moving:
    """`changed`: what came from apps may have left something to do."""

    def __init__(self, desk: Desk, changed: asyncio.Event, database: Database, now: Now) -> None:
        self._desk, self._changed = desk, changed
        self._database, self._now = database, now
        self._is_idle = False

    async def run(self, intake: Intake) -> None:
        """Until cancelled. While nothing is open nobody is asked."""
        changed = self._changed
        while True:
            if self._is_idle:
                await changed.wait()
            else:
                with suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), _LOOK)
            changed.clear()
            try:
                await self.once(intake)
            except Exception as error:  # a database that is busy or away: it is there again
                self._is_idle = False
                log.exception("matrix.verification.failed", error=type(error).__name__)

    async def once(self, intake: Intake) -> None:
        found = await asyncio.to_thread(self._read)
        self._is_idle = not found
        for one in found:
            try:
                await self._move(intake, one)
            except MatrixError as error:
                log.info("matrix.verification.later", **error.as_codes())

    def _read(self) -> list[_Due]:
        with self._database.work(self._now(), write=False) as work:
            return [_due(work, row) for row in verifications.to_see_to(work)]

    async def _move(self, intake: Intake, one: _Due) -> None:
        person = await self._desk.people.of(one.talk.user_id)
        if one.phase is Phase.DIFFERENT:
            await self._change(intake, one, lambda work, row: self._end(work, row, "m.mismatched_sas"))
        elif one.phase in OPEN and self._now() >= one.ends_at:
            await self._change(intake, one, lambda work, row: self._end(work, row, "m.timeout"))
        elif one.phase is Phase.MATCHED and not one.talk.has_vouched:
            await self._change(intake, one, lambda work, row: self._vouch(work, row, one, person))
        elif one.talk.out:
            await self._send(intake, one, person)
        elif one.phase is Phase.MATCHED and one.talk.vouched:
            await self._sign(intake, one)

    async def _change(self, intake: Intake, one: _Due, change: Callable[[Work, Verification], None]) -> None:
        """Only if all of it still stands where it was read."""

        def also(work: Work) -> None:
            row = work.hold(Verification, one.row_id)
            if row.phase is one.phase and row.body == one.talk.body():
                change(work, row)

        await intake.do(also)
        self._changed.set()

    def _end(self, work: Work, row: Verification, code: str) -> None:
        end(work, row, code, self._desk.identity.fingerprint)

    def _vouch(self, work: Work, row: Verification, one: _Due, person: Person) -> None:
        """Somebody said that they are the same."""
        talk = Talk.kept(row.body or {})
        try:
            flow.vouch(talk, sides_of(self._desk, talk, one.pinned, person))
        except CancelError as error:
            self._end(work, row, error.code)
            return
        row.body, row.pending = talk.body(), True
        work.session.add(row)

    async def _send(self, intake: Intake, one: _Due, person: Person) -> None:
        """Everything that is due, then a note of that: what goes out twice has the same number."""
        if one.talk.room_id and not await self._desk.rooms.is_private(one.talk.room_id, one.talk.user_id):
            await self._change(intake, one, _drop)
            return
        for number, (kind, content) in enumerate(one.talk.out, start=one.talk.sent):
            await self._send_one(one.talk, f"verify-{one.row_id}-{number}", kind, content, person)

        def note(work: Work, row: Verification) -> None:
            _sent(work, row, len(one.talk.out))

        await self._note(intake, one.row_id, note)

    async def _note(self, intake: Intake, row_id: int, note: Callable[[Work, Verification], None]) -> None:
        await intake.do(lambda work: note(work, work.hold(Verification, row_id)))
        self._changed.set()

    async def _send_one(self, talk: Talk, txn: str, kind: str, content: Json, person: Person) -> None:
        if not talk.room_id:
            body = {"messages": {talk.user_id: {talk.device_id: content}}}
            await self._desk.server.put(f"/sendToDevice/{kind}/{segment(txn)}", body)
            return
        readers = person.signed.values()
        sealed = await self._desk.sharing.encrypt(talk.room_id, kind, content, readers)
        sealed["m.relates_to"] = content["m.relates_to"]
        path = f"/rooms/{segment(talk.room_id)}/send/m.room.encrypted/{segment(txn)}"
        await self._desk.server.put(path, sealed)

    async def _sign(self, intake: Intake, one: _Due) -> None:
        """Both sides have vouched, and people have compared: our signature over the person's identity."""
        user_id, identity = one.talk.user_id, self._desk.identity
        answer = await query(self._desk.server, user_id)
        if one.pinned is None or master_of(answer, user_id) != one.pinned:
            await self._change(intake, one, lambda work, row: self._end(work, row, "m.key_mismatch"))
            return
        signed = identity.sign_person(part(answer, "master_keys", user_id))
        told = await self._desk.server.post("/keys/signatures/upload", {user_id: {one.pinned: signed}})
        if part(told, "failures"):
            raise AwayError("keys/signatures/upload: it was not taken")
        await self._change(intake, one, _finish)


def _due(work: Work, row: Verification) -> _Due:
    pinned = work.need(Account, row.account_id).identity
    return _Due(row.id, row.phase, row.ends_at, Talk.kept(row.body or {}), pinned)


def _drop(work: Work, row: Verification) -> None:
    """The room is nobody's private one any more: nothing more is said there."""
    if row.phase in OPEN:
        leave(work, row, "m.user", is_theirs=True)
    else:
        row.body, row.pending = None, False
        work.session.add(row)


def _sent(work: Work, row: Verification, count: int) -> None:
    if row.body is None:
        return  # ended by the app meanwhile
    talk = Talk.kept(row.body)
    talk.out, talk.sent = talk.out[count:], talk.sent + count
    row.pending = bool(talk.out)
    row.body = None if row.phase not in OPEN and not row.pending else talk.body()
    work.session.add(row)


def _finish(work: Work, row: Verification) -> None:
    talk = Talk.kept(row.body or {})
    talk.forget()
    talk.say(DONE, {})
    row.body, row.pending = talk.body(), True
    verifications.finish(work, row)
    comparing.done(work, row)
