"""What every table of ours shares."""

from typing import Any

from sqlmodel import Field, SQLModel

from storage.columns import RowId, new_id


class Row(SQLModel):
    """A row with an id of our own, known before it is written."""

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=RowId)


def link(table: str, **options: Any) -> Any:
    """A column that points to a row of `table`."""
    return Field(foreign_key=f"{table}.id", sa_type=RowId, index=True, **options)
