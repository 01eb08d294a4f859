"""How places are shown, the operator's own labels for them, and the time they keep."""

import re
from functools import cache
from importlib import resources

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from handlers.places.index import USER_ASSIGNED, Index, Labels, build, data, subdivisions
from handlers.places.model import Place

_labels: dict[str, dict[str, str]] = {}


def use_labels(labels: Labels) -> None:
    """Show (and find) places by the operator's names: `{"TW": {"en": "…", "zh_Hans": "…"}}`.

    Replaces what an earlier call set. A code from XA to XZ adds a place that ISO does not list.
    Raises ValueError, with a sentence for the operator, for any other unknown code; nothing is changed then.
    """
    if labels == _labels:
        return
    known = build({}).codes
    for code in labels:
        if code not in known and not USER_ASSIGNED.fullmatch(code):
            raise ValueError(f"labels: {code!r} is no ISO 3166 code; places outside ISO take XA to XZ")
    _labels.clear()
    _labels.update({code: dict(names) for code, names in labels.items()})
    index.cache_clear()


@cache
def index() -> Index:
    """The one index, with the operator's labels in it."""
    return build(_labels)


def name(place: Place | str, language: str) -> str:
    """The name to show, in `language` ("en", "zh_Hans", …); an unknown code is shown as it is.

    A part of a country is shown with it: "Liaoning, China", "中国辽宁".
    """
    code = place.iso if isinstance(place, Place) else place
    if label := _label(code, language):
        return label
    if code in subdivisions():
        return _part(code, language)
    return str(_locale(language).territories.get(code, code))


def _label(code: str, language: str) -> str | None:
    shipped: dict[str, dict[str, str]] = data()["labels"]
    wanted = _catalogue(language)
    return _labels.get(code, {}).get(wanted) or shipped.get(code, {}).get(wanted)


def _part(code: str, language: str) -> str:
    country = name(code[:2], language)
    if _catalogue(language) == "zh_Hans":
        return country + subdivisions()[code]["zh_Hans"]
    return f"{subdivisions()[code]['en']}, {country}"


def _catalogue(language: str) -> str:
    """The key of a label: "zh", "zh_CN" and "zh-Hans" are one language; "en_GB" is "en"."""
    parts = language.replace("-", "_").split("_")
    if parts[0] == "zh" and not {"Hant", "TW", "HK", "MO"} & set(parts):
        return "zh_Hans"
    return "zh_Hant" if parts[0] == "zh" else parts[0]


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(_catalogue(language))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def zone_of(code: str) -> str | None:
    """The IANA zone people there live by: "ES" → "Europe/Madrid", "ES-CN" → "Atlantic/Canary".

    A country with several zones gives its capital's; a part without its own gives its country's.
    """
    zones: dict[str, str] = data()["zones"]
    return zones.get(code) or zones.get(code[:2]) or _only_zones().get(code[:2])


@cache
def _only_zones() -> dict[str, str]:
    """Alpha-2 code → zone, as the IANA time zone database lists them in zone.tab."""
    table = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text("utf-8")
    rows = [re.split(r"\t", line) for line in table.splitlines() if not line.startswith("#")]
    return {row[0]: row[2] for row in reversed(rows)}


@cache
def _tongues() -> dict[str, str]:
    """The English name of a language → the country it is first of all spoken in."""
    likely = get_global("likely_subtags")
    named = _locale("en").languages
    found = {str(name).casefold(): likely.get(code, "") for code, name in named.items() if len(code) == 2}
    return {name: tags.rpartition("_")[2] for name, tags in found.items() if tags} | {"british": "GB"}


def country_of_tongue(word: str) -> str:
    """ "Dutch" → "NL"; "" for a word that is no language."""
    code = _tongues().get(word.casefold(), "")
    return "GB" if code == "US" else code
