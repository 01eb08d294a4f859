"""A model of delivery: several processes, one outbox, and whatever can happen between two steps.

It does what `bot.delivery` does with an outbox, one step at a time, and leaves units of work open where
another process could come in between. It keeps its own idea of every letter and compares.
"""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlmodel import col, select

from handlers.core.saying import say
from storage import claimed, held, outbox, people
from storage.engine import Database
from storage.errors import BusyError
from storage.outbox import Fate, Lane, Outgoing
from storage.people import Officer
from storage.work import Work

WHO = ("spain", "italy", "mps", "france")
_BEGUN = 3
ENDED = {Fate.SENT, Fate.FAILED, Fate.WITHHELD}


@dataclass
class Letter:
    id: int
    who: int
    lane: Lane
    due_at: datetime
    fate: Fate = Fate.WAITING
    tried: bool = False
    sent: int = 0


@dataclass
class Process:
    """`units`: open until it commits; `claims`: letter → attempt, in order; `worded`: it may send them;
    `passed`: whose letters it found in somebody else's hand."""

    units: ExitStack | None = None
    work: Work | None = None
    claims: dict[int, int] = field(default_factory=dict)
    before: dict[int, tuple[Fate, bool]] = field(default_factory=dict)
    passed: set[int] = field(default_factory=set)
    worded: bool = False


class Delivering:
    """Call `step` as often as you like, then `end`. AssertionError says which promise was broken."""

    def __init__(self, database: Database, now: datetime, seed: int, processes: int) -> None:
        self.database, self.now, self.random = database, now, Random(seed)
        self.processes = [Process() for _ in range(processes)]
        self.letters: dict[int, Letter] = {}
        self.log: list[str] = []
        self.unreachable: set[int] = set()
        self.is_locked_down = False
        self.holder: Process | None = None  # a handler that adds to a letter that waits
        with database.work(now) as work:
            found = [people.officer_named(work, name) for name in WHO]
            self.people = [one.id for one in found if one is not None]

    # what can happen

    def step(self) -> None:
        events = self._events()
        (event,) = self.random.choices(list(events), list(events.values()))
        self.log.append(event.__name__)
        with suppress(BusyError):  # somebody else holds it just now: another time
            event()

    def _events(self) -> dict[Callable[[], None], int]:
        """And how likely each is."""
        several = not self.database.is_sqlite
        return {
            self.write: 30, self.claim: 35, self.word: 30, self.send: 60, self.kill: 6, self.wait: 12,
            self.put_back: 8, self.block: 3, self.come_back: 6, self.lock_down: 2,
            self.finish: 25 if several else 0, self.hold: 5 if several else 0,
        }  # fmt: skip

    def write(self) -> None:
        who, lane = self.random.choice(self.people), self.random.choice(list(Lane))
        later = self.random.choice([0, 0, 0, 30])
        with self.database.work(self.now) as work:
            due_at = self.now + timedelta(seconds=later)
            row = say(work, work.need(Officer, who), "help", lane=lane, at=due_at, role="officer")
            self.letters[row.id] = Letter(row.id, who, lane, due_at)

    def claim(self) -> None:
        process = self.random.choice(self.processes)
        if process.claims or process.units is not None:
            return
        process.units, process.worded = ExitStack(), False
        process.work = process.units.enter_context(self.database.work(self.now, lasting=False))
        process.passed = {self.letters[one].who for one in (self.holder.claims if self.holder else ())}
        claimed = outbox.claim(process.work, self.random.choice([1, 2, 16]))
        self._check(claimed)
        process.claims = {row.id: row.attempts for row in claimed}
        for letter in map(self.letters.__getitem__, process.claims):
            process.before[letter.id] = (letter.fate, letter.tried)
            letter.fate, letter.tried = Fate.SENDING, True
        if self.database.is_sqlite or self.random.random() < 0.5:
            self._commit(process)

    def finish(self) -> None:
        process = self.random.choice(self.processes)
        if process.units is not None:
            self._commit(process)
        if self.holder is not None:
            self._commit(self.holder)
            self.holder = None

    def word(self) -> None:
        """The gate: what a lockdown holds is held, the rest may be sent."""
        process = self.random.choice(self.processes)
        if process.units is not None or process.worded or not process.claims:
            return
        with self.database.work(self.now) as work:
            rows = claimed.in_hand(work, process.claims)
            ours = {one for one, row in rows.items() if row.fate is Fate.SENDING}
            process.claims = {one: attempt for one, attempt in process.claims.items() if one in ours}
            for row in map(rows.__getitem__, list(process.claims)):
                if row.begun > _BEGUN:
                    self._settle(work, process, row, Fate.FAILED)
                elif self.is_locked_down and row.lane is Lane.BULK:
                    self._settle(work, process, row, Fate.HELD)
                row.begun = 0
        process.worded = True

    def send(self) -> None:
        """The next letter of a process goes to the network, and what became of it is recorded, or not."""
        process = self.random.choice(self.processes)
        if not process.worded or not process.claims:
            return
        letter = self.letters[next(iter(process.claims))]
        if letter.who in self.unreachable:
            self._after(process, letter, Fate.PARKED)
            return
        fate = self.random.choices([Fate.SENT, Fate.WAITING, Fate.FAILED], [12, 4, 1])[0]
        if fate is Fate.SENT:
            letter.sent += 1
            if self.random.random() < 0.05:
                self._die(process)
                return
        self._after(process, letter, fate)

    def kill(self) -> None:
        self._die(self.random.choice(self.processes))

    def wait(self) -> None:
        self.now += timedelta(seconds=self.random.choice([1, 10, 40, 130]))

    def put_back(self) -> None:
        with self.database.work(self.now) as work:
            outbox.release_stale(work)
            if not self.is_locked_down:
                held.release_held(work)
        self._look(Fate.SENDING, Fate.HELD)

    def block(self) -> None:
        self.unreachable.add(self.random.choice(self.people))

    def come_back(self) -> None:
        who = self.random.choice(self.people)
        self.unreachable.discard(who)
        with self.database.work(self.now) as work:
            outbox.unpark(work, who)
        self._look(Fate.PARKED)

    def lock_down(self) -> None:
        self.is_locked_down = not self.is_locked_down

    def hold(self) -> None:
        """A handler that stands still with a waiting letter in its hand."""
        waiting = [one for one in self.letters.values() if one.fate is Fate.WAITING]
        if self.holder is not None or not waiting:
            return
        letter, units = self.random.choice(waiting), ExitStack()
        work = units.enter_context(self.database.work(self.now))
        held = select(Outgoing.id).where(Outgoing.id == letter.id, Outgoing.fate == Fate.WAITING)
        work.all(held.with_for_update(skip_locked=True))
        self.holder = Process(units, work, {letter.id: 0})

    def end(self) -> None:
        """Everybody is there again, and one process has minutes enough: nothing may be left."""
        for process in self.processes:
            self._die(process)
        if self.holder is not None:
            self._commit(self.holder)
            self.holder = None
        self.unreachable, self.is_locked_down = set(), False
        self.processes = [Process()]
        for _ in range(4 * len(self.letters) + 20):
            self.now += timedelta(minutes=20)
            self.put_back()
            for who in self.people:
                self.unreachable.discard(who)
                with self.database.work(self.now) as work:
                    outbox.unpark(work, who)
            self._look(Fate.PARKED)
            for event in (self.claim, self.finish, self.word, *[self.send] * 16):
                event()
            if all(one.fate in ENDED for one in self.letters.values()):
                break
        self._check_ends()

    # what must hold

    def _check(self, claimed: list[Outgoing]) -> None:
        rows = [self.letters[row.id] for row in claimed]
        for at, letter in enumerate(rows):
            others = [one for one in self.letters.values() if one.who == letter.who and one not in rows[:at]]
            assert letter.fate is Fate.WAITING, f"{letter} was not there to be claimed"
            assert letter.due_at <= self.now, f"{letter} is not due"
            busy = [one for one in others if one.fate is Fate.SENDING]
            assert not busy, f"{letter} while {busy} is on its way"
            earlier = [one for one in others if one.lane is letter.lane and one.id < letter.id]
            passed = [one for one in earlier if self._in_line(one)]
            assert not passed, f"{letter} before {passed}"
        if not rows:
            left = self._deliverable()
            assert not left, f"nothing is claimed, and {left} could go out"
        lanes = {one.lane for one in rows}
        if lanes == {Lane.BULK}:
            left = [one for one in self._deliverable() if one.lane is Lane.ANSWER]
            assert not left, f"bulk before {left}"
        assert len(lanes) <= 1, "answers come alone"

    def _in_line(self, letter: Letter) -> bool:
        return letter.fate is Fate.WAITING and (letter.due_at <= self.now or letter.tried)

    def _deliverable(self) -> list[Letter]:
        """Of people whom no open unit has to do with."""
        taken = {self.letters[one].who for process in self._open() for one in process.claims}
        taken |= {who for process in self._open() for who in process.passed}
        busy = {one.who for one in self.letters.values() if one.fate is Fate.SENDING}
        first: dict[tuple[int, Lane], Letter] = {}
        for letter in sorted(self.letters.values(), key=lambda one: one.id):
            if self._in_line(letter):
                first.setdefault((letter.who, letter.lane), letter)
        return [one for one in first.values() if one.due_at <= self.now and one.who not in taken | busy]

    def _open(self) -> list[Process]:
        units = [*self.processes, *([self.holder] if self.holder else [])]
        return [process for process in units if process.units is not None]

    def _check_ends(self) -> None:
        left = [one for one in self.letters.values() if one.fate not in ENDED]
        assert not left, f"{left} did not come to an end"
        with self.database.work(self.now) as work:
            rows = work.by_id(Outgoing, self.letters)
        for letter in self.letters.values():
            row = rows[letter.id]
            assert row.fate is letter.fate
            assert letter.sent <= 1 or row.may_be_twice, f"{letter} went out twice, and it is not said"
            assert letter.sent or row.fate is not Fate.SENT, f"{letter} never went out"

    # how it is done

    def _after(self, process: Process, letter: Letter, fate: Fate) -> None:
        """When one has to wait, so do those after it for the same person."""
        theirs = [one for one in process.claims if self.letters[one].who == letter.who]
        ends = theirs if fate in {Fate.WAITING, Fate.PARKED} else theirs[:1]
        again_at = self.now + timedelta(seconds=self.random.choice([2, 30])) if fate is Fate.WAITING else None
        with self.database.work(self.now) as work:
            rows = claimed.in_hand(work, {one: process.claims[one] for one in ends})
            for row_id in ends:
                if (row := rows.get(row_id)) is not None:
                    self._settle(work, process, row, fate, again_at)
                else:
                    process.claims.pop(row_id)
        process.worded = bool(process.claims)

    def _settle(
        self, work: Work, process: Process, row: Outgoing, fate: Fate, again_at: datetime | None = None
    ) -> None:
        outbox.settle(work, row, fate, again_at)
        letter = self.letters[row.id]
        letter.fate, letter.due_at = fate, row.due_at
        process.claims.pop(row.id)

    def _commit(self, process: Process) -> None:
        assert process.units is not None
        process.units.close()
        process.units = process.work = None
        process.before = {}

    def _die(self, process: Process) -> None:
        if process.units is not None and process.work is not None:
            process.work.session.rollback()
            for row_id, (fate, tried) in process.before.items():
                self.letters[row_id].fate, self.letters[row_id].tried = fate, tried
            self._commit(process)
        process.claims, process.worded = {}, False

    def _look(self, *fates: Fate) -> None:
        """What was put back, and when it may go now. What an open unit claims still seems to wait."""
        ours = {one for process in self._open() for one in process.claims}
        waits = (col(Outgoing.id).in_(self.letters.keys() - ours), Outgoing.fate == Fate.WAITING)
        with self.database.work(self.now, write=False) as work:
            for row in work.all(select(Outgoing).where(*waits)):
                if (letter := self.letters[row.id]).fate in fates:
                    letter.fate, letter.due_at = row.fate, row.due_at
