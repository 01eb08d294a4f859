"""The one gate: may this content go to this person, on this account, now?

Two axes are kept apart (DOMAIN sections 2 and 3): the Traffic Light Protocol 2.0 says who may see something,
the handling codes H0–H3 say how it may be used. A corridor says what may travel from its country to the
reader's. Every delivery, answer, list, export and file asks `decide`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from handlers.core import step_up
from handlers.core.declared import Declared
from handlers.core.rules import DEFAULTS, Rules
from handlers.law import corridors
from handlers.law.corridors import Corridor, Rule
from handlers.law.handling import Ceiling, Handling, Tlp
from storage import people, recipients
from storage.item import NO_ITEM, Item
from storage.people import Account, Agency, Officer, Role, State
from storage.work import Work

LOCKDOWN = "lockdown"


@dataclass(frozen=True)
class Subject:
    """An item as the gate sees it: `sees` says whether a person has a need to know. `given`: the item whose
    recipients are written down, "" where `sees` names persons by itself; `origin`: the agency it is from, 0
    for none."""

    handling: Handling
    sees: Callable[[Work, Officer], bool]
    given: Item = NO_ITEM
    origin: int = 0


class Verdict(StrEnum):
    SHOW = "show"
    POINT = "point"  # say that there is something, and where it can be read
    LOCKED = "locked"  # say that there is something; it opens with the six digits of its reader
    HOLD = "hold"  # not now: the network is locked down
    REFUSE = "refuse"


Loader = Callable[[Work, int], Subject | None]
_subjects: Declared[Loader] = Declared()


def handled_by(kind: str) -> Callable[[Loader], Loader]:
    """How items of this kind ("clue") are looked up by the gate: `@handled_by("clue")`."""

    def register(loader: Loader) -> Loader:
        return _subjects.add(loader, kind)

    return register


def subject_of(work: Work, item: Item) -> Subject | None:
    """None: there is no such item, or nobody has declared who may see its kind."""
    return _subjects[item.kind](work, item.id) if item.kind in _subjects else None


def corridor_between(work: Work, from_agency: int | None, to_agency: int | None) -> Corridor:
    """What may travel from one agency to another. Within an agency, and within a country, everything; from
    nobody knows where (None) what may travel from anywhere."""
    if from_agency == to_agency and from_agency is not None:
        return corridors.OPEN
    rules = work.place.rules or DEFAULTS
    return corridors.corridor(rules.corridors, _country(work, from_agency), _country(work, to_agency))


def _country(work: Work, agency_id: int | None) -> str | None:
    agency = work.get(Agency, agency_id)
    return agency.country if agency is not None else None


def corridor_to(work: Work, from_agency: int, country: str) -> Corridor:
    """The same, to a country."""
    rules = work.place.rules or DEFAULTS
    return corridors.corridor(rules.corridors, _country(work, from_agency), country)


def is_denied(work: Work, from_agency: int | None, to_agency: int) -> bool:
    """Whether nothing at all may travel there."""
    return corridor_between(work, from_agency, to_agency).rule is Rule.DENY


def may_see(work: Work, officer: Officer, item: Item) -> bool:
    """Need to know, and its markings; to everybody else the item does not exist."""
    subject = subject_of(work, item)
    return officer.state is State.ACTIVE and subject is not None and _reaches(work, officer, subject)


def only_seen(work: Work, officer: Officer, found: Iterable[Item]) -> list[Item]:
    """Of these items, those that exist for this person."""
    return [item for item in found if may_see(work, officer, item)]


def _reaches(work: Work, officer: Officer, subject: Subject) -> bool:
    """The one place that knows how far a marking goes; docs/decisions/markings.md has it as a table.

    TLP:RED is for the persons who received it. AMBER+STRICT and H2 also reach the originator's own people,
    and whoever stands in for a recipient of the same agency. Everybody else needs the originator's consent,
    which makes a recipient of him or her. Laxer ones reach whoever acts for an agency that is concerned. No
    marking leads through a corridor that is closed.
    """
    return subject.sees(work, officer) and _is_within(work, officer, subject)


def is_within(work: Work, officer: Officer, item: Item) -> bool:
    """Whether its markings let this person learn of an item at all; not every letter is about one."""
    subject = subject_of(work, item) if item.kind in _subjects else None
    return subject is None or _is_within(work, officer, subject)


def _is_within(work: Work, officer: Officer, subject: Subject) -> bool:
    if subject.given and officer.role is Role.OBSERVER:
        return False  # whoever supervises reads the trail, never content
    if subject.origin and is_denied(work, subject.origin, officer.agency_id):
        return False
    if not subject.given or not subject.handling.is_limited:
        return True
    if recipients.has(work, subject.given, [officer.id], people.agencies_of(work, officer)):
        return True
    if subject.handling.tlp is Tlp.RED:
        return False
    own = officer.agency_id
    stood_in_for = [one.id for one in people.deputies_for(work, officer) if one.agency_id == own]
    return own == subject.origin or recipients.has(work, subject.given, stood_in_for, [own])


def is_open_to(work: Work, officer: Officer, item: Item) -> bool:
    """Whether a button about `item` may still do anything for this person; not every button is about one."""
    return not item or may_see(work, officer, item)


def decide(
    work: Work,
    officer: Officer,
    account: Account,
    ceiling: Ceiling,
    item: Item = NO_ITEM,
    rules: Rules = DEFAULTS,
) -> Verdict:
    """For content: what is shown because of `item`, or, without one, what any officer may see (TLP:GREEN)."""
    if officer.state is not State.ACTIVE:
        return Verdict.REFUSE
    subject = subject_of(work, item) if item else Subject(Handling(Tlp.GREEN), lambda _work, _officer: True)
    if subject is None or not _reaches(work, officer, subject):
        return Verdict.REFUSE
    if people.is_on(work, LOCKDOWN):
        return Verdict.HOLD
    if not account.trusted or not ceiling.holds(subject.handling):
        return Verdict.POINT
    return Verdict.LOCKED if step_up.is_due(work, rules, officer, account) else Verdict.SHOW
