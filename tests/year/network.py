"""A year of the network: 60 officers and their requests, outages, restarts, clock changes, a leap day.

What is owed by one half of its agencies is lived in one process, by the other half in another: each on a
database of its own, with everybody in it.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain, islice, product
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import select

from bot.clock import VirtualClock
from bot.home import demo
from bot.home.network import Home, open_home
from bot.pipeline.ticker import Ticker
from handlers import house
from handlers.core import registry
from handlers.core.context import Context
from handlers.core.rules import DEFAULTS
from handlers.reminders.own import remind
from handlers.requests.filing import file_request
from handlers.requests.life import LIFE
from handlers.requests.moves import finish
from handlers.vocabulary.incoming import Incoming
from storage import items, outbox, people, requests
from storage.outbox import Outgoing
from storage.people import Account, Agency, Officer, Role, State
from storage.reminders import Reminder
from storage.requests import Addressee
from storage.work import Work
from tests.year.delivered import Delivered, deliver, next_reminder
from tests.year.oracle import DAY, Oracle, Outage, Person, Story, allowed
from tests.year.own import OFTEN, OFTENER, SELDOM, Habit, instant, rings, runs
from tests.year.sentences import Book, Said, untrue

START = datetime(2027, 3, 1, tzinfo=UTC)
END = datetime(2028, 3, 1, tzinfo=UTC)
OFFICERS = 60
OUTAGES = [
    Outage(at, at + length)
    for at, length in (
        (datetime(2027, 3, 28, 1, 10, tzinfo=UTC), timedelta(hours=2)),
        (datetime(2027, 5, 12, 9, 0, tzinfo=UTC), timedelta(seconds=3)),
        (datetime(2027, 8, 3, 12, 0, tzinfo=UTC), timedelta(days=10)),
        (datetime(2027, 10, 31, 0, 10, tzinfo=UTC), timedelta(hours=2)),
        (datetime(2028, 2, 29, 7, 59, 59, tzinfo=UTC), timedelta(seconds=3)),
    )
]

# further officers live in these, whose clocks change on other days than those of Europe, or by night's end
FAR = ("America/New_York", "Australia/Sydney", "Atlantic/Azores", "Africa/Casablanca", "Australia/Lord_Howe")
# filed a week before the clocks change, so that the answer is owed in an hour that is missing, or comes twice
BEFORE_CHANGES = [
    datetime.fromisoformat(f"{day} {hour}")
    for day in ("2027-03-21", "2027-10-24")
    for hour in ("01:30", "02:30")
]

Told = tuple[int | str, str, datetime]


@dataclass(order=True)
class Deed:
    """What somebody does, at its time: "file", "accept", "answer" or "confirm" the story's request."""

    at: datetime
    number: int
    what: str = field(compare=False)
    story: Story = field(compare=False)


class Year:
    """The network, its people, and what they do."""

    def __init__(
        self,
        folder: Path,
        count: int,
        part: int = 0,
        parts: int = 1,
        habits: tuple[Habit, ...] | None = None,
    ) -> None:
        self.folder, self.chance = folder, random.Random(977)
        self.part, self.parts = part, parts
        self.clock = VirtualClock(START)
        self.home = self._open()
        self.oracle = Oracle(OUTAGES, END)
        with self.home.database.work(START) as work:
            demo.furnish(work, DEFAULTS)
            self.move_in(work)
            for officer in work.all(select(Officer)):
                officer.language = "en"  # what is checked is what is said, not how it is translated
                work.add(officer)
            self.agencies = [a for a in people.agencies(work) if a.country]
            self.people = {
                o.id: _person(work, o)
                for a in people.agencies(work)
                for o in people.officers_of(work, [a.id])
            }
            self.teams = {
                a.id: [self.people[o.id] for o in people.officers_of(work, [a.id])]
                for a in people.agencies(work)
            }
            self.coordinators = [self.people[o.id] for o in people.with_role(work, Role.COORDINATOR)]
            self.ids = {person.handle: officer_id for officer_id, person in self.people.items()}
            self.book = Book(
                offices={
                    o.handle: a.name for a in people.agencies(work) for o in people.officers_of(work, [a.id])
                },
                habits={one.handle: set() for one in self.people.values()},
                outages=OUTAGES,
                coordinators={one.handle for one in self.coordinators},
            )
            self.habits = list(self._habits(count >= 1000, habits))[part::parts]
            for number, (who, habit) in enumerate(self.habits):
                remind(self._as(work, who, f"habit-{number}"), f"{habit.when} {habit.words}")
                self.book.habits[who.handle].add(habit.words)
                self.book.firsts[who.handle].update(islice(runs(habit, ZoneInfo(who.zone), START, END), 1))
            assert len(work.all(select(Reminder))) == len(self.habits), "a habit was not understood"
        self.addressees: dict[int, int] = {}
        self.numbers: dict[str, int] = {}
        self.refs: dict[int, str] = {}
        self.told: Counter[Told] = Counter()
        self.listed: set[Told] = set()  # read in a list of all that is open
        self.untrue: list[Told] = []  # (sentence, who, when)
        self.next_at: datetime | None = START
        self.reminds_at: datetime | None = START
        self.next_day = START
        everything = sorted(deed for number in range(count) for deed in self._story(number))
        self.deeds = [deed for deed in everything if self._is_mine(deed.story)]
        self.stories = {deed.number: deed.story for deed in self.deeds}

    def _habits(self, is_full: bool, only: tuple[Habit, ...] | None) -> Iterator[tuple[Person, Habit]]:
        """`only`: instead of those of a whole year."""
        one_of_each = list({person.zone: person for person in self.people.values()}.values())
        if only is not None:
            yield from product(one_of_each, only)
            return
        yield from product(self.people.values() if is_full else one_of_each, SELDOM)
        yield from product(one_of_each, (*OFTEN, *(OFTENER if is_full else ())))

    def _open(self) -> Home:
        return open_home(f"sqlite:///{self.folder / 'year.db'}", self.folder / "key", self.folder / "files")

    @staticmethod
    def move_in(work: Work) -> None:
        """Sixty persons in all, with those of the demo network."""
        agencies = [a for a in people.agencies(work) if a.country]
        first = {a.id: people.officers_of(work, [a.id])[0] for a in agencies}
        for number in range(OFFICERS - len(agencies) - 2):
            agency = agencies[number % len(agencies)]
            made = Officer(
                handle=f"{agency.handle}-{number}",
                agency_id=agency.id,
                role=Role.OFFICER,
                state=State.ACTIVE,
                name=f"Officer {number}",
                zone=FAR[number] if number < len(FAR) else first[agency.id].zone,
                vetted_until=END + timedelta(days=999),
                made_at=work.now,
            )
            work.add(made)
            work.add(
                Account(
                    officer_id=made.id,
                    channel="console",
                    address=made.handle,
                    made_at=work.now,
                    address_index=people.address_index(work, "console", made.handle),
                )
            )
        for officer in work.all(select(Officer)):
            officer.vetted_until = END + timedelta(days=999)
            officer.vetting_due_at = officer.vetted_until - timedelta(days=30)
            work.add(officer)

    def _story(self, number: int) -> Iterator[Deed]:
        chance = self.chance
        asker, asked = chance.sample(self.agencies, 2)
        above = self.teams[asked.parent_id] if asked.parent_id else []
        filed = self.oracle.done_at(self._filed(number, asked))
        story = Story(
            chance.choice(self.teams[asker.id]),
            self.teams[asked.id],
            above,
            self.coordinators,
            chance.random() < 0.2,
            filed,
        )
        yield Deed(filed, number, "file", story)
        at = filed
        for name, likely, most in (
            ("accepted", 0.8, 2 * 86400),
            ("answered", 1.0, 11 * 86400),
            ("confirmed", 0.8, 40 * 86400),
        ):
            at = self.oracle.done_at(at + timedelta(seconds=chance.randrange(60, most)))
            if name == "confirmed" and (story.answered is None or at >= story.answered + timedelta(days=30)):
                return
            if chance.random() > likely or at >= END:
                continue
            setattr(story, name, at)
            if name == "accepted":
                story.holder = chance.choice(story.team)
            yield Deed(at, number, name, story)

    def _filed(self, number: int, asked: Agency) -> datetime:
        """Anywhen; the first few so that they are due while the clocks change."""
        if number < len(BEFORE_CHANGES):
            zone = ZoneInfo(self.teams[asked.id][0].zone)
            return instant(BEFORE_CHANGES[number], zone)
        return START + timedelta(seconds=self.chance.randrange(360 * 86400))

    def _is_mine(self, story: Story) -> bool:
        handles = [agency.handle for agency in self.agencies]
        own = next(n for n, one in enumerate(handles) if story.team == self.teams[self.agencies[n].id])
        return own % self.parts == self.part

    def live(self) -> None:
        """Everything in its order; while an outage lasts, nobody is there."""
        for deed in self.deeds:
            self._run_until(deed.at)
            self.clock.move_to(deed.at)
            self._do(deed)
            self._deliver()
        self._run_until(END)

    def _run_until(self, until: datetime) -> None:
        """All that is due before; after an outage the house is opened anew."""
        while (due := self.next_at) is not None and (now := self.oracle.done_at(due)) < until:
            if now != due:
                self._restart()
            self.clock.move_to(now)
            self._tick(now)
            self._deliver()

    def _tick(self, now: datetime) -> None:
        """What reminds looks at the clock each time; everything else that does, once a day."""
        kind = Ticker if now >= self.next_day else Reminding
        self.next_day = max(self.next_day, now + DAY) if kind is Ticker else self.next_day
        if kind is Ticker or (self.reminds_at is not None and self.reminds_at <= now):
            kind(self.home.database, DEFAULTS, self.clock).run_due()

    def _restart(self) -> None:
        self.home.close()
        self.home = self._open()

    def _deliver(self) -> None:
        with self.home.database.work(self.clock.now()) as work:
            for letter in deliver(self.home, work):
                self._note(work, letter)
            self.reminds_at = next_reminder(work)
            self.next_at = min(filter(None, (self.reminds_at, outbox.next_due(work))), default=None)

    def _do(self, deed: Deed) -> None:
        story, number = deed.story, deed.number
        with self.home.database.work(deed.at) as work:
            if deed.what == "file":
                ctx = self._as(work, story.asker, f"file-{number}")
                team = work.need(Officer, self.ids[story.team[0].handle])
                urgency = "b" if story.urgent else "normal"
                file_request(ctx, {"to": [team.agency_id], "text": "Who rents it?", "urgency": urgency})
                filed = items.happening_with(work, ctx.event)
                assert filed is not None
                request_id = filed.item.id
                self.addressees[number] = requests.addressees_of(work, request_id)[0].id
                self.numbers[f"addressee:{self.addressees[number]}"] = number
                self.refs[number] = items.reference_of(work, filed.item)
                self.book.stories[self.refs[number]] = story
                return
            who = story.asker if deed.what == "confirmed" else story.holder or story.team[0]
            addressee = work.need(Addressee, self.addressees[number])
            move = LIFE.move({"accepted": "accept", "answered": "answer", "confirmed": "confirm"}[deed.what])
            finish(self._as(work, who, f"{deed.what}-{number}"), addressee, move)

    def _as(self, work: Work, who: Person, event: str) -> Context:
        officer = work.need(Officer, self.ids[who.handle])
        account = people.accounts_of(work, officer.id)[0]
        return Context(work, DEFAULTS, officer, account, Incoming("console", who.handle, event, work.now))

    def _note(self, work: Work, letter: Delivered) -> None:
        """(request, who, when) of every reminder, and whether each sentence is true for its reader now."""
        row, person = letter.row, self.people[letter.row.officer_id or 0]
        told = list(self._told_of(work, row))
        listed = list(self._listed_in(row))
        self.told.update((what, person.handle, work.now) for what in told)
        self.listed.update((number, person.handle, work.now) for number in listed)
        for what in (*told, *listed):
            if isinstance(what, int):
                self.book.reminded[self.refs[what]].add(person.handle)
        said = Said(self.book, work.now, person, row.kind, letter.words)
        self.untrue += [(line, person.handle, work.now) for line in untrue(said)]

    def _told_of(self, work: Work, row: Outgoing) -> Iterator[int | str]:
        params = row.params or {}
        if row.kind == "remind.now":
            yield work.need(Reminder, params["reminder"]).words or ""
        elif row.kind in {"reminder", "reminder.digest"}:
            yield from (self.numbers[one["about"]] for one in params.get("rows", [params]))

    def _listed_in(self, row: Outgoing) -> Iterator[int]:
        """What stands in a coordinator's morning list: all that is open, whatever rang for it."""
        return (self.numbers[item] for item in (row.params or {}).get("opened", []))

    def expected(self) -> Counter[Told]:
        owed: Iterator[Told] = (
            (number, who, at)
            for number, story in self.stories.items()
            for who, at in self.oracle.rings(story)
            if at < END
        )
        own: Iterator[Told] = (
            (habit.words, who.handle, at)
            for who, habit in self.habits
            for at in rings(habit, who.zone, self.oracle, START, END)
        )
        return Counter(chain(owed, own))

    def had_to_wait(self, key: Told) -> bool:
        """Whether this reminder came in hours in which only urgent ones, and one's own, may come."""
        number, handle, at = key
        if isinstance(number, str):
            return False
        story = self.stories[number]
        if story.urgent and (story.answered is None or at < story.answered):
            return False
        return allowed(at, self.people[self.ids[handle]], urgent=False) != at


class Reminding(Ticker):
    """Does only what reminds. Something of it is due at first: that need not be asked."""

    _NAMES = ("reminders.steps", "reminders.rings")
    _has_begun = False

    def _due(self) -> list[registry.Recurrent]:
        by_name = {tick.name: tick for tick in registry.ticks()}
        mine = [by_name[name] for name in self._NAMES]
        if not self._has_begun:
            self._has_begun = True
            return mine
        with self._database.work(self._clock.now(), write=False) as work:
            return [tick for tick in mine if self._may_be_due(work, tick)]


assert house.__doc__  # every room is there: what it says, and what it does by the clock


def _person(work: Work, officer: Officer) -> Person:
    return Person(officer.handle, officer.zone, work.need(Agency, officer.agency_id).country)
