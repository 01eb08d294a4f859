"""Zones named in a text: offsets, abbreviations, cities and countries."""

import re
from collections.abc import Iterator
from datetime import UTC, timedelta, timezone, tzinfo
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from handlers.dates.patterns import inside_word
from handlers.dates.pieces import Vague, Zones
from handlers.dates.plain_text import Typed
from handlers.places.finding import exact
from handlers.places.folding import fold
from handlers.places.labels import index, zone_of
from handlers.times.showing import city

_OFFSET = re.compile(r"(utc|gmt)? ?([+-])(\d{1,2})(?::?(\d{2}))?")
_UTC = re.compile(r"utc|gmt|z|(?:协调)?世界时|格林[尼威]治(?:标准)?时间")
_LOCAL = re.compile(r"(?:当地|本地)时间|local(?: time)?")
_ABBREVIATION = re.compile(r"[a-z]{3,4}")
_WORD = r"[^\W\d_\u2e80-\uffff][^\W\d_\u2e80-\uffff]*['’.]?[^\W\d_\u2e80-\uffff]*"
_IN_ENGLISH = re.compile(rf"(?:in )?({_WORD}(?:[ -]{_WORD}){{0,3}})")
_IN_CHINESE = re.compile(r"([\u4e00-\u9fff]{2,9}?)(?:当地)?时间")
_SHORTEST_NAME = 4  # letters; shorter ones are words or codes

# the fixed offset that an abbreviation names, and the zones whose people use it all year round
_ABBREVIATIONS: dict[str, tuple[tuple[int, str], ...]] = {
    "WET": ((0, "Europe/Lisbon"),),
    "BST": ((1, "Europe/London"),),
    "CET": ((1, "Europe/Paris"),),
    "CEST": ((2, "Europe/Paris"),),
    "EET": ((2, "Europe/Bucharest"),),
    "EEST": ((3, "Europe/Bucharest"),),
    "MSK": ((3, "Europe/Moscow"),),
    "ICT": ((7, "Asia/Bangkok"),),
    "CST": ((8, "Asia/Shanghai"), (-6, "America/Chicago")),
    "HKT": ((8, "Asia/Hong_Kong"),),
    "SGT": ((8, "Asia/Singapore"),),
    "JST": ((9, "Asia/Tokyo"),),
    "EST": ((-5, "America/New_York"),),
    "EDT": ((-4, "America/New_York"),),
    "PST": ((-8, "America/Los_Angeles"),),
    "PDT": ((-7, "America/Los_Angeles"),),
}
# their name alone says no zone: "Russia time", "US time"
_SEVERAL = {"AU", "BR", "CA", "CD", "FM", "GL", "ID", "KI", "MN", "MX", "PF", "PG", "RU", "UM", "US"}
_MORE_NAMES = {"中欧": "Europe/Paris", "central european": "Europe/Paris", "uk": "Europe/London"}


def zones_at(text: Typed, at: int, after_clock: bool) -> Iterator[tuple[int, Zones | Vague, bool]]:
    """Zones named at `at`: where each ends, what it is, and whether it is surely one.

    "17:00 Beijing two women …" may as well be about women in Beijing: not sure.
    """
    plain = text.plain
    if match := _LOCAL.match(plain, at):
        yield match.end(), Vague(), True  # whose?
    match = _UTC.match(plain, at)
    if match and (match[0] != "z" or after_clock) and not inside_word(plain, match.end()):
        yield match.end(), Zones((UTC,)), True
    if (match := _OFFSET.match(plain, at)) and (match[1] or (after_clock and match[4])):
        yield match.end(), Zones(_offset(match)), True
    if after_clock:
        yield from _abbreviated(text, at)
    if (match := _IN_CHINESE.match(plain, at)) and (found := zone_named(match[1])):
        yield match.end(), Zones((found,)), True
    yield from _in_english(plain, at, after_clock)


def _offset(match: re.Match[str]) -> tuple[tzinfo, ...]:
    minutes = int(match[3]) * 60 + int(match[4] or 0)
    if minutes > 14 * 60:
        return ()
    return (timezone(timedelta(minutes=-minutes if match[2] == "-" else minutes)),)


def _abbreviated(text: Typed, at: int) -> Iterator[tuple[int, Zones, bool]]:
    match = _ABBREVIATION.match(text.plain, at)
    if not match or inside_word(text.plain, match.end()):
        return
    raw = text.raw[text.starts[at] : text.raw_end(match.end())].strip()
    known = _ABBREVIATIONS.get(match[0].upper(), ())
    if known and (raw.isupper() or match[0] in {"cet", "cest"}):
        may_be = [zone for hours, key in known for zone in (timezone(timedelta(hours=hours)), ZoneInfo(key))]
        yield match.end(), Zones(tuple(may_be)), True


def _in_english(plain: str, at: int, after_clock: bool) -> Iterator[tuple[int, Zones, bool]]:
    match = _IN_ENGLISH.match(plain, at)
    if not match:
        return
    name = match[1]
    if not _may_begin_a_place(fold(re.split("[ -]", name, maxsplit=1)[0])):
        return
    while name:
        end = match.start(1) + len(name)
        said = plain.startswith(" time", end) and not inside_word(plain, end + 5)
        zone = zone_named(name) if said or (after_clock and not inside_word(plain, end)) else None
        if zone:
            yield (end + 5 if said else end), Zones((zone,)), said or not re.match(r"[ -]*\w", plain[end:])
            return
        name = name[: max(name.rfind(" "), name.rfind("-"), 0)]


def _may_begin_a_place(word: str) -> bool:
    """Most words are no places, and need not be looked up in all their lengths."""
    known = index()
    return not word or word in known.longest or word in known.squeezed or word in _first_words()


@cache
def _first_words() -> frozenset[str]:
    return frozenset(name.partition(" ")[0] for name in _cities())


def zone_named(name: str) -> tzinfo | None:
    """The zone of a city or a country that keeps one time."""
    key = fold(name)
    if key in _cities():
        return ZoneInfo(_cities()[key])
    if key.isascii() and len(key) < _SHORTEST_NAME:
        return None
    place = exact(name).place
    if place is None:
        return None
    if place.code in _SEVERAL and zone_of(place.iso) == zone_of(place.code):
        return None
    zone = zone_of(place.iso)
    return ZoneInfo(zone) if zone else None


def country_of(zone: ZoneInfo) -> str:
    """The code of the country whose clocks it keeps; "" where it is of none, or of several."""
    return _countries().get(zone.key, "")


@cache
def _countries() -> dict[str, str]:
    return {key: code for code, key in _zone_rows()}


def _zone_rows() -> list[tuple[str, str]]:
    """Country and zone."""
    table = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return [(row[0], row[2]) for row in rows]


@cache
def _cities() -> dict[str, str]:
    """Folded name of a zone's city, in both languages, as times are shown with it → the zone."""
    named = {fold(city(ZoneInfo(key), language)): key for _, key in _zone_rows() for language in ("en", "zh")}
    return {**named, **_MORE_NAMES, "shanghai": "Asia/Shanghai", "上海": "Asia/Shanghai"}
