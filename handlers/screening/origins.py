"""From which agency the words of a row are, so that it is known through which corridor they come.

A table that is not named here is from nobody knows where, and held as strictly as anything: a new one cannot
be forgotten.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from storage.clues import Clue, Referral
from storage.contacts import ContactChange, ContactPoint
from storage.exercises import ExerciseAct
from storage.item import NO_ITEM, Item
from storage.items import Attachment, Happening
from storage.library import LibraryEntry, LibraryWord
from storage.notices import Notice
from storage.people import Officer
from storage.requests import Answer, Request
from storage.topics import Topic
from storage.work import Work

# what is no case: what persons of the network are called, how their accounts are known, and one's own things
OPEN_COLUMNS = frozenset(
    {
        *("officer.name", "officer.wished_name", "officer.suspended_for"),
        *("account.address", "account.identity", "account.shown_identity", "invitation.sent_from"),
        *("attachment.mime", "attachment.sha256", "cursor.value", "authenticator.secret"),
        "matchnever.value",  # everybody's number, kept by coordinators
        *("draft.answers", "reminder.words", "outgoing.params", "outgoing.carried", "outgoing.place"),
        *("offer.label_params", "screening.masked", "screening.released", "screening.held"),
        *("matrix_room.room_id", "matrix_secret.value", "caseroom.place", "caseroom.summary"),
    }
)


@dataclass(frozen=True)
class Origin:
    """The agency that the words are from (None: nobody knows); the item whose sender decided about them."""

    agency: int | None
    item: Item = NO_ITEM


Find = Callable[[Work, Any], Origin]


def _agency_of(work: Work, officer_id: int | None) -> int | None:
    officer = work.get(Officer, officer_id)
    return officer.agency_id if officer is not None else None


def _happening(work: Work, row: Happening) -> Origin:
    return Origin(_agency_of(work, row.officer_id) or row.agency_id, row.item)


def _attachment(work: Work, row: Attachment) -> Origin:
    answer = work.get(Answer, row.item.id) if row.item.kind == "answer" else None
    item = Item("request", answer.request_id) if answer is not None else row.item
    return Origin(_agency_of(work, row.officer_id), item)


_FINDERS: dict[type, Find] = {
    Clue: lambda _work, row: Origin(row.agency_id, Item("clue", row.id)),
    Referral: lambda _work, row: Origin(row.agency_id, Item("clue", row.clue_id)),
    Request: lambda _work, row: Origin(row.agency_id, Item("request", row.id)),
    Answer: lambda work, row: Origin(_agency_of(work, row.officer_id), Item("request", row.request_id)),
    Notice: lambda _work, row: Origin(row.agency_id, Item("notice", row.id)),
    ContactPoint: lambda _work, row: Origin(row.agency_id, Item("contact", row.id)),
    ContactChange: lambda work, row: Origin(_agency_of(work, row.by_id), Item("contact", row.point_id)),
    Topic: lambda _work, row: Origin(row.agency_id, Item("topic", row.id)),
    LibraryEntry: lambda _work, row: Origin(row.agency_id, Item("library", row.id)),
    LibraryWord: lambda work, row: Origin(_agency_of(work, row.officer_id), Item.kept(row.about)),
    ExerciseAct: lambda work, row: Origin(_agency_of(work, row.officer_id)),
    Happening: _happening,
    Attachment: _attachment,
}


def origin_of(work: Work, row: Any) -> Origin:
    """Whose words a row holds."""
    finder = _FINDERS.get(type(row))
    return finder(work, row) if finder is not None else Origin(None)
