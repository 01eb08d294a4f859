"""A letter as a channel gets it, and what a channel says it can do."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from handlers.law.handling import Ceiling
from handlers.vocabulary.text import Text


@dataclass(frozen=True)
class Abilities:
    """What a channel can do. `ceiling`: what may be shown there at most."""

    ceiling: Ceiling
    mark: str = "/"  # before a command; where clients keep "/" to themselves, another one
    buttons: bool = False  # native ones; else they are numbered in the text
    edits: bool = False  # a message can be replaced by a later one
    guards: bool = False  # the copying of a message can be forbidden, but only when it is first sent
    removes: bool = False  # a sent message can be taken back
    rooms: bool = False  # it has encrypted rooms of several people
    removes_after: timedelta | None = None  # content is taken back when it is so old; None: it stays
    max_file: int = 50_000_000  # bytes it can send
    max_incoming_file: int = 20_000_000  # bytes it can fetch


@dataclass(frozen=True)
class Key:
    """A button as its reader sees it. `number` counts from 1 under its message."""

    token: str
    label: str
    number: int


@dataclass(frozen=True)
class FileOut:
    """A file to send; `read` gives its bytes in chunks, again from the start each time it is called."""

    name: str
    mime: str
    size: int
    sha256: str
    read: Callable[[], Iterator[bytes]]
    caption: str = ""
    shown: tuple[int, int] | None = None  # width and height, where it is looked at beside the words


@dataclass(frozen=True)
class Letter:
    """One message, ready to be read. The same `id` always stands for the same message.

    `replaces`: the id on this channel of the message that this one takes the place of.
    `sensitive`: it shows what somebody filed. `guarded`: where a network can forbid that it is copied, it
    does, and it is taken back in time. `anew`: what it takes the place of cannot become it.
    `bulk`: one of many alike; where a network limits us, answers go before it.
    `removes`: the ids on this channel of what its reader wrote and what may not stay there; `where_it_stays`:
    what to say in place of `text` when the network does not delete it.
    `ends`: the ids of earlier messages of ours that this one takes away.
    `menu`: the commands its reader may use and what they do, for a channel that shows a menu.
    """

    id: int
    address: str
    kind: str
    text: Text
    keys: Sequence[Key] = ()
    files: Sequence[FileOut] = ()
    refs: Sequence[str] = ()
    replaces: str | None = None
    sensitive: bool = False
    guarded: bool = False
    anew: bool = False
    bulk: bool = False
    removes: str | None = None
    where_it_stays: Text = ()
    ends: str | None = None
    menu: Sequence[tuple[str, str]] = ()
