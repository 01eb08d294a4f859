"""Tables of the storage tests, and the short ways to fill and spoil them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, LargeBinary, Table, text, type_coerce
from sqlmodel import Column, Field, Session, SQLModel, select

from storage.columns import CleanText, Json, RowId, Sealed, SealedJson, UtcDateTime, new_id

CLUE = "Three women held at a restaurant, plate 1234 BBB"


class SealedClue(SQLModel, table=True):
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=RowId)
    text: str = Field(sa_type=Sealed)
    summary: str = Field(default="", sa_column=Column(Sealed, nullable=False))
    note: str | None = Field(default=None, sa_type=Sealed)
    body: dict[str, Any] = Field(default_factory=dict, sa_type=SealedJson)
    people: list[str] | None = Field(default=None, sa_type=SealedJson)


class SealedRequest(SQLModel, table=True):
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=RowId)
    text: str = Field(sa_type=Sealed)


class PlainDeadline(SQLModel, table=True):
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=RowId)
    due: datetime | None = Field(default=None, sa_type=UtcDateTime)
    name: str = Field(default="", sa_type=CleanText)
    rule: dict[str, Any] | None = Field(default=None, sa_type=Json)


TABLES: list[Table] = [
    SQLModel.metadata.tables[str(model.__tablename__)] for model in (SealedClue, SealedRequest, PlainDeadline)
]


def filed(engine: Engine, **values: Any) -> int:
    with Session(engine) as session:
        clue = SealedClue(**{"text": CLUE, **values})
        session.add(clue)
        session.commit()
        return clue.id


def found(engine: Engine, clue_id: int) -> SealedClue:
    with Session(engine) as session:
        return session.get_one(SealedClue, clue_id)


def stored(engine: Engine, column: Any, row_id: int) -> bytes:
    """The bytes that the database holds."""
    with engine.connect() as connection:
        table = column.class_.__table__
        raw = type_coerce(table.c[column.key], LargeBinary)
        return bytes(connection.execute(select(raw).where(table.c.id == row_id)).scalar_one())


def plant(engine: Engine, column: Any, row_id: int, value: bytes) -> None:
    """What somebody with access to the database could do."""
    table = column.class_.__table__.name
    with engine.begin() as connection:
        connection.execute(
            text(f"UPDATE {table} SET {column.key} = :value WHERE id = :id"),  # noqa: S608 (our own names)
            {"value": value, "id": row_id},
        )
