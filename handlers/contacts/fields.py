"""The fields of a contact point: how each is read, and what is said when it is wrong."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from zoneinfo import available_timezones

from babel import Locale

from handlers import places as gazetteer
from handlers.contacts import desk_hours, phone_numbers
from handlers.contacts.topics import TOPICS
from handlers.vocabulary.typed_line import one_line

REQUIRED = ("country", "role", "name")  # columns; the country may be empty: an office that helps with any
FILLED = ("role", "name")
_LONGEST = 300  # characters
# none of what makes more than an address of a link or of a card
_MAIL = re.compile(r"[^\s@,;<>()%:/?#&=\"\\]+@[^\s@,;<>()%:/?#&=\"\\'+]+\.[^\s@,;<>()%:/?#&=\"\\'+.]{2,}")
_ROUNDED = re.compile(r"\d[.,]\d+E\+\d+", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")  # the year first: no other order is sure
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_YES = {"yes", "y", "true", "1", "x", "是", "private", "内部"}
_NO = {"", "no", "n", "false", "0", "否"}


class FaultError(Exception):
    """What is wrong with a field, as a sentence."""


@dataclass(frozen=True)
class Surroundings:
    """`agencies`: handle → id. `today` is UTC's."""

    agencies: Mapping[str, int] = field(default_factory=dict)
    today: date = date.max


def read_field(column: str, typed: str, entry: Mapping[str, object], around: Surroundings) -> object:
    """The value of a cell; None for an empty one. `entry`: what was read before it. FaultError."""
    if len(typed) > _LONGEST:
        raise FaultError(f"This is longer than {_LONGEST} characters.")
    if _CONTROL.search(typed):
        raise FaultError("There is a character in it that nobody can see.")
    return COLUMNS[column](one_line(typed), entry, around)


def country(typed: str, _entry: Mapping[str, object], _around: Surroundings) -> object:
    found = gazetteer.find(typed)
    if not typed:
        return ""
    if found.place is not None and found.place.subdivision is not None:
        whole = gazetteer.name(found.place.code, "en")
        raise FaultError(f"“{typed[:40]}” is a part of {whole}: its column is subdivision.")
    if found.place is None:
        near = " or ".join(gazetteer.name(place.code, "en") for place in found.choices[:3])
        raise FaultError(f"“{typed[:40]}” is no country." + (f" Did you mean {near}?" if near else ""))
    return found.place.code


def subdivision(typed: str, entry: Mapping[str, object], _around: Surroundings) -> object:
    if not typed:
        return None
    found = gazetteer.exact(typed).place
    if found is None or found.subdivision is None:
        raise FaultError(f"“{typed[:40]}” is no part of a country that I know.")
    if entry.get("country") not in (None, found.code):
        raise FaultError(f"“{typed[:40]}” is not in {gazetteer.name(str(entry['country']), 'en')}.")
    return found.subdivision


def agency(typed: str, _entry: Mapping[str, object], around: Surroundings) -> object:
    if typed and typed.casefold() not in around.agencies:
        raise FaultError(f"There is no agency “{typed[:40]}”.")
    return typed.casefold() or None


def words(typed: str, _entry: Mapping[str, object], _around: Surroundings) -> object:
    return typed or None


def phone(typed: str, entry: Mapping[str, object], _around: Surroundings) -> object:
    """Kept as it is dialled from abroad, with its extension."""
    if not typed:
        return None
    try:
        return phone_numbers.read(typed, str(entry.get("country") or ""))
    except ValueError:
        how = "Write it with + and without letters, like +34 900 555 010 or +34 900 555 010 ext. 12."
        if _ROUNDED.fullmatch(typed):
            how = "The spreadsheet has rounded it: make the column text, and type it again."
        raise FaultError(f"“{typed[:40]}” is no phone number. {how}") from None


def mail(typed: str, _entry: Mapping[str, object], _around: Surroundings) -> object:
    if typed and not _MAIL.fullmatch(typed):
        raise FaultError(f"“{typed[:40]}” is no email address.")
    return typed or None


def languages(typed: str, _entry: Mapping[str, object], _around: Surroundings) -> object:
    """Codes ("es en"), or names in English or Chinese."""
    wanted = [part for part in re.split(r"[\s,;，、；]+", typed) if part]
    unknown = [part for part in wanted if part.casefold() not in _languages()]
    if unknown:
        raise FaultError(f"“{unknown[0][:40]}” is no language that I know.")
    return [_languages()[part.casefold()] for part in wanted]


@cache
def _languages() -> dict[str, str]:
    named = {str(code): str(code) for code in Locale("en").languages}
    for locale in (Locale("en"), Locale("zh", script="Hans")):
        codes = {str(name).casefold(): str(code) for code, name in locale.languages.items()}
        named |= {name: code for name, code in codes.items() if "_" not in code}
    return named


def topics(typed: str, _entry: Mapping[str, object], _around: Surroundings) -> object:
    wanted = [part.casefold() for part in re.split(r"[\s,;，、；]+", typed) if part]
    unknown = [part for part in wanted if part not in TOPICS]
    if unknown:
        raise FaultError(f"“{unknown[0][:40]}” is none of {', '.join(TOPICS)}.")
    return wanted


def hours(typed: str, _entry: Mapping[str, object], _around: Surroundings) -> object:
    try:
        return desk_hours.read(typed) if typed else ""
    except ValueError:
        raise FaultError(f"“{typed[:40]}” are no hours. Write Mon-Fri 09:00-17:00, or 24/7.") from None


def zone(typed: str, _entry: Mapping[str, object], _around: Surroundings) -> object:
    if typed and typed not in available_timezones():
        raise FaultError(f"“{typed[:40]}” is no time zone. Write it like Europe/Madrid.")
    return typed or None


def private(typed: str, _entry: Mapping[str, object], _around: Surroundings) -> object:
    if typed.casefold() not in _YES | _NO:
        raise FaultError(f"“{typed[:40]}” is neither yes nor no.")
    return typed.casefold() in _YES


def confirmed(typed: str, _entry: Mapping[str, object], around: Surroundings) -> object:
    if not typed:
        return None
    try:
        found = _DAY.fullmatch(typed)
        day = date(*map(int, found.groups())) if found else date.fromisoformat(typed)
    except ValueError:
        raise FaultError(f"“{typed[:40]}” is no date. Write it like 2026-11-30.") from None
    if day > around.today:
        raise FaultError(f"{typed} is still to come.")
    return day


Reader = Callable[[str, Mapping[str, object], Surroundings], object]
COLUMNS: dict[str, Reader] = {
    "country": country,
    "subdivision": subdivision,
    "agency": agency,
    "role": words,
    "name": words,
    "person": words,
    "phone": phone,
    "duty_phone": phone,
    "mail": mail,
    "languages": languages,
    "topics": topics,
    "hours": hours,
    "zone": zone,
    "private": private,
    "confirmed": confirmed,
}
