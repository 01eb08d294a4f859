"""Agencies as a table (CSV) or as TOML: read with every fault by its line, and written."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from handlers.network.fields import COLUMNS, REQUIRED, Entry, FaultError, read_field
from handlers.vocabulary import sheets
from handlers.vocabulary.sheets import Fault, Head, Row

_HEAD = Head(COLUMNS, REQUIRED)
_TABLE = re.compile(r"\s*\[\[\s*agency\s*\]\]")
_KEY = re.compile(r"\s*([\w-]+)\s*=")
_AT_LINE = re.compile(r"at line (\d+)")
# of the demo network's file, which says more of each agency than this
_OF_OTHERS = {"officer", "zone", "phone", "duty_phone", "languages", "hours"}
_LIST = "covers"


def read(data: bytes) -> tuple[list[tuple[Row, Entry]], list[Fault]]:
    """The agencies of a file, each with where it stands, and everything that is wrong with it by itself."""
    text, faults = sheets.decoded(data)
    rows, wrong = _toml(text) if _TABLE.search(text) else sheets.table(text, _HEAD)
    entries: list[tuple[Row, Entry]] = []
    faults += wrong
    seen: dict[str, int] = {}
    for row in rows:
        entry, wrong = _entry(row)
        faults += wrong
        if wrong:
            continue
        if (before := seen.setdefault(entry["handle"], row.line)) != row.line:
            faults.append(row.fault("handle", f"The same short name is on line {before}."))
        entries.append((row, entry))
    if not rows and not faults:
        faults.append(Fault(1, "", "There is nothing in this file."))
    return entries, faults


def _entry(row: Row) -> tuple[Entry, list[Fault]]:
    entry: Entry = {}
    faults = [row.fault(name, "This must not be empty.") for name in REQUIRED if not row.cells.get(name)]
    for column, cell in row.cells.items():
        try:
            if cell or column not in REQUIRED:
                entry[column] = read_field(column, sheets.bare(cell))
        except FaultError as error:
            faults.append(row.fault(column, str(error)))
    return entry, faults


def _toml(text: str) -> tuple[list[Row], list[Fault]]:
    try:
        found = tomllib.loads(text)["agency"]
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        return [], [Fault(int(at[1]) if at else 1, "", "This is no TOML from here on.")]
    rows: list[Row] = []
    faults: list[Fault] = []
    for (line, lines), values in zip(_places(text), found, strict=True):
        row = Row(line, {name: _cell(value) for name, value in values.items() if name in COLUMNS}, lines)
        unknown = [name for name in values if name not in {*COLUMNS, *_OF_OTHERS}]
        faults += [row.fault(name, f"There is no such key.{sheets.meant(name, COLUMNS)}") for name in unknown]
        rows.append(row)
    return rows, faults


def _places(text: str) -> Iterator[tuple[int, Mapping[str, int]]]:
    """Where each [[agency]] begins, and the lines of its keys."""
    line, lines = 0, dict[str, int]()
    for number, written in enumerate(text.splitlines(), start=1):
        if _TABLE.match(written):
            if line:
                yield line, lines
            line, lines = number, {}
        elif key := _KEY.match(written):
            lines.setdefault(key[1], number)
    yield line, lines


def _cell(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def as_csv(agencies: Iterable[Mapping[str, str]]) -> bytes:
    return sheets.written(COLUMNS, ([one[column] for column in COLUMNS] for one in agencies))


def as_toml(agencies: Iterable[Mapping[str, str]]) -> bytes:
    return "\n".join("\n".join(["[[agency]]", *_lines(one), ""]) for one in agencies).encode()


def _lines(agency: Mapping[str, str]) -> Iterator[str]:
    for column in COLUMNS:
        if agency[column]:
            value = agency[column]
            quoted = [_quoted(part) for part in value.split(", ")] if column == _LIST else []
            yield f"{column} = " + (f"[{', '.join(quoted)}]" if quoted else _quoted(value))


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
