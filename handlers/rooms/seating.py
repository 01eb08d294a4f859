"""Who is let in and who is put out, as it stands now, and what has become of it on the network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.rooms import ending, topic, who
from handlers.rooms.who import IN, SEATED, Why
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage import case_rooms, items
from storage.audit import Tag
from storage.case_rooms import CaseRoom, CaseSeat, Seating
from storage.item import Item
from storage.people import Officer
from storage.work import Work

OPEN = "room.open"
BUTTON = Button(N_("Case room"), OPEN, group="")
_EVERY = timedelta(minutes=1)
_TOLD = frozenset({Why.NO_ACCOUNT, Why.UNVERIFIED, Why.DIGITS})  # they can do something about it


@dataclass(frozen=True)
class Plan:
    """A room as the house wants it. `seats`: address and where its person stands, of those who are let in."""

    room_id: int
    token: str
    name: str
    place: str | None
    seats: Mapping[str, Seating] = field(default_factory=dict)
    is_frozen: bool = False
    is_over: bool = False


def plan(work: Work, rules: Rules, room_id: int) -> Plan:
    """Ask the gate for each, write down who is in and who is out, tell them. Again it changes nothing."""
    room = work.hold(CaseRoom, room_id)
    ending.look(work, room)
    seats: dict[str, Seating] = {}
    there: list[int] = []
    before = {one.officer_id: one for one in case_rooms.seats_of(work, room.id)}
    for officer in who.of_room(work, room):
        seat = _settled(work, rules, room, officer, before.get(officer.id), there)
        account = who.account_of(work, rules, officer)
        if seat is not None and seat.state in SEATED and account is not None:
            there.append(officer.agency_id)
            seats[account.address] = seat.state
    room.look_at = work.now + _EVERY
    work.add(room)
    is_over = ending.is_over(work, room)
    name = items.reference_of(work, room.item)
    return Plan(room.id, room.token, name, room.place, seats, room.closed_at is not None, is_over)


def _settled(
    work: Work, rules: Rules, room: CaseRoom, officer: Officer, seat: CaseSeat | None, there: list[int]
) -> CaseSeat | None:
    is_in = seat is not None and seat.state in IN
    why = who.keeps_out(work, rules, room.item, officer, there, is_in=is_in)
    if ending.is_over(work, room):
        why = Why.OVER
    if seat is None:
        return None if room.closed_at is not None or why is Why.NOT_THEIRS else _new(work, room, officer, why)
    if why is not None:
        _shut_out(work, room, seat, why)
    elif seat.state in {Seating.REMOVED, Seating.SHUT_OUT} and room.closed_at is None:
        _let_in(work, room, officer, seat)
    return seat


def _new(work: Work, room: CaseRoom, officer: Officer, why: Why | None) -> CaseSeat:
    case_rooms.clear_seat(work, room.id, officer.id)
    seat = CaseSeat(room_id=room.id, officer_id=officer.id, changed_at=work.now)
    if why is None:
        return _let_in(work, room, officer, seat)
    seat.state, seat.why = Seating.SHUT_OUT, why
    if why in _TOLD and officer.id != room.opened_by:
        say(work, officer, f"{topic.words(room.item)}.there", **topic.about(work, room.item), why=why)
    return work.add(seat)


def _let_in(work: Work, room: CaseRoom, officer: Officer, seat: CaseSeat) -> CaseSeat:
    seat.state, seat.why, seat.changed_at = Seating.WANTED, "", work.now
    if officer.id != room.opened_by:
        by = work.need(Officer, room.opened_by).agency_id
        about, invited = topic.about(work, room.item), f"{topic.words(room.item)}.invited"
        say(work, officer, invited, buttons=[_button(room.item)], **about, agency=by)
    return work.add(seat)


def _button(item: Item) -> Button:
    return Button(N_("The room"), OPEN, group="") if item.kind == topic.KIND else BUTTON


def _shut_out(work: Work, room: CaseRoom, seat: CaseSeat, why: Why) -> None:
    if seat.state in SEATED:
        work.audit(Tag.ROOM_SHUT, seat.officer_id, room.item, why=why)
    after = Seating.SHUT_OUT if seat.state is Seating.SHUT_OUT else Seating.REMOVED
    if (seat.state, seat.why) != (after, why):
        seat.state, seat.why, seat.changed_at = after, why, work.now
        work.add(seat)


def came_and_went(work: Work, rules: Rules, room_id: int, shown: Mapping[str, Seating]) -> None:
    """What the network shows of each address: INVITED, HERE or LEFT."""
    room = work.hold(CaseRoom, room_id)
    for seat in case_rooms.seats_of(work, room_id):
        account = who.account_of(work, rules, work.need(Officer, seat.officer_id))
        now = shown.get(account.address) if account is not None else None
        if now is not None and now is not seat.state and _is_news(seat.state, now):
            seat.state, seat.changed_at = now, work.now
            work.add(seat)
            work.audit(_TAGS[now], seat.officer_id, room.item)


_TAGS = {Seating.INVITED: Tag.ROOM_INVITED, Seating.HERE: Tag.ROOM_ENTERED, Seating.LEFT: Tag.ROOM_LEFT}


def _is_news(before: Seating, now: Seating) -> bool:
    """Who left before and is wanted again is shown as gone until he or she is invited."""
    return before in IN or (before is Seating.WANTED and now is not Seating.LEFT)


def place(work: Work, room_id: int, found: str) -> None:
    """From now on the room is there."""
    room = work.hold(CaseRoom, room_id)
    room.place = found
    work.add(room)
