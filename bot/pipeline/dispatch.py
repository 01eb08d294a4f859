"""From the inbox to the handlers: each message once, one of a person's at a time, all of it or nothing.

A batch is taken in a transaction of its own, which counts the attempt and waits for no disk: it outlives the
process, and that is all it has to. Whatever a message does then, to its handler or to the process, others
are handled without it, and after so many attempts it is put aside.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import structlog

from bot.channels.port import Channel
from bot.clock import Clock
from bot.pipeline.fetching import Fetching, Wanted
from bot.pipeline.watchdog import OverTimeError, longest, watchdog
from handlers.core.rules import Rules
from handlers.reception import apology, file_limits, rates, receive, short_answers
from handlers.vocabulary.incoming import Incoming
from storage import inbox, taking
from storage.engine import Database
from storage.errors import AWAY, DatabaseAwayError
from storage.files import FileStore
from storage.inbox import Arrival
from storage.taking import Taken
from storage.work import Work

log = structlog.get_logger()
_ATTEMPTS = 3  # a message that was begun so often in vain is put aside, and its sender told
_BATCH = 16  # messages of one transaction: under a burst, the disk is waited for once
_LONG = 0.5  # seconds after which a batch that is not through yet ends all the same
_OTHERS = timedelta(seconds=5)  # for another process that holds a row: shorter than what a message may take
_SPARE = timedelta(seconds=10)  # beyond what a message may take, until another process may take it


@dataclass
class _Batch:
    """`in_hand`: the one that is being handled now. `rest`: those that are not handled in this round."""

    taken: list[Taken] = field(default_factory=list)
    may_be_more: bool = False
    in_hand: Taken | None = None
    handled: int = 0
    rest: list[int] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)


class Dispatcher:
    """Call `step` until it says that nothing is left. `arrived` is called when a message has its files,
    `queued` when letters were written."""

    def __init__(
        self,
        database: Database,
        store: FileStore,
        channels: Mapping[str, Channel],
        rules: Rules,
        clock: Clock,
        arrived: Callable[[], None],
        queued: Callable[[], None],
    ) -> None:
        self._database, self._rules, self._clock, self._queued = database, rules, clock, queued
        self._fetching = Fetching(database, store, channels, rules, clock, arrived)
        self._owed: list[int] = []  # to be given back as if never taken, when the database is there again
        # a single process cannot be in its own way, and need not wait for what it left when it was killed
        self._held_for = timedelta(0) if database.is_sqlite else longest(rules.max_time) + _SPARE

    async def step(self) -> bool:
        """Handle the messages whose turn has come, a batch at most; whether there may be more."""
        batch = await asyncio.to_thread(self._handle_some)
        for wanted in batch.wanted:
            self._fetching.begin(wanted)
        if batch.handled:
            self._queued()
        return batch.may_be_more

    async def take_up(self) -> None:
        """What was in hand when a process died is handled before anything else is done: if this one dies as
        well, then of that."""
        while (await asyncio.to_thread(self._handle_batch, begun=True)).taken:
            self._queued()

    async def fetched(self) -> bool:
        """Until no message waits for its files; whether one did."""
        return await self._fetching.done()

    async def stop(self) -> None:
        """What is being fetched is fetched anew by the next process."""
        await self._fetching.stop()

    def _handle_some(self) -> _Batch:
        return self._handle_batch(begun=False)

    def _handle_batch(self, begun: bool) -> _Batch:
        batch = _Batch()
        try:
            self._take(batch, begun)
            if batch.taken:
                self._handle_all(batch)
        except AWAY as error:  # it is nobody's fault
            self._undo(batch.taken, counted=False)
            if isinstance(error, DatabaseAwayError):
                raise
            batch.may_be_more = False
        except BaseException as error:  # whatever a handler did wrong must not stop the others
            if not batch.taken:
                raise
            log.exception("message.failed", error=type(error).__name__)
            batch.handled, batch.may_be_more = 0, True
            self._blame(batch, is_late=isinstance(error, OverTimeError))
        return batch

    def _take(self, batch: _Batch, begun: bool) -> None:
        with self._database.work(self._clock.now(), lasting=False) as work:
            taking.give_back(work, self._owed, counted=False)
            found = taking.take(work, _BATCH, self._fetching.senders, self._held_for, begun=begun)
        batch.taken, batch.may_be_more = found
        self._owed.clear()

    def _handle_all(self, batch: _Batch) -> None:
        """Those after one that is put off, of the same sender, wait with it."""
        until, held_up = time.monotonic() + _LONG, set[bytes]()
        with self._database.work(self._clock.now()) as work:
            if batch.taken[0].attempts >= _ATTEMPTS:
                self._put_aside(work, batch)
                return
            work.wait_for_others(_OTHERS)
            rows, interrupt = taking.taken(work, (one.id for one in batch.taken)), work.interrupter()
            for one in batch.taken:
                if one.id not in rows:
                    continue
                if one.sender in held_up or time.monotonic() > until:
                    batch.rest.append(one.id)
                    batch.may_be_more = True
                    continue
                batch.in_hand = one
                try:
                    handle = partial(self._handle, work, rows[one.id], batch)
                    goes_on = watchdog.run(self._rules.max_time, interrupt, handle)
                except OverTimeError:
                    work.abandon()
                    raise
                if not goes_on:
                    held_up.add(one.sender)
            batch.in_hand = None
            taking.give_back(work, batch.rest, counted=False)

    def _handle(self, work: Work, arrival: Arrival, batch: _Batch) -> bool:
        """Whether the next message of its sender may be handled, too."""
        incoming = Incoming.from_json(arrival.body or {})
        if arrival.wants_files and file_limits.sender(work, incoming):
            taking.keep_hold(work, arrival.id, self._fetching.patience)
            batch.wanted.append(Wanted(arrival.id, arrival.sender, incoming))
            return False
        if not rates.is_its_turn(work, self._rules, arrival, incoming):
            batch.rest.append(arrival.id)
            return arrival.is_lookup
        if short_answers.waits(work, arrival, incoming):
            batch.rest.append(arrival.id)
            return False
        receive.receive(work, self._rules, incoming)
        inbox.finish(work, arrival)
        batch.handled += 1
        return True

    def _put_aside(self, work: Work, batch: _Batch) -> None:
        (one,) = batch.taken
        try:
            with work.part():
                self._apologise(work, one)
        except Exception as error:
            # nothing of it can be read any more, or not even this can be done about it
            log.exception("message.put_aside.untold", error=type(error).__name__)
        taking.put_aside(work, one.id)
        batch.handled += 1

    def _apologise(self, work: Work, one: Taken) -> None:
        if one.attempts >= 2 * _ATTEMPTS:
            return
        for arrival in taking.taken(work, [one.id]).values():
            apology.say_sorry(work, self._rules, Incoming.from_json(arrival.body or {}))

    def _blame(self, batch: _Batch, is_late: bool) -> None:
        """The one in hand; where it was none, each is handled by itself next time."""
        if (guilty := batch.in_hand) is None:
            self._undo(batch.taken, counted=True)
            return
        self._undo([one for one in batch.taken if one is not guilty], counted=False)
        with contextlib.suppress(*AWAY), self._database.work(self._clock.now(), lasting=False) as work:
            taking.give_up(work, guilty.id, _ATTEMPTS if is_late else guilty.attempts + 1)

    def _undo(self, taken: Sequence[Taken], counted: bool) -> None:
        try:
            with self._database.work(self._clock.now(), lasting=False) as work:
                taking.give_back(work, (one.id for one in taken), counted)
        except AWAY:
            if not counted:
                self._owed += [one.id for one in taken]
