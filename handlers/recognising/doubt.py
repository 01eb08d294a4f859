"""The second guard: whether a text in which nothing was found could still hold something personal.

It knows no kinds and is wrong on the safe side: any longer number, any capital that begins no sentence and is
no known word, any letters of another script, any Chinese surname where a name could begin. Whoever sends such a text through a pointer
corridor reads it once more.
"""

import re
from functools import lru_cache

from handlers import places as gazetteer
from handlers.law import official_references
from handlers.recognising.finder import Allowed, nobody
from handlers.recognising.folding import fold
from handlers.recognising.joining import SPELT
from handlers.recognising.lists import words

_NUMBER = re.compile(r"\d(?:[ .,/-]?\d){4,}")
_DATE_OR_TIME = re.compile(
    r"(?:19|20)\d\d[-/.年 ]{1,2}\d{1,2}[-/.月 ]{1,2}\d{1,2}日?|\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|\d{1,2}:\d\d(?:-\d{1,2}:\d\d)?"
)
_SENTENCE = re.compile(r"(?:^|[.!?:;\n\"“(]\s*|[-–]\s+)$")
_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ž][A-Za-zÀ-ÖØ-öø-ž'’-]*")
_RUN = re.compile(r"(?<![A-Za-zÀ-ž])[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ž'’-]*(?: [A-ZÀ-ÖØ-Þ][A-Za-zÀ-ž'’-]*){0,6}")
_OTHER = re.compile(r"[^\W\d_A-Za-zªºÀ-ɏʰ-˿Ḁ-ỿ々〇㐀-䶿一-鿿]")  # neither Latin nor Chinese
_HAN_RUN = re.compile(r"[一-鿿]+")
_STARTS_A_NAME = re.compile(r"[叫名姓称谓化]|男子|女子|嫌疑人|受害人|证人|司机|老板|房东|中介")
# where a clause begins, or behind who does something: a surname, and a character that names are made of
_CLAUSE = re.compile(r"(?:^|(?<=[\s,，。;；:：、!！?？(（\"“‘《])|(?<=[工员犯师医]))(?P<name>[一-鿿]{2,4})")
_AMOUNT = re.compile(
    r"(?:[€$£¥]|EUR|USD|RMB|CNY|人民币)\s?$|^\s?(?:€|euros?|EUR|USD|元|欧元|万|美元|km|公里)", re.IGNORECASE
)


def is_doubtful(raw: str, allowed: Allowed = nobody) -> bool:
    """Whether its sender should read it again before it goes."""
    plain = fold(raw).plain
    for start, end in sorted(official_references.spans(plain), reverse=True):
        plain = f"{plain[:start]} {plain[end:]}"
    if _OTHER.search(plain) or SPELT.search(plain):
        return True
    return _has_number(plain) or _has_capital(plain, allowed) or _has_name_sign(plain, allowed)


def _has_number(plain: str) -> bool:
    without = _DATE_OR_TIME.sub(" ", plain)
    for found in _NUMBER.finditer(without):
        beside = without[max(found.start() - 12, 0) : found.start()], without[found.end() : found.end() + 8]
        if not (_AMOUNT.search(beside[0]) or _AMOUNT.search(beside[1])):
            return True
    return "@" in plain


def _has_capital(plain: str, allowed: Allowed) -> bool:
    """A run of capitals that holds the name of an institution, or of a street, is rather that."""
    for run in _RUN.finditer(plain):
        said = [(run.start() + one.start(), one[0]) for one in _WORD.finditer(run[0])]
        if any(_bare(word) in words("institutions") for _, word in said):
            continue
        if any(_is_strange(plain, start, word, allowed) for start, word in said):
            return True
    return False


def _is_strange(plain: str, start: int, word: str, allowed: Allowed) -> bool:
    begins = start == 0 or _SENTENCE.search(plain[max(start - 8, 0) : start]) is not None
    is_capital = word[0].isupper() and not (word.isupper() and len(word) <= 5)
    return is_capital and not (begins and _is_common(word)) and not _is_known(word) and not allowed(word)


def _is_common(word: str) -> bool:
    """Any word may begin a sentence; a given name is rather a name."""
    return word.casefold().removesuffix("'s") not in words("given_en")


def _bare(word: str) -> str:
    return word.casefold().strip("'’-").removesuffix("'s").removesuffix("’s")


def _is_known(word: str) -> bool:
    bare = _bare(word)
    lists = ("known", "months", "institutions", "starters")
    return any(bare in words(name) for name in lists) or _is_place(bare)


def _has_name_sign(plain: str, allowed: Allowed) -> bool:
    """A word that names are said with, and a surname somewhere behind it."""
    for run in _HAN_RUN.finditer(plain):
        for sign in _STARTS_A_NAME.finditer(run[0]):
            behind = run[0][sign.end() : sign.end() + 4]
            if any(char in words("surnames") for char in behind[:2]) and not allowed(behind[:3]):
                return True
    return any(_may_be_name(found["name"], allowed) for found in _CLAUSE.finditer(plain))


def _may_be_name(said: str, allowed: Allowed) -> bool:
    surname = 2 if said[:2] in words("compounds") else 1
    is_name = surname == 2 or (said[0] in words("surnames") and said[1] in words("given"))
    known = any(said[:length] in words("words_zh") for length in range(2, len(said) + 1))
    return is_name and not known and not _is_place(said[:2]) and not _is_place(said) and not allowed(said[:3])


@lru_cache(4096)  # what somebody typed does not stay for ever
def _is_place(said: str) -> bool:
    split = gazetteer.split(said)
    return bool(split.places) and not split.rest.strip()
