"""A lived week of 60 officers: how often each of them was told something that he or she had not asked for.

What people do is drawn before anything is said, so the same seed is the same week whatever the product says.
They act in their own working hours, on urgent requests within the hour while they are awake.
"""

import asyncio
import json
import random
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.channels import console
from bot.chat.script import Runner
from bot.clock import VirtualClock
from bot.home import demo
from bot.home.network import open_home
from handlers.core.rules import DEFAULTS
from handlers.vocabulary.incoming import Kind
from storage import items, people
from storage.items import Reference
from storage.outbox import Fate, Lane, Offer, Outgoing
from storage.people import Officer, Role
from storage.work import Work
from tests.year.network import Year
from tests.year.oracle import Person, allowed

BEGIN = datetime(2026, 11, 2, tzinfo=UTC)  # a week before the one that is counted: some things are late then
MONDAY = datetime(2026, 11, 9, tzinfo=UTC)
LENGTH = timedelta(days=7)
SEEDS = (977, 978, 979)
# in a week of the whole network
REQUESTS, CLUES, TO_ONE_COUNTRY, MEETINGS, VETTINGS = 60, 80, 3, 1, 2
URGENT = 0.15
NIGHT = (22, 7)
WORKING_DAYS = 5
_OWN = {"remind.now"}  # people asked for these themselves


@dataclass(order=True)
class Deed:
    """What somebody does: a typed line, or the press of a button with this act about what was last filed."""

    at: datetime
    number: int
    who: str = field(compare=False)
    line: str = field(compare=False, default="")
    act: str = field(compare=False, default="")
    params: Mapping[str, object] = field(compare=False, default_factory=dict)
    about: int = field(compare=False, default=-1)  # the deed that filed what this is about


@dataclass(frozen=True)
class Ring:
    """One message that nobody asked for. `hour`: of its reader's clock."""

    seed: int
    who: str
    is_coordinator: bool
    day: date
    hour: int
    kind: str
    urgent: bool
    words: str
    at: datetime
    is_loud: bool = True


class Week:
    """The network, and what its people do in two weeks, of which the second one counts."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.seed, self.chance, self.clock = seed, random.Random(seed), VirtualClock(BEGIN)
        rules = replace(DEFAULTS, waits=True)  # as in service
        self.home = open_home(f"sqlite:///{folder / 'week.db'}", folder / "key", folder / "files", rules)
        with self.home.database.work(BEGIN) as work:
            demo.furnish(work, rules)
            Year.move_in(work)
            self._expire_some(work)
            self.persons = {
                officer.handle: Person(officer.handle, officer.zone, agency.country)
                for agency in people.agencies(work)
                for officer in people.officers_of(work, [agency.id])
            }
            self.coordinators = {one.handle for one in people.with_role(work, Role.COORDINATOR)}
            self.teams = {
                agency.handle: [one.handle for one in people.officers_of(work, [agency.id])]
                for agency in people.agencies(work)
                if agency.country
            }
        self.heard: list[tuple[datetime, str, str, str]] = []
        self.runner = Runner(self.home, self.clock, self._note)
        self.refs: dict[int, str] = {}
        self.urgent: set[int] = set()
        self.deeds = sorted(self._all())

    def _expire_some(self, work: Work) -> None:
        """The vetting of a few ends a month after the week begins, so that they are spoken of in it."""
        officers = work.all(select(Officer).where(Officer.role == Role.OFFICER).order_by(col(Officer.id)))
        for number, officer in enumerate(self.chance.sample(officers, VETTINGS)):
            officer.vetted_until = MONDAY + timedelta(days=31 + number, hours=9)
            officer.vetting_due_at = officer.vetted_until - timedelta(days=30)
            work.add(officer)

    def _note(self, event: dict[str, object]) -> None:
        if "to" in event:
            at = datetime.fromisoformat(str(event["at"]))
            self.heard.append((at, str(event["to"]), str(event["kind"]), str(event["text"])))

    def _all(self) -> Iterator[Deed]:
        number = 0
        for week in range(2):
            start = BEGIN + week * LENGTH
            for make, count in (
                (self._request, REQUESTS),
                (self._clue, CLUES),
                (self._notice, TO_ONE_COUNTRY + 1),
                (self._meeting, MEETINGS),
            ):
                for one in range(count):
                    yield from make(number, start, one)
                    number += 10

    def _sometime(self, who: str, start: datetime) -> datetime:
        at = start + timedelta(seconds=self.chance.randrange(int(LENGTH.total_seconds())))
        return allowed(at, self.persons[who], urgent=False)

    def _after(self, who: str, at: datetime, mean: timedelta, *, urgent: bool = False) -> datetime:
        """When this person comes to it; what is urgent is looked at on free days, too, but not at night."""
        then = at + timedelta(seconds=self.chance.expovariate(1 / mean.total_seconds()) + 60)
        person = self.persons[who]
        if not urgent:
            return allowed(then, person, urgent=False)
        here = then.astimezone(ZoneInfo(person.zone))
        if 7 <= here.hour < 22:
            return then
        morning = here.replace(hour=7, minute=30)
        return (morning if here.hour < 7 else morning + timedelta(days=1)).astimezone(UTC)

    def _pair(self) -> tuple[str, str]:
        asker, asked = self.chance.sample(sorted(self.teams), 2)
        return self.chance.choice(self.teams[asker]), asked

    def _request(self, number: int, start: datetime, one: int) -> Iterator[Deed]:
        chance, (asker, asked) = self.chance, self._pair()
        urgent = chance.random() < URGENT
        at, team = self._sometime(asker, start), self.teams[asked]
        self.urgent |= {number} if urgent else set()
        words = f"urgent (b) Is flat {one} known?" if urgent else f"Who rents flat {one}?"
        yield Deed(at, number, asker, line=f"/request {asked} {words}")
        holder = chance.choice(team)
        accepted = self._after(
            holder, at, timedelta(hours=1) if urgent else timedelta(hours=6), urgent=urgent
        )
        days = timedelta(hours=6) if urgent else timedelta(days=3)
        answered = self._after(holder, accepted, days, urgent=urgent)
        confirmed = self._after(asker, answered, timedelta(days=1))
        may = [chance.random() for _ in range(3)]
        if may[0] < 0.85:
            yield Deed(
                accepted, number + 1, holder, act="request.move", params={"act": "accept"}, about=number
            )
        if may[1] < 0.85:
            yield Deed(answered, number + 2, holder, line="/answer {ref} It is registered.", about=number)
            if may[2] < 0.6:
                yield Deed(
                    confirmed, number + 3, asker, act="request.move", params={"act": "confirm"}, about=number
                )

    def _clue(self, number: int, start: datetime, one: int) -> Iterator[Deed]:
        chance, (sender, to) = self.chance, self._pair()
        at, reader = self._sometime(sender, start), chance.choice(self.teams[to])
        yield Deed(at, number, sender, line=f"/clue {to} Boats were seen, number {one}")
        seen = self._after(reader, at, timedelta(hours=5))
        taken = self._after(reader, seen, timedelta(days=1))
        if chance.random() < 0.9:
            yield Deed(
                seen, number + 1, reader, act="clue.step", params={"step": "acknowledge"}, about=number
            )
        if chance.random() < 0.4:
            yield Deed(taken, number + 2, reader, act="clue.step", params={"step": "take_up"}, about=number)

    def _notice(self, number: int, start: datetime, one: int) -> Iterator[Deed]:
        author, other = sorted(self.coordinators)[:2]
        at = self._sometime(author, start)
        to = self.chance.choice(sorted(self.teams)) if one else "all"
        yield Deed(at, number, author, line=f"/notice {to} Form {one} has changed")
        yield Deed(at + timedelta(minutes=1), number + 1, author, act="notice.send", about=number)
        if one == 0:
            yes = self._after(other, at, timedelta(hours=2))
            yield Deed(yes, number + 2, other, act="notice.approve", about=number)
            at = yes
        yield from self._read(number + 3, at, self.teams[to] if one else self.persons, number)

    def _read(self, number: int, at: datetime, who: Iterable[str], about: int) -> Iterator[Deed]:
        for handle in who:
            if self.chance.random() < 0.7:
                read = self._after(handle, at, timedelta(hours=8))
                yield Deed(read, number, handle, act="notice.acknowledge", about=about)

    def _meeting(self, number: int, start: datetime, _one: int) -> Iterator[Deed]:
        author = min(self.coordinators)
        at = allowed(start + timedelta(hours=2), self.persons[author], urgent=False)
        invited = self.chance.sample(sorted(self.teams), 4)
        on = (start + timedelta(days=3)).date().isoformat()
        line = f"/notice meeting {', '.join(invited)} {on} 16:00 45 minutes Monthly call"
        yield Deed(at, number, author, line=line)
        yield Deed(at + timedelta(minutes=1), number + 1, author, act="notice.send", about=number)
        for handle in (one for team in invited for one in self.teams[team]):
            if self.chance.random() < 0.8:
                said = self._after(handle, at, timedelta(hours=6))
                yield Deed(said, number + 2, handle, act="meeting.answer", about=number)

    def live(self) -> None:
        asyncio.run(self._live())

    async def _live(self) -> None:
        for deed in self.deeds:
            if deed.at >= MONDAY + LENGTH:
                break
            await self.runner.move(deed.at.isoformat())
            await (self._type(deed) if deed.line else self._press(deed))
        await self.runner.move((MONDAY + LENGTH).isoformat())

    async def _type(self, deed: Deed) -> None:
        if deed.about >= 0 and deed.about not in self.refs:
            return
        await self.runner.step(f"{deed.who}> {deed.line.format(ref=self.refs.get(deed.about, ''))}")
        if deed.about < 0:
            self.refs[deed.number] = self._newest_ref()

    def _newest_ref(self) -> str:
        with self.home.database.work(self.clock.now(), write=False) as work:
            newest = work.all(select(Reference).order_by(col(Reference.id).desc()).limit(1))
            return str(newest[0].text)

    async def _press(self, deed: Deed) -> None:
        """The newest such button that was given to this person; nothing where there is none (any more)."""
        token = self._token(deed)
        if token is not None:
            pressed = console.typed(deed.who, self.clock.now(), token, Kind.PRESS)
            await self.runner.service.intake.take(console.NAME, [pressed])
            await self.runner.settle()

    def _token(self, deed: Deed) -> str | None:
        with self.home.database.work(self.clock.now(), write=False) as work:
            item = items.item_called(work, self.refs.get(deed.about, "")) or ""
            officer = people.officer_named(work, deed.who)
            assert officer is not None
            query = (
                select(Offer)
                .where(Offer.officer_id == officer.id, Offer.act == deed.act, Offer.item == item)
                .order_by(col(Offer.id).desc())
            )
            wanted = deed.params.items()
            return next((one.token for one in work.all(query) if wanted <= one.params.items()), None)

    def rings(self) -> list[Ring]:
        with self.home.database.work(self.clock.now(), write=False) as work:
            officers = work.by_id(Officer, {row[0] for row in work.all(select(Officer.id, Officer.handle))})
            query = (
                select(Outgoing)
                .where(
                    Outgoing.fate == Fate.SENT,
                    Outgoing.lane == Lane.BULK,
                    col(Outgoing.replaces_id).is_(None),
                )
                .order_by(col(Outgoing.id))
            )
            rows = [row for row in work.all(query) if row.officer_id and row.kind not in _OWN]
            texts = defaultdict(list)
            for at, who, kind, text in self.heard:
                texts[at, who, kind].append(text)
            urgent = {
                items.item_called(work, self.refs[number]) for number in self.urgent if number in self.refs
            }
            found = [self._ring(officers[row.officer_id or 0], row, texts, urgent) for row in rows]
        return [one for one in found if MONDAY <= one.at < MONDAY + LENGTH]

    def _ring(
        self,
        officer: Officer,
        row: Outgoing,
        texts: Mapping[tuple[datetime, str, str], list[str]],
        urgent: Container[str | None],
    ) -> Ring:
        at = (row.sent_at or row.due_at).astimezone(UTC)
        here = at.astimezone(ZoneInfo(officer.zone))
        told = texts.get((at.replace(microsecond=0), officer.handle, row.kind))
        words = told.pop(0) if told else ""
        kind = row.kind
        if kind == "reminder":
            kind = f"reminder: {(row.params or {})['step']}"
        is_coordinator = officer.role is Role.COORDINATOR
        is_urgent = row.urgent or row.item in urgent
        return Ring(
            self.seed, officer.handle, is_coordinator, here.date(), here.hour, kind, is_urgent, words, at
        )


def _middle(counts: Sequence[int], share: int) -> int:
    """The smallest number that `share` percent of the counts do not exceed."""
    ordered = sorted(counts)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


@dataclass
class Table:
    """What was counted over all seeds: messages of each person and working day, days of none among them."""

    persons: Mapping[bool, int]  # how many there are of each: coordinators, officers
    days: int = 0
    rings: list[Ring] = field(default_factory=list)

    def to_json(self) -> str:
        """What the plot is drawn from: on how many days officers had how many messages; at which hours."""
        days = Counter(self._per_day(of_coordinators=False, kind=""))
        hours = Counter(one.hour for one in self.rings if not one.urgent)
        return json.dumps({"days": sorted(days.items()), "hours": sorted(hours.items())})

    def line(self, title: str, *, of_coordinators: bool, kind: str = "") -> str:
        counts = self._per_day(of_coordinators, kind)
        total = sum(counts)
        median, most_days, most = _middle(counts, 50), _middle(counts, 90), max(counts, default=0)
        return f"{title:<34}{total:>7}{median:>8}{most_days:>6}{most:>6}"

    def _per_day(self, of_coordinators: bool, kind: str) -> list[int]:
        mine = [
            one for one in self.rings if one.is_coordinator is of_coordinators and one.kind.startswith(kind)
        ]
        counts = sorted(Counter((one.seed, one.who, one.day) for one in mine).values())
        whole = self.persons[of_coordinators] * self.days
        return [0] * (whole - len(counts)) + counts

    def night(self) -> list[Ring]:
        return [one for one in self.rings if one.is_loud and (one.hour >= NIGHT[0] or one.hour < NIGHT[1])]

    def doubles(self) -> int:
        """Pairs that say the same to the same person within an hour."""
        last: dict[tuple[int, str, str, str], datetime] = {}
        found = 0
        for one in sorted(self.rings, key=lambda ring: ring.at):
            key = (one.seed, one.who, one.kind, one.words)
            found += one.words != "" and key in last and one.at - last[key] < timedelta(hours=1)
            last[key] = one.at
        return found

    def __str__(self) -> str:
        head = f"{'per person and working day':<34}{'all':>7}{'median':>8}{'p90':>6}{'max':>6}"
        parts = [head]
        for of_coordinators, name in ((False, "officers"), (True, "coordinators")):
            parts.append(self.line(name, of_coordinators=of_coordinators))
            kinds = Counter(one.kind for one in self.rings if one.is_coordinator is of_coordinators)
            parts += [
                self.line(f"  {kind}", of_coordinators=of_coordinators, kind=kind)
                for kind, _ in kinds.most_common()
            ]
        night = self.night()
        calm = [one for one in night if not one.urgent]
        by_kind = Counter(one.kind for one in calm).most_common(6)
        parts += [
            f"between 22 and 7 o'clock of the reader: {len(night)}, of these not urgent: {len(calm)}"
            f" ({', '.join(f'{kind} {count}' for kind, count in by_kind)})",
            f"the same said to the same person within an hour: {self.doubles()}",
        ]
        return "\n".join(parts)


def lived(folder: Path, seeds: Iterable[int] = SEEDS) -> Table:
    """The week of each seed, one after the other."""
    table = Table({False: 0, True: 0})
    for seed in seeds:
        place = folder / str(seed)
        place.mkdir()
        week = Week(place, seed)
        week.live()
        coordinators = len(week.coordinators)
        table.persons = {False: len(week.persons) - coordinators, True: coordinators}
        table.days += WORKING_DAYS
        table.rings += week.rings()
        week.home.close()
    return table
