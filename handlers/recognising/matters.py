"""What a text speaks of, whoever is named in it: asylum, and what is political, military, religious or racial,
which must not go to a state that it may concern; victims and minors, whose data are handled one level stricter.
The words, and whose rule it is, stand in `matters.toml`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from handlers.recognising.folding import Folded, fold
from handlers.recognising.joining import joined


@dataclass(frozen=True)
class Matter:
    """`kind`: "asylum" or "politics". `said`: the words by which it was found, as they were written."""

    kind: str
    said: str


def spoken_of(raw: str) -> Matter | None:
    """The first of it, asylum before anything else; None where a text speaks of nothing of the kind."""
    readings = _readings(raw)
    for kind in ("asylum", "politics"):
        for text in readings:
            if (found := _first(kind, text.plain)) is not None:
                start, end = text.span(*found.span())
                return Matter(kind, raw[start:end])
    return None


def _readings(raw: str) -> list[Folded]:
    """A text, and what stands around the ends of its lines and the like, without these."""
    text = fold(raw)
    return [text, *(piece.text for piece in joined(text))]


_TEENS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
_AGED = re.compile(
    r"(?<![\d.,])(?P<age>\d{1,2})(?:[ -]?(?:years?|yrs?)[ -]old|[ -]?y/?o(?![a-z])| years of age| ?周?岁)|"
    r"(?<![a-z])(?:aged?|age of|girl of|boy of) (?P<aged>\d{1,2})(?![\d.,:])",
    re.IGNORECASE,
)
_YOUNG = re.compile(
    rf"(?<![a-z])(?:aged |age of |only |just |, )(?:{_TEENS})(?:,|\.|$| years)|(?<![a-z-])(?:{_TEENS})[ -]years?[ -]old"
    r"|年仅|(?<![二三四五六七八九])(?:十[一二三四五六七]?|[一二三四五六七八九])周?岁",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = "|".join(_MONTHS)
_BORN = re.compile(
    r"(?:(?<![a-z])(?:born|birth|dob)(?![a-z])|出生|生于|生日)[^\d\n]{0,20}"
    rf"(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?P<m>{_NAMED})[a-z]{{0,6}},? )?(?P<y>(?:19|20)\d\d)"
    r"(?:[-./年](?P<month>\d{1,2})[-./月](?P<day>\d{1,2}))?|"
    r"(?P<year>(?:19|20)\d\d)年?(?:(?P<zm>\d{1,2})月(?P<zd>\d{1,2})日?)?出?生",
    re.IGNORECASE,
)
_ADULT = 18  # years


def is_tender(raw: str, today: date) -> bool:
    """Whether it speaks of a victim, or of somebody who is no adult on that day."""
    return any(_is_tender(text.plain, today) for text in _readings(raw))


def _is_tender(plain: str, today: date) -> bool:
    if _first("tender", plain) is not None:
        return True
    ages = [int(one["age"] or one["aged"]) for one in _AGED.finditer(plain)]
    if any(age < _ADULT for age in ages) or _YOUNG.search(plain) is not None:
        return True
    return any(_is_young(one, today) for one in _BORN.finditer(plain))


def _is_young(born: re.Match[str], today: date) -> bool:
    """Where only a year is said, he or she may have been born on its last day."""
    year = int(born["y"] or born["year"])
    month = _MONTHS.index(born["m"].lower()) + 1 if born["m"] else int(born["month"] or born["zm"] or 12)
    day = int(born["d"] or born["day"] or born["zd"] or 31)
    return (year + _ADULT, month, day) > (today.year, today.month, today.day)


def _first(kind: str, plain: str) -> re.Match[str] | None:
    pattern, but = _patterns()[kind]
    apart = [one.span() for one in but.finditer(plain)]
    found = pattern.finditer(plain)
    return next((one for one in found if not any(a < one.end() and one.start() < b for a, b in apart)), None)


@cache
def _patterns() -> Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    data = tomllib.loads(resources.files("handlers.recognising").joinpath("matters.toml").read_text("utf-8"))
    return {kind: (_either(words), _part_of(words["but"])) for kind, words in data.items()}


def _either(words: Mapping[str, str]) -> re.Pattern[str]:
    english = [" ".join(one.split()) for one in words["en"].split(";") if one.strip()]
    whole = "|".join(_word(one) for one in sorted(english, key=len, reverse=True))
    return re.compile(rf"(?<![a-z])(?:{whole})(?![a-z])|{_listed(words['zh'])}", re.IGNORECASE)


def _word(said: str) -> str:
    """ "refugee*": with any ending."""
    return re.escape(said).replace(r"\*", "[a-z]{0,12}").replace(r"\ ", " ")


def _part_of(words: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(one.strip()) for one in words.split(";")), re.IGNORECASE)


def _listed(words: str) -> str:
    return "|".join(re.escape(one) for one in sorted(words.split(), key=len, reverse=True))
