"""The library: what officers wrote for each other, and what its readers say of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint, func
from sqlmodel import Field, col, select

from storage.columns import RowId, Sealed, SealedJson, UtcDateTime, code
from storage.rights import Guarded
from storage.rows import Row, link
from storage.work import Work

ASK_EVERY = timedelta(days=183)  # its owner, whether it still holds


class EntryState(StrEnum):
    WAITING = "waiting"  # for somebody of a second agency
    SENT_BACK = "sent_back"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"  # by a newer one of its owner


class LibraryEntry(Guarded, table=True):
    """`texts`: language → "title" and "text". `version` counts its changes: by it every process sees that
    what it has in memory is old. `replaces_id`: the entry in whose place this one comes."""

    __tablename__ = "libraryentry"
    __bound__ = ("author_id", "agency_id", "tlp", "state", "approved_by", "replaces_id")
    author_id: int = link("officer")
    agency_id: int = link("agency")
    kind: str
    tlp: str
    texts: dict[str, dict[str, str]] = Field(default_factory=dict, sa_type=SealedJson)
    source: str = Field(default="", sa_type=Sealed)
    state: EntryState = Field(sa_type=code(EntryState))
    approved_by: int | None = link("officer", default=None)
    replaces_id: int | None = Field(default=None, sa_type=RowId)
    version: int = 0
    made_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    checked_at: datetime = Field(sa_type=UtcDateTime)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    ask_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


class LibraryWord(Row, table=True):
    """What a reader says of an entry. `about`: "library:12", or "shipped:" and the name of one that came with
    the program. `words`: what has changed."""

    __tablename__ = "libraryword"
    __table_args__ = (UniqueConstraint("about", "officer_id"),)
    about: str = Field(index=True)
    officer_id: int = link("officer")
    is_useful: bool
    words: str | None = Field(default=None, sa_type=Sealed)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # its owner, that it is out of date
    made_at: datetime = Field(sa_type=UtcDateTime)


class LibraryHidden(Guarded, table=True):
    """An entry that came with the program, and that coordinators keep from everybody."""

    __tablename__ = "libraryhidden"
    __bound__ = ("about", "by_id")
    about: str = Field(unique=True)
    by_id: int = link("officer")
    at: datetime = Field(sa_type=UtcDateTime)


Stamp = tuple[int, int, int]


def stamp(work: Work) -> Stamp:
    """Another one whenever any entry was added, changed or taken away, by whichever process."""
    query = select(
        func.count(col(LibraryEntry.id)),
        func.coalesce(func.sum(col(LibraryEntry.version)), 0),
        func.coalesce(func.max(col(LibraryEntry.id)), 0),
    )
    count, versions, newest = work.first(query)
    return int(count), int(versions), int(newest)


def versions(work: Work) -> dict[int, int]:
    """Of every published entry."""
    query = select(LibraryEntry.id, LibraryEntry.version)
    return dict(work.all(query.where(LibraryEntry.state == EntryState.PUBLISHED)))


def entries(work: Work, ids: Sequence[int]) -> list[LibraryEntry]:
    return list(work.by_id(LibraryEntry, ids).values())


def change(work: Work, entry: LibraryEntry) -> None:
    """It was changed: other processes are to see it."""
    entry.version += 1
    work.session.add(entry)


def erase(work: Work, entry: LibraryEntry) -> None:
    """Its words go; that there was one stays."""
    entry.texts, entry.source, entry.ask_at = {}, "", None
    work.session.add(entry)


def in_state(work: Work, state: EntryState, kind: str = "") -> list[int]:
    """Ids, the newest first."""
    query = select(LibraryEntry.id).where(LibraryEntry.state == state)
    query = query.where(LibraryEntry.kind == kind) if kind else query
    return work.all(query.order_by(col(LibraryEntry.id).desc()))


def owned_by(work: Work, agencies: Sequence[int]) -> list[int]:
    """Ids of those that still hold words, the newest first."""
    over = (EntryState.WITHDRAWN, EntryState.REPLACED)
    query = select(LibraryEntry.id).where(
        col(LibraryEntry.agency_id).in_(agencies), col(LibraryEntry.state).not_in(over)
    )
    return work.all(query.order_by(col(LibraryEntry.id).desc()))


def published_between(work: Work, since: datetime, until: datetime) -> list[int]:
    """Ids of those that stand, the oldest first."""
    at = col(LibraryEntry.published_at)
    query = select(LibraryEntry.id).where(LibraryEntry.state == EntryState.PUBLISHED, at > since, at <= until)
    return work.all(query.order_by(at, col(LibraryEntry.id)))


def to_be_asked(work: Work, most: int) -> list[LibraryEntry]:
    """Those whose owners are to be asked now whether they still hold."""
    query = select(LibraryEntry).where(col(LibraryEntry.ask_at) <= work.now)
    return work.all(query.order_by(col(LibraryEntry.ask_at), col(LibraryEntry.id)).limit(most))


def next_to_be_asked(work: Work) -> datetime | None:
    found: datetime | None = work.first(select(func.min(col(LibraryEntry.ask_at))))
    return found


def forgotten(work: Work, before: datetime) -> list[LibraryEntry]:
    """Sent back before that time, and never written anew."""
    query = select(LibraryEntry).where(
        LibraryEntry.state == EntryState.SENT_BACK, col(LibraryEntry.changed_at) < before
    )
    return work.all(query)


def word_of(work: Work, about: str, officer_id: int) -> LibraryWord | None:
    query = select(LibraryWord).where(LibraryWord.about == about, LibraryWord.officer_id == officer_id)
    found: LibraryWord | None = work.first(query)
    return found


def words_about(work: Work, about: str) -> tuple[int, int]:
    """How many find it useful, and how many say that it is out of date."""
    query = select(LibraryWord.is_useful, func.count(col(LibraryWord.id)))
    counts: dict[Any, int] = dict(
        work.all(query.where(LibraryWord.about == about).group_by(col(LibraryWord.is_useful)))
    )
    return counts.get(True, 0), counts.get(False, 0)


def hidden(work: Work) -> set[str]:
    """What came with the program and is kept from everybody."""
    return {one.about for one in work.all(select(LibraryHidden))}


def is_hidden(work: Work, about: str) -> bool:
    return work.first(select(LibraryHidden).where(LibraryHidden.about == about)) is not None


def hide(work: Work, about: str, by_id: int) -> bool:
    """Whether it was there until now."""
    if is_hidden(work, about):
        return False
    work.add(LibraryHidden(about=about, by_id=by_id, at=work.now))
    return True


def unhide(work: Work, about: str) -> bool:
    """Whether it was hidden."""
    found = work.first(select(LibraryHidden).where(LibraryHidden.about == about))
    if found is not None:
        work.session.delete(found)
        work.session.flush()
    return found is not None
