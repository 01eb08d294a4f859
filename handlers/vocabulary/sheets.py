"""Tables that people bring from their spreadsheets: read with every fault by line and column, and written.

What a spreadsheet would run as a formula is written with an apostrophe before it, and read without.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_RECORD = 20  # lines
_MARKS = ",;\t"
_LOOKED_AT = 3  # filled lines at the head, by which the separator is known
_SEP = re.compile(r"\s*sep=([,;\t])\s*", re.IGNORECASE)  # the line by which Excel tells itself
# A Chinese character amid Latin letters is an accented letter of a European encoding, misread.
_MISREAD = re.compile(r"[A-Za-z][\u3400-\u9fff][a-z]")
_BROKEN = "\ufffd"


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
    """Cells as they were typed, by column; `lines`: where a cell stands on a line of its own."""

    line: int
    cells: dict[str, str]
    lines: Mapping[str, int] = field(default_factory=dict)

    def fault(self, column: str, sentence: str) -> Fault:
        return Fault(self.lines.get(column, self.line), column, sentence)


@dataclass(frozen=True)
class Head:
    """What a header may name: `columns`, of which those `required` must be there. `called`: other names of
    them, folded as `head_of` does."""

    columns: Collection[str]
    required: Sequence[str] = ()
    called: Mapping[str, str] = field(default_factory=dict)


def table(text: str, head: Head) -> tuple[list[Row], list[Fault]]:
    """The rows of a table with a header, and what is wrong with its shape."""
    lines = list(io.StringIO(text, newline=""))
    start, mark = _begins(lines)
    rows: list[Row] = []
    faults: list[Fault] = []
    names: list[str] = []
    for number, cells in _records(lines[start:], mark):
        line = number + start
        if cells is None:
            faults.append(Fault(line, "", "A quotation mark is missing or too many."))
        elif not any(cell.strip() for cell in cells) or (not names and _is_title(cells, head)):
            continue
        elif not names:
            names, wrong = _header(cells, line, head)
            faults += wrong
            if any(fault.column in head.required for fault in wrong):
                break
        elif len(cells) < len(names) or any(cell.strip() for cell in _beyond(cells, names)):
            faults.append(Fault(line, "", f"There are {len(cells)} fields; the header names {len(names)}."))
        else:
            rows.append(Row(line, {name: cell for name, cell in zip(names, cells, strict=False) if name}))
    return rows, faults


def _begins(lines: Sequence[str]) -> tuple[int, str]:
    """Behind which line the table begins, and what stands between its cells."""
    if lines and (told := _SEP.fullmatch(lines[0].rstrip("\r\n"))):
        return 1, told[1]
    first = [line for line in lines if line.strip()][:_LOOKED_AT]
    return 0, max(_MARKS, key="".join(first).count)


def _is_title(cells: Sequence[str], head: Head) -> bool:
    """Numbers writes a table's name over it."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) == 1 and len(head.required) > 1 and _column(filled[0], head) not in head.columns


def _beyond(cells: Sequence[str], names: Sequence[str]) -> list[str]:
    """What stands where the header names nothing."""
    unnamed = [cell for name, cell in zip(names, cells, strict=False) if not name]
    return [*unnamed, *cells[len(names) :]]


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


def head_of(cell: str) -> str:
    """How a column is called: "Duty phone" is duty_phone."""
    return re.sub(r"[\s_-]+", "_", cell.strip().casefold())


def _column(cell: str, head: Head) -> str:
    name = head_of(cell)
    return name if name in head.columns else head.called.get(name, name)


def _header(cells: Sequence[str], line: int, head: Head) -> tuple[list[str], list[Fault]]:
    names = [_column(cell, head) for cell in cells]
    while names and not names[-1]:  # empty columns, which a spreadsheet writes, too
        names.pop()
    faults = []
    for name in filter(None, names):
        if name not in head.columns:
            faults.append(Fault(line, name, f"There is no such column.{meant(name, head.columns)}"))
        elif names.count(name) > 1:
            faults.append(Fault(line, "", f"The column {name} is there twice."))
    faults += [Fault(line, name, "This column is missing.") for name in head.required if name not in names]
    return names, list(dict.fromkeys(faults))


def meant(name: str, known: Iterable[str]) -> str:
    """ " Did you mean …?", where something is like it."""
    near = process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=60)
    return f" Did you mean {near[0]}?" if near else ""


def bare(cell: str) -> str:
    """A cell without what keeps it from being run, or was written to keep a number as it is."""
    cell = cell.strip()
    if cell.startswith('="') and cell.endswith('"'):
        return cell[2:-1]
    return cell[1:] if cell.startswith("'") and cell[1:2] in _FORMULA else cell


def written(head: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """UTF-8 with its mark, so that spreadsheets read it rightly."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def decoded(data: bytes) -> tuple[str, list[Fault]]:
    """The text of UTF-8 with or without its mark, UTF-16 with it, or GB18030; and a fault for each line that
    is in another encoding."""
    encoding = _encoding(data)
    text = data.decode(encoding, "replace")
    lines = enumerate(text.split("\n"), start=1)
    foreign = "This is neither UTF-8 nor GB18030: save the file as UTF-8."
    return text, [Fault(number, "", foreign) for number, line in lines if _is_wrong(line, encoding)]


def _is_wrong(line: str, encoding: str) -> bool:
    return _BROKEN in line or (encoding == "gb18030" and _MISREAD.search(line) is not None)


def _encoding(data: bytes) -> str:
    """UTF-8 with a few wrong bytes stays UTF-8; read as GB18030 it would become Chinese nobody wrote."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    text = data.decode("utf-8-sig", "replace")
    broken = text.count(_BROKEN)
    beyond_ascii = sum(not char.isascii() for char in text)
    return "utf-8-sig" if not broken or beyond_ascii > 2 * broken else "gb18030"
