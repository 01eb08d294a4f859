"""What is made of one event: it is acted on, its author is told why not, or it is passed over."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.channels.matrix.desk import Desk
from bot.channels.matrix.errors import MatrixError, ServerError
from bot.channels.matrix.incoming import about, incoming
from bot.channels.matrix.keeping import Known
from bot.channels.matrix.notices import CHANGED, NOT_PRIVATE, UNSIGNED, Patience, tell
from bot.channels.matrix.reading import Written
from bot.channels.matrix.server import segment
from bot.channels.matrix.trust import Trust
from handlers.chat import Incoming, Kind
from storage.work import Work

log = structlog.get_logger()
# capitals in ids are a relic; two people whose ids differ by them only must not be taken for one
_ADDRESS = re.compile(r"@[a-z0-9._=/+-]+:[a-z0-9.\-\[\]:]+")
# these are never encrypted; what they may do is little enough
_NEVER_ENCRYPTED = (Kind.PRESS, Kind.DELETE)


@dataclass
class Batch:
    """What one answer of the homeserver comes to. `rooms`: where each address wrote last."""

    arrivals: list[Incoming] = field(default_factory=list)
    rooms: dict[str, str] = field(default_factory=dict)
    steps: list[Callable[[Work], None]] = field(default_factory=list)


class Judge:
    def __init__(self, desk: Desk, trust: Trust) -> None:
        self._desk, self._trust = desk, trust
        self._patience = Patience()

    async def judge(self, written: Written, who: Known | None, batch: Batch, now: datetime) -> None:
        address = written.author.user_id
        room = await self._desk.rooms.room_if_inside(written.room_id)
        said = incoming(written, room.names.get(address, "") if room else "", now)
        if said is None or not _ADDRESS.fullmatch(address):
            return
        if not await self._desk.rooms.is_private(written.room_id, address):
            await self._not_private(written.room_id, address, who, batch, now)
        elif written.device is None and said.kind not in _NEVER_ENCRYPTED:
            self._tell(address, who, NOT_PRIVATE, batch, now)
        elif self._is_believed(written, who, batch, now) and await self._is_about_own(written, said):
            batch.arrivals.append(said)
            batch.rooms[address] = written.room_id

    def _is_believed(self, written: Written, who: Known | None, batch: Batch, now: datetime) -> bool:
        """Whether the identity that was pinned (for a newcomer, the one shown) stands behind it."""
        author = written.author
        pinned = who.pinned if who is not None else None
        if who is not None and pinned is not None and author.master not in (None, pinned):
            self._identity_changed(who, str(author.master), batch)
            self._tell(author.user_id, who, CHANGED, batch, now)
            return False
        signed = author.trusted(pinned or author.master)
        if written.device in signed.values() if written.device is not None else signed:
            return True
        self._tell(author.user_id, who, UNSIGNED, batch, now)
        return False

    def _identity_changed(self, who: Known, shown: str, batch: Batch) -> None:
        batch.steps.append(lambda work: self._trust.note(work, who, shown))

    async def _is_about_own(self, written: Written, said: Incoming) -> bool:
        """An edit changes only what the same person wrote in the same room. Homeservers do not check that."""
        if said.kind is not Kind.EDIT:
            return True
        path = f"/rooms/{segment(written.room_id)}/event/{segment(about(written) or '')}"
        try:
            original = await self._desk.server.get(path)
        except ServerError as refused:
            if refused.status in (400, 403, 404):
                return False
            raise
        return original.get("sender") == written.author.user_id

    async def _not_private(
        self, room_id: str, address: str, who: Known | None, batch: Batch, now: datetime
    ) -> None:
        """Somebody we know is told, in private. From strangers' groups we go without a word."""
        if who is not None:
            self._tell(address, who, NOT_PRIVATE, batch, now)
            return
        try:
            await self._desk.server.post(f"/rooms/{segment(room_id)}/leave")
        except MatrixError as error:
            log.info("matrix.leave.failed", error=str(error))

    def _tell(self, address: str, who: Known | None, kind: str, batch: Batch, now: datetime) -> None:
        if self._patience.allows(address, kind, now):
            batch.steps.append(lambda work: tell(work, address, who, kind))
