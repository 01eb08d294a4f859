"""The vocabulary that handlers speak: what came in, and what is to be said. No network, no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a person did."""

    TEXT = "text"
    EDIT = "edit"  # of the message `about`
    DELETE = "delete"  # of the message `about`
    PRESS = (
        "press"  # `text` is the token of an offer, or the number or emoji chosen under the message `about`
    )


@dataclass(frozen=True)
class IncomingFile:
    """`handle` is what its channel needs to fetch it. `file_id`, `size` and `sha256` once it is kept sealed;
    `problem` when it cannot be: "empty", "too_large", "unreachable"."""

    name: str
    mime: str
    handle: str
    size: int | None = None
    file_id: str | None = None
    sha256: str | None = None
    problem: str | None = None
    caption: str = ""  # what its sender wrote under it


@dataclass(frozen=True)
class Incoming:
    """One thing that one person did on one channel. `event` is its id there."""

    channel: str
    address: str
    event: str
    at: datetime
    text: str = ""
    kind: Kind = Kind.TEXT
    about: str | None = None
    files: tuple[IncomingFile, ...] = ()
    forwarded: bool = False
    name: str = ""  # as the person shows it there
    language: str = ""  # what the person's client is set to
    extra: Mapping[str, Any] = field(default_factory=dict)  # what else the channel knows, "identity" among it

    def to_json(self) -> dict[str, Any]:
        """For the inbox."""
        body = dict(vars(self))
        body["at"] = self.at.isoformat()
        body["files"] = [dict(vars(file)) for file in self.files]
        body["extra"] = dict(self.extra)
        return body

    def joined(self, other: "Incoming") -> "Incoming":
        """One message of two: a further picture of the same album, with what is written under it."""
        words = "\n".join(filter(None, (self.text, other.text)))
        messages = " ".join(str(one.extra["message"]) for one in (self, other) if "message" in one.extra)
        extra = {**self.extra, "message": messages} if messages else self.extra
        return replace(self, text=words, files=(*self.files, *other.files), extra=extra)

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Incoming":
        files = tuple(IncomingFile(**file) for file in body["files"])
        at = datetime.fromisoformat(body["at"])
        return cls(**{**body, "at": at, "kind": Kind(body["kind"]), "files": files})


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
    item: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    group: str = "one"
