"""What is made of one event: it is acted on, its author is told why not, or it is passed over."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from bot.channels.matrix.accounts import Known
from bot.channels.matrix.device import Desk
from bot.channels.matrix.homeserver.errors import MatrixError, ServerError
from bot.channels.matrix.homeserver.server import segment
from bot.channels.matrix.notices import CHANGED, LOOSE, NOT_PRIVATE, PUT_ASIDE, UNSIGNED, Patience, tell
from bot.channels.matrix.receiving.incoming import about, incoming
from bot.channels.matrix.receiving.reading import Parked, Written
from bot.channels.matrix.rooms.room import RoomKind
from bot.channels.matrix.trust import Trust
from handlers.vocabulary.incoming import Incoming, Kind
from storage.work import Work

log = structlog.get_logger()
# capitals in ids are a relic; two people whose ids differ by them only must not be taken for one
_ADDRESS = re.compile(r"@[a-z0-9._=/+-]+:[a-z0-9.\-\[\]:]+")
# these are never encrypted: handlers are told that nobody vouches for them
_NEVER_ENCRYPTED = (Kind.PRESS, Kind.DELETE)


Step = Callable[[Work], None]


@dataclass
class Batch:
    """What one answer of the homeserver comes to. `rooms`: where each address wrote last; `over`: parked
    events that need not wait any more."""

    arrivals: list[Incoming] = field(default_factory=list)
    rooms: dict[str, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    parked: list[Parked] = field(default_factory=list)
    over: list[str] = field(default_factory=list)


class Judge:
    def __init__(self, desk: Desk, trust: Trust) -> None:
        self._desk, self._trust = desk, trust
        self._patience = Patience()

    async def judge(self, written: Written, who: Known | None, batch: Batch, now: datetime) -> None:
        address = written.author.user_id
        room = await self._desk.rooms.room_if_inside(written.room_id)
        if room is not None and room.kind(self._desk.own) is RoomKind.CASE:
            return
        said = incoming(written, room.names.get(address, "") if room else "", now)
        if said is None or not _ADDRESS.fullmatch(address):
            return
        if not await self._desk.rooms.is_private(written.room_id, address):
            await self._not_private(written.room_id, address, who, batch, now)
        elif written.device is None and said.kind not in _NEVER_ENCRYPTED:
            self._tell(address, who, NOT_PRIVATE, batch, now)
        elif written.loose:
            self._tell(address, who, LOOSE, batch, now)
        elif not self._is_believed(written, who, batch, now):
            return
        elif await self._is_about_own(written, said):
            batch.arrivals.append(self._with_hint(said, now))
            batch.rooms[address] = written.room_id
        else:
            self.put_aside(address, who, batch, now)

    def _with_hint(self, said: Incoming, now: datetime) -> Incoming:
        """How numbers are chosen is said once in a while to who reacts, not each time."""
        if said.proven or said.kind is not Kind.PRESS:
            return said
        hint = self._patience.allows(said.address, "reaction", now)
        return replace(said, extra={**said.extra, "hint": hint})

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
            log.info("matrix.leave.failed", **error.as_codes())

    def put_aside(self, address: str, who: Known | None, batch: Batch, now: datetime) -> None:
        """Somebody we know hears that something could not be taken."""
        if who is not None and who.active:
            self._tell(address, who, PUT_ASIDE, batch, now)

    def _tell(self, address: str, who: Known | None, kind: str, batch: Batch, now: datetime) -> None:
        if self._patience.allows(address, kind, now):
            batch.steps.append(lambda work: tell(work, address, who, kind))
