"""To whom each step of a reminder goes: the agency that owes, its deputies, those above it, coordinators."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from storage import people
from storage.people import Agency, Officer, Role
from storage.work import Work

if TYPE_CHECKING:
    from handlers.reminders import Matter


def recipients(work: Work, matter: "Matter", step: str, round_: int) -> list[Officer]:
    """Each once; never nobody: where a step finds no person, it goes to the coordinators."""
    found = _STEPS[step](work, matter, round_) or people.with_role(work, Role.COORDINATOR)
    return list({officer.id: officer for officer in found}.values())


def _in_hand(work: Work, matter: "Matter", _round: int) -> list[Officer]:
    """Who has it in hand and who stands in for that person; everybody of the agency where nobody has."""
    holder = work.get(Officer, matter.officer_id)
    if holder is None or holder.state is not people.State.ACTIVE:
        return _everybody(work, matter.agency_id)
    return [holder, *_deputies(work, [holder])]


def _everybody(work: Work, agency_id: int) -> list[Officer]:
    members = people.officers_of(work, [agency_id])
    return [*members, *_deputies(work, members)]


def _deputies(work: Work, officers: list[Officer]) -> list[Officer]:
    return [deputy for one in officers if (deputy := people.deputy_of(work, one)) is not None]


def _colleagues(work: Work, matter: "Matter", _round: int) -> list[Officer]:
    """Deputies and colleagues of who has it in hand, and that person."""
    return [*_in_hand(work, matter, 0), *_everybody(work, matter.agency_id)]


def _agency(work: Work, matter: "Matter", _round: int) -> list[Officer]:
    """The agency, and the one above it."""
    parent = work.need(Agency, matter.agency_id).parent_id
    above = people.officers_of(work, [parent]) if parent is not None else []
    return [*_everybody(work, matter.agency_id), *above]


def _coordinators(work: Work, _matter: "Matter", _round: int) -> list[Officer]:
    return people.with_role(work, Role.COORDINATOR)


def _next_on_duty(work: Work, matter: "Matter", round_: int) -> list[Officer]:
    """One after the other: the agency's officers and their deputies, the agency above, coordinators."""
    everyone = [*_agency(work, matter, 0), *_coordinators(work, matter, 0)]
    in_turn = list({officer.id: officer for officer in everyone}.values())
    return [in_turn[round_ % len(in_turn)]] if in_turn else []


def _asker(work: Work, matter: "Matter", _round: int) -> list[Officer]:
    """Who asked; everybody of that agency where this person is not there any more."""
    officer = work.get(Officer, matter.asker_officer_id)
    if officer is None or officer.state is not people.State.ACTIVE:
        return _everybody(work, matter.asker_id)
    return [officer, *_deputies(work, [officer])]


_STEPS: dict[str, Callable[[Work, "Matter", int], list[Officer]]] = {
    "unseen": _in_hand,
    "ring": _next_on_duty,
    "before": _in_hand,
    "due": _in_hand,
    "deputy": _colleagues,
    "agency": _agency,
    "coordinator": _coordinators,
    "again": _coordinators,
    "unread": _in_hand,
    "unread_deputy": _agency,
    "unread_coordinator": _coordinators,
    "unread_again": _coordinators,
    "clarify": _asker,
    "confirm": _asker,
}
