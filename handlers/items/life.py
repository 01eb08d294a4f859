"""The life of what goes back and forth between people, as one table: states, moves, who may, who is told.

A job declares its life once. Its buttons, what may still be done, its history and its trail follow from it,
and so does the page `docs/lives.md`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from handlers.core.declared import Declared
from handlers.vocabulary.text import Button
from storage import items
from storage.audit import Tag
from storage.item import Item
from storage.items import Happening
from storage.work import Work


class By(StrEnum):
    """Whose move it is."""

    AUTHOR = "author"  # of the clue, the request, the notice; whoever acts for his or her agency
    ADDRESSEE = "addressee"
    COORDINATOR = "coordinator"
    SECOND = "second"  # coordinator: not the author
    HOUSE = "house"  # the bot, by itself


Row = Any  # of the table whose states these are
Effect = Callable[[Work, int | None, Row, Mapping[str, Any]], None]


def _nothing(_work: Work, _officer_id: int | None, _row: Row, _detail: Mapping[str, Any]) -> None:
    """Nothing but the state changes."""


def _always(_row: Row, _whole: Row) -> bool:
    return True


@dataclass(frozen=True)
class Move:
    """One row of the table. All words are English source texts.

    `after`: None where the state stays. `label`: of its button; "" where it has none. `asks`: what has to be
    said with it, asked by a form. `done` is told to who makes it, `told` to the others. `past`: how the
    history calls it, where that is not the name of the state after it. `only`: a further condition.
    """

    act: str
    by: By
    before: frozenset[Any]
    after: Any = None
    label: str = ""
    asks: str = ""
    done: str = ""
    told: str = ""
    past: str = ""
    effect: Effect = _nothing
    only: Callable[[Row, Row], bool] = _always
    tag: Tag | None = None

    def is_open(self, row: Row, whole: Row = None) -> bool:
        """`whole`: what the row is a part of, where a condition asks for that."""
        return row.state in self.before and self.only(row, whole)


@dataclass(frozen=True)
class Life:
    """`states`: what each is called. `button`: what presses a move on a row. `tag`: how the trail calls its
    moves, where the move itself does not say. `is_dated`: its rows know when they last changed."""

    name: str
    states: Mapping[Any, str]
    moves: tuple[Move, ...]
    button: Callable[[Move, Row], Button]
    tag: Tag
    is_dated: bool = True

    def move(self, act: str) -> Move:
        """KeyError: there is none of this name."""
        return self.by_act[act]

    @cached_property
    def by_act(self) -> Mapping[str, Move]:
        return {move.act: move for move in self.moves}

    def possible(self, row: Row, by: By, whole: Row = None) -> list[Move]:
        """What this side may do now, in the order of the table."""
        return [move for move in self.moves if move.by is by and move.is_open(row, whole)]

    def buttons(self, row: Row, by: By, whole: Row = None) -> list[Button]:
        return [self.button(move, row) for move in self.possible(row, by, whole) if move.label]

    def past(self, act: str) -> str:
        """What the history says of it."""
        move = self.by_act[act]
        return move.past or self.states[move.after]

    def next(self, move: Move) -> list[Move]:
        """What the same side may do about it afterwards: none, and it cannot be taken back."""
        return [one for one in self.moves if one.by is move.by and move.after in one.before and one != move]

    def take(
        self,
        work: Work,
        officer_id: int | None,
        row: Row,
        move: Move,
        item: Item,
        *,
        agency_id: int | None = None,
        detail: Mapping[str, Any] | None = None,
        words: Mapping[str, str] | None = None,
        event: str | None = None,
    ) -> Happening:
        """Change the state, and write down that it was: in the history of its item and in the trail. Whether
        it may be done has been looked at. `event`: the message that said it, which may be edited later."""
        move.effect(work, officer_id, row, detail or {})
        row.state = move.after or row.state
        if self.is_dated:
            row.changed_at = work.now
        work.session.add(row)
        about = {"act": move.act} | ({"agency": agency_id} if agency_id is not None else {})
        work.audit(move.tag or self.tag, officer_id, item, **about)
        more = {"agency_id": agency_id, "detail": dict(detail or {}), "words": words, "event": event}
        return items.note(work, item, move.act, officer_id, **more)


LIVES = Declared[Life]()


def life(declared: Life) -> Life:
    """DeclaredTwiceError where two jobs claim one name."""
    return LIVES.add(declared, declared.name)
