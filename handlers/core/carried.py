"""What a letter takes along beside its words: for delivery, and for the buttons under it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from storage.outbox import Outgoing

Place = Mapping[str, Any]  # a message that said something: its "account", its id there, "under" which marks


@dataclass(frozen=True)
class Carried:
    """`said_in`: the messages that said what it answers. `handling`: of what was typed there. `takes_back`:
    the letters of ours that it ends. `keeps`: for its buttons. `may_be_anything`: what was typed was
    not understood. `unopened`: of what it lists, what does not open. `news`: that waited, and comes along."""

    said_in: Sequence[Place] = ()
    handling: Mapping[str, Any] | None = None
    takes_back: Sequence[int] = ()
    keeps: Mapping[str, Any] = field(default_factory=dict)
    may_be_anything: bool = False
    unopened: int = 0
    news: Mapping[str, Any] | None = None

    def to_json(self) -> dict[str, Any] | None:
        """Only what there is; None for nothing."""
        filled = {name: value for name, value in vars(self).items() if value}
        return filled or None

    @classmethod
    def of(cls, row: Outgoing) -> Self:
        """Letters written before there was a place for it have it among what their words are given."""
        if row.carried is not None:
            return cls(**row.carried)
        params = dict(row.params or {})
        old = {name: params.pop(name) for name in ("said_in", "handling", "takes_back") if params.get(name)}
        return cls(keeps=params, **old)
