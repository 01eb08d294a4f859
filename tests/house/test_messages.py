"""What is said fits what was declared: no message lacks what its words need, or is given what nobody says.

Read from the code, so that a misspelt kind or parameter is found here and not when a letter goes out.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import cast, get_type_hints

from handlers import house
from handlers.core import saying, speech
from handlers.core.params import wanted_by
from handlers.vocabulary.voice import Voice
from storage.item import Item
from storage.work import Work
from tests.house.files import ROOT

assert house.ROOMS  # every message there is
SAYS = {"reply": 0, "tell": 1, "tell_all": 1, "say": 2}  # the argument that names the kind
FOR_DELIVERY = saying.FOR_DELIVERY


@dataclass(frozen=True)
class Said:
    """One place where a message is said: the kind, and what it is given by name."""

    place: str
    kind: str
    given: frozenset[str]
    is_whole: bool  # nothing comes in by `**`
    more: tuple[str, ...] = field(default=())


@cache
def said() -> tuple[Said, ...]:
    paths = [*ROOT.glob("handlers/**/*.py"), *ROOT.glob("bot/**/*.py")]
    return tuple(one for path in sorted(paths) for one in _said_in(path))


def _said_in(path: Path) -> Iterator[Said]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        at = SAYS.get(name)
        if at is None or len(node.args) <= at:
            continue
        for kind in _kinds(node.args[at]):
            given = frozenset(k.arg for k in node.keywords if k.arg is not None)
            is_whole = all(k.arg is not None for k in node.keywords)
            yield Said(f"{path.relative_to(ROOT)}:{node.lineno}", kind, given, is_whole)


def _kinds(node: ast.expr) -> list[str]:
    """A kind that stands there, or both of `a if … else b`."""
    if isinstance(node, ast.IfExp):
        return [*_kinds(node.body), *_kinds(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def test_there_is_something_to_look_at() -> None:
    assert len(said()) > 200


def test_only_declared_kinds_are_said() -> None:
    assert [one for one in said() if one.kind not in speech.kinds()] == []


def test_nothing_is_given_that_nobody_says() -> None:
    unknown = {
        one.place: sorted(one.given - FOR_DELIVERY - speech.speech(one.kind).wanted.keys()) for one in said()
    }
    assert {place: names for place, names in unknown.items() if names} == {}


def test_nothing_is_missing() -> None:
    missing = {
        one.place: sorted(
            name
            for name, wanted in speech.speech(one.kind).wanted.items()
            if not wanted.may_miss and name not in one.given
        )
        for one in said()
        if one.is_whole
    }
    assert {place: names for place, names in missing.items() if names} == {}


def test_an_item_comes_back_as_an_item() -> None:
    """From JSON it is a text; what puts a message into words would take that for an item."""
    shapes = {Item, Item | None, Sequence[Item]}
    wrong = [
        f"{kind}: {name}"
        for kind, made in ((kind, speech.speech(kind)) for kind in speech.kinds())
        for maker in (made.say, made.veil, made.points, made.makes)
        if maker is not None
        for name, hint in get_type_hints(maker).items()
        if "storage.item.Item" in str(hint) and hint not in shapes
    ]
    assert wrong == []
    read = wanted_by(_given)["several"].read
    assert [type(one) for one in read(cast("Work", None), ["clue:1"])] == [Item]


def _given(_voice: Voice, several: Sequence[Item]) -> Sequence[Item]:
    return several
