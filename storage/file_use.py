"""How much each officer has sent as files lately: for the limits, whatever became of the files."""

from datetime import datetime, timedelta

from sqlalchemy import UniqueConstraint, bindparam, delete, func
from sqlmodel import Field, col, select

from storage.columns import RowId, UtcDateTime
from storage.rows import Row, link
from storage.work import Work

HOUR = timedelta(hours=1)


class FileUse(Row, table=True):
    """Of one officer, in the hour that begins at `at`."""

    __table_args__ = (UniqueConstraint("officer_id", "at"),)
    officer_id: int = link("officer")
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    files: int = 0
    size: int = Field(default=0, sa_type=RowId)  # bytes


_SINCE = select(func.coalesce(func.sum(FileUse.files), 0), func.coalesce(func.sum(FileUse.size), 0)).where(
    FileUse.officer_id == bindparam("officer"), FileUse.at > bindparam("since")
)
_NOW = select(FileUse).where(FileUse.officer_id == bindparam("officer"), FileUse.at == bindparam("at"))


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def used(work: Work, officer_id: int, hours: int) -> tuple[int, int]:
    """Files, and their bytes, in the last so many hours of the clock, the running one included."""
    found = work.first(_SINCE, officer=officer_id, since=_hour(work.now) - hours * HOUR)
    return int(found[0]), int(found[1])


def add(work: Work, officer_id: int, files: int, size: int) -> None:
    at = _hour(work.now)
    row: FileUse = work.first(_NOW, officer=officer_id, at=at) or FileUse(officer_id=officer_id, at=at)
    row.files, row.size = row.files + files, row.size + size
    work.session.add(row)


def forget(work: Work, before: datetime) -> None:
    """What no limit asks about any more."""
    work.execute(delete(FileUse).where(col(FileUse.at) < before))
