"""The two lines of a text around what was asked for."""

import re
from collections.abc import Set as AbstractSet

from handlers.library import pairs, terms
from handlers.library.index import Words

_ENDS = re.compile(r"(?<=[。！？；\n])|(?<=[.!?;])\s")  # of a sentence, or of a line
_WIDE = 150  # columns of a phone, in two lines; a Chinese character takes two
_BEFORE = 30


def asked_terms(question: str) -> frozenset[str]:
    """The terms of a question, and of whatever else means the same."""
    asked = terms.asked(question)
    things = (said.thing for said in pairs.said_in([one.term for one in asked]))
    others = {term for thing in things for phrase in thing.found for term in phrase}
    own = {one.term for one in asked if not one.is_stop}
    return frozenset(term for term in own | others if terms.weight(term) == 1.0) or frozenset(own)


def holds(words: Words, asked: AbstractSet[str]) -> bool:
    """Whether anything of the question stands there."""
    return any(asked & set(terms.terms(terms.plain(part))) for part in (words.title, words.text)) or any(
        len(term) == 1 and term in terms.plain(f"{words.title}{words.text}") for term in asked
    )


def around(text: str, asked: AbstractSet[str]) -> str:
    """In one line; where nothing of it stands in the text, how the text begins."""
    pieces = [piece.strip(" -\n") for piece in _ENDS.split(text) if piece.strip(" -\n")]
    if not pieces:
        return ""
    found = [len(asked & set(terms.terms(terms.plain(piece)))) for piece in pieces]
    best = found.index(max(found))
    return _cut("".join(map(_joined, pieces[best:])).rstrip(), asked)


def _joined(piece: str) -> str:
    """A Chinese sentence is followed by the next one without a blank."""
    return piece if piece[-1] in "。！？；" else f"{piece} "


def _cut(text: str, asked: AbstractSet[str]) -> str:
    """As much as two lines hold, from a little before what was asked for."""
    first = next((start for start, _, term in terms.places(terms.plain(text)) if term in asked), 0)
    start = first - _BEFORE if first > _WIDE // 2 else 0
    shown, width = [], 0
    for char in text[start:]:
        width += 2 if terms.is_han(char) else 1
        if width > _WIDE:
            shown.append("…")
            break
        shown.append(char)
    return ("…" if start else "") + "".join(shown).rstrip()
