"""What the operator may set for the whole network; the defaults hold where nothing is set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from handlers.law import corridors
from handlers.law.corridors import Corridor
from handlers.law.deadlines import Limits as DeadlineLimits
from handlers.law.handling import NOTHING, Ceiling, Handling, Tlp
from handlers.times.working_hours import Quiet


@dataclass(frozen=True)
class Rates:
    """Beyond these a person is told once, and what he or she wrote is handled when its turn comes."""

    commands_per_minute: int = 60
    lookups_per_hour: int = 200
    wrong_codes: int = 5  # from one account within a day, before it has to wait
    wrong_codes_of_all: int = 50  # from all accounts together, before the coordinators hear of it
    open_codes: int = 50  # of one coordinator, before another is made
    strangers_per_hour: int = 30  # answered; the others hear nothing, and nothing of them is kept
    waiting_of_one: int = 20  # messages of one stranger that may wait; more are not kept
    waiting_of_strangers: int = 2000  # the same of all of them


@dataclass(frozen=True)
class Files:
    """Of one officer, in an hour and in a day; and what all files together may take."""

    per_hour: int = 100
    bytes_per_hour: int = 300_000_000
    bytes_per_day: int = 1_000_000_000
    bytes_in_all: int = 20_000_000_000


@dataclass(frozen=True)
class Periods:
    invitation: timedelta = timedelta(days=7)
    link_code: timedelta = timedelta(minutes=10)
    vetting: timedelta = timedelta(days=365)
    vetting_warnings: tuple[timedelta, ...] = (timedelta(days=30), timedelta(days=7), timedelta(days=1))
    draft: timedelta = timedelta(days=14)
    draft_rest: timedelta = timedelta(days=1)  # after it, one is asked before an answer is taken
    offer: timedelta = timedelta(days=30)
    closed: timedelta = timedelta(hours=1)  # for an account after too many wrong codes
    review: timedelta = timedelta(days=180)  # after the last that happened to an item, it is erased …
    review_warning: timedelta = timedelta(days=14)  # … and so long before, its agency is asked


@dataclass(frozen=True)
class Reminding:
    """When reminders are due; `urgent_…` for urgent requests, all others count calendar time."""

    warning: timedelta = timedelta(days=1)  # before the deadline
    urgent_warning: timedelta = timedelta(hours=2)
    unseen: timedelta = timedelta(days=1)  # until who has not accepted is asked to
    ring_first: timedelta = timedelta(minutes=15)  # urgent and not accepted: the next person, …
    ring_most: timedelta = timedelta(hours=4)  # … each time twice as long after the last, up to this
    late: tuple[timedelta, ...] = (timedelta(days=1), timedelta(days=2), timedelta(days=3))
    urgent_late: tuple[timedelta, ...] = (timedelta(hours=1), timedelta(hours=2), timedelta(hours=4))
    again: timedelta = timedelta(days=7)  # the last step, until it is answered
    clarification: tuple[timedelta, ...] = (timedelta(days=1), timedelta(days=3))
    confirm: timedelta = timedelta(days=7)  # until the requester is asked to confirm an answer
    close: timedelta = timedelta(days=30)  # until an answer counts as confirmed
    snooze: timedelta = timedelta(days=1)
    urgent_snooze: timedelta = timedelta(hours=1)
    notable_delay: timedelta = timedelta(minutes=5)  # later than this, a reminder says how late it is


@dataclass(frozen=True)
class Notices:
    approval_above: int = 20  # recipients from which a second coordinator approves
    remind_after: timedelta = timedelta(days=1)  # who has not acknowledged
    reminders: int = 2
    before_meeting: tuple[timedelta, ...] = (timedelta(days=1), timedelta(hours=1))


@dataclass(frozen=True)
class Matching:
    """How much may be compared in thirty days, and when it stops: a guesser needs many tries."""

    of_officer: int = 200  # distinct values
    of_agency: int = 1000
    at_once: int = 12  # in one item; more is a list
    neighbours: int = 5  # of numbers that share all but their last two digits
    agencies: int = 5  # what more have is everybody's, and tells nobody anything
    items: int = 20  # the same of what is filed
    first: timedelta = timedelta(hours=24)  # for who wants to hear of a hit before the other side
    kept: timedelta = timedelta(days=730)  # a value, where its item stands so long


class Demand(StrEnum):
    """Of whom the six digits are asked on a channel."""

    OFF = "off"
    OWN = "own"  # whoever has set up an authenticator app
    COORDINATORS = "coordinators"  # the same, and of every coordinator before his or her acts
    ALL = "all"  # of everybody, before content and before coordinators' acts


_DEMANDS = {"matrix": Demand.OFF, "telegram": Demand.OWN}  # Matrix is encrypted from end to end


@dataclass(frozen=True)
class StepUp:
    """`channels`: those that are not named are as `OWN`."""

    channels: Mapping[str, Demand] = field(default_factory=lambda: dict(_DEMANDS))
    lasts: timedelta = timedelta(minutes=15)  # right digits, on the account they were written from
    most_wrong: int = 5  # in a row, until none are taken for a while …
    pause: timedelta = timedelta(minutes=5)  # … each time twice as long

    def on(self, channel: str) -> Demand:
        return self.channels.get(channel, Demand.OWN)


@dataclass(frozen=True)
class Rules:
    rates: Rates = field(default_factory=Rates)
    files: Files = field(default_factory=Files)
    periods: Periods = field(default_factory=Periods)
    deadlines: DeadlineLimits = field(default_factory=DeadlineLimits)
    quiet: Quiet = field(default_factory=Quiet)
    reminding: Reminding = field(default_factory=Reminding)
    notices: Notices = field(default_factory=Notices)
    matching: Matching = field(default_factory=Matching)
    step_up: StepUp = field(default_factory=StepUp)
    ceilings: Mapping[str, Ceiling] = field(default_factory=dict)  # of the channels that are served
    corridors: tuple[Corridor, ...] = corridors.SHIPPED  # what may travel between countries
    waits: bool = False  # what is not urgent until its reader's morning, and news for what else there is
    reads_back_all: bool = False  # whether its sender reads whatever crosses a pointer corridor once more
    rooms: str = ""  # the channel that has case rooms; "" none has
    max_text: int = 20_000  # characters of one message that are taken
    max_file: int = 50_000_000  # bytes of one attachment
    max_time: timedelta = timedelta(seconds=10)  # until the handling of one message is ended
    languages: tuple[str, ...] = ("en", "zh")  # offered to officers
    operator_contact: str = ""
    service_zone: str = "UTC"
    scenarios: str = ""  # the folder with exercises of one's own
    labels: dict[str, dict[str, str]] = field(default_factory=dict)

    def shows_all_of(self, channel: str, other: str) -> bool:
        """Whether `channel` may show whatever `other` may: who holds it gains nothing by holding both."""
        theirs = self.ceilings.get(other, Ceiling())
        return self.ceilings.get(channel, NOTHING).holds(Handling(theirs.tlp, theirs.personal))

    def is_sealed(self, channel: str) -> bool:
        """Whether anything may be shown there: nobody on the way reads along."""
        return self.ceilings.get(channel, NOTHING).holds(Handling(Tlp.RED, personal=True))


DEFAULTS = Rules()
