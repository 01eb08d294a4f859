"""To whom an item was given: the persons who received it, and those for whom its originator is asked."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import UniqueConstraint, bindparam, delete
from sqlmodel import Field, col, select

from storage.answers import kept
from storage.clues import Consent
from storage.columns import UtcDateTime, code
from storage.item import Item, ItemColumn
from storage.rights import Guarded
from storage.rows import link
from storage.work import Work


class Recipient(Guarded, table=True):
    """A person has `item` ("clue:12") in the name of an agency, or waits for its originator's word."""

    __table_args__ = (UniqueConstraint("item", "officer_id", "agency_id"),)
    __bound__ = ("item", "officer_id", "agency_id", "consent")
    item: Item = Field(sa_type=ItemColumn, index=True)
    officer_id: int = link("officer")
    agency_id: int = link("agency")
    consent: Consent = Field(default=Consent.GIVEN, sa_type=code(Consent))
    made_at: datetime = Field(sa_type=UtcDateTime)


_HAS = kept(  # asked for every item that is limited to its recipients
    select(Recipient).where(
        Recipient.item == bindparam("item"),
        col(Recipient.officer_id).in_(bindparam("officers", expanding=True)),
        col(Recipient.agency_id).in_(bindparam("agencies", expanding=True)),
        Recipient.consent == Consent.GIVEN,
    )
)


def has(work: Work, item: Item, officer_ids: Collection[int], agency_ids: Collection[int]) -> bool:
    """Whether it was given to one of these persons, in the name of one of these agencies."""
    if not officer_ids or not agency_ids:
        return False
    return bool(work.all(_HAS, item=item, officers=list(officer_ids), agencies=list(agency_ids)))


def row_of(work: Work, item: Item, officer_id: int, agency_id: int) -> Recipient | None:
    own = (Recipient.item == item, Recipient.officer_id == officer_id, Recipient.agency_id == agency_id)
    found: Recipient | None = work.first(select(Recipient).where(*own))
    return found


def agencies(work: Work, item: Item) -> list[int]:
    """In whose names somebody has it, in the order in which they got it."""
    rows = work.all(select(Recipient).where(Recipient.item == item).order_by(col(Recipient.id)))
    return list(dict.fromkeys(one.agency_id for one in rows if one.consent is Consent.GIVEN))


def give(work: Work, item: Item, officer_ids: Iterable[int], agency_id: int) -> None:
    """From now on these persons have it."""
    given = (Recipient.item == item, Recipient.agency_id == agency_id)
    there = {one.officer_id: one for one in work.all(select(Recipient).where(*given))}
    for officer_id in dict.fromkeys(officer_ids):
        found = there.get(officer_id)
        if found is None:
            made = Recipient(item=item, officer_id=officer_id, agency_id=agency_id, made_at=work.now)
            work.session.add(made)
        elif found.consent is not Consent.GIVEN:
            found.consent = Consent.GIVEN
            work.session.add(found)


def forget(work: Work, officer_id: int, agency_id: int) -> None:
    """What this person had in the name of an agency that is not his or her own, and was asked for."""
    own = (col(Recipient.officer_id) == officer_id, col(Recipient.agency_id) == agency_id)
    work.execute(delete(Recipient).where(*own))


def holders(work: Work, item: Item) -> list[int]:
    """The persons to whom it was given."""
    query = select(Recipient.officer_id).where(Recipient.item == item, Recipient.consent == Consent.GIVEN)
    return list(dict.fromkeys(work.all(query.order_by(col(Recipient.id)))))
