"""What clues, requests and notices share: references, attachments, and what happened to them."""

import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Index, bindparam, literal, text
from sqlmodel import Field, col, func, select

from storage.answers import kept
from storage.columns import CleanText, Json, Sealed, SealedJson, UtcDateTime
from storage.item import NO_ITEM, Item, ItemColumn
from storage.rights import Guarded, columns_of, holds
from storage.rows import Row, link
from storage.work import Work

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I and O: they are read as 1 and 0
_DIGITS = "23456789"
ALPHABET = (_DIGITS + _LETTERS)[:31]  # a prime many, so that no weight hides an error; Z is left out
_LENGTH = 5


class Reference(Row, table=True):
    """`C-7KM3QX` names the item "clue:123"."""

    text: str = Field(unique=True)
    item: Item = Field(sa_type=ItemColumn, unique=True)


class Attachment(Guarded, table=True):
    """A sealed file; `size` in bytes and `sha256` (hex) are those of the original. Hash and type are sealed:
    whoever has a picture could else find out that it is here. The size shows in the sealed file, too."""

    __bound__ = ("item", "officer_id", "file_id")
    item: Item = Field(default=NO_ITEM, sa_type=ItemColumn, index=True)
    officer_id: int = link("officer")
    file_id: str = Field(unique=True)
    name: str = Field(sa_type=Sealed)
    mime: str = Field(default="application/octet-stream", sa_type=Sealed)
    size: int
    sha256: str = Field(sa_type=Sealed)
    caption: str | None = Field(default=None, sa_type=Sealed)
    album: str | None = Field(
        default=None, index=True, sa_type=CleanText
    )  # sent together, as the channel says
    event: str | None = Field(default=None, index=True, sa_type=CleanText)  # of the message that brought it
    # of what was sent together, on the first that was kept: [[event, words], …], one for each message
    said: list[Any] | None = Field(default=None, sa_type=SealedJson)
    made_at: datetime = Field(sa_type=UtcDateTime)


_ACCEPT = "accept"
_WHERE_ACCEPTED = text("act = 'accept'")


class Happening(Guarded, table=True):
    """One line of an item's history. `words` are what a person wrote with it, in the message `event`."""

    __table_args__ = (
        Index("ix_happening_accepted", "at", sqlite_where=_WHERE_ACCEPTED, postgresql_where=_WHERE_ACCEPTED),
    )
    __bound__ = ("item", "act", "officer_id", "agency_id", "detail")
    item: Item = Field(sa_type=ItemColumn, index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    act: str
    officer_id: int | None = link("officer", default=None)
    agency_id: int | None = link("agency", default=None)  # whose part of the item it is about
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    words: dict[str, Any] | None = Field(default=None, sa_type=SealedJson)
    event: str | None = Field(default=None, index=True, sa_type=CleanText)


def check_character(body: str) -> str:
    """The last character of a reference: weighted, so that one wrong or two swapped characters show."""
    total = sum((place + 2) * ALPHABET.index(char) for place, char in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]


def is_sound(text: str) -> bool:
    """Whether the check character fits. `text` as stored: `C-7KM3QX`."""
    body = text[2:]
    return len(body) == _LENGTH + 1 and set(body) <= set(ALPHABET) and check_character(body[:-1]) == body[-1]


def new_reference(work: Work, letter: str, item: Item) -> Reference:
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
        text = f"{letter}-{body}{check_character(body)}"
        if not work.first(select(Reference.id).where(Reference.text == text)):
            return work.add(Reference(text=text, item=item))


def item_called(work: Work, text: str) -> Item | None:
    item: Item | None = work.first(select(Reference.item).where(Reference.text == text))
    return item


_REFERENCE = kept(select(Reference.text).where(Reference.item == bindparam("item")))  # for every letter


def reference_of(work: Work, item: Item) -> str:
    text: str | None = work.first(_REFERENCE, item=item)
    return text or ""


def references_of(work: Work, items: Sequence[Item]) -> dict[Item, str]:
    rows = work.all(select(Reference).where(col(Reference.item).in_(items)))
    return {row.item: row.text for row in rows}


def attachments_of(work: Work, item: Item) -> list[Attachment]:
    return work.all(select(Attachment).where(Attachment.item == item).order_by(col(Attachment.id)))


def history_of(work: Work, item: Item) -> list[Happening]:
    return work.all(select(Happening).where(Happening.item == item).order_by(col(Happening.id)))


_DETAILS = kept(  # asked by the gate
    select(*columns_of(Happening)).where(Happening.item == bindparam("item"))
)


def details_of(work: Work, item: Item) -> list[dict[str, Any] | None]:
    """Of all that happened to an item, in no order; None where somebody else wrote it."""
    found = work.all(_DETAILS, item=item)
    return [json.loads(one.detail) if holds(work.keyring, Happening, one) else None for one in found]


def last_movers(work: Work, item: Item, acts: Iterable[str]) -> dict[int, int]:
    """Who of each agency was the last to do one of these to an item."""
    done = (Happening.item == item, col(Happening.act).in_(list(acts)))
    found = work.all(
        select(Happening.agency_id, Happening.officer_id).where(*done).order_by(col(Happening.id))
    )
    return {agency: officer for agency, officer in found if agency is not None and officer is not None}


def first_accepted(work: Work, since: datetime) -> dict[tuple[Item, int], datetime]:
    """When each agency first accepted each item, of what was accepted since then."""
    first = select(Happening.item, Happening.agency_id, func.min(col(Happening.at)))
    is_it = col(Happening.act) == literal(_ACCEPT, literal_execute=True)
    done = first.where(is_it, col(Happening.at) >= since)
    rows = work.all(done.group_by(col(Happening.item), col(Happening.agency_id)))
    return {(item, agency): at for item, agency, at in rows if agency is not None}


def happening_with(work: Work, event: str) -> Happening | None:
    """What was done by that message."""
    found: Happening | None = work.first(select(Happening).where(Happening.event == event))
    return found


def digests_of(work: Work, officer_id: int, since: datetime) -> set[str]:
    """SHA-256 (hex) of the files that this officer has sent since then."""
    query = select(Attachment).where(Attachment.officer_id == officer_id, Attachment.made_at >= since)
    return {file.sha256 for file in work.all(query)}


def waiting_files(work: Work, officer_id: int, since: datetime) -> list[Attachment]:
    """Files of this officer that belong to nothing yet."""
    query = select(Attachment).where(
        Attachment.officer_id == officer_id, Attachment.item == "", Attachment.made_at >= since
    )
    return work.all(query.order_by(col(Attachment.id)))


def kept_files(work: Work, file_ids: Sequence[str]) -> set[str]:
    """Which of these sealed files an attachment belongs to."""
    return set(work.all(select(Attachment.file_id).where(col(Attachment.file_id).in_(file_ids))))


def drop_files(work: Work, ids: Iterable[int]) -> None:
    """Kept files that nobody wants any more; the sealed files behind them are swept up later."""
    for file_id in ids:
        file = work.get(Attachment, file_id)
        if file is not None and not file.item:
            work.session.delete(file)


def files_of_message(work: Work, officer_id: int, event: str) -> list[Attachment]:
    """The files that this officer's message brought."""
    query = select(Attachment).where(Attachment.officer_id == officer_id, Attachment.event == event)
    return work.all(query.order_by(col(Attachment.id)))


def sent_with(work: Work, file: Attachment) -> list[Attachment]:
    """It, and what was taken together with it: of an album that went on later, only these."""
    if file.album is None:
        return files_of_message(work, file.officer_id, file.event or "")
    return [one for one in in_album(work, file.officer_id, file.album) if one.made_at == file.made_at]


def take_place(work: Work, old: Sequence[Attachment], new: Iterable[int]) -> None:
    """Kept files go, others of the same message are what they were."""
    for file in (work.need(Attachment, number) for number in new):
        file.album, file.made_at, file.said = old[0].album, old[0].made_at, old[0].said
        work.session.add(file)
    drop_files(work, [file.id for file in old])


def hand_on_words(work: Work, file: Attachment) -> None:
    """What was said with it, and with others, goes on with the next of these."""
    others = [one for one in sent_with(work, file) if one.id != file.id] if file.said else []
    if others and not any(one.said for one in others):
        others[0].said = file.said
        work.session.add(others[0])


def in_album(work: Work, officer_id: int, album: str) -> list[Attachment]:
    query = select(Attachment).where(Attachment.officer_id == officer_id, Attachment.album == album)
    return work.all(query.order_by(col(Attachment.id)))


def note(work: Work, item: Item, act: str, officer_id: int | None, **more: Any) -> Happening:
    """`more`: agency_id, detail, words, event."""
    happening = Happening(item=item, at=work.now, act=act, officer_id=officer_id, **more)
    work.session.add(happening)  # nothing points to it: it is written together with what comes next
    return happening
