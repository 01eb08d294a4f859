"""Names of persons at vetting: what is one, what somebody has to look at, what looks like somebody else.

A name is all that others see of a person: it is taken as it is written, composed (NFC), with single blanks,
or not at all. Nothing is repaired in silence.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources

from rapidfuzz.distance import OSA

from handlers import places as gazetteer
from handlers.places.folding import fold
from handlers.vocabulary.languages import N_

_SHORTEST, _LONGEST = 2, 80  # characters
_PUNCTUATION = frozenset("'’‘ʻʼ.-‐‑·・•‧་,()׳״")
_JOINERS = "\u200c\u200d"
_STACKED, _STACKED_LATIN = 4, 2  # marks on one letter: Burmese and Tibetan pile up what Latin never does
_CODE = 3  # letters of a country's code
_ONE_OFF = 8  # letters from which one that differs is a likeness: Li Na and Li Ma are two persons
_PARTS = re.compile(r"\s[·・•‧]|[·・•‧]\s")  # how the house parts what it says; names have no blank there
_BREAKS = re.compile("[\n\r\t\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_WORDS = re.compile(r"[^\s,()·・•‧.\-‐‑]+")
_IN_BRACKETS = re.compile(r"([^()]+) ?\(([^()]+)\)")
_LATIN = frozenset("əɛɔɓɗɣɲŋɩʋʃʒɖɨʉ")  # of the phonetic letters, those with which names are written
_EAST = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"}
_PLAIN = {"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN", *_EAST}  # need no joiners
_MEANT = {"1": "l", "0": "o", "i": "l", "rn": "m", "vv": "w", "cl": "d"}  # as the eye reads them
_HOUSE = {
    *("liaison", "bot", "the bot", "operator", "the operator", "system", "the system", "admin", "root"),
    *("administrator", "moderator", "support", "系统", "管理员", "机器人", "运营者", "系统管理员", "客服"),
}
_ROLES = {
    *("officer", "officers", "coordinator", "coordinators", "observer", "observers"),
    *("协调员", "联络官", "观察员", "警官"),
}
_ANSWERS = {"accept", "decline", "yes", "no", "ok", "同意", "不同意", "接受", "拒绝", "是", "否", "好"}


class Verdict(StrEnum):
    OK = "ok"
    ASK = "ask"  # it is taken, and those who decide are told what to look at
    REFUSE = "refuse"


@dataclass(frozen=True)
class Judged:
    """`why`: the sentence, an English source text, for whoever writes it again or for those who look at it.
    `like`: whose name it can be taken for, a key of `others`."""

    verdict: Verdict
    name: str
    why: str = ""
    like: int | None = None


@dataclass(frozen=True)
class Taken:
    """`others`: persons' names, by number; `agencies`: names and short names; `words`: what is typed here."""

    others: Mapping[int, str] = field(default_factory=dict)
    agencies: Iterable[str] = ()
    words: Iterable[str] = ()


LETTERS = N_("Please write your name in 2 to 80 letters.")
HIDDEN = N_("There is something in it that nobody sees. Please type it anew.")
SIGNS = N_("Only letters belong into a name: no digits, signs or pictures.")
MIXED = N_("Its letters are of several scripts. Please write it in one.")
NO_NAME = N_("That is the name of something here, not yours.")
APART = N_("Please write it without “ · ”: here that sets one thing apart from the next.")
LOOKS_LIKE = N_("It looks like the name of somebody who is here already.")
LOOK_AT = N_("It is an unusual name.")


def judge(typed: str, taken: Taken) -> Judged:
    """Whether it can be somebody's name here, and how it is then kept."""
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    if why := _hidden(typed.strip()) or _written(name) or _means(name, taken):
        return Judged(Verdict.REFUSE, name, why)
    like = next((key for key, other in taken.others.items() if is_like(name, other)), None)
    if like is not None:
        return Judged(Verdict.ASK, name, LOOKS_LIKE, like)
    is_odd = _is_unusual(name) or _speaks_for(name, taken)
    return Judged(Verdict.ASK, name, LOOK_AT) if is_odd else Judged(Verdict.OK, name)


def _hidden(typed: str) -> str:
    """What cannot be seen, or changes what is seen."""
    if _BREAKS.search(typed):
        return LETTERS
    for before, char in zip("\0" + typed, typed, strict=False):
        is_joiner = char in _JOINERS and _script(before) not in _PLAIN | {""}
        if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"} and not is_joiner:
            return HIDDEN
        if unicodedata.category(char) == "Lo" and not fold(char):  # a filler: a letter by name alone
            return HIDDEN
    return ""


def _written(name: str) -> str:
    """How it is written."""
    letters = [char for char in name if _is_letter(char)]
    if not _SHORTEST <= len(name) <= _LONGEST or not letters:
        return LETTERS
    if (
        _PARTS.search(name)
        or not all(map(_belongs, name))
        or not _is_marked_well(name)
        or not _is_bracketed_well(name)
    ):
        return SIGNS
    scripts = _scripts(name)
    together = set().union(*scripts)
    is_mixed = any(len(one) > 1 for one in scripts) or (len(together) > 1 and together != {"LATIN", "EAST"})
    return MIXED if is_mixed else ""


def _scripts(name: str) -> list[set[str]]:
    """Of each word."""
    return [{_family(char) for char in word if _is_letter(char)} for word in _WORDS.findall(name)]


def why_no_agency(name: str) -> str:
    """Why an agency cannot be called so, as `judge` says it of a person; "" where it can. Agencies have
    digits and signs in their names; Latin letters beside Chinese ones, too."""
    if why := _hidden(name):
        return why
    if any(len(one - {"EAST"}) > 1 for one in _scripts(name)):
        return MIXED
    if _PARTS.search(name):
        return APART
    return NO_NAME if fold(name) in _HOUSE | _ROLES else ""


def _is_letter(char: str) -> bool:
    return unicodedata.category(char) in {"Lu", "Ll", "Lt", "Lo"} or _script(char) in _EAST


def _belongs(char: str) -> bool:
    if char in _PUNCTUATION or char == " " or char in _JOINERS or unicodedata.category(char)[0] == "M":
        return True
    if not _is_letter(char) or unicodedata.normalize("NFKC", char) != char:
        return False
    code = ord(char)
    return (
        _script(char) != "LATIN"
        or code < 0x1C0
        or 0x1C4 <= code < 0x250
        or 0x1E00 <= code < 0x1F00
        or char in _LATIN
    )


@cache
def _script(char: str) -> str:
    """The first word of its name: "LATIN". "" for what has none."""
    if "\U00020000" <= char < "\U00040000":  # ideographs that this Python may not know yet
        return "CJK"
    name = unicodedata.name(char, "").split(" ")[0]
    return name.partition("-")[0]


def _family(char: str) -> str:
    return "EAST" if _script(char) in _EAST else _script(char)


def _is_marked_well(name: str) -> bool:
    """Marks stand on letters, and not too many on one."""
    stacked, on = 0, " "
    for char in name:
        if unicodedata.category(char)[0] != "M":
            stacked, on = 0, char
            continue
        stacked += 1
        most = _STACKED_LATIN if _script(on) in _PLAIN else _STACKED
        if stacked > most or not (_is_letter(on) or on in _JOINERS):
            return False
    return True


def _is_bracketed_well(name: str) -> bool:
    """Brackets hold the name in another script, as on a card."""
    if "(" not in name and ")" not in name:
        return True
    found = _IN_BRACKETS.fullmatch(name)
    scripts = (
        [{_family(char) for char in part if _is_letter(char)} for part in found.groups()] if found else []
    )
    return sorted(map(sorted, scripts)) == [["EAST"], ["LATIN"]]


def _means(name: str, taken: Taken) -> str:
    """Whether it is the name of a role, an agency, a place, or of what is typed here."""
    whole = fold(name)
    first, *more = whole.split(" ")
    glued = any(whole.startswith(role) for role in _ROLES if not role.isascii())
    if whole in _HOUSE | _ROLES | _ANSWERS or first == "liaison" or (more and first in _ROLES) or glued:
        return NO_NAME
    if whole in {fold(word) for word in taken.words}:
        return NO_NAME
    if any(whole in {fold(part) for part in (agency, *agency.split(","))} for agency in taken.agencies):
        return NO_NAME
    return ""


def _is_unusual(name: str) -> bool:
    """Two parts with a comma, or a place alone; the code of a country alone is a name as good as any."""
    is_code = len(name) <= _CODE and name.isascii()
    return "," in name or (not is_code and gazetteer.exact(name).place is not None)


def _speaks_for(name: str, taken: Taken) -> bool:
    """Whether a role, the house or an agency is spoken of in it: "Approved by IOM"."""
    words = _parts(name)
    said = f" {' '.join(words)} "
    parts = {" ".join(_parts(part)) for agency in taken.agencies for part in (agency, *agency.split(","))}
    capitals = {fold(word) for word in _WORDS.findall(name) if word.isupper() and len(word) > 1}
    is_told = any(f" {part} " in said and (" " in part or part in capitals) for part in parts)
    return is_told or not (_HOUSE | _ROLES).isdisjoint(words)


def is_like(one: str, other: str) -> bool:
    """Whether one can be taken for the other: but for case, accents, titles or one letter, or by eye."""
    ours, theirs = _parts(one), _parts(other)
    if sorted(ours) == sorted(theirs) or seen(one) == seen(other):
        return True
    if set(ours) < set(theirs) or set(theirs) < set(ours):
        shorter = min(ours, theirs, key=len)
        return len(shorter) > 1 or (len(shorter[0]) > 1 and _family(shorter[0][0]) == "EAST")
    words = [("".join(order(ours)), "".join(order(theirs))) for order in (list, sorted)]
    return any(min(map(len, pair)) >= _ONE_OFF and OSA.distance(*pair, score_cutoff=1) <= 1 for pair in words)


def _parts(name: str) -> list[str]:
    return [found for word in _WORDS.findall(name) if (found := fold(word))]


def seen(name: str) -> str:
    """As a tired eye reads it (UTS #39 calls it a skeleton), without blanks."""
    said = "".join(lookalikes().get(char, char) for char in unicodedata.normalize("NFKC", name))
    seen = "".join(fold(said).split())
    for written, meant in _MEANT.items():
        seen = seen.replace(written, meant)
    return seen


@cache
def lookalikes() -> dict[str, str]:
    """Letters of every script that look like plain Latin ones."""
    table = resources.files("handlers.people").joinpath("lookalikes.tsv").read_text("utf-8")
    return dict(row.split("\t") for row in table.splitlines())
