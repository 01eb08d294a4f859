"""Verification requests: ended at once, with a clear code, and the person told how to be sure of us instead.

Comparing emoji needs somebody on both sides who looks at them; nobody sits at the bot. What counts is its
fingerprint, which the operator hands to the coordinators.
"""

import uuid
from collections.abc import Mapping, Sequence

import structlog

from bot.channels.matrix.accounts import Known
from bot.channels.matrix.device import Desk
from bot.channels.matrix.homeserver.errors import MatrixError
from bot.channels.matrix.homeserver.plain import Json, part
from bot.channels.matrix.homeserver.server import segment
from bot.channels.matrix.notices import VERIFY, tell
from bot.channels.matrix.receiving.judging import Batch
from bot.channels.matrix.receiving.reading import Written
from storage.work import Work

log = structlog.get_logger()
_PREFIX = "m.key.verification."
_REQUEST, _START, _CANCEL = (_PREFIX + end for end in ("request", "start", "cancel"))
_REASON: Json = {"code": "m.user", "reason": "Nobody can compare emoji here; compare the fingerprint."}


class Verification:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def ends(self, written: Written, who: Known | None, batch: Batch) -> bool:
        """Whether the event was part of a verification; a request or a start is cancelled."""
        content = written.content
        kind = str(content.get("msgtype")) if written.type == "m.room.message" else written.type
        if not kind.startswith(_PREFIX):
            return False
        if kind == _REQUEST:
            await self._cancel_in_room(written)
            self._explain(written.author.user_id, who, batch)
        return True

    async def end_all(self, to_device: Sequence[Json], known: Mapping[str, Known], batch: Batch) -> None:
        """The same for those that do not go through a room."""

        async def end(event: Json) -> None:
            content, sender = part(event, "content"), str(event.get("sender", ""))
            if event.get("type") in (_REQUEST, _START) and content:
                await self._cancel(sender, content)
                if event["type"] == _REQUEST:
                    self._explain(sender, known.get(sender), batch)

        await self._desk.guard.each("to_device", to_device, end)

    async def _cancel(self, sender: str, content: Mapping[str, object]) -> None:
        device, transaction = content.get("from_device"), content.get("transaction_id")
        if not isinstance(device, str) or not isinstance(transaction, str):
            return
        body = {sender: {device: {**_REASON, "transaction_id": transaction}}}
        await self._quietly("PUT", f"/sendToDevice/{_CANCEL}/{uuid.uuid4()}", {"messages": body})

    async def _cancel_in_room(self, written: Written) -> None:
        relation = {"m.relates_to": {"rel_type": "m.reference", "event_id": written.event_id}}
        content: Json = {**_REASON, **relation}
        path = f"/rooms/{segment(written.room_id)}/send"
        txn = segment(f"cancel-{written.event_id}")
        if not await self._desk.rooms.is_private(written.room_id, written.author.user_id):
            return  # whoever asks does not belong there, and gets no key of that room
        readers = written.author.signed.values()
        try:
            sealed = await self._desk.sharing.encrypt(written.room_id, _CANCEL, content, readers)
        except MatrixError as error:
            log.info("matrix.verification.not_ended", **error.as_codes())
            return
        await self._quietly("PUT", f"{path}/m.room.encrypted/{txn}", sealed | relation)

    async def _quietly(self, method: str, path: str, body: Json) -> None:
        try:
            await self._desk.server.call(method, path, body)
        except MatrixError as error:
            log.info("matrix.verification.not_ended", **error.as_codes())

    def _explain(self, address: str, who: Known | None, batch: Batch) -> None:
        """To somebody we know; a stranger learns nothing of us."""
        if who is not None and who.active:
            fingerprint = self._desk.identity.fingerprint

            def step(work: Work) -> None:
                tell(work, address, who, VERIFY, fingerprint=fingerprint)

            batch.steps.append(step)
