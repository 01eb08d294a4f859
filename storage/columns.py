"""Column types, and the ids of rows. Each behaves the same on SQLite and on PostgreSQL.

class Clue(SQLModel, table=True):
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=RowId)
    text: str = Field(sa_type=Sealed)
    filed_at: datetime = Field(sa_type=UtcDateTime)
"""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String, Text, literal
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import SQLModel

from storage.errors import NaiveDateTimeError
from storage.ids import new_id
from storage.sealed import Sealed, SealedJson, in_row
from storage.text import clean, dump_json

__all__ = [
    "CleanText",
    "Code",
    "Json",
    "RowId",
    "Sealed",
    "SealedJson",
    "UtcDateTime",
    "clean",
    "code",
    "fixed",
    "in_row",
    "new_id",
]

# every constraint has a name, so that a migration can find it again on both databases
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class RowId(TypeDecorator[int]):
    """64 bits on both: BIGINT, and INTEGER on SQLite, where only that spelling names the row itself."""

    impl = BigInteger
    cache_ok = True

    @property
    def python_type(self) -> type[int]:
        return int

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware datetimes in, aware UTC out.

    timestamptz on PostgreSQL; on SQLite text of fixed width that sorts, `2026-12-01T01:00:00.000000Z`.
    Binding a naive datetime raises NaiveDateTimeError.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String(27) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise NaiveDateTimeError(f"{value.isoformat()} carries no zone")
        instant = value.astimezone(UTC)
        if dialect.name != "sqlite":
            return instant
        return instant.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (their shape)
        if value is None:
            return None
        instant = datetime.fromisoformat(value) if isinstance(value, str) else value
        return instant.astimezone(UTC)


class CleanText(TypeDecorator[str]):
    """Unsealed text of people: what one database could not hold is removed for both, in searches too."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else clean(value)


class Code(TypeDecorator[StrEnum]):
    """One value of a StrEnum, stored as its text: a new one needs no migration."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """What is nobody's code stays what it is: it equals none of them."""
        try:
            return None if value is None else self.kind(value)
        except ValueError:
            return value


def fixed(value: StrEnum) -> Any:
    """A code written into the statement itself: only then can a partial index on it be used."""
    return literal(str(value), String(), literal_execute=True)


def code(kind: type[StrEnum]) -> Any:
    """`sa_type=code(Level)`."""
    return Code(kind)


class Json(TypeDecorator[Any]):
    """Unsealed JSON as compact text. A change inside the value is not noticed: assign a new one."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else dump_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else json.loads(value)
