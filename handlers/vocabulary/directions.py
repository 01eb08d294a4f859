"""Words that run from right to left, inside sentences that run from left to right.

Where an Arabic name stands beside a number or a sign, a screen takes all of it for Arabic and turns it round.
Set apart by two signs of Unicode (UAX #9, isolates) it is one thing, and all around it keeps its place. Text
without such words gets no sign, so no reference, number or address is ever copied with one; from what is
pasted here they are taken out again (`typed_line.cleaned`).
"""

import re
import unicodedata
from collections.abc import Iterator

from handlers.vocabulary.text import Span, Style, Text, text

BEGIN, END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
OURS = "\N{LEFT-TO-RIGHT MARK}"
_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_ANY = re.compile(f"[{_RIGHT}]")
_APART = re.compile(f"{BEGIN}[^{END}\n]*{END}")
# what is apart already; what stands between quotation marks; a name of several words
_PIECE = re.compile(f"{_APART.pattern}|“[^“”\n]*”|[{_RIGHT}]+(?:[ '’.\\-\u200c\u200d]+[{_RIGHT}]+)*")
_STRONG = {"L", "R", "AL"}


def apart(words: str) -> str:
    """What somebody wrote, each line to be read by itself; unchanged where nothing runs that way."""
    if words.isascii() or not _ANY.search(_APART.sub("", words)):
        return words
    bare = words.replace(BEGIN, "").replace(END, "")
    return "\n".join(f"{BEGIN}{line}{END}" if _ANY.search(line) else line for line in bare.split("\n"))


def in_order(words: Text) -> Text:
    """The same text, in which nothing but what runs from right to left does so."""
    if not any(_ANY.search(span.text) for span in words):
        return words
    return text(*_begun([one for span in words for one in _set_apart(span)]))


def _set_apart(span: Span) -> Iterator[Span]:
    """A quote by its lines; what is to be copied from outside, so that it is copied as it is."""
    if span.style is Style.QUOTE:
        yield Span(apart(span.text), span.style)
    elif span.style is Style.CODE and _ANY.search(span.text):
        yield from (Span(OURS + BEGIN), span, Span(END))
    else:
        yield Span(_PIECE.sub(_piece, span.text), span.style)


def _piece(found: re.Match[str]) -> str:
    said = found[0]
    return f"“{apart(said[1:-1])}”" if said[0] == "“" else apart(said)


def _begun(spans: list[Span]) -> Iterator[Span]:
    """A line of ours that begins with such a word is ours all the same; so is a message that begins so."""
    is_begun = False
    for number, span in enumerate(spans):
        lines = span.text.split("\n")
        for at, line in enumerate(lines):
            is_begun = is_begun and at == 0
            if is_begun or (first := _first_strong(line)) is None:
                continue
            is_begun = True
            if first != "L" and (span.style is not Style.QUOTE or (number, at) == (0, 0)):
                lines[at] = OURS + line
        yield Span("\n".join(lines), span.style)


def _first_strong(line: str) -> str | None:
    return next((kind for char in line if (kind := unicodedata.bidirectional(char)) in _STRONG), None)
