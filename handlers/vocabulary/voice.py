"""The languages of the network: English in the code, others in one catalogue a room.

`handlers/locale/<language>/<room>.po`, standard gettext files, read once at start. To add a language: copy a
folder, translate, and name it in `LANGUAGES`; a test says what is missing.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from babel.lists import format_list
from babel.numbers import format_decimal

from handlers import places as gazetteer
from handlers.times import showing
from handlers.vocabulary.directions import apart
from handlers.vocabulary.languages import tongue
from handlers.vocabulary.text import Label, Span, Text, text
from storage.people import Agency
from storage.work import Work

_FILLED = re.compile(r"%\((\w+)\)s")
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Voice:
    """Speaks one person's language, in that person's time zone. `now` decides how dates are shortened.

    `holds`: whether what is handled so may be shown where it speaks, now; a message can leave out what may
    not. `may_repeat`: the same for its reader's own words, and for what coordinators decide by: a lockdown
    does not hold these.
    `written` is asked about our texts before they are filled in, never about what somebody else wrote.
    """

    language: str
    zone: ZoneInfo
    now: datetime
    work: Work
    holds: Callable[[Any], bool] = lambda _handling: True
    may_repeat: Callable[[Any], bool] = lambda _handling: True
    written: Callable[[str], str] = str  # how our own words name commands there

    def t(self, source: str, **params: Any) -> str:
        """The text in this language, filled in: `%(name)s`."""
        said = self._text(source)
        return said % {name: self._shown(value) for name, value in params.items()} if params else said

    def _text(self, source: str) -> str:
        said = source if self.language == "en" else tongue(self.language).texts.get(source, source)
        return self.written(said)

    def rich(self, source: str, **pieces: Any) -> Text:
        """The same where some of what is filled in has a style of its own: `ref=bold("C-…")`."""
        parts = _FILLED.split(self._text(source))
        filled = [
            pieces[p] if isinstance(pieces[p], Span | tuple) else self._shown(pieces[p]) for p in parts[1::2]
        ]
        return text(*(piece for pair in zip_longest(parts[::2], filled) for piece in pair))

    def n(self, one: str, many: str, count: int, **params: Any) -> str:
        """The same with a plural; `%(count)s` is there by itself."""
        if self.language == "en":
            said = one if count == 1 else many
        else:
            forms = tongue(self.language).plurals.get((one, many), (many,))
            said = forms[0] if len(forms) == 1 or count == 1 else forms[1]
        return self.written(said) % {
            "count": self.number(count),
            **{k: self._shown(v) for k, v in params.items()},
        }

    def label(self, label: Label | str) -> str:
        """A label that was written down for later."""
        if isinstance(label, str):
            return self.t(label)
        return self.t(label.source, **label.params)

    def country(self, code: str) -> str:
        return gazetteer.name(code, "zh_Hans" if self.language == "zh" else self.language)

    def tongue(self, code: str) -> str:
        """A language by its CLDR name."""
        name = showing.locale(self.language).languages.get(code)
        return str(name or showing.locale("en").languages.get(code, code))

    def countries(self, codes: Iterable[str]) -> str:
        return self.listed(self.country(code) for code in codes)

    def agency(self, agency: Agency) -> str:
        return agency.names.get(self.language) or agency.name

    def more(self, left: int) -> str | None:
        """The last line of a list that shows its beginning only; None where it shows all."""
        return self.n("and %(count)s more", "and %(count)s more", left) if left > 0 else None

    def listed(self, words: Iterable[str]) -> str:
        """ "a, b and c" as the language writes it."""
        return format_list([apart(one) for one in words], locale=showing.locale(self.language))

    def number(self, number: int) -> str:
        return format_decimal(number, locale=showing.locale(self.language))

    def when(self, at: datetime, *others: ZoneInfo, deadline: bool = False) -> str:
        """An instant in the reader's zone first, then in the others."""
        return showing.show(at, [self.zone, *others], self.language, self.now, deadline)

    def ago(self, at: datetime) -> str:
        """In one unit, rounded down; below a minute nobody counts."""
        if abs(self.now - at) < _MINUTE:
            return self.t("just now")
        return showing.ago(self.now - at, self.language)

    def duration(self, length: timedelta) -> str:
        return showing.duration(length, self.language)

    def _shown(self, value: Any) -> str:
        match value:
            case {"country": str(code)}:
                return self.country(code)
            case {"countries": list(codes)}:
                return self.countries(codes)
            case {"agency": int(agency_id)}:
                return apart(self.agency(self.work.need(Agency, agency_id)))
            case {"time": str(at)}:
                return self.when(datetime.fromisoformat(at))
            case {"deadline": str(at)}:
                return self.when(datetime.fromisoformat(at), deadline=True)
            case {"say": str(source)}:
                return self.t(source)
            case int() if not isinstance(value, bool):
                return self.number(value)
        return apart(str(value))
