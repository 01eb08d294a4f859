"""From what apps send to what is kept: a verification is asked for by an enrolled person's own device, in his
or her private room or from device to device.

What follows from an event is kept in the transaction that moves the cursor; what the app is sent goes out
afterwards (`moving`). So a kill at any moment costs a little time and nothing else.
"""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from bot.channels.matrix.accounts import Known
from bot.channels.matrix.device import Desk
from bot.channels.matrix.homeserver.errors import MatrixError
from bot.channels.matrix.homeserver.plain import Json, part
from bot.channels.matrix.homeserver.server import segment
from bot.channels.matrix.keys.directory import Person
from bot.channels.matrix.notices import CHANGED, NOT_PRIVATE, UNSIGNED, VERIFY, tell
from bot.channels.matrix.receiving.judging import Batch
from bot.channels.matrix.receiving.mailbox import Mail
from bot.channels.matrix.receiving.reading import Written
from bot.channels.matrix.verifying import flow
from bot.channels.matrix.verifying.ending import end, leave, sides_of
from bot.channels.matrix.verifying.flow import CANCEL, PREFIX, REASONS, REQUEST, CancelError, Talk
from handlers.verification import comparing
from storage import verifications
from storage.people import Account
from storage.verifications import OPEN, Phase, Verification
from storage.work import Work

log = structlog.get_logger()
LASTS = timedelta(minutes=10)  # as the specification has it
_AHEAD = timedelta(minutes=5)


@dataclass(frozen=True)
class Heard:
    """One event of a verification. `room_id` is empty where it came from device to device. `device`: which it
    is of, as it says or as is proved; None: neither."""

    user_id: str
    room_id: str
    transaction: str
    kind: str
    content: Json
    device: str | None
    at: datetime


class Verifying:
    """`changed`: there may be something to send, or to finish."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.changed = asyncio.Event()
        self.changed.set()  # there may be what a process before us left

    async def hears(self, written: Written, who: Known | None, batch: Batch, now: datetime) -> bool:
        """Whether the event was part of a verification; what follows from it goes into the batch."""
        content = written.content
        kind = str(content.get("msgtype")) if written.type == "m.room.message" else written.type
        if not kind.startswith(PREFIX):
            return False
        if await self._desk.rooms.is_private(written.room_id, written.author.user_id):
            await self._hear(_in_room(written, kind), who, batch, now)
        elif kind == REQUEST:  # whoever does not belong there gets no key of that room
            self._tell(written.author.user_id, who, NOT_PRIVATE, batch)
        return True

    async def hears_mail(self, mail: Mail, known: Mapping[str, Known], batch: Batch, now: datetime) -> None:
        """The same for those that do not go through a room."""

        async def hear(event: Json) -> None:
            content, kind, sender = part(event, "content"), event.get("type"), event.get("sender")
            transaction = content.get("transaction_id")
            if (
                isinstance(kind, str)
                and kind.startswith(PREFIX)
                and isinstance(sender, str)
                and isinstance(transaction, str)
            ):
                heard = Heard(sender, "", transaction, kind, content, _device(content), _stamped(content))
                await self._hear(heard, known.get(sender), batch, now)

        opened = [{"sender": one.sender, "type": one.type, "content": one.content} for one in mail.opened]
        await self._desk.guard.each("to_device", [*mail.plain, *opened], hear)

    async def _hear(self, heard: Heard, who: Known | None, batch: Batch, now: datetime) -> None:
        if who is None or not who.active:
            if heard.kind in (REQUEST, flow.START):
                await self._refuse(heard, "m.user")
            return
        person = await self._desk.people.of(heard.user_id)
        if heard.kind != REQUEST:
            batch.steps.append(partial(self._go_on, heard=heard, who=who, person=person))
        elif -_AHEAD <= now - heard.at <= LASTS:  # one from another time gets no answer
            await self._asked(heard, who, person, batch)

    async def _asked(self, heard: Heard, who: Known, person: Person, batch: Batch) -> None:
        if not who.trusted or person.master not in (None, who.pinned):
            await self._refuse(heard, "m.key_mismatch")
            self._tell(heard.user_id, who, CHANGED, batch)
        elif heard.device not in person.trusted(who.pinned):
            await self._refuse(heard, "m.user")
            self._tell(heard.user_id, who, UNSIGNED, batch)
        elif not flow.can_compare(heard.content):
            await self._refuse(heard, "m.unknown_method")
            self._tell(heard.user_id, who, VERIFY, batch, fingerprint=self._desk.identity.fingerprint)
        else:
            batch.steps.append(partial(self._begin, heard=heard, who=who))

    def _begin(self, work: Work, heard: Heard, who: Known) -> None:
        """A newer one takes the place of an older one; the same one again is none."""
        if verifications.called(work, heard.user_id, heard.transaction) is not None:
            return
        account = work.need(Account, who.account_id)
        for other in verifications.open_of(work, account.id):
            leave(work, other, "m.user")
        talk = Talk(heard.room_id, heard.transaction, heard.user_id, str(heard.device))
        flow.answer(talk, self._desk.crypto.own)
        row = verifications.begin(work, account, heard.transaction, talk.body(), heard.at + LASTS)
        comparing.begun(work, row)
        work.after_commit(self.changed.set)

    def _go_on(self, work: Work, heard: Heard, who: Known, person: Person) -> None:
        found = verifications.called(work, heard.user_id, heard.transaction)
        row = work.hold(Verification, found.id) if found is not None else None
        if row is None or row.phase not in OPEN or row.body is None:
            return
        talk = Talk.kept(row.body)
        if heard.kind == CANCEL:
            code = str(heard.content.get("code"))
            self._end(work, row, code if code in REASONS else "m.user", is_theirs=True)
        elif heard.room_id == talk.room_id and heard.device in (None, talk.device_id):
            # another device of the same person has no say
            self._apply(work, row, talk, heard, who.pinned, person)
        work.after_commit(self.changed.set)

    def _apply(
        self,
        work: Work,
        row: Verification,
        talk: Talk,
        heard: Heard,
        pinned: str | None,
        person: Person,
    ) -> None:
        before = row.phase
        try:
            sides = sides_of(self._desk, talk, pinned, person)
            row.phase = flow.hear(talk, before, heard.kind, heard.content, sides)
            if before is not row.phase is Phase.SHOWN:
                row.shown = flow.shown(talk, sides)
        except CancelError as error:
            row.phase = before
            self._end(work, row, error.code)
            return
        row.body, row.pending = talk.body(), bool(talk.out)
        work.session.add(row)
        if before is not row.phase is Phase.SHOWN:
            comparing.shown(work, row)

    def _end(self, work: Work, row: Verification, code: str, *, is_theirs: bool = False) -> None:
        end(work, row, code, self._desk.identity.fingerprint, is_theirs=is_theirs)

    async def _refuse(self, heard: Heard, code: str) -> None:
        """End what is not begun; where that cannot be said now, the app finds out by its own clock."""
        content: Json = {"code": code, "reason": REASONS[code]}
        try:
            if heard.room_id:
                await self._refuse_in_room(heard, content)
            elif heard.device is not None:
                body = {heard.user_id: {heard.device: content | {"transaction_id": heard.transaction}}}
                path = f"/sendToDevice/{CANCEL}/{uuid.uuid4()}"
                await self._desk.server.put(path, {"messages": body})
        except MatrixError as error:
            log.info("matrix.verification.not_ended", **error.as_codes())

    async def _refuse_in_room(self, heard: Heard, content: Json) -> None:
        relation = {"m.relates_to": {"rel_type": "m.reference", "event_id": heard.transaction}}
        readers = (await self._desk.people.of(heard.user_id)).signed.values()
        sealed = await self._desk.sharing.encrypt(heard.room_id, CANCEL, content | relation, readers)
        path = f"/rooms/{segment(heard.room_id)}/send/m.room.encrypted/"
        await self._desk.server.put(path + segment(f"cancel-{heard.transaction}"), sealed | relation)

    def _tell(self, address: str, who: Known | None, kind: str, batch: Batch, **params: str) -> None:
        """To somebody we know; a stranger learns nothing of us."""
        if who is not None and who.active:
            batch.steps.append(lambda work: tell(work, address, who, kind, **params))


def _in_room(written: Written, kind: str) -> Heard:
    """What it refers to stands inside or outside of the encryption: whoever changed it there changes the
    emoji."""
    content = written.content
    outside = part(written.raw, "content", "m.relates_to")
    if outside and "m.relates_to" not in content:
        content = content | {"m.relates_to": outside}
    transaction = written.event_id if kind == REQUEST else part(content, "m.relates_to").get("event_id")
    device = written.device.device_id if written.device is not None else _device(content)
    stamp = written.raw.get("origin_server_ts")
    return Heard(
        written.author.user_id,
        written.room_id,
        str(transaction),
        kind,
        content,
        device,
        _stamped({"timestamp": stamp}),
    )


def _device(content: Json) -> str | None:
    device = content.get("from_device")
    return device if isinstance(device, str) else None


def _stamped(content: Json) -> datetime:
    """The epoch for what has no time, which is too long ago for everything."""
    stamp = content.get("timestamp")
    sound = isinstance(stamp, int) and 0 <= stamp < 1 << 45
    return datetime.fromtimestamp(stamp / 1000 if sound else 0, UTC)  # type: ignore[operator] # it is one
