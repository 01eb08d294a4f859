"""What a message is given: the parameters behind the voice in the signature of who puts it into words.

A row is given by its id, an instant as ISO 8601, an item as it is kept; they come back as what the signature
says.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import NoneType
from typing import Any, NewType, TypeVar, get_args, get_origin, get_type_hints

from handlers.vocabulary.voice import Voice
from storage.item import Item
from storage.rows import Row
from storage.work import Work

T = TypeVar("T")
Params = Mapping[str, Any]
Typed = NewType("Typed", str)  # what somebody typed, or is called: only a message that says it quotes has it
Shown = Mapping[str, Any]  # the voice puts it into words: {"time": "…"}, {"agency": 12}
Read = Callable[[Work, Any], Any]
_PLAIN: Mapping[Any, Read] = {
    datetime: lambda _work, at: datetime.fromisoformat(at),
    Item: lambda _work, item: Item.kept(item),
}


@dataclass(frozen=True)
class Wanted:
    """One parameter: how it is read from what was written down, and whether it may be left out."""

    read: Read
    may_miss: bool
    is_typed: bool


class WrongParamsError(TypeError):
    """A message is not given what it is declared with: a fault of ours, found when it is said."""


@cache
def wanted_by(say: Callable[..., Any]) -> Mapping[str, Wanted]:
    """What a function is given behind the voice."""
    hints = get_type_hints(say)
    _, *given = inspect.signature(say).parameters.values()
    return {one.name: _wanted(hints[one.name], one.default is not one.empty) for one in given}


def _wanted(hint: Any, may_miss: bool) -> Wanted:
    return Wanted(_reader(hint), may_miss, Typed in _parts(hint))


def _parts(hint: Any) -> Iterator[Any]:
    yield hint
    for part in get_args(hint):
        yield from _parts(part)


def _reader(hint: Any) -> Read:
    inner = [part for part in get_args(hint) if part is not NoneType]
    if NoneType in get_args(hint):
        return _or_none(inner[0])
    if get_origin(hint) is Sequence and _is_row(inner[0]):
        # one that is gone, is not ours, or does not open is left out
        return lambda work, several: list(filter(None, (work.get(inner[0], one) for one in several)))
    if get_origin(hint) is Sequence and inner[0] in _PLAIN:
        one = _reader(inner[0])
        return lambda work, several: [one(work, value) for value in several]
    if _is_row(hint):
        return lambda work, row_id: work.need(hint, row_id)
    return _PLAIN.get(hint, lambda _work, value: value)


def _or_none(hint: Any) -> Read:
    if _is_row(hint):
        return lambda work, row_id: work.get(hint, row_id)
    read = _reader(hint)
    return lambda work, value: None if value is None else read(work, value)


def _is_row(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Row)


def called(say: Callable[..., T], voice: Voice, params: Params) -> T:
    """Give a function what its signature wants, and nothing else of what was written down."""
    found = {
        name: one.read(voice.work, params[name]) for name, one in wanted_by(say).items() if name in params
    }
    return say(voice, **found)
