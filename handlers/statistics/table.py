"""The quarter as a table for a spreadsheet: the figures that the words have, and no others."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from handlers.statistics import workbook
from handlers.vocabulary.languages import N_
from handlers.vocabulary.made_files import MadeFile
from handlers.vocabulary.voice import Voice

_HEADS = (
    N_("Quarter"),
    N_("Code"),  # ISO 3166-1
    N_("Country"),
    N_("Requests, to the nearest 5"),
    N_("Half answered within (hours)"),
    N_("Nine in ten within (hours)"),
    N_("Late, to the nearest 5"),
    N_("Half accepted within (hours)"),
    N_("Nine in ten accepted within (hours)"),
)
_BOM = "\ufeff"  # without it Excel reads UTF-8 as something else


FORMS = ("csv", "xlsx")


def of_countries(voice: Voice, figures: Mapping[str, Any], form: str = "csv") -> MadeFile:
    """In the reader's language; a time that is not shown is an empty cell."""
    quarter = f"{figures['year']}-Q{figures['number']}"
    rows: list[list[workbook.Cell]] = [[voice.t(head) for head in _HEADS]]
    more = figures.get("more", {})
    for code, count, half, most in figures["countries"]:
        about = [quarter, code, voice.country(code), count, _hours(half), _hours(most)]
        rows.append([*about, *_more(more.get(code, ()))])
    for number, count in enumerate(figures.get("months", ()), start=1):
        month = f"{figures['year']}-{3 * figures['number'] - 3 + number:02}"
        *others, half, most = more.get(str(number), (None,) * 5)
        rows.append([month, None, None, count, _hours(half), _hours(most), *_more(others)])
    if form == "xlsx":
        return MadeFile(f"{quarter}.xlsx", workbook.MIME, workbook.written(quarter, rows))
    written = io.StringIO(_BOM, newline="")
    written.seek(0, io.SEEK_END)
    csv.writer(written).writerows(rows)
    return MadeFile(f"{quarter}.csv", "text/csv", written.getvalue().encode())


def _more(found: Sequence[Any]) -> list[workbook.Cell]:
    late, half, most = found or (None, None, None)
    return [late, _hours(half), _hours(most)]


def _hours(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds / 3600)
