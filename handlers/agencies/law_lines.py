"""The lines of the law pages: those of the coordinators' file where one was taken in, else the shipped ones.

A file is all of it: what it does not name is left out from then on. `liaison law export` writes what is in
force, so that nobody begins with an empty page.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date

from handlers.law import pages
from handlers.law.pages import Line
from handlers.vocabulary.sheets import Fault
from storage import law
from storage.audit import Tag
from storage.law import LawLine
from storage.work import Work

_MOST = 2000
_LINE = re.compile(r"\s*\[\[\s*line\s*\]\]")
_KEY = re.compile(r"\s*([a-z]+)\s*=")
_AT = re.compile(r"line (\d+)")


def in_force(work: Work) -> Sequence[Line]:
    return [_line(row) for row in law.lines(work)] or pages.lines()


def _line(row: LawLine) -> Line:
    one, other = row.between
    words = tuple(row.words.items())
    return Line((one, other), row.topic, words, row.source, date.fromisoformat(row.checked), row.is_brief)


def check(work: Work, data: bytes) -> tuple[list[Line], list[Fault]]:
    """What a file holds, and everything that is wrong with it."""
    try:
        text = data.decode("utf-8-sig")
        rows = pages.read(text)
    except UnicodeDecodeError:
        return [], [Fault(1, "", "This is no UTF-8.")]
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        return [], [Fault(int(at[1]) if at else 1, "", "This is no TOML from here on.")]
    except ValueError:
        return [], [Fault(1, "", "No [[line]] stands in it.")]
    if len(rows) > _MOST:
        return [], [Fault(1, "", f"{len(rows)} lines are more than the {_MOST} that may be.")]
    found = list(zip(_places(text), rows, strict=False))
    wrong = [
        Fault(lines.get(key, at), key, sentence)
        for (at, lines), row in found
        for key, sentence in pages.faults(row, work.now.date())
    ]
    if wrong:
        return [], wrong
    kept = [pages.line_of(row) for row in rows]
    return kept, [
        Fault(at, "", "The same words stand between the same places before.")
        for place, ((at, _), _row) in enumerate(found)
        if kept[place] in kept[:place]
    ]


def _places(text: str) -> Iterator[tuple[int, dict[str, int]]]:
    """Where each [[line]] begins, and the lines of its keys."""
    at, lines = 0, dict[str, int]()
    for number, said in enumerate(text.splitlines(), start=1):
        if _LINE.match(said):
            if at:
                yield at, lines
            at, lines = number, {}
        elif key := _KEY.match(said):
            lines.setdefault(key[1], number)
    yield at, lines


def left_out(found: Sequence[Line]) -> list[Line]:
    """Shipped lines that a file does not have: it was written before them, or somebody took them out."""
    return [line for line in pages.lines() if line not in found]


def take(work: Work, data: bytes) -> tuple[list[Line], list[Fault]]:
    """The lines in force from now on; nothing of a file that has a fault."""
    found, faults = check(work, data)
    if not faults:
        law.keep(work, map(_row, found))
        work.audit(Tag.LAW_CHANGED, detail="import", lines=len(found))
    return ([], faults) if faults else (found, [])


def _row(line: Line) -> LawLine:
    return LawLine(
        between=[*line.between],
        topic=line.topic,
        words=dict(line.words),
        source=line.source,
        checked=line.checked.isoformat(),
        is_brief=line.is_brief,
    )


def give(work: Work) -> bytes:
    return pages.written(in_force(work)).encode()
