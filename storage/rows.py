"""What every table of ours shares."""

from collections.abc import Callable
from functools import cache
from typing import Any, cast

from pydantic.fields import FieldInfo
from sqlalchemy.orm.attributes import set_attribute
from sqlmodel import Field, SQLModel
from sqlmodel._compat import SQLModelConfig

from storage.columns import RowId, new_id


class Row(SQLModel):
    """A row with an id of our own, known before it is written."""

    # an Item is an arbitrary type; a validator, which nobody asks for, is not built beforehand
    model_config = SQLModelConfig(arbitrary_types_allowed=True, defer_build=True)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=RowId)

    def __init__(self, **values: Any) -> None:
        """TypeError for a name that is no column. SQLModel's own takes any name, and ten times as long."""
        for name, default in _declared(type(self)):
            if name in values:
                set_attribute(self, name, values.pop(name))
            elif default is not None:
                set_attribute(self, name, default())
        if values:
            raise TypeError(f"{type(self).__name__} has no {', '.join(values)}.")


@cache
def _declared(kind: type[Row]) -> tuple[tuple[str, Callable[[], Any] | None], ...]:
    """Each column, and what makes its value where none is given; None: it has to be given."""
    return tuple((name, _default(declared)) for name, declared in kind.model_fields.items())


def _default(declared: FieldInfo) -> Callable[[], Any] | None:
    """TypeError for a default that all rows would share and could change."""
    if declared.is_required():
        return None
    factory = cast("Callable[[], Any] | None", declared.default_factory)
    hash(declared.default)
    return factory or (lambda: declared.default)


def link(table: str, **options: Any) -> Any:
    """A column that points to a row of `table`."""
    return Field(foreign_key=f"{table}.id", sa_type=RowId, index=True, **options)
