"""The vocabulary that handlers speak: what came in, and what is to be said. No network, no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from handlers.vocabulary.typed_line import one_line
from storage.item import NO_ITEM, Item

_MARKS = str.maketrans({"“": "‘", "”": "’", '"': "'"})


class Style(StrEnum):
    PLAIN = ""
    BOLD = "bold"
    DIM = "dim"
    QUOTE = "quote"  # what a person wrote, set apart
    CODE = "code"  # to be copied as it is


@dataclass(frozen=True)
class Span:
    text: str
    style: Style = Style.PLAIN


Text = tuple[Span, ...]
Piece = str | Span | Text | None


def text(*pieces: Piece) -> Text:
    """The pieces one after the other; None is left out."""
    spans: list[Span] = []
    for piece in pieces:
        if isinstance(piece, str):
            spans.append(Span(piece))
        elif isinstance(piece, Span):
            spans.append(piece)
        elif piece:
            spans.extend(piece)
    return tuple(span for span in spans if span.text)


def bold(words: str) -> Span:
    return Span(words, Style.BOLD)


def dim(words: str) -> Span:
    return Span(words, Style.DIM)


def quote(words: str) -> Span:
    return Span(words, Style.QUOTE)


def said(words: str) -> str:
    """What a person wrote, within a line of ours: between quotation marks, of which it holds none."""
    line = one_line(words)
    return line if line.isdecimal() else f"“{line.translate(_MARKS)}”"  # a number says nothing but itself


def copyable(words: str) -> Span:
    return Span(words, Style.CODE)


def lines(*pieces: Piece) -> Text:
    """Each piece on a line of its own; empty ones are left out."""
    return _joined("\n", pieces)


def paragraphs(*pieces: Piece) -> Text:
    """Each piece set apart by an empty line; empty ones are left out."""
    return _joined("\n\n", pieces)


def _joined(between: str, pieces: Iterable[Piece]) -> Text:
    filled = [spans for spans in (text(piece) for piece in pieces) if spans]
    joined: list[Span] = []
    for spans in filled:
        joined.extend([Span(between), *spans] if joined else spans)
    return tuple(joined)


def plain(words: Text) -> str:
    """Without any style."""
    return "".join(span.text for span in words)


def set_apart(words: Text) -> str:
    """Without any style, where nothing but signs can tell what a person wrote: each line of it after "> "."""
    return "".join(
        "> " + span.text.replace("\n", "\n> ") if span.style is Style.QUOTE else span.text for span in words
    )


@dataclass(frozen=True)
class Label:
    """A text to be put into its reader's language later: an English source text and what it is filled with.

    A parameter may be `{"country": "ES"}`, `{"agency": 12}`, `{"time": "…"}` or `{"deadline": "…"}`: the
    reader's voice fills it in.
    """

    source: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Button:
    """An offer under a message: `act` is done with `item` and `params` when it is pressed.

    Of buttons of the same `group` one may be pressed once; with an empty group each stands for itself.
    """

    label: Label | str
    act: str
    item: Item = NO_ITEM
    params: Mapping[str, Any] = field(default_factory=dict)
    group: str = "one"


UNKNOWN = "unknown"  # an answer that every field takes, unless it says no


@dataclass(frozen=True)
class Choice:
    """`label` is an English source text, or filled in by the reader's voice."""

    value: str
    label: Label | str
