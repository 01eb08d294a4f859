"""A message to try: what its network sends, and what of it must not be lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sample:
    """`words`: kept, each of them, or its sender is told that they are not. `more`: messages that belong to
    it and come right behind it. `kind`: of a Matrix event. `edits`, `forwards`: whether it can
    be an edit of another, and be forwarded."""

    body: dict[str, Any]
    words: Sequence[str] = ()
    files: int = 0
    more: Sequence[dict[str, Any]] = ()
    kind: str = "m.room.message"
    edits: bool = True
    forwards: bool = True
