"""From the outbox to the channels: letters are claimed, sent, and their outcome is recorded."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

import structlog

from bot.channels.port import Channel, RefusedError, TryLaterError, UnreachableError, UnsureError
from bot.clock import Clock
from bot.pipeline import removal
from bot.pipeline.settling import Settling, patiently
from handlers.core.rules import Rules
from handlers.core.speech import speech, was_sent, was_shown
from handlers.letters import undelivered, unreachable
from handlers.letters.writing import Letters, Prepared
from storage import claimed, outbox, people
from storage.audit import Tag
from storage.engine import Database
from storage.errors import AWAY, BusyError
from storage.files import FileStore
from storage.outbox import Fate, Outgoing
from storage.people import Account, Officer
from storage.work import Work

log = structlog.get_logger()
_LONGEST_PAUSE = timedelta(minutes=15)
_LONGEST_WISH = timedelta(days=1)  # a network that asks for more patience is asked again before
_DOUBLINGS = 10  # of the pause: more are over the longest one anyway
_LONGEST_SENDING = 900.0  # seconds: a network takes a large file for minutes, but not for ever
_BEGUN = 100  # a letter that ended so many processes while it was put into words is given up: kills happen

Claims = Mapping[int, int]  # letter → the attempt that it is


class UnspeakableError(Exception):
    """Whoever tried to put this letter into words did not live to say so."""


@dataclass(frozen=True)
class Outcome:
    letter: Prepared
    fate: Fate
    after: timedelta | None = None
    external: str | None = None
    sent_at: datetime | None = None
    is_unsure: bool = False  # it may have arrived
    shown: bool = False  # its content, and not only that there is something
    left: Sequence[str] = ()  # messages that it should have taken away, and that stand there still


class Delivery:
    """Call `step` until it says that nothing is left.

    What is wrong with one letter ends that letter: it is claimed before anything of it is read, and put into
    words, sent and recorded by itself where that fails together with others.
    """

    def __init__(
        self,
        database: Database,
        store: FileStore,
        channels: Mapping[str, Channel],
        rules: Rules,
        clock: Clock,
        batch: int = 16,
        may_claim: Callable[[Work], bool] = lambda _work: True,
    ) -> None:
        self._database, self._store, self._channels = database, store, channels
        self._rules, self._clock, self._batch = rules, clock, batch
        self._settling = Settling(self._settle)
        self._under_way: dict[int, int] = {}
        self._may_claim = may_claim

    @property
    def under_way(self) -> Claims:
        """The letters that are being sent by this process."""
        return dict(self._under_way)

    async def step(self) -> bool:
        """Deliver what is due, at most one batch; False when nothing is."""
        prepared = await self.claim()
        await self.send(prepared)
        return bool(prepared)

    async def claim(self) -> list[Prepared]:
        """What is due and may go out, at most one batch: ours to send from now on."""
        while claims := await asyncio.to_thread(self._claim):
            if prepared := await self._written(claims):
                return prepared
        return []

    def may_be_more(self, prepared: Sequence[Prepared]) -> bool:
        """After a whole batch, and after answers, which come alone."""
        return len(prepared) == self._batch or not all(one.letter.bulk for one in prepared)

    async def send(self, prepared: Sequence[Prepared]) -> None:
        """Send what was claimed, and record what became of it; different people's letters side by side."""
        people_in_turn = groupby(sorted(prepared, key=lambda one: str(one.person)), lambda one: one.person)
        letters = {one.row_id: one.attempts for one in prepared}
        self._under_way |= letters
        try:
            await asyncio.gather(*(self._in_order(list(theirs)) for _, theirs in people_in_turn))
        finally:
            for letter in letters:
                self._under_way.pop(letter, None)

    async def _in_order(self, letters: list[Prepared]) -> None:
        """One person's letters: when one has to wait, so do those after it."""
        last: Outcome | None = None
        for letter in letters:
            if last is not None and last.fate in {Fate.WAITING, Fate.PARKED}:
                last = Outcome(letter, last.fate, last.after)
            else:
                last = await self._send(letter)
            await self._settling.record(last)

    async def _send(self, prepared: Prepared) -> Outcome:
        channel, left = self._channels.get(prepared.channel), list[str]()
        if channel is None:  # out of service since this was claimed: another one is looked for
            return Outcome(prepared, Fate.WAITING, timedelta(0))
        try:
            async with asyncio.timeout(_LONGEST_SENDING):
                letter, left = await removal.taken_away(channel, prepared.letter)
                external = await channel.deliver(letter)
        except TryLaterError as later:
            pause = _pause(prepared, later)
            log.warning(
                "delivery.later", channel=prepared.channel, seconds=pause.total_seconds(), reason=str(later)
            )
            return Outcome(prepared, Fate.WAITING, pause, is_unsure=isinstance(later, UnsureError))
        except TimeoutError:
            log.warning("delivery.slow", channel=prepared.channel, seconds=_LONGEST_SENDING)
            return Outcome(prepared, Fate.WAITING, _pause(prepared), is_unsure=True)
        except UnreachableError:
            return Outcome(prepared, Fate.PARKED)
        except RefusedError as refused:
            log.warning("delivery.refused", channel=prepared.channel, reason=str(refused))
            return Outcome(prepared, Fate.FAILED, left=left)
        except Exception as error:  # a fault of ours must not keep everything else from its reader
            log.exception("delivery.broken", kind=prepared.letter.kind, error=type(error).__name__)
            left = [prepared.letter.removes] if prepared.letter.removes else []
            return Outcome(prepared, Fate.FAILED, left=left)
        at, shown = self._clock.now(), prepared.letter.sensitive
        return Outcome(prepared, Fate.SENT, external=external, sent_at=at, shown=shown, left=left)

    def _claim(self) -> Claims:
        claims: Claims = {}
        # a claim that a power cut undoes was made in vain: nothing waits for the disk
        with suppress(BusyError), self._database.work(self._clock.now(), lasting=False) as work:
            if self._may_claim(work):
                # one that is being sent is claimed again where a database lost the first claim when it ended
                rows = outbox.claim(work, self._batch)
                claims = {row.id: row.attempts for row in rows if row.id not in self._under_way}
        return claims

    async def _written(self, claims: Claims) -> list[Prepared]:
        """Those that may go out, in words; the others are settled."""
        try:
            return await patiently(lambda: self._put_into_words(claims))
        except AWAY:
            raise
        except Exception as error:
            if len(claims) == 1:
                log.exception("delivery.broken", error=type(error).__name__)
                await patiently(lambda: self._give_up(claims))
                return []
        return [one for claim in claims.items() for one in await self._written(dict([claim]))]

    def _put_into_words(self, claims: Claims) -> list[Prepared]:
        abilities = {name: channel.abilities for name, channel in self._channels.items()}
        with self._database.work(self._clock.now(), lasting=False) as work:
            rows = [row for row in claimed.in_hand(work, claims).values() if row.fate is Fate.SENDING]
            if any(row.begun > _BEGUN for row in rows):
                raise UnspeakableError
            written = Letters(work, rows, abilities, self._rules, self._store).written()
            for row in rows:
                row.begun = 0
            return written

    def _give_up(self, claims: Claims) -> None:
        """Without a look at what it says: that may be what cannot be read."""
        with self._database.work(self._clock.now()) as work:
            claimed.give_up(work, claims)
        try:
            with self._database.work(self._clock.now()) as work:
                for row in work.by_id(Outgoing, claims).values():
                    undelivered.tell(work, row)
        except Exception as error:
            log.exception("delivery.untold", error=type(error).__name__)

    def _settle(self, outcomes: Sequence[Outcome]) -> None:
        try:
            self._record(outcomes)
        except AWAY:
            raise
        except Exception as error:
            # what follows from one of them must not make the others go out again
            if len(outcomes) > 1:
                for outcome in outcomes:
                    self._settle([outcome])
                return
            log.exception("delivery.unfollowed", fate=outcomes[0].fate, error=type(error).__name__)
            self._record(outcomes, follow=False)

    def _record(self, outcomes: Sequence[Outcome], follow: bool = True) -> None:
        with self._database.work(self._clock.now()) as work:
            rows = claimed.in_hand(work, {one.letter.row_id: one.letter.attempts for one in outcomes})
            for outcome in outcomes:
                if (row := rows.get(outcome.letter.row_id)) is not None:
                    self._note(work, row, outcome, follow)

    def _note(self, work: Work, row: Outgoing, outcome: Outcome, follow: bool) -> None:
        row.may_be_twice = row.may_be_twice or outcome.is_unsure
        due_at = work.now + outcome.after if outcome.after is not None else None
        fate = self._parked(work, row) if outcome.fate is Fate.PARKED else outcome.fate
        if fate is Fate.FAILED and follow:
            undelivered.tell(work, row)
        outbox.settle(work, row, fate, due_at, outcome.external, outcome.sent_at)
        removal.note(work, row, self._channels, outcome.left)
        if outcome.shown and speech(row.kind).shows(row):  # here content reaches people, asked for or not
            work.audit(Tag.SENT, row.officer_id, row.item, channel=row.channel or "", kind=row.kind)
        if row.officer_id is None or not follow:
            return
        if fate is Fate.SENT:
            was_sent(work, work.need(Officer, row.officer_id), row)
        if outcome.shown:
            was_shown(work, work.need(Officer, row.officer_id), row)

    def _parked(self, work: Work, row: Outgoing) -> Fate:
        """This account cannot be written to: another one of the same person is tried, if there is any."""
        account = work.get(Account, row.account_id)
        is_news = account is not None and not account.blocked
        if account is not None:
            account.blocked, row.account_id = True, None
            work.session.add(account)
        others = people.accounts_of(work, row.officer_id) if row.officer_id else []
        if row.officer_id is not None and all(one.blocked for one in others):
            unreachable.noted(work, row, is_news)
        has_another = any(a.channel in self._channels and not a.blocked for a in others)
        return Fate.WAITING if has_another else Fate.PARKED


def _pause(prepared: Prepared, later: TryLaterError | None = None) -> timedelta:
    """As long as the network wishes; else twice as long each time."""
    if later is not None and later.after is not None:
        return min(later.after, _LONGEST_WISH)
    return min(timedelta(seconds=2 ** min(prepared.attempts, _DOUBLINGS)), _LONGEST_PAUSE)
