"""What comes over the wire as plain data, of a depth and size that everything behind can bear."""

import json
import re
from typing import Any

Json = dict[str, Any]
_DEEPEST = 60  # levels; what people and clients write has a dozen
_LARGEST = 250_000  # characters of one event, its keys counted: a homeserver takes 65,536 bytes
_MOST_PARTS = 50_000
_NUMBERS = 1 << 63
_LONGEST_NUMBER = 20  # digits
# strings whole, so that a bracket in one is no bracket; possessive, so that it stays linear
_MARKS = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[][{}]', re.DOTALL)


def parsed(raw: bytes | str) -> Any:
    """JSON as data; what lies too deep in it, and a number too long, is None. ValueError: it is no JSON."""
    text = raw if isinstance(raw, str) else raw.decode()
    try:
        return json.loads(text)
    except (RecursionError, ValueError):
        return json.loads(_shallow(text), parse_int=_whole)


def _shallow(text: str) -> str:
    kept, depth, begin = [], 0, 0
    for found in _MARKS.finditer(text):
        mark = found[0][0]
        if mark in "[{":
            depth += 1
            if depth == _DEEPEST + 1:
                kept.append(text[begin : found.start()])
        elif mark in "]}":
            if depth == _DEEPEST + 1:
                kept.append("null")
                begin = found.end()
            depth -= 1
    return "".join([*kept, text[begin:]]) if depth <= _DEEPEST else ""


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else None


def is_sound(value: object) -> bool:
    """Whether somebody's data is no deeper, larger or odder than sense."""
    todo: list[tuple[object, int]] = [(value, 0)]
    parts = size = 0
    while todo:
        one, depth = todo.pop()
        parts += 1
        if isinstance(one, dict):
            size += sum(map(len, one))
            todo += [(inner, depth + 1) for inner in one.values()]
        elif isinstance(one, list | tuple):
            todo += [(inner, depth + 1) for inner in one]
        elif isinstance(one, str):
            size += len(one)
        elif isinstance(one, int | float) and not -_NUMBERS <= one < _NUMBERS:
            return False  # not a number, and endless ones, are not between these either
        if depth > _DEEPEST or parts + len(todo) > _MOST_PARTS or size > _LARGEST:
            return False
    return True


def part(data: object, *path: str) -> Json:
    """The object at this place; an empty one where there is none."""
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def dicts(data: object) -> list[Json]:
    """The objects of a list; nothing of anything else."""
    return [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []


def strings(data: object) -> list[str]:
    """The texts of a list; nothing of anything else."""
    return [one for one in data if isinstance(one, str)] if isinstance(data, list) else []
