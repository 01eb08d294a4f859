"""What the senders of items decided about what looked personal in them, before it went to another country."""

from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Field, col, select

from storage.answers import kept
from storage.columns import Json, SealedJson, UtcDateTime
from storage.item import Item, ItemColumn
from storage.rights import Guarded
from storage.rows import link
from storage.work import Work


class Screening(Guarded, table=True):
    """One decision about what stands in `item` ("clue:12"): `masked` and `released` are the very words;
    `held` are texts of which nothing goes but their official reference; `files` may go."""

    __bound__ = ("item", "officer_id", "files")
    __needed__ = True  # without it a word that was masked would pass
    item: Item = Field(sa_type=ItemColumn, index=True)
    officer_id: int = link("officer")
    masked: list[str] = Field(default_factory=list, sa_type=SealedJson)
    released: list[str] = Field(default_factory=list, sa_type=SealedJson)
    held: list[str] = Field(default_factory=list, sa_type=SealedJson)
    files: list[int] = Field(default_factory=list, sa_type=Json)
    made_at: datetime = Field(sa_type=UtcDateTime)


_OF_ITEM = kept(select(Screening).where(Screening.item == bindparam("item")).order_by(col(Screening.id)))


def of_item(work: Work, item: Item) -> list[Screening]:
    """In the order in which they were made."""
    return work.all(_OF_ITEM, item=item)
