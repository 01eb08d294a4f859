"""Whether each sentence that is delivered is true at that moment, by what people did and were told alone.

It reads English, as officers would, and knows nothing of the product's code. A line that no pattern knows is
untrue, too: whoever lets the product say something new has to say here what must hold for it.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from tests.year.oracle import DAY, Outage, Person, Story, due

MINUTE = timedelta(minutes=1)
_REF = re.compile(r"\bR-\w{6}\b")
_CLOCK = re.compile(r"(?P<day>\d{1,2}) [A-Z][a-z]+(?: \d{4})? (?P<hour>\d\d):(?P<minute>\d\d)")
_LONGEST_GOING_ON = 3 * DAY  # until the next coordinator is asked, over a weekend


@dataclass
class Book:
    """What is known without the product. `offices`: of each person, what that office is called."""

    offices: Mapping[str, str]
    habits: Mapping[str, set[str]]
    outages: list[Outage]
    coordinators: set[str]
    stories: dict[str, Story] = field(default_factory=dict)
    reminded: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    firsts: defaultdict[str, set[datetime]] = field(default_factory=lambda: defaultdict(set))  # of habits
    checked: int = 0  # sentences
    kinds: set[str] = field(default_factory=set)


@dataclass
class Said:
    """One message as it was delivered. `ref`: what its lines were about last; `counts`: what it says how
    many there are of, and how many it named."""

    book: Book
    at: datetime
    who: Person
    kind: str
    words: str
    ref: str = ""
    counted: int | None = None
    named: int = 0

    @property
    def story(self) -> Story:
        return self.book.stories[self.ref]

    @property
    def is_open(self) -> bool:
        answered = self.story.answered
        return answered is None or self.at < answered

    @property
    def is_accepted(self) -> bool:
        accepted = self.story.accepted
        return accepted is not None and accepted <= self.at

    @property
    def is_answered(self) -> bool:
        return not self.is_open

    @property
    def is_confirmed(self) -> bool:
        confirmed = self.story.confirmed
        return confirmed is not None and confirmed <= self.at

    @property
    def due(self) -> datetime:
        return due(self.story)

    @property
    def asker(self) -> str:
        return self.book.offices[self.story.asker.handle]

    @property
    def office(self) -> str:
        return self.book.offices[self.story.team[0].handle]

    def shows(self, words: str, at: datetime) -> bool:
        """Whether this time stands there on the reader's clock; midnight as the end of the day before."""
        here = at.astimezone(ZoneInfo(self.who.zone))
        if (shown := _CLOCK.search(words)) is None:
            return False
        day, clock = int(shown["day"]), f"{shown['hour']}:{shown['minute']}"
        is_end = clock == "24:00" and f"{here:%H:%M}" == "00:00" and day == (here - DAY).day
        return is_end or (day == here.day and clock == f"{here:%H:%M}")


Check = Callable[[Said, re.Match[str]], bool]
SENTENCES: list[tuple[re.Pattern[str], Check]] = []


def holds(pattern: str) -> Callable[[Check], Check]:
    """Declare what must be so where a line reads like this."""

    def declare(check: Check) -> Check:
        SENTENCES.append((re.compile(pattern), check))
        return check

    return declare


def untrue(said: Said) -> Iterator[str]:
    """Each line of the message that is not so."""
    said.book.kinds.add(said.kind)
    for line in said.words.splitlines():
        if not line.strip() or line.startswith(">"):
            continue
        said.book.checked += 1
        if found := _REF.search(line):
            said.ref = found[0]
            said.named += 1
        if said.ref and said.ref not in said.book.stories:
            yield f"{line} (no such request)"
            continue
        check = next(((one, found) for shape, one in SENTENCES if (found := shape.fullmatch(line))), None)
        if check is None:
            yield f"{line} (a sentence that nobody knows)"
        elif not check[0](said, check[1]):
            yield line
    if said.counted not in {None, said.named}:
        yield f"{said.counted} counted, {said.named} named"


def length(delta: timedelta) -> str:
    """As people say it: in two units at most, rounded down."""
    seconds = max(int(delta.total_seconds()), 60)
    parts = [("day", 86400), ("hour", 3600), ("minute", 60)]
    first = next(place for place, (_, size) in enumerate(parts) if seconds >= size)
    said = []
    for unit, size in parts[first : first + 2]:
        count, seconds = divmod(seconds, size)
        said += [f"{count} {unit}{'s' if count > 1 else ''}"] if count else []
    return " ".join(said)


# ------------------------------------------------------------------ reminders


@holds(r"(Urgent: n|N)obody has accepted R-\w+ yet\.")
def _unaccepted(said: Said, found: re.Match[str]) -> bool:
    is_said_urgent = found[1] != "N"
    return said.is_open and not said.is_accepted and (said.story.urgent or not is_said_urgent)


@holds(r"The answer to R-\w+ is due soon\.")
def _soon(said: Said, _found: re.Match[str]) -> bool:
    return said.is_open and said.at < said.due


@holds(r"The answer to R-\w+ is due now\.")
def _now(said: Said, _found: re.Match[str]) -> bool:
    return said.is_open and said.at >= said.due


@holds(r"The answer to R-\w+ is (?:still )?overdue\.")
def _late(said: Said, _found: re.Match[str]) -> bool:
    return said.is_open and said.at > said.due


@holds(
    r"The answer to R-\w+ is overdue; the whole agency( and the one above it)? (?:is|are) being reminded\."
)
def _all_of_them(said: Said, found: re.Match[str]) -> bool:
    others = len(said.story.team) > 1 or bool(said.story.above)
    return said.is_open and said.at > said.due and bool(found[1]) == bool(said.story.above) and others


@holds(r"The answer to R-\w+ waits for you to confirm it or to ask for more\.")
def _to_confirm(said: Said, _found: re.Match[str]) -> bool:
    return said.is_answered and not said.is_confirmed and said.who == said.story.asker


@holds(r"(?:R-\w+: )?(?P<waits>.+) has waited (?P<age>.+?)(?: for (?P<owes>.+))?\.")
def _waited(said: Said, found: re.Match[str]) -> bool:
    since = said.story.answered if said.is_answered else said.story.filed
    sides = (said.office, said.asker) if said.is_answered else (said.asker, said.office)
    assert since is not None
    told = (found["waits"], found["owes"] or sides[1])
    return told == sides and found["age"] == length(said.at - since)


@holds(r"Due now: (.+)")
def _due_now(said: Said, found: re.Match[str]) -> bool:
    return said.at == said.due and said.shows(found[1], said.due)


@holds(r"Due (.+), in ([^,]+)")
def _due_in(said: Said, found: re.Match[str]) -> bool:
    return said.at < said.due and said.shows(found[1], said.due) and found[2] == length(said.due - said.at)


@holds(r"Was due (.+), ([^,]+) ago")
def _was_due(said: Said, found: re.Match[str]) -> bool:
    return said.at > said.due and said.shows(found[1], said.due) and found[2] == length(said.at - said.due)


@holds(r"You are the only coordinator who is asked\.")
def _only_one(said: Said, _found: re.Match[str]) -> bool:
    return said.who.handle in said.book.coordinators and said.is_open


@holds(r"Not taken, it goes on (.+)\.")
def _goes_on(said: Said, found: re.Match[str]) -> bool:
    hours = range(int(_LONGEST_GOING_ON / MINUTE) + 1)
    return any(said.shows(found[1], said.at + one * MINUTE) for one in hours)


@holds(r"Not taken, it is in the morning list\.")
def _in_the_list(said: Said, _found: re.Match[str]) -> bool:
    return said.who.handle in said.book.coordinators and said.is_open


@holds(r"Choose below, or write /status\.")
def _always(_said: Said, _found: re.Match[str]) -> bool:
    return True


@holds(r"This reminder comes (.+) late: it could not be sent before\.")
def _comes_late(said: Said, _found: re.Match[str]) -> bool:
    """After an outage, which hours in which nobody is rung may follow."""
    return any(one.end <= said.at <= one.end + 4 * DAY for one in said.book.outages)


@holds(r"(\d+) (?:reminders?|open escalations?)")
def _how_many(said: Said, found: re.Match[str]) -> bool:
    said.counted = (said.counted or 0) + int(found[1])
    return True


@holds(r"and (\d+) more: /(?:outstanding|duty) lists them all\.")
def _and_more(said: Said, found: re.Match[str]) -> bool:
    said.named += int(found[1])
    return True


@holds(r"and \d+ more")
def _and_others(_said: Said, _found: re.Match[str]) -> bool:
    return True


@holds(r"Nobody calls yet\.")
def _nobody_calls(said: Said, _found: re.Match[str]) -> bool:
    return said.is_open and said.at > said.story.filed


@holds(r"You wanted to be reminded")
def _own(said: Said, _found: re.Match[str]) -> bool:
    words = {line.removeprefix("> ") for line in said.words.splitlines() if line.startswith("> ")}
    return bool(words) and words <= said.book.habits[said.who.handle]


@holds(r"I will remind you (.+)\.")
def _will_remind(said: Said, found: re.Match[str]) -> bool:
    return any(one > said.at and said.shows(found[1], one) for one in said.book.firsts[said.who.handle])


@holds(r"It repeats .+\.")
def _repeats(said: Said, _found: re.Match[str]) -> bool:
    return said.kind == "remind.kept" and bool(said.book.firsts[said.who.handle])


# ------------------------------------------------------------------ requests


@holds(r"Request R-\w+(?: is on its way\.)?")
def _request(said: Said, _found: re.Match[str]) -> bool:
    return said.at >= said.story.filed


@holds(r"From (.+)")
def _from(said: Said, found: re.Match[str]) -> bool:
    return found[1] == said.asker


@holds(r"Urgent request(?:: .+)?")
def _urgent(said: Said, _found: re.Match[str]) -> bool:
    return said.story.urgent


@holds(r"Answer due (.+)")
def _answer_due(said: Said, found: re.Match[str]) -> bool:
    return said.is_open and said.shows(found[1], said.due)


@holds(r"(.+) is to answer by (.+)\.")
def _is_to_answer(said: Said, found: re.Match[str]) -> bool:
    return found[1] == said.office and said.is_open and said.shows(found[2], said.due)


@holds(r"The deadline counts from delivery\. If delivery is late, you get the new date\.")
def _counts_from(_said: Said, _found: re.Match[str]) -> bool:
    return True


@holds(r"In copy: (.+)\.")
def _in_copy(said: Said, found: re.Match[str]) -> bool:
    return found[1] in {said.book.offices[one.handle] for one in said.story.above}


@holds(r"For you in copy, as the national authority\.")
def _for_you(said: Said, _found: re.Match[str]) -> bool:
    return said.who in said.story.above


@holds(r"TLP:\w+.*")
def _marked(_said: Said, _found: re.Match[str]) -> bool:
    return True


@holds(r"(.+) has accepted R-\w+\.|You have accepted R-\w+\.")
def _accepted(said: Said, found: re.Match[str]) -> bool:
    return said.is_accepted and found[1] in {None, said.office}


@holds(r"(.+) has answered R-\w+\.|Your answer to R-\w+ is on its way\.")
def _answered(said: Said, found: re.Match[str]) -> bool:
    return said.is_answered and found[1] in {None, said.office}


@holds(r"(.+) has confirmed your answer to R-\w+\.|You have confirmed the answer to R-\w+\.")
def _confirmed(said: Said, found: re.Match[str]) -> bool:
    return said.is_confirmed and found[1] in {None, said.asker}


@holds(r"(.+) has not answered R-\w+ yet\. A coordinator is being notified\.")
def _escalated(said: Said, found: re.Match[str]) -> bool:
    """The coordinator's own message may still wait for his or her hours."""
    return said.is_open and found[1] == said.office and said.at > said.due


@holds(r"R-\w+ is closed: nothing is open any more\.")
def _closed(said: Said, _found: re.Match[str]) -> bool:
    """By the asker, or by itself thirty days after the answer."""
    answered = said.story.answered
    return said.is_confirmed or (answered is not None and said.at >= answered + 30 * DAY)


# ------------------------------------------------------------------ what else the clock brings


@holds(r"Nothing has happened to R-\w+ for months\. Why keep it\?")
def _idle(said: Said, _found: re.Match[str]) -> bool:
    story = said.story
    times = [story.filed, story.accepted, story.answered, story.confirmed]
    return said.at - max(at for at in times if at is not None and at <= said.at) > 60 * DAY


@holds(r"On (.+) it is erased for everybody, with its answers and files\.")
def _will_be_erased(said: Said, found: re.Match[str]) -> bool:
    """At most two months ahead."""
    if (named := re.search(r"\d+ [A-Z][a-z]+(?: \d{4})?", found[1])) is None:
        return False
    here = ZoneInfo(said.who.zone)
    days = ((said.at + one * DAY).astimezone(here) for one in range(63))
    there = next((one for one in days if f"{one.day} {one:%b}" == _without_year(named[0])), None)
    if there is None:
        return False
    midnight = datetime.combine(there, time(), here)
    ends = (midnight + one * MINUTE for one in range(24 * 60 + 1))
    return any(said.at < one < said.at + 62 * DAY and said.shows(found[1], one) for one in ends)


def _without_year(day: str) -> str:
    """ "31 Mar" of "31 March 2027"."""
    number, month, *_ = day.split()
    return f"{number} {month[:3]}"


@cache
def _network() -> str:
    return resources.files("bot").joinpath("demo.toml").read_text("utf-8")


@holds(r"Is this still right\? Others rely on it\.|.+ · Duty desk|Person: –|Languages: .+|Hours: .+")
def _card(said: Said, _found: re.Match[str]) -> bool:
    return said.kind.startswith("contact.")


@holds(r"(?:Phone|Phone out of hours): (.+)")
def _rung(_said: Said, found: re.Match[str]) -> bool:
    """As the network's own file has it."""
    return found[1] == "–" or found[1] in _network()


@holds(r"Email: duty@([\w-]+)\.example\.org")
def _written_to(_said: Said, found: re.Match[str]) -> bool:
    return f'handle = "{found[1]}"' in _network()
