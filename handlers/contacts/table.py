"""Contact points as a table (CSV) or as cards (vCard): read with every fault by line and column, and written.

Nothing is taken from a file that has a fault.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from handlers import places as gazetteer
from handlers.contacts import address_book
from handlers.contacts.fields import COLUMNS, FILLED, REQUIRED, FaultError, Surroundings, read_field
from handlers.vocabulary import sheets
from handlers.vocabulary.sheets import Fault, Head, Row
from storage.contacts import ContactPoint
from storage.people import Agency

_CALLED = {
    "国家": "country",
    "省份": "subdivision",
    "单位": "agency",
    "机构": "agency",
    "职能": "role",
    "名称": "name",
    "联系人": "person",
    "电话": "phone",
    "值班电话": "duty_phone",
    "邮箱": "mail",
    "语言": "languages",
    "主题": "topics",
    "工作时间": "hours",
    "时区": "zone",
    "内部": "private",
    "确认日期": "confirmed",
    "email": "mail",
    "e_mail": "mail",
}
_HEAD = Head(COLUMNS, REQUIRED, _CALLED)

Entry = dict[str, object]  # the columns of a ContactPoint, read


def read(data: bytes, around: Surroundings) -> tuple[list[Entry], list[Fault]]:
    """What a file holds, and everything that is wrong with it."""
    rows, faults, _ = _rows(data)
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


def notes(data: bytes, around: Surroundings) -> list[Fault]:
    """What is no fault, but to be seen: what is left out of a card, and desks that look like one."""
    rows, _, found = _rows(data)
    numbers: dict[object, tuple[int, object]] = {}
    for row in rows:
        entry, _ = _entry(row, around)
        own = (row.line, key_of(entry))
        line, key = numbers.setdefault(entry.get("phone"), own)
        if entry.get("phone") and key != own[1]:
            found.append(row.fault("phone", f"The contact point on line {line} has the same number."))
    return sorted(found, key=lambda one: one.line)


def _rows(data: bytes) -> tuple[list[Row], list[Fault], list[Fault]]:
    """The rows of a table or the cards of an address book; what is wrong, and what is to be seen."""
    text, foreign = sheets.decoded(data)
    if address_book.is_book(text):
        book = address_book.read(text)
        rows, faults, found = book.rows, book.faults, book.notes
    else:
        (rows, faults), found = sheets.table(text, _HEAD), []
    broken = {fault.line for fault in foreign}
    return [row for row in rows if row.line not in broken], [*faults, *foreign], found


def key_of(entry: Mapping[str, object]) -> tuple[object, ...]:
    """By which an entry is known again, however its words are spelt."""
    words = (gazetteer.fold(str(entry.get(column) or "")) for column in ("role", "name"))
    return (entry.get("country"), entry.get("subdivision"), *words)


def _entry(row: Row, around: Surroundings) -> tuple[Entry, list[Fault]]:
    entry: Entry = {}
    faults = []
    for column, raw in row.cells.items():
        if column not in COLUMNS:
            continue
        try:
            entry[column] = read_field(column, sheets.bare(raw), entry, around)
        except FaultError as error:
            faults.append(row.fault(column, str(error)))
    faults += [
        row.fault(column, "This must not be empty.")
        for column in FILLED
        if not row.cells.get(column, "").strip()
    ]
    return entry, list({(fault.line, fault.column): fault for fault in reversed(faults)}.values())


def write(points: Sequence[ContactPoint], agencies: dict[int, Agency]) -> bytes:
    """All columns of them."""
    return sheets.written(COLUMNS, (_cells(point, agencies) for point in points))


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


def confirmed_on(entry: Entry) -> date | None:
    value = entry.get("confirmed")
    return value if isinstance(value, date) else None
