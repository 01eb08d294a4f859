"""How long clues and requests are kept, and what is left of one that was erased: dates and counts.

Erased is everything that a person wrote or sent: the words of the item, of its answers and of its history,
what was screened in it, its files and their keys, and letters about it that still wait. What happened and
when, who has it, and the trail stay; they hold no content.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, case, cast, delete, func, literal, update
from sqlmodel import Field, col, select

from storage import matching
from storage.clues import OPEN, Clue, Referral, ReferralState
from storage.columns import Json, UtcDateTime
from storage.drafts import Draft
from storage.expiry import Expiry
from storage.item import NO_ITEM, Item, ItemColumn
from storage.items import Attachment, Happening, attachments_of
from storage.notices import Notice, NoticeState
from storage.outbox import Fate, Offer, Outgoing
from storage.reminders import Reminder, ReminderState
from storage.requests import Addressee, AddresseeState, Answer, Request
from storage.research import Research
from storage.rights import Guarded
from storage.rows import link
from storage.screenings import Screening
from storage.work import Work

_KINDS: dict[str, Any] = {"clue": Clue, "request": Request}
Counts = dict[str, int]
_OVER = [
    NoticeState.SENT,
    NoticeState.CANCELLED,
    NoticeState.DROPPED,
    NoticeState.RECALLED,
    NoticeState.REPLACED,
]
_BATCH = 500
_TYPED = "reference"  # of an answer: older versions kept it there, too
_UNSENT = (Fate.WAITING, Fate.PARKED, Fate.HELD)


class Review(Guarded, table=True):
    """When it is looked at whether an item is still needed. `warned_at`: its agency was told that it will be
    erased."""

    __bound__ = ("item", "due_at", "warned_at")
    item: Item = Field(sa_type=ItemColumn, unique=True)
    due_at: datetime = Field(sa_type=UtcDateTime, index=True)
    warned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Tombstone(Guarded, table=True):
    """What is left of an item. `counts`: of its files, agencies, answers and events."""

    __bound__ = ("item", "agency_id", "erased_at")
    item: Item = Field(sa_type=ItemColumn, unique=True)
    agency_id: int = link("agency")
    made_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime = Field(sa_type=UtcDateTime)  # the last that happened
    erased_at: datetime = Field(sa_type=UtcDateTime)
    counts: dict[str, int] = Field(default_factory=dict, sa_type=Json)


def tombstone_of(work: Work, item: Item) -> Tombstone | None:
    found: Tombstone | None = work.first(select(Tombstone).where(Tombstone.item == item))
    return found


def row_of(work: Work, item: Item) -> Clue | Request:
    """MissingRowError: there is no such clue or request."""
    row: Clue | Request = work.need(_KINDS[item.kind], item.id)
    return row


def begin_reviews(work: Work, made_after: datetime, made_before: datetime) -> datetime:
    """Whatever was made between these times is looked at from now on; of very many the oldest. Until when"""
    until = min(_reach(work, kind, made_after, made_before) for kind in _KINDS.values())
    for name, kind in _KINDS.items():
        made = (kind.made_at > made_after, kind.made_at <= until)
        for row_id in work.all(select(kind.id).where(*made)):
            work.session.add(Review(item=Item(name, row_id), due_at=work.now))
    work.session.flush()
    return until


def _reach(work: Work, kind: Any, after: datetime, before: datetime) -> datetime:
    made = (kind.made_at > after, kind.made_at <= before)
    last = select(kind.made_at).where(*made).order_by(kind.made_at).offset(_BATCH - 1).limit(1)
    found: datetime | None = work.first(last)
    return found or before


def due(work: Work, until: datetime, most: int) -> list[Review]:
    query = select(Review).where(Review.due_at <= until)
    return work.all(query.order_by(col(Review.due_at), col(Review.id)).limit(most))


def last_activity(work: Work, item: Item) -> datetime:
    """When something last happened to it."""
    last = func.max(col(Happening.at), type_=UtcDateTime())
    found: datetime | None = work.first(select(last).where(Happening.item == item))
    return found or row_of(work, item).made_at


def erase(work: Work, item: Item) -> None:
    """Everything of it but dates and counts. Its sealed files belong to nothing now: they are swept up, with
    the keys that stand in them."""
    row = row_of(work, item)
    files = [file for one in (item, *_answers_of(work, item)) for file in attachments_of(work, one)]
    counts = {**_parts_of(work, item), "files": len(files)}
    ended = last_activity(work, item)
    _blank(work, row)
    _blank_parts(work, row)
    _blank_history(work, item)
    for file in files:
        work.session.delete(file)
    _forget_about(work, item)
    matching.forget(work, item)
    _stand(work, item, row.agency_id, (row.made_at, ended), counts)
    work.execute(delete(Review).where(col(Review.item) == item))
    work.execute(delete(Research).where(col(Research.item) == item))


def _answers_of(work: Work, item: Item) -> list[Item]:
    """Each has files of its own."""
    if item.kind != "request":
        return []
    return [
        Item("answer", row_id) for row_id in work.all(select(Answer.id).where(Answer.request_id == item.id))
    ]


def _stand(work: Work, item: Item, agency_id: int, lasted: tuple[datetime, datetime], counts: Counts) -> None:
    made, ended = lasted
    stone = Tombstone(
        item=item, agency_id=agency_id, made_at=made, ended_at=ended, erased_at=work.now, counts=counts
    )
    work.add(stone)


def _blank_history(work: Work, item: Item) -> None:
    for entry in work.all(select(Happening).where(Happening.item == item)):
        entry.words, entry.event = None, None
        entry.detail = {name: value for name, value in entry.detail.items() if name != _TYPED}
        work.session.add(entry)


def _blank(work: Work, row: Clue | Request) -> None:
    row.text, row.details, row.official_reference = "", {}, None
    if isinstance(row, Clue):
        row.handling_note = None
    else:
        row.event, row.closed_at = None, row.closed_at or work.now
    work.session.add(row)


def _blank_parts(work: Work, row: Clue | Request) -> None:
    if isinstance(row, Clue):
        for referral in work.all(select(Referral).where(Referral.clue_id == row.id)):
            referral.reason, referral.outcome = None, None
            if referral.state in OPEN:
                referral.state = ReferralState.WITHDRAWN
            work.session.add(referral)
            _forget_about(work, Item("referral", referral.id))
        return
    for answer in work.all(select(Answer).where(Answer.request_id == row.id)):
        answer.text, answer.official_reference = None, None
        work.session.add(answer)
        _forget_about(work, Item("answer", answer.id))
    for addressee in work.all(select(Addressee).where(Addressee.request_id == row.id)):
        if addressee.state not in {AddresseeState.WITHDRAWN, AddresseeState.CLOSED}:
            addressee.state = AddresseeState.CLOSED
            work.session.add(addressee)
        _forget_about(work, Item("addressee", addressee.id))


def _forget_about(work: Work, item: Item) -> None:
    """What was decided, said and planned about it."""
    work.session.flush()
    work.execute(delete(Screening).where(col(Screening.item) == item))
    work.execute(delete(Expiry).where(col(Expiry.item) == item))
    waiting = (col(Reminder.item) == item, col(Reminder.state) == ReminderState.WAITING)
    work.execute(update(Reminder).where(*waiting).values(state=ReminderState.MISSED))
    letters = col(Outgoing.item) == item
    work.execute(update(Outgoing).where(letters, col(Outgoing.fate).in_(_UNSENT)).values(fate=Fate.WITHHELD))
    work.execute(update(Outgoing).where(letters).values(params=None, carried=None))
    work.execute(update(Offer).where(col(Offer.item) == item).values(label_params=None, ends_at=work.now))


def _parts_of(work: Work, item: Item) -> dict[str, int]:
    row = row_of(work, item)
    happened = select(func.count()).select_from(Happening).where(Happening.item == item)
    if isinstance(row, Clue):
        agencies = select(func.count()).select_from(Referral).where(Referral.clue_id == row.id)
        return {"agencies": work.first(agencies), "events": work.first(happened)}
    agencies = select(func.count()).select_from(Addressee).where(Addressee.request_id == row.id)
    answers = select(func.count()).select_from(Answer).where(Answer.request_id == row.id)
    return {
        "agencies": work.first(agencies),
        "answers": work.first(answers),
        "events": work.first(happened),
    }


def drop_loose_files(work: Work, before: datetime) -> None:
    """What came so long ago and was never said to be for anything; what a form still holds stays."""
    held = {number for draft in work.all(select(Draft)) for number in draft.answers.get("files", [])}
    loose = (Attachment.item == NO_ITEM, col(Attachment.made_at) < before, col(Attachment.id).not_in(held))
    for file in work.all(select(Attachment).where(*loose).limit(_BATCH)):
        work.session.delete(file)


def forget_own_reminders(work: Work, before: datetime) -> int:
    """The words of a person's own reminder that has rung."""
    over = (col(Reminder.state) != ReminderState.WAITING, col(Reminder.done_at) < before)
    return work.execute(update(Reminder).where(*over, col(Reminder.words).is_not(None)).values(words=None))


def erase_notices(work: Work, before: datetime) -> None:
    """The words and files of notices and meetings that are over for so long."""
    is_series = and_(col(Notice.starts_at).is_not(None), col(Notice.rule) != "")
    begun = func.coalesce(Notice.starts_at, Notice.sent_at, Notice.made_at)
    over = case((is_series, Notice.ends_at), else_=begun) < before
    stone = (
        select(Tombstone.id).where(Tombstone.item == literal("notice:") + cast(Notice.id, String)).exists()
    )
    query = select(Notice).where(over, col(Notice.state).in_(_OVER), ~stone).limit(_BATCH)
    for notice in work.all(query):
        _erase_notice(work, notice)


def _erase_notice(work: Work, notice: Notice) -> None:
    item = Item("notice", notice.id)
    files = attachments_of(work, item)
    notice.texts, notice.place = dict.fromkeys(notice.texts, "—"), None
    work.session.add(notice)
    for file in files:
        work.session.delete(file)
    _blank_history(work, item)
    _forget_about(work, item)
    ended = notice.sent_at or notice.made_at
    _stand(work, item, notice.agency_id, (notice.made_at, ended), {"files": len(files)})
