"""Corridors: what may travel from one country to another. The configuration holds them; the gate asks here.

A rule stands between two places: a country, a group of countries, or any. Of several that fit, the one that
names both places most closely holds; of two that are as close, the stricter one. Within one country
everything travels.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from handlers.places import is_eu

ANYWHERE = "*"
_NORDIC = frozenset({"DK", "FI", "IS", "NO", "SE"})
_CHINA = frozenset({"CN", "HK", "MO"})
GROUPS = {
    "EU": is_eu,
    "NORDIC": _NORDIC.__contains__,
    "CHINA": _CHINA.__contains__,  # with its special administrative regions
    "INTERNATIONAL": "".__eq__,  # offices of no country
}


class Rule(StrEnum):
    ALLOW = "allow"
    POINTER = "pointer"  # personal data goes masked, or as the reference of an official channel
    DENY = "deny"  # nothing goes

    @property
    def rank(self) -> int:
        """Higher is stricter."""
        return list(Rule).index(self)


@dataclass(frozen=True)
class Corridor:
    """`from_` and `to`: ISO 3166-1 codes, names of `GROUPS`, or "*". `basis`: the law it rests on. `words`: a
    sentence for the officer, by language."""

    from_: str
    to: str
    rule: Rule
    basis: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """What an officer can do instead; "" where there is nothing to say."""
        said = self.words or (_SAID if self.rule is Rule.POINTER else {})
        return said.get(language) or said.get("en", "")


OPEN = Corridor(ANYWHERE, ANYWHERE, Rule.ALLOW)
_STRATEGIC = "Europol–China agreement: strategic only; PIPL Art. 41, DSL Art. 36"
_SAID = {
    "en": "Ask for personal data through INTERPOL or mutual legal assistance.",
    "zh": "个人数据请通过国际刑警组织渠道或司法协助索取。",
}
SHIPPED = (
    Corridor("CN", ANYWHERE, Rule.POINTER, _STRATEGIC, _SAID),
    Corridor(ANYWHERE, "CN", Rule.POINTER, _STRATEGIC, _SAID),
)


def is_place(name: str) -> bool:
    """Whether a rule may name it: two capitals, a group, or "*"."""
    is_code = len(name) == 2 and name.isascii() and name.isupper()
    return name == ANYWHERE or name in GROUPS or is_code


def corridor(rules: Iterable[Corridor], from_: str | None, to: str | None) -> Corridor:
    """What holds on the way between two countries; None or "": an office of no country."""
    start, end = from_ or "", to or ""
    if start == end and start:
        return OPEN
    fitting = [one for one in rules if closeness(one.from_, start) and closeness(one.to, end)]
    return max(fitting, key=lambda one: (_both(one, start, end), one.rule.rank), default=OPEN)


def _both(one: Corridor, start: str, end: str) -> int:
    return closeness(one.from_, start) + closeness(one.to, end)


def closeness(name: str, country: str) -> int:
    """3: the country itself, 2: its group, 1: any place; 0 where it does not fit."""
    if name == ANYWHERE:
        return 1
    if name in GROUPS:
        return 2 if GROUPS[name](country) else 0
    return 3 if name == country else 0
