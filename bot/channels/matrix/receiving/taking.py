"""From the homeserver's news to the inbox.

Arrivals, cursor and parked events are written in one transaction; nothing of it is lost by a kill.
"""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.channels.matrix.accounts import Directory, Known, Now, Places
from bot.channels.matrix.cases.hearing import Hearing
from bot.channels.matrix.device import Desk
from bot.channels.matrix.homeserver.courtesy import Courtesy
from bot.channels.matrix.homeserver.errors import AwayError, ServerError
from bot.channels.matrix.receiving.asked import Asked
from bot.channels.matrix.receiving.judging import Batch, Judge, Step
from bot.channels.matrix.receiving.mailbox import Mailbox
from bot.channels.matrix.receiving.parked import Waiting, park
from bot.channels.matrix.receiving.reading import Parked, Reader, Reading, Written
from bot.channels.matrix.receiving.verification import Verifying
from bot.channels.matrix.rooms.guests import Guests
from bot.channels.matrix.rooms.invites import Invites, inviter
from bot.channels.matrix.rooms.rooms import entered
from bot.channels.matrix.rooms.sync import News
from bot.channels.matrix.rooms.upgrades import Succession
from bot.channels.matrix.trust import Trust
from bot.channels.port import Intake
from handlers.vocabulary.incoming import Incoming
from storage import matrix, outbox
from storage.errors import AWAY
from storage.matrix import CHANNEL
from storage.work import Work

log = structlog.get_logger()
_LONGEST_ADDRESS = 255
_IDLE = timedelta(minutes=1)  # how old a stored cursor may get while nothing happens that must be kept


class Taking:
    """`waiting`: what cannot be read yet. `guests`: rooms with people who have no account here."""

    def __init__(
        self, desk: Desk, directory: Directory, places: Places, trust: Trust, courtesy: Courtesy, now: Now
    ) -> None:
        self._desk, self._directory, self._places = desk, directory, places
        self._courtesy, self._now, self._trust = courtesy, now, trust
        self._mailbox = Mailbox(desk.crypto, desk.guard)
        self._reader = Reader(desk.crypto, desk.people, desk.guard, directory.heard)
        self._judge = Judge(desk, trust)
        self.verifying, self._asked = Verifying(desk), Asked(desk, places)
        self._succession = Succession(desk.server, desk.own, desk.rooms, places)
        self.invites = Invites(desk.server, desk.own, self._joined)
        self.guests = Guests(desk.server, desk.rooms, directory, places, desk.forget_room)
        self.cases = Hearing(desk)
        self.waiting = Waiting()
        self._untried = True  # keys may have come since the parked events were last tried
        self._turn = asyncio.Lock()
        self._stored_at: datetime | None = None

    async def load(self, intake: Intake) -> None:
        """What was parked before the start."""
        await intake.do(self.waiting.load)

    def waits_for_key(self, one: Parked) -> bool:
        return one.event_id not in self._reader.put_off

    async def answer_open_invites(self) -> None:
        """Those that a process before us saw and did not come to. The sync does not show them again."""
        try:
            invites = await self._desk.sync.open_invites()
            news = News("", False, invites=invites)
            await self._answer_invites(news, await self._known(news), self._now())
            await self.guests.begin(self._now())
        except Exception as error:  # noqa: BLE001 (the next start asks again; the sync goes on)
            log.warning("matrix.invites.not_asked", error=type(error).__name__)

    async def take(self, intake: Intake, news: News) -> None:
        """Store everything and the cursor. When it raises, the same news has to come again."""
        async with self._turn:
            self._desk.guard.begin(news.since or "first")
            await self._take(intake, news)
            self._desk.guard.done()

    async def retry(self, intake: Intake) -> None:
        """Read again what was put off because somebody could not be asked."""
        async with self._turn:
            if self._reader.put_off:
                await self._take(intake, News("", False))

    async def _take(self, intake: Intake, news: News) -> None:
        now = self._now()
        known = await self._known(news)
        mail = await self._mailbox.open(news.to_device, {name for name, who in known.items() if who.keeps})
        self._untried = self._untried or bool(mail.keys)
        await self._desk.rooms.follow(news)
        news = await self.cases.take_out(news, mail.keys)
        await self.guests.look([room.room_id for room in news.rooms])
        await self._answer_invites(news, known, now)
        await self._succession.look(news, known)
        reading = await self._reader.read(news, list(self.waiting.events.values()), now, self._untried)
        batch = Batch(over=reading.read, parked=reading.parked)
        await self._judge_all(reading, known, batch, now)
        self._write_to_who_came(news, known, batch)
        await self.verifying.hears_mail(mail, known, batch, now)
        await self._asked.answer(mail, known, now)
        await self._look_at_identities(news, known, batch)
        await self._store(intake, news, batch, await self._admitted(batch, known), now)
        self._untried = False

    async def _judge_all(
        self, reading: Reading, known: Mapping[str, Known], batch: Batch, now: datetime
    ) -> None:
        async def judge(written: Written) -> None:
            who = known.get(written.author.user_id)
            if not await self.verifying.hears(written, who, batch, now):
                await self._judge.judge(written, who, batch, now)

        def later(written: Written) -> None:
            """What it is about cannot be asked for now."""
            self._reader.put_off.add(written.event_id)
            if written.event_id in batch.over:
                batch.over.remove(written.event_id)
            else:
                batch.parked.append(Parked(written.room_id, written.raw, now))

        def aside(written: Written) -> None:
            reading.bad.append(written.author.user_id)

        await self._desk.guard.each("event", reading.written, judge, later=later, aside=aside)
        for address in dict.fromkeys(reading.bad):
            self._judge.put_aside(address, known.get(address), batch, now)

    async def _known(self, news: News) -> Mapping[str, Known]:
        events = [*(event for room in news.rooms for event in room.timeline), *news.to_device]
        authors = {sender for event in events if isinstance(sender := event.get("sender"), str)}
        inviters = {inviter(state, self._desk.own) for state in news.invites.values()}
        came = {user_id for room in news.rooms for user_id in entered(room.timeline)}
        waiting = {one.sender for one in self.waiting.events.values()}
        wanted = {*authors, *inviters, *came, *waiting, *news.changed} - {self._desk.own}
        addresses = {one for one in wanted if 0 < len(one) <= _LONGEST_ADDRESS}
        return await self._directory.look_up(addresses) if addresses else {}

    async def _answer_invites(self, news: News, known: Mapping[str, Known], now: datetime) -> None:
        if news.invites:
            expecting = await self._directory.expects_somebody()
            await self.invites.answer(news.invites, known, expecting, now)

    async def _joined(self, room_id: str, who: str) -> None:
        """A room we were asked into: encrypted from here on, and the inviter's if it holds nobody else."""
        self._desk.people.forget([who])
        rooms, is_guest = self._desk.rooms, who not in await self._directory.look_up([who])
        if is_guest and not (await rooms.room(room_id)).holds_only(self._desk.own, who):
            await self.guests.leave(room_id)
        elif await rooms.encrypt(room_id) and await rooms.is_private(room_id, who):
            await self._places.keep(who, room_id)
            if is_guest:
                await self.guests.came(room_id, who, self._now())

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

    async def _admitted(self, batch: Batch, known: Mapping[str, Known]) -> list[Parked]:
        """What may wait; of a stranger only what was written to us alone."""
        fresh = [one for one in batch.parked if one.sender in known or await self._is_private(one)]
        kept, gone = self.waiting.admit(fresh, known)
        batch.over += gone
        return kept

    async def _is_private(self, one: Parked) -> bool:
        try:
            return await self._desk.rooms.is_private(one.room_id, one.sender)
        except (AwayError, ServerError):
            return False

    async def _store(
        self, intake: Intake, news: News, batch: Batch, kept: Sequence[Parked], now: datetime
    ) -> None:
        """All of it in one transaction; where one part spoils that, each by itself, and without what
        spoils it."""
        # our own messages come back with every sync: a cursor stored for each would cost as much as an answer
        is_idle = not (batch.arrivals or batch.steps or kept or batch.over or self._desk.guard.put_aside)
        if is_idle and (not news.token or (self._stored_at is not None and now - self._stored_at < _IDLE)):
            return
        rooms = [self._used(address, room_id) for address, room_id in batch.rooms.items()]
        steps = [*rooms, *batch.steps, *(_park(one) for one in kept)]
        heard, aside = self._desk.crypto.replays.changed(), dict(self._desk.guard.put_aside)

        def last(work: Work) -> None:
            matrix.unpark(work, batch.over)
            matrix.keep_heard(work, heard)
            matrix.count_aside(work, aside)

        def also(work: Work) -> None:
            for step in [*steps, last]:
                step(work)

        token = news.token or None
        try:
            await intake.take(CHANNEL, batch.arrivals, token, also)
        except AWAY:
            raise
        except Exception as error:  # noqa: BLE001 (it is raised again where it is no single part's fault)
            log.warning("matrix.store.apart", error=type(error).__name__)
            await self._store_apart(intake, batch.arrivals, steps)
            await intake.take(CHANNEL, (), token, last)
        self._stored(batch, kept, heard, now)
        self._desk.guard.counted(aside)

    async def _store_apart(self, intake: Intake, arrivals: Sequence[Incoming], steps: Sequence[Step]) -> None:
        """The cursor does not move when this raises, nor when all of it fails because the database is
        away."""

        async def keep(arrived: Incoming) -> None:
            await _unless_busy(intake.take(CHANNEL, [arrived]))

        async def do(step: Step) -> None:
            await _unless_busy(intake.do(step))

        await self._desk.guard.each("row", arrivals, keep)
        await self._desk.guard.each("row", steps, do)

    def _stored(
        self, batch: Batch, kept: Sequence[Parked], heard: Mapping[bytes, bytes], now: datetime
    ) -> None:
        self._stored_at = now
        self._desk.crypto.replays.kept(heard)
        self.waiting.drop(batch.over)
        self.waiting.put(kept)
        for arrived in batch.arrivals:
            self._courtesy.received(batch.rooms[arrived.address], arrived.event)

    def _used(self, address: str, room_id: str) -> Step:
        return lambda work: self._places.use(work, address, room_id)


async def _unless_busy(writing: Awaitable[None]) -> None:
    """A database that is busy is nobody's fault."""
    try:
        await writing
    except AWAY as error:
        raise AwayError("the database is busy or away") from error


def _park(one: Parked) -> Step:
    return lambda work: park(work, one)


def _note(trust: Trust, who: Known, shown: str) -> Step:
    return lambda work: trust.note(work, who, shown)


def _unpark(who: Known) -> Step:
    def step(work: Work) -> None:
        outbox.unpark(work, who.officer_id)

    return step
