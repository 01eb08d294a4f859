"""Contact points as a table (CSV) or as cards (vCard): read with every fault by line and column, and written.

Nothing is taken from a file that has a fault. What a spreadsheet would run as a formula is written with an
apostrophe before it, and read without.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import vobject
from rapidfuzz import fuzz, process

from handlers.contacts_bytes import decoded
from handlers.contacts_fields import COLUMNS, FILLED, REQUIRED, FaultError, Surroundings, read_field
from storage.contacts import ContactPoint
from storage.people import Agency

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_RECORD = 20  # lines
_VCARD = {"adr": "country", "org": "name", "role": "role", "title": "role", "email": "mail", "fn": "person"}


@dataclass(frozen=True)
class Fault:
    """`line` counts from 1, as an editor shows it; `column` is the name of the column, or ""."""

    line: int
    column: str
    sentence: str

    def __str__(self) -> str:
        where = f"line {self.line}" + (f", {self.column}" if self.column else "")
        return f"{where}: {self.sentence}"


@dataclass(frozen=True)
class Row:
    """Cells as they were typed, by column."""

    line: int
    cells: dict[str, str]


Entry = dict[str, object]  # the columns of a ContactPoint, read


def read(data: bytes, around: Surroundings) -> tuple[list[Entry], list[Fault]]:
    """What a file holds, and everything that is wrong with it."""
    text, foreign = decoded(data)
    rows, faults = _cards(text) if text.lstrip()[:11].upper() == "BEGIN:VCARD" else _table(text)
    rows = [row for row in rows if row.line not in foreign]
    faults += [
        Fault(line, "", "This is neither UTF-8 nor GB18030: save the file as UTF-8.") for line in foreign
    ]
    entries: list[Entry] = []
    seen: dict[tuple[object, ...], int] = {}
    for row in rows:
        entry, wrong = _entry(row, around)
        faults += wrong
        if wrong:
            continue
        if (before := seen.setdefault(key_of(entry), row.line)) != row.line:
            faults.append(Fault(row.line, "", f"The same contact point is on line {before}."))
        entries.append(entry)
    if not rows and not faults:
        faults.append(Fault(1, "", "There is nothing in this file."))
    return entries, sorted(faults, key=lambda one: one.line)


def key_of(entry: Entry) -> tuple[object, ...]:
    """By which an entry is known again."""
    return tuple(entry.get(column) for column in ("country", "subdivision", "role", "name"))


def _table(text: str) -> tuple[list[Row], list[Fault]]:
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    rows: list[Row] = []
    faults: list[Fault] = []
    header: list[str] = []
    for line, cells in _records(list(io.StringIO(text, newline="")), mark):
        if cells is None:
            faults.append(Fault(line, "", "A quotation mark is missing or too many."))
        elif not any(cell.strip() for cell in cells):
            continue
        elif not header:
            header, wrong = _header(cells, line)
            faults += wrong
            if any(fault.column in REQUIRED for fault in wrong):
                break
        elif len(cells) != len(header):
            faults.append(Fault(line, "", f"There are {len(cells)} fields; the header names {len(header)}."))
        else:
            rows.append(Row(line, dict(zip(header, cells, strict=True))))
    return rows, faults


def _records(lines: list[str], mark: str) -> Iterator[tuple[int, list[str] | None]]:
    """(line, cells) of each record; None where its quotation marks do not match: it goes on a line later."""
    at = 0
    while at < len(lines):
        reader = csv.reader(lines[at : at + _LONGEST_RECORD], delimiter=mark, strict=True)
        try:
            cells = next(reader)
        except csv.Error:
            yield at + 1, None
            at += 1
        else:
            yield at + 1, cells
            at += reader.line_num


def _header(cells: Sequence[str], line: int) -> tuple[list[str], list[Fault]]:
    names = [cell.strip().casefold().replace(" ", "_") for cell in cells]
    faults = []
    for name in names:
        if name not in COLUMNS:
            near = process.extractOne(name, list(COLUMNS), scorer=fuzz.ratio, score_cutoff=60)
            hint = f" Did you mean {near[0]}?" if near else ""
            faults.append(Fault(line, name, f"There is no such column.{hint}"))
        elif names.count(name) > 1:
            faults.append(Fault(line, "", f"The column {name} is there twice."))
    faults += [Fault(line, name, "This column is missing.") for name in REQUIRED if name not in names]
    return names, list(dict.fromkeys(faults))


def _cards(text: str) -> tuple[list[Row], list[Fault]]:
    """One row a card; the line is where the card begins."""
    rows: list[Row] = []
    lines = text.splitlines()
    starts = [at for at, line in enumerate(lines, start=1) if line.upper().startswith("BEGIN:VCARD")]
    for start, end in zip(starts, [*starts[1:], len(lines) + 1], strict=True):
        try:
            card = vobject.readOne("\n".join(lines[start - 1 : end - 1]))
        except Exception:  # noqa: BLE001 (the library raises what its parts raise)
            return rows, [Fault(start, "", "This card cannot be read.")]
        rows.append(Row(start, _card(card)))
    return rows, []


def _card(card: vobject.base.Component) -> dict[str, str]:
    cells = {column: _value(card, field) for field, column in _VCARD.items() if hasattr(card, field)}
    phones = [tel.value for tel in getattr(card, "tel_list", [])]
    cells |= dict(zip(("phone", "duty_phone"), phones, strict=False))
    if cells.get("person") in (cells.get("name"), f"{cells.get('role')}, {cells.get('name')}"):
        cells.pop("person", None)
    return {"role": "Contact point", **cells}


def _value(card: vobject.base.Component, field: str) -> str:
    value = getattr(card, field).value
    if field == "adr":
        return str(value.country)
    return " ".join(value) if isinstance(value, list) else str(value)


def _entry(row: Row, around: Surroundings) -> tuple[Entry, list[Fault]]:
    entry: Entry = {}
    faults = []
    for column, raw in row.cells.items():
        if column not in COLUMNS:
            continue
        cell = raw.strip()
        if cell.startswith("'") and cell[1:2] in _FORMULA:
            cell = cell[1:]
        try:
            entry[column] = read_field(column, cell, entry, around)
        except FaultError as error:
            faults.append(Fault(row.line, column, str(error)))
    faults += [
        Fault(row.line, column, "This must not be empty.")
        for column in FILLED
        if not row.cells.get(column, "").strip()
    ]
    return entry, list({(fault.line, fault.column): fault for fault in reversed(faults)}.values())


def write(points: Sequence[ContactPoint], agencies: dict[int, Agency]) -> bytes:
    """UTF-8 with its mark, so that spreadsheets read it rightly."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for point in points:
        writer.writerow([_harmless(cell) for cell in _cells(point, agencies)])
    return out.getvalue().encode("utf-8-sig")


def _cells(point: ContactPoint, agencies: dict[int, Agency]) -> Iterator[str]:
    for column in COLUMNS:
        value = getattr(point, column, None)
        if column == "agency":
            agency = agencies.get(point.agency_id or 0)
            yield agency.handle if agency else ""
        elif column == "private":
            yield "yes" if point.is_private else ""
        elif column == "confirmed":
            yield f"{point.confirmed_at:%Y-%m-%d}" if point.confirmed_at else ""
        else:
            yield " ".join(value) if isinstance(value, list) else str(value or "")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def confirmed_on(entry: Entry) -> date | None:
    value = entry.get("confirmed")
    return value if isinstance(value, date) else None
