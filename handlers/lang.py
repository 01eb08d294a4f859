"""The languages of the network: English in the code, others in one catalogue a room.

`handlers/locale/<language>/<room>.po`, standard gettext files, read once at start. To add a language: copy a
folder, translate, and name it in `LANGUAGES`; a test says what is missing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from handlers import countries, showtime
from handlers.chat import Label, Span, Text, text
from storage.people import Agency
from storage.work import Work

LANGUAGES = {"en": "English", "zh": "中文"}
_FILLED = re.compile(r"%\((\w+)\)s")
_MINUTE = timedelta(minutes=1)
FOLDER = Path(__file__).parent / "locale"


def N_(source: str) -> str:  # noqa: N802 (gettext's own name for "to be translated later")
    """Marks a text for the catalogues where it is only named, not said."""
    return source


@dataclass(frozen=True)
class Tongue:
    """One language's texts: a source, or a source and its plural, to what is said."""

    texts: Mapping[str, str] = field(default_factory=dict)
    plurals: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


@cache
def tongue(language: str) -> Tongue:
    """Everything that is said in this language, all rooms together."""
    texts: dict[str, str] = {}
    plurals: dict[tuple[str, str], tuple[str, ...]] = {}
    for path in sorted((FOLDER / language).glob("*.po")):
        for message in catalogue(path):
            if isinstance(message.id, str):
                texts[message.id] = str(message.string)
            elif all(forms := tuple(message.string or ())):
                plurals[message.id[0], message.id[1]] = forms
    return Tongue({source: said for source, said in texts.items() if source and said}, plurals)


def catalogue(path: Path) -> Catalog:
    """One room's catalogue."""
    with path.open("rb") as file:
        return read_po(file)


def nearest_language(wanted: str) -> str:
    """The language of ours that a client's setting ("zh-hans", "en_GB") means; English for any other."""
    short = wanted.replace("_", "-").partition("-")[0].casefold()
    return short if short in LANGUAGES else "en"


@dataclass(frozen=True)
class Voice:
    """Speaks one person's language, in that person's time zone. `now` decides how dates are shortened."""

    language: str
    zone: ZoneInfo
    now: datetime
    work: Work

    def t(self, source: str, **params: Any) -> str:
        """The text in this language, filled in: `%(name)s`."""
        said = source if self.language == "en" else tongue(self.language).texts.get(source, source)
        return said % {name: self._shown(value) for name, value in params.items()} if params else said

    def rich(self, source: str, **pieces: Any) -> Text:
        """The same where some of what is filled in has a style of its own: `ref=bold("C-…")`."""
        said = source if self.language == "en" else tongue(self.language).texts.get(source, source)
        parts = _FILLED.split(said)
        filled = [pieces[p] if isinstance(pieces[p], Span) else self._shown(pieces[p]) for p in parts[1::2]]
        return text(*(piece for pair in zip_longest(parts[::2], filled) for piece in pair))

    def n(self, one: str, many: str, count: int, **params: Any) -> str:
        """The same with a plural; `%(count)s` is there by itself."""
        if self.language == "en":
            said = one if count == 1 else many
        else:
            forms = tongue(self.language).plurals.get((one, many), (many,))
            said = forms[0] if len(forms) == 1 or count == 1 else forms[1]
        return said % {"count": self.number(count), **{k: self._shown(v) for k, v in params.items()}}

    def label(self, label: Label | str) -> str:
        """A label that was written down for later."""
        if isinstance(label, str):
            return self.t(label)
        return self.t(label.source, **label.params)

    def country(self, code: str) -> str:
        return countries.name(code, "zh_Hans" if self.language == "zh" else self.language)

    def tongue(self, code: str) -> str:
        """A language by its CLDR name."""
        name = showtime.locale(self.language).languages.get(code)
        return str(name or showtime.locale("en").languages.get(code, code))

    def countries(self, codes: Iterable[str]) -> str:
        return self.listed(self.country(code) for code in codes)

    def agency(self, agency: Agency) -> str:
        return agency.names.get(self.language) or agency.name

    def listed(self, words: Iterable[str]) -> str:
        """ "a, b and c" as the language writes it."""
        return format_list(list(words), locale=showtime.locale(self.language))

    def number(self, number: int) -> str:
        return format_decimal(number, locale=showtime.locale(self.language))

    def when(self, at: datetime, *others: ZoneInfo, deadline: bool = False) -> str:
        """An instant in the reader's zone first, then in the others."""
        return showtime.show(at, [self.zone, *others], self.language, self.now, deadline)

    def ago(self, at: datetime) -> str:
        """In one unit, rounded down; below a minute nobody counts."""
        if abs(self.now - at) < _MINUTE:
            return self.t("just now")
        return showtime.ago(self.now - at, self.language)

    def duration(self, length: timedelta) -> str:
        return showtime.duration(length, self.language)

    def _shown(self, value: Any) -> str:
        match value:
            case {"country": str(code)}:
                return self.country(code)
            case {"countries": list(codes)}:
                return self.countries(codes)
            case {"agency": int(agency_id)}:
                return self.agency(self.work.need(Agency, agency_id))
            case {"time": str(at)}:
                return self.when(datetime.fromisoformat(at))
            case {"deadline": str(at)}:
                return self.when(datetime.fromisoformat(at), deadline=True)
            case {"say": str(source)}:
                return self.t(source)
            case int() if not isinstance(value, bool):
                return self.number(value)
        return str(value)
