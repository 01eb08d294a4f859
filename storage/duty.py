"""Which coordinator is on duty when."""

from datetime import datetime

from sqlmodel import Field, col, select

from storage.columns import UtcDateTime
from storage.people import Officer, Role, State
from storage.rows import Row, link
from storage.work import Work


class Duty(Row, table=True):
    """This coordinator is on duty from `begins_at` until `ends_at`. Where entries overlap, the one that was
    set last holds; one that was handed back holds no more."""

    officer_id: int = link("officer")
    begins_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime, index=True)
    set_by: int = link("officer")
    made_at: datetime = Field(sa_type=UtcDateTime)
    handed_back_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


def entries(work: Work, begins: datetime, ends: datetime) -> list[Duty]:
    """Those that hold for some of this time, of coordinators who are active; the one set last is the last."""
    query = (
        select(Duty)
        .join(Officer, col(Officer.id) == col(Duty.officer_id))
        .where(
            Duty.ends_at > begins,
            Duty.begins_at < ends,
            col(Duty.handed_back_at).is_(None),
            Officer.state == State.ACTIVE,
            Officer.role == Role.COORDINATOR,
        )
    )
    return work.all(query.order_by(col(Duty.made_at), col(Duty.id)))
