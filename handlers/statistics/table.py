"""The quarter as a table for a spreadsheet: the figures that the words have, and no others."""

import csv
import io
from collections.abc import Mapping
from typing import Any

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
)
_BOM = "\ufeff"  # without it Excel reads UTF-8 as something else


def of_countries(voice: Voice, figures: Mapping[str, Any]) -> MadeFile:
    """Comma-separated, in the reader's language; a time that is not shown is an empty cell."""
    quarter = f"{figures['year']}-Q{figures['number']}"
    written = io.StringIO(_BOM, newline="")
    written.seek(0, io.SEEK_END)
    rows = csv.writer(written)
    rows.writerow(voice.t(head) for head in _HEADS)
    for code, count, half, most in figures["countries"]:
        rows.writerow([quarter, code, voice.country(code), count, _hours(half), _hours(most)])
    return MadeFile(f"{quarter}.csv", "text/csv", written.getvalue().encode())


def _hours(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds / 3600:.0f}"
