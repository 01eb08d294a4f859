"""How a room ends: somebody closes it, nobody writes there any more, and some days later nobody is in it."""

from datetime import timedelta

from handlers.core.saying import say
from handlers.items import references
from handlers.rooms import topic
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage import case_rooms, people, retention
from storage.audit import Tag
from storage.case_rooms import CaseRoom, Seating
from storage.clues import Clue
from storage.item import Item
from storage.people import Officer, State
from storage.requests import Request
from storage.work import Work

KEPT = timedelta(days=7)  # after it was closed, until its people are put out
CLOSE, KEEP = "room.close", "room.keep"
CLOSING = Button(N_("Close the room"), CLOSE)
_WERE_IN = frozenset({Seating.HERE, Seating.LEFT})


def is_settled(work: Work, item: Item) -> bool:
    """Nothing is open any more about what the room was opened for; a topic stands."""
    if item.kind == topic.KIND:
        return False
    if item.kind == "clue":
        return work.need(Clue, item.id).withdrawn_at is not None
    return work.need(Request, item.id).closed_at is not None


def is_over(work: Work, room: CaseRoom) -> bool:
    """Its people are put out."""
    is_late = room.ends_at is not None and room.ends_at <= work.now
    return is_late or retention.tombstone_of(work, room.item) is not None


def look(work: Work, room: CaseRoom) -> None:
    """Whoever opened it is asked once, when its item is closed."""
    if room.closed_at is not None or room.asked_at is not None or not is_settled(work, room.item):
        return
    room.asked_at = work.now
    work.add(room)
    about = references.about(work, room.item)
    for officer in owners(work, room):
        say(work, officer, "room.ask", buttons=[CLOSING, Button(N_("Leave it open"), KEEP)], **about)


def owners(work: Work, room: CaseRoom) -> list[Officer]:
    """Who closes it: who opened it; where that person is gone, the same agency."""
    opener = work.need(Officer, room.opened_by)
    return [opener] if opener.state is State.ACTIVE else people.officers_of(work, [opener.agency_id])


def close(work: Work, room: CaseRoom, officer: Officer) -> None:
    """From now on nobody writes there; everybody who was in gets the timeline."""
    room.closed_at, room.closed_by, room.ends_at = work.now, officer.id, work.now + KEPT
    room.look_at = work.now
    work.add(room)
    work.audit(Tag.ROOM_CLOSED, officer.id, room.item)
    for seat in case_rooms.seats_of(work, room.id):
        if seat.state in _WERE_IN and seat.officer_id != officer.id:
            told = work.need(Officer, seat.officer_id)
            say(
                work,
                told,
                f"{topic.words(room.item)}.closed",
                **references.about(work, room.item),
                room=room.id,
            )


def frozen(work: Work, room_id: int) -> None:
    """The network has it."""
    room = work.hold(CaseRoom, room_id)
    room.frozen_at = work.now
    work.add(room)


def ended(work: Work, room_id: int) -> None:
    """Nobody is in it any more, the bot neither. Its row stays, with the id it had."""
    room = work.hold(CaseRoom, room_id)
    room.ended_at, room.look_at = work.now, None
    work.add(room)
    work.audit(Tag.ROOM_ENDED, None, room.item)
