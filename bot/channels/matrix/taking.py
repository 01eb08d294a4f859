"""From the homeserver's news to the inbox.

Arrivals, cursor and parked events are written in one transaction; nothing of it is lost by a kill.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.channels.matrix.courtesy import Courtesy
from bot.channels.matrix.desk import Desk
from bot.channels.matrix.errors import AwayError, ServerError
from bot.channels.matrix.invites import Invites, inviter
from bot.channels.matrix.judging import Batch, Judge
from bot.channels.matrix.keeping import Directory, Known, Now, Places, park, parked
from bot.channels.matrix.reading import Parked, Reader, Reading, Written
from bot.channels.matrix.rooms import entered
from bot.channels.matrix.succession import Succession, replaced
from bot.channels.matrix.sync import News
from bot.channels.matrix.trust import Trust
from bot.channels.matrix.verification import Verification
from bot.channels.port import Intake
from storage import matrix, outbox
from storage.matrix import CHANNEL
from storage.work import Work

log = structlog.get_logger()
_MOST_PARKED = 50  # of one sender: nobody fills the shelf
_IDLE = timedelta(minutes=1)  # how old a stored cursor may get while nothing happens that must be kept


class Taking:
    """`parked`: what waits for its key, by event id."""

    def __init__(
        self, desk: Desk, directory: Directory, places: Places, trust: Trust, courtesy: Courtesy, now: Now
    ) -> None:
        self._desk, self._directory, self._places = desk, directory, places
        self._trust, self._courtesy, self._now = trust, courtesy, now
        self._reader = Reader(desk.crypto, desk.people)
        self._judge = Judge(desk, trust)
        self._verification = Verification(desk)
        self._succession = Succession(desk.server, desk.own, desk.rooms, places)
        self.invites = Invites(desk.server, desk.own, self._joined)
        self.parked: dict[str, Parked] = {}
        self._stored_at: datetime | None = None

    async def load(self, intake: Intake) -> None:
        """What was parked before the start."""

        def read(work: Work) -> None:
            self.parked = {one.event_id: one for one in parked(work)}

        await intake.do(read)

    async def answer_open_invites(self) -> None:
        """Those that a process before us saw and did not come to. The sync does not show them again."""
        try:
            invites = await self._desk.sync.open_invites()
            news = News("", False, invites=invites)
            await self._answer_invites(news, await self._known(news, Reading()), self._now())
        except (AwayError, ServerError) as error:
            log.info("matrix.invites.not_asked", error=str(error))

    async def take(self, intake: Intake, news: News) -> None:
        """Store everything and the cursor. When it raises, the same news has to come again."""
        now = self._now()
        self._desk.rooms.follow(news)
        reading = await self._reader.read(news, list(self.parked.values()), now)
        known = await self._known(news, reading)
        await self._answer_invites(news, known, now)
        await self._succession.look(news, known)
        batch = Batch()
        for written in reading.written:
            await self._one(written, known.get(written.author.user_id), batch, now)
        self._write_to_who_came(news, known, batch)
        await self._verification.end_all(news.to_device, known, batch)
        await self._look_at_identities(news, known, batch)
        await self._store(intake, news, batch, self._limited(reading.parked), reading.read, now)

    async def _one(self, written: Written, who: Known | None, batch: Batch, now: datetime) -> None:
        try:
            if not await self._verification.ends(written, who, batch):
                await self._judge.judge(written, who, batch, now)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            # one event made to break us must not hold up everybody else's
            log.exception("matrix.event.broken", error=type(error).__name__)

    async def _known(self, news: News, reading: Reading) -> Mapping[str, Known]:
        authors = {one.author.user_id for one in reading.written}
        inviters = {inviter(state, self._desk.own) for state in news.invites.values()}
        senders = {str(event.get("sender", "")) for event in news.to_device}
        came = {user_id for room in news.rooms for user_id in entered(room.timeline)}
        replacing = {sender for _room, sender in replaced(news)}
        wanted = replacing | authors | inviters | senders | came | set(news.changed) - {"", self._desk.own}
        return await self._directory.look_up(wanted) if wanted else {}

    async def _answer_invites(self, news: News, known: Mapping[str, Known], now: datetime) -> None:
        if news.invites:
            expecting = await self._directory.expects_somebody()
            await self.invites.answer(news.invites, known, expecting, now)

    async def _joined(self, room_id: str, who: str) -> None:
        """A room we were asked into: encrypted from here on, and the inviter's if it holds nobody else."""
        self._desk.people.forget([who])
        if await self._desk.rooms.encrypt(room_id) and await self._desk.rooms.is_private(room_id, who):
            await self._places.keep(who, room_id)

    def _write_to_who_came(self, news: News, known: Mapping[str, Known], batch: Batch) -> None:
        """What waited for somebody to come into a room goes out now."""
        came = {user_id for room in news.rooms for user_id in entered(room.timeline) if user_id in known}
        batch.steps += [_unpark(known[user_id]) for user_id in came]

    async def _look_at_identities(self, news: News, known: Mapping[str, Known], batch: Batch) -> None:
        """Whoever's identity changed is found out now, not with the next message."""
        pinned = {address: known[address] for address in news.changed if address in known}
        for address, person in (await self._desk.people.of_all(pinned)).items():
            who = pinned[address]
            if who.pinned is not None and person.master not in (None, who.pinned):
                batch.steps.append(_note(self._trust, who, str(person.master)))

    def _limited(self, fresh: Sequence[Parked]) -> list[Parked]:
        counts = Counter(one.sender for one in self.parked.values())
        kept = []
        for one in fresh:
            counts[one.sender] += 1
            if counts[one.sender] <= _MOST_PARKED:
                kept.append(one)
        return kept

    async def _store(
        self,
        intake: Intake,
        news: News,
        batch: Batch,
        kept: Sequence[Parked],
        read: Sequence[str],
        now: datetime,
    ) -> None:
        def also(work: Work) -> None:
            for address, room_id in batch.rooms.items():
                self._places.use(work, address, room_id)
            for step in batch.steps:
                step(work)
            for one in kept:
                park(work, one)
            matrix.unpark(work, read)

        # our own messages come back with every sync: a cursor stored for each would cost as much as an answer
        is_idle = not (batch.arrivals or batch.steps or kept or read)
        if is_idle and self._stored_at is not None and now - self._stored_at < _IDLE:
            return
        await intake.take(CHANNEL, batch.arrivals, news.token, also)
        self._stored_at = now
        self.parked |= {one.event_id: one for one in kept}
        for event_id in read:
            self.parked.pop(event_id, None)
        for arrived in batch.arrivals:
            self._courtesy.received(batch.rooms[arrived.address], arrived.event)


def _note(trust: Trust, who: Known, shown: str) -> Callable[[Work], None]:
    return lambda work: trust.note(work, who, shown)


def _unpark(who: Known) -> Callable[[Work], None]:
    def step(work: Work) -> None:
        outbox.unpark(work, who.officer_id)

    return step
