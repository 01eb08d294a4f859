"""To whom each step of a reminder goes: the agency that owes, its deputies, those above it, a coordinator."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from handlers.reminders import calling, duty
from storage import duty as stored
from storage import people
from storage.item import Item
from storage.people import Agency, Officer
from storage.work import Work

if TYPE_CHECKING:
    from handlers.reminders.matter import Matter


_FIRST = 2  # of an agency, before a coordinator is rung
_FOR_THE_MORNING = {"coordinator", "again", "unread_coordinator", "unread_again"}


def recipients(work: Work, matter: "Matter", item: Item, step: str, round_: int) -> list[Officer]:
    """Each once. Which coordinator is asked to call is written down; where another step finds no person, it
    is a matter for that one, too."""
    found = _STEPS[step](work, matter, round_) if step in _STEPS else []
    found = found or calling.ask(work, matter, item, step)
    if step == "ring" and not found and calling.opened_at(work, matter, step) is None:
        found = _others_in_turn(work, matter, item, round_)
    return list({officer.id: officer for officer in found}.values())


def readers(work: Work, step: str, told: list[Officer]) -> list[Officer]:
    """The coordinators who read of it in the morning, with what else there is."""
    ids = {officer.id for officer in told}
    return [one for one in duty.in_turn(work) if one.id not in ids] if step in _FOR_THE_MORNING else []


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


def _first_persons(work: Work, matter: "Matter", round_: int) -> list[Officer]:
    """Two who owe it, or stand in, or are above; one after the other."""
    return _theirs(work, matter)[:_FIRST][round_ : round_ + 1]


def _theirs(work: Work, matter: "Matter") -> list[Officer]:
    return list({officer.id: officer for officer in _agency(work, matter, 0)}.values())


def _others_in_turn(work: Work, matter: "Matter", item: Item, round_: int) -> list[Officer]:
    """Where no coordinator is asked any more: the others of the office, and round again."""
    theirs = _theirs(work, matter)
    asked = sum(one.step == "ring" for one in stored.calls_about(work, item))
    behind = round_ - min(_FIRST, len(theirs)) - asked
    others = theirs[_FIRST:] or theirs
    return [others[behind % len(others)]] if others else []


def askers(work: Work, matter: "Matter", _round: int = 0) -> list[Officer]:
    """Who asked; everybody of that agency where this person is not there any more."""
    officer = work.get(Officer, matter.asker_officer_id)
    if officer is None or officer.state is not people.State.ACTIVE:
        return _everybody(work, matter.asker_id)
    return [officer, *_deputies(work, [officer])]


_STEPS: dict[str, Callable[[Work, "Matter", int], list[Officer]]] = {
    "unseen": _in_hand,
    "ring": _first_persons,
    "before": _in_hand,
    "due": _in_hand,
    "deputy": _colleagues,
    "agency": _agency,
    "again": _in_hand,
    "unread": _in_hand,
    "unread_deputy": _agency,
    "unread_again": _in_hand,
    "clarify": askers,
    "confirm": askers,
}
