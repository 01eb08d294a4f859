"""What every table of ours shares."""

from functools import cache
from typing import Any

from pydantic.fields import FieldInfo
from sqlalchemy.orm.attributes import set_attribute
from sqlmodel import Field, SQLModel

from storage.columns import RowId, new_id


class Row(SQLModel):
    """A row with an id of our own, known before it is written."""

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=RowId)

    def __init__(self, **values: Any) -> None:
        """TypeError for a name that is no column. SQLModel's own takes any name, and ten times as long."""
        for name, declared in _declared(type(self)):
            if name in values:
                set_attribute(self, name, values.pop(name))
            elif not declared.is_required():
                set_attribute(self, name, declared.get_default(call_default_factory=True))
        if values:
            raise TypeError(f"{type(self).__name__} has no {', '.join(values)}.")


@cache
def _declared(kind: type[Row]) -> tuple[tuple[str, FieldInfo], ...]:
    return tuple(kind.model_fields.items())


def link(table: str, **options: Any) -> Any:
    """A column that points to a row of `table`."""
    return Field(foreign_key=f"{table}.id", sa_type=RowId, index=True, **options)
