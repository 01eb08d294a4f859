"""Writes names.tsv: every name that CLDR and ISO 3166 list, `python -m handlers.places.gather`.

Run after an upgrade of Babel or pycountry. The result is kept in the repository because asking CLDR for
all of these languages at the start would take most of a second and 80 MB.
"""

from collections.abc import Iterator
from pathlib import Path

import pycountry
from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages

TARGET = Path(__file__).with_name("names.tsv")
_EVERYWHERE = (
    "en",
    "zh_Hans",
    "zh_Hant",
    "zh_Hant_HK",
    "es",
    "fr",
    "de",
    "it",
    "nl",
    "da",
    "sv",
    "nb",
    "fi",
    "pt",
    "pl",
    "ro",
    "ru",
)


def gather() -> dict[str, list[str]]:
    """Alpha-2 code → its alpha-3 code (empty for XK), then its names without repeats."""
    found = {"XK": ["", *dict.fromkeys(_cldr_names("XK", ("sq", "sr", "sr_Latn")))]}
    for country in pycountry.countries:
        code = country.alpha_2
        iso = [country.name, *(getattr(country, key, "") for key in ("common_name", "official_name"))]
        own = get_official_languages(code, de_facto=True)
        names = dict.fromkeys([*_cldr_names(code, own), *filter(None, iso)])
        found[code] = [country.alpha_3, *names]
    return dict(sorted(found.items()))


def _cldr_names(code: str, own: tuple[str, ...]) -> Iterator[str]:
    for language in dict.fromkeys([*_EVERYWHERE, *own]):
        try:
            name = Locale.parse(language).territories.get(code)
        except (UnknownLocaleError, ValueError):
            continue  # a language that CLDR knows of but has no names in
        if name:
            yield name.replace("’", "'")


def main() -> None:
    lines = ["\t".join([code, *names]) for code, names in gather().items()]
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
