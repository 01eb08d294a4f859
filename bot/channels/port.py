"""The port: all that a channel must be able to do. One contract suite runs over every channel."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from handlers.access import Ceiling
from handlers.chat import Incoming, Text
from storage.work import Work


class TryLaterError(Exception):
    """The network cannot take it now. `after`: when it may be tried again, if the network said so."""

    def __init__(self, reason: str, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class UnsureError(TryLaterError):
    """No answer came: it may have arrived all the same, and the next try may bring it twice."""


class UnreachableError(Exception):
    """This person cannot be written to until he or she writes first (blocked the bot, left the room)."""


class RefusedError(Exception):
    """The network will never take this message; the reason is for the operator."""


@dataclass(frozen=True)
class Abilities:
    """What a channel can do. `ceiling`: what may be shown there at most."""

    ceiling: Ceiling
    buttons: bool = False  # native ones; else they are numbered in the text
    edits: bool = False  # a message can be replaced by a later one
    guards: bool = False  # the copying of a message can be forbidden, but only when it is first sent
    removes: bool = False  # a sent message can be taken back
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


@dataclass(frozen=True)
class Letter:
    """One message, ready to be read. The same `id` always stands for the same message.

    `replaces`: the id on this channel of the message that this one takes the place of.
    `sensitive`: it shows what somebody filed; where a network can forbid copying it, it does. `guarded`: so
    was what it takes the place of. `anew`: what it takes the place of cannot become it.
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
    silent: bool = False
    bulk: bool = False
    removes: str | None = None
    where_it_stays: Text = ()
    ends: str | None = None
    menu: Sequence[tuple[str, str]] = ()


Also = Callable[[Work], None]


class Intake(Protocol):
    """Where a channel puts what it received."""

    async def take(
        self, channel: str, arrivals: Sequence[Incoming], cursor: str | None = None, also: Also | None = None
    ) -> None:
        """Safe on disk when it returns: the messages, the channel's cursor, and what `also` writes, in one
        transaction. A message that was taken before is taken once."""

    async def cursor(self, channel: str) -> str | None:
        """The cursor that was last stored; None at the very first start."""

    async def do(self, also: Also) -> None:
        """Only `also`, in a transaction of its own."""


class Channel(Protocol):
    name: str
    abilities: Abilities

    async def run(self, intake: Intake) -> None:
        """Receive until cancelled. Waits out every fault of the network; raises only what the operator must
        mend."""

    async def busy(self, address: str) -> None:
        """Show there, for some seconds, that its person's message is being worked on, where the network can
        show that. Raises nothing that matters."""

    async def deliver(self, letter: Letter) -> str:
        """Its id on the channel; several, for a message sent in parts, are joined by spaces.

        TryLaterError, UnreachableError, RefusedError.
        """

    def fetch(self, handle: str) -> AsyncIterator[bytes]:
        """The chunks of an incoming file. TryLaterError, RefusedError."""

    async def remove(self, address: str, external: str) -> None:
        """Take a message back, where the channel can. TryLaterError; what is refused for good stays."""

    async def stop(self) -> None:
        """Finish what is under way and let go of the network."""
