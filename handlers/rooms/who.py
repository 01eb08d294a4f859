"""Who may be in a case room: those whom its item concerns, each asked for at the one gate at every look."""

from collections.abc import Collection, Iterator
from enum import StrEnum

from handlers.core import access, when_to_ring
from handlers.core.access import Verdict
from handlers.core.rules import Rules
from handlers.law.corridors import Rule
from handlers.law.handling import NOTHING, Tlp
from storage import case_rooms, people, retention
from storage.audit import Tag
from storage.case_rooms import CaseRoom, Seating
from storage.item import Item
from storage.people import Account, Officer
from storage.work import Work

IN = frozenset({Seating.INVITED, Seating.HERE})
SEATED = frozenset({Seating.WANTED, *IN})


class Why(StrEnum):
    """What keeps somebody out of a room."""

    OVER = "over"  # its time is over, or its item was erased
    RED = "red"
    LOCKDOWN = "lockdown"
    NOT_THEIRS = "not_theirs"  # the gate says no
    NO_ACCOUNT = "no_account"
    UNVERIFIED = "unverified"  # an account whose identity nobody has approved, or another one is shown
    CEILING = "ceiling"
    DIGITS = "digits"
    CORRIDOR = "corridor"  # nothing may travel between this person and somebody who is there


def account_of(work: Work, rules: Rules, officer: Officer) -> Account | None:
    """Where this officer is invited."""
    accounts = people.accounts_of(work, officer.id)
    return next((one for one in accounts if one.channel == rules.rooms), None)


# what may put somebody out of any room, or let somebody in; all else has the item of its room
TOUCH_ALL = frozenset(
    {
        *(
            Tag.ACTIVATED,
            Tag.APPROVED,
            Tag.SUSPENDED,
            Tag.REINSTATED,
            Tag.LEFT,
            Tag.VETTED,
            Tag.VETTING_ENDED,
        ),
        *(Tag.IDENTITY_CHANGED, Tag.LINKED, Tag.STEPPED_UP, Tag.DEPUTY_NAMED, Tag.LOCKED_DOWN, Tag.RELEASED),
        *(Tag.AGENCY_CHANGED, Tag.CORRIDOR_CLOSED, Tag.TAMPERED, Tag.PERSON_ERASED),
    }
)


def is_from(work: Work, item: Item, officer: Officer) -> bool:
    """Whether it is this officer's side that may bring the others together.

    Who was asked does not know of others who were.
    """
    subject = access.subject_of(work, item)
    return subject is not None and subject.origin in people.agencies_of(work, officer)


def is_for(work: Work, room: CaseRoom, officer: Officer) -> bool:
    """Whether the room is for this officer's side, too; to others there is none."""
    return room.agencies is None or bool(people.agencies_of(work, officer) & set(room.agencies))


def concerned(work: Work, item: Item, sides: Collection[int] | None, opened_by: int) -> Iterator[Officer]:
    """Whoever opened it, then those who have it in hand, and all of the agencies where nobody has."""
    concern = when_to_ring.concern(work, item)
    persons, agencies = (concern.persons, concern.agencies) if concern is not None else ((), ())
    first = [work.get(Officer, opened_by), *(work.get(Officer, one) for one in sorted(persons))]
    team = people.officers_of(work, sorted(agencies)) if agencies else []
    for officer in {one.id: one for one in [*first, *team] if one is not None}.values():
        if sides is None or people.agencies_of(work, officer) & set(sides):
            yield officer


def of_room(work: Work, room: CaseRoom) -> list[Officer]:
    """The same, and who has a seat already: who takes it in hand does not put out the others."""
    seats = [work.get(Officer, one.officer_id) for one in case_rooms.seats_of(work, room.id)]
    found = [*concerned(work, room.item, room.agencies, room.opened_by), *filter(None, seats)]
    return list({one.id: one for one in found}.values())


def keeps_out(
    work: Work, rules: Rules, item: Item, officer: Officer, there: Collection[int], *, is_in: bool = False
) -> Why | None:
    """What keeps this officer out of the room about `item`, in which are the agencies `there`."""
    subject = access.subject_of(work, item)
    if subject is None or retention.tombstone_of(work, item) is not None:
        return Why.OVER
    if subject.handling.tlp is Tlp.RED:  # for the persons who received it: nobody knows who comes later
        return Why.RED
    if not people.is_active(work, officer) or not access.may_see(work, officer, item):
        return Why.NOT_THEIRS
    if any(_is_closed(work, officer.agency_id, one) for one in there):
        return Why.CORRIDOR
    account = account_of(work, rules, officer)
    if account is None:
        return Why.NO_ACCOUNT
    if account.identity is None or not account.trusted:
        return Why.UNVERIFIED
    return _at_the_gate(work, rules, item, officer, account, is_in)


def _at_the_gate(
    work: Work, rules: Rules, item: Item, officer: Officer, account: Account, is_in: bool
) -> Why | None:
    ceiling = rules.ceilings.get(account.channel, NOTHING)
    match access.decide(work, officer, account, ceiling, item, rules):
        case Verdict.SHOW:
            return None
        case Verdict.LOCKED:  # the digits are asked for at the door; who is in has shown them
            return None if is_in else Why.DIGITS
        case Verdict.HOLD:
            return Why.LOCKDOWN
        case Verdict.POINT:
            return Why.CEILING
        case Verdict.REFUSE:
            return Why.NOT_THEIRS


def _is_closed(work: Work, one: int, other: int) -> bool:
    return access.is_denied(work, one, other) or access.is_denied(work, other, one)


def has_pointer(work: Work, agencies: Collection[int]) -> bool:
    """Whether personal data may not travel between two of these."""
    return any(
        access.corridor_between(work, one, other).rule is Rule.POINTER
        for one in agencies
        for other in agencies
        if one != other
    )
