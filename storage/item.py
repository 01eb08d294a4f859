"""What an item is called where any kind may stand: in columns, letters, buttons and the audit trail."""

from typing import Self

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator


class Item(str):
    """`Item("clue", 12)`, kept as "clue:12"; NO_ITEM, the empty one, where there is none."""

    __slots__ = ()

    def __new__(cls, kind: str, row_id: int) -> Self:
        return super().__new__(cls, f"{kind}:{row_id}")

    @classmethod
    def kept(cls, text: str) -> Self:
        """As it comes back from where it was kept."""
        return super().__new__(cls, text)

    def __getnewargs__(self) -> tuple[str, int]:  # type: ignore[override]  # a copy is made of its parts
        return self.kind, self.id

    @property
    def kind(self) -> str:
        return self.partition(":")[0]

    @property
    def id(self) -> int:
        """Its row; no row has the id 0 of what is no item."""
        row_id = self.partition(":")[2]
        return int(row_id) if row_id.isdecimal() else 0


NO_ITEM = Item.kept("")


class ItemColumn(TypeDecorator[Item]):
    """A column that holds one."""

    impl = String
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> Item | None:  # noqa: ARG002 (their shape)
        return None if value is None else Item.kept(value)
