"""From the outbox to the channels: letters are claimed, sent, and their outcome is recorded."""

import asyncio
import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

import structlog

from bot.channels.port import Channel, RefusedError, TryLaterError, UnreachableError, UnsureError
from bot.clock import Clock
from bot.letters import Letters, Prepared
from bot.settling import Settling
from handlers import undelivered
from handlers.rules import Rules
from handlers.speech import was_sent, was_shown
from storage import outbox, people
from storage.engine import Database
from storage.errors import BusyError
from storage.files import FileStore
from storage.outbox import Fate, Outgoing
from storage.people import Account, Officer
from storage.work import Work

log = structlog.get_logger()
_LONGEST_PAUSE = timedelta(minutes=15)


@dataclass(frozen=True)
class Outcome:
    row_id: int
    fate: Fate
    after: timedelta | None = None
    external: str | None = None
    is_unsure: bool = False  # it may have arrived
    shown: bool = False  # its content, and not only that there is something


class Delivery:
    """Call `step` until it says that nothing is left."""

    def __init__(
        self,
        database: Database,
        store: FileStore,
        channels: Mapping[str, Channel],
        rules: Rules,
        clock: Clock,
        batch: int = 16,
    ) -> None:
        self._database, self._store, self._channels = database, store, channels
        self._rules, self._clock, self._batch = rules, clock, batch
        self._settling = Settling(self._settle)

    async def step(self) -> bool:
        """Deliver what is due, at most one batch; False when nothing is."""
        prepared = await self.claim()
        await self.send(prepared)
        return bool(prepared)

    async def claim(self) -> list[Prepared]:
        """What is due and may go out, at most one batch: ours to send from now on."""
        return await asyncio.to_thread(self._claim)

    def may_be_more(self, prepared: Sequence[Prepared]) -> bool:
        """After a whole batch, and after answers, which come alone."""
        return len(prepared) == self._batch or not all(one.letter.bulk for one in prepared)

    async def send(self, prepared: Iterable[Prepared]) -> None:
        """Send what was claimed, and record what became of it; different people's letters side by side."""
        people_in_turn = groupby(sorted(prepared, key=lambda one: str(one.person)), lambda one: one.person)
        await asyncio.gather(*(self._in_order(list(letters)) for _, letters in people_in_turn))

    async def _in_order(self, letters: list[Prepared]) -> None:
        """One person's letters: when one has to wait, so do those after it."""
        last: Outcome | None = None
        for letter in letters:
            if last is not None and last.fate in {Fate.WAITING, Fate.PARKED}:
                last = Outcome(letter.row_id, last.fate, last.after)
            else:
                last = await self._send(letter)
            await self._settling.record(last)

    async def _send(self, prepared: Prepared) -> Outcome:
        try:
            external = await self._channels[prepared.channel].deliver(prepared.letter)
        except TryLaterError as later:
            pause = later.after or min(timedelta(seconds=2**prepared.attempts), _LONGEST_PAUSE)
            log.warning("delivery.later", channel=prepared.channel, seconds=pause.total_seconds())
            return Outcome(prepared.row_id, Fate.WAITING, pause, is_unsure=isinstance(later, UnsureError))
        except UnreachableError:
            return Outcome(prepared.row_id, Fate.PARKED)
        except RefusedError as refused:
            log.warning("delivery.refused", channel=prepared.channel, reason=str(refused))
            return Outcome(prepared.row_id, Fate.FAILED)
        except Exception as error:  # a fault of ours must not keep everything else from its reader
            log.exception("delivery.broken", kind=prepared.letter.kind, error=type(error).__name__)
            return Outcome(prepared.row_id, Fate.FAILED)
        shown = prepared.letter.sensitive
        return Outcome(prepared.row_id, Fate.SENT, external=external, shown=shown)

    def _settle(self, outcomes: Sequence[Outcome]) -> None:
        with self._database.work(self._clock.now()) as work:
            rows = work.by_id(Outgoing, (outcome.row_id for outcome in outcomes))
            for outcome in outcomes:
                row = rows[outcome.row_id]
                row.may_be_twice = row.may_be_twice or outcome.is_unsure
                due_at = work.now + outcome.after if outcome.after is not None else None
                fate = self._parked(work, row) if outcome.fate is Fate.PARKED else outcome.fate
                if fate is Fate.FAILED:
                    undelivered.tell(work, row)
                outbox.settle(work, row, fate, due_at, outcome.external)
                if fate is Fate.SENT and row.officer_id is not None:
                    was_sent(work, work.need(Officer, row.officer_id), row)
                if outcome.shown:
                    was_shown(work, work.need(Officer, row.officer_id), row)

    def _parked(self, work: Work, row: Outgoing) -> Fate:
        """This account cannot be written to: another one of the same person is tried, if there is any."""
        if (account := work.get(Account, row.account_id)) is not None:
            account.blocked, row.account_id = True, None
            work.session.add(account)
        others = people.accounts_of(work, row.officer_id) if row.officer_id else []
        has_another = any(a.channel in self._channels and not a.blocked for a in others)
        return Fate.WAITING if has_another else Fate.PARKED

    def _claim(self) -> list[Prepared]:
        prepared: list[Prepared] = []
        claimed = True
        with contextlib.suppress(BusyError):
            while claimed and not prepared:
                # a claim that a power cut undoes was made in vain: nothing waits for the disk
                with self._database.work(self._clock.now(), lasting=False) as work:
                    rows = outbox.claim(work, self._batch)
                    claimed = bool(rows)
                    prepared = Letters(work, rows, self._channels, self._rules, self._store).written()
        return prepared
