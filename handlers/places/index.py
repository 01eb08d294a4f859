"""The names of all places, folded and ready to look up. Built once, when the first name is asked for."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from handlers.places.folding import fold, is_unspaced, units
from handlers.places.model import Place

USER_ASSIGNED = re.compile(r"X[A-Z]")  # ISO 3166-1 leaves XA to XZ to users; XK is Kosovo's by custom

Labels = Mapping[str, Mapping[str, str]]


@dataclass
class Index:
    """`names`: key → its places, one or (ambiguous) several; none: a name that hides a country's name.

    A key is a folded name, cut into units and joined by spaces.
    """

    names: dict[str, tuple[Place, ...]] = field(default_factory=dict)
    codes: dict[str, Place] = field(default_factory=dict)  # "ES", "ESP", "CN-LN"
    squeezed: dict[str, str] = field(default_factory=dict)  # key without spaces → key
    longest: dict[str, int] = field(default_factory=dict)  # first unit → units of its longest key
    alike: dict[tuple[str, int], list[str]] = field(
        default_factory=dict
    )  # first character, length → squeezed

    def set(self, name: str, *places: Place) -> None:
        self.names[key_of(name)] = places

    def add(self, name: str, place: Place) -> None:
        """Give `place` one more name; it does not take a name that is already another's."""
        self.names.setdefault(key_of(name), (place,))

    def finish(self) -> "Index":
        self.names.pop("", None)
        for key in self.names:
            first, count = key.split(" ", 1)[0], key.count(" ") + 1
            self.longest[first] = max(count, self.longest.get(first, 0))
            self.squeezed.setdefault(key.replace(" ", ""), key)
        for squeezed in self.squeezed:
            self.alike.setdefault((squeezed[0], len(squeezed)), []).append(squeezed)
        return self


def key_of(text: str) -> str:
    """The key of a name: "Côte d'Ivoire" → "cote d ivoire", "西班牙" → "西 班 牙"; a leading "the" goes."""
    words = units(fold(text))
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def letters(key: str) -> int:
    """How much a key says: its letters, a Chinese character counting for two."""
    return sum(2 if is_unspaced(char) else 1 for char in key if char != " ")


@cache
def data() -> dict[str, Any]:
    """names.toml: what CLDR and ISO do not list."""
    return tomllib.loads(_read("names.toml"))


@cache
def subdivisions() -> dict[str, dict[str, str]]:
    """ISO 3166-2 code → its shown names by language."""
    return {row[0]: {"en": row[1], "zh_Hans": row[2]} for row in _rows("subdivisions.tsv")}


def build(labels: Labels) -> Index:
    """All names by priority: those to ask about, countries, cities, parts; the operator's join them."""
    index = Index()
    _add_ambiguous(index)
    for name in data()["sentence"]["hides"]:
        index.names.setdefault(key_of(name), ())
    _add_countries(index)
    _add_subdivisions(index)
    _add_labels(index, labels)
    return index.finish()


def _add_ambiguous(index: Index) -> None:
    for name, codes in data()["ambiguous"].items():
        index.set(name, *(Place(code) for code in codes))


def _add_labels(index: Index, labels: Labels) -> None:
    for code, by_language in labels.items():
        place = Place(code[:2], code if "-" in code else None)
        index.codes[code] = place
        for key in map(key_of, by_language.values()):
            before = index.names.get(key, ())
            index.names[key] = before if place in before else (*before, place)


def _add_countries(index: Index) -> None:
    for code, alpha3, *names in _rows("names.tsv"):
        index.codes |= {known: Place(code) for known in (code, alpha3) if known}
        _add_all(index, names, Place(code))
    for section in ("aliases", "cities"):
        for code, names in data()[section].items():
            _add_all(index, names, Place(code))


def _add_subdivisions(index: Index) -> None:
    for code, english, chinese, others in _rows("subdivisions.tsv"):
        place = Place(code[:2], code)
        index.codes[code] = place
        _add_all(index, (english, chinese, *others.split("|")), place)
        if place.code == "CN":
            _add_all(index, (f"{city}市" for city in others.split("|") if is_unspaced(city[0])), place)
            index.add(f"{english} Province", place)


def _add_all(index: Index, names: Iterable[str], place: Place) -> None:
    for name in names:
        index.add(name, place)


def _rows(file: str) -> Iterator[list[str]]:
    for line in _read(file).splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def _read(file: str) -> str:
    return resources.files("handlers.places").joinpath(file).read_text("utf-8")
