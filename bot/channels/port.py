"""The port: all that a channel must be able to do. One contract suite runs over every channel."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from handlers.letters.letter import Abilities, Letter
from handlers.vocabulary.incoming import Incoming
from handlers.vocabulary.text import Text
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


class Left(StrEnum):
    """What is left of messages that were taken back, where anything is."""

    BLANK = "blank"  # they stand there without what they said
    SOME = "some"  # the network gives some of it away no more


class Presence(StrEnum):
    """Of somebody in a room of several."""

    HERE = "here"
    INVITED = "invited"
    GONE = "gone"  # was there, or was invited


Also = Callable[[Work], None]


def trouble_of(channel: object) -> str:
    """What is wrong with its network as far as it knows ("away", "certificate", "locked"); empty: nothing."""
    return str(getattr(channel, "trouble", ""))


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


class RoomKeeper(Protocol):
    """Encrypted rooms of several people. All of it may be done again, and comes to the same.

    TryLaterError, UnreachableError, RefusedError.
    """

    def moved(self) -> Collection[str]:
        """The rooms in which somebody came or went since this was last asked."""

    async def open_room(self, token: str, name: str) -> str:
        """The id of the room of this token; of one token there is never a second room."""

    async def leave_others(self, places: Collection[str]) -> None:
        """Leave empty rooms of ours that are none of these."""

    async def members(self, room_id: str) -> Mapping[str, Presence]:
        """Of everybody but the bot."""

    async def admit(self, room_id: str, address: str) -> None:
        """Invite somebody."""

    async def remove(self, room_id: str, address: str) -> None:
        """Put somebody out, or take an invitation back."""

    async def say(
        self,
        room_id: str,
        key: str,
        words: Text,
        readers: Collection[str],
        *,
        replaces: str | None = None,
        pin: bool = False,
    ) -> str:
        """Say it to those of the readers who are there; the same key is the same message. Its id."""

    async def take_back(self, room_id: str, event_id: str) -> None:
        """Take a message of ours away."""

    async def freeze(self, room_id: str) -> None:
        """From now on nobody but the bot can write there."""

    async def leave(self, room_id: str) -> None:
        """When nobody is in it any more."""


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

    async def remove(self, address: str, external: str) -> Left | None:
        """Take messages back, where the channel can; what cannot be taken back any more is emptied.

        TryLaterError, UnreachableError.
        """

    async def remove_copies(
        self, address: str, older: Collection[str], until: str, known: Collection[str]
    ) -> None:
        """Take back what of ours stands behind the `older` messages and before `until`, and is none of the
        `known` ones: a letter was sent twice, and nobody told us the id of the first copy.

        TryLaterError, UnreachableError.
        """

    async def stop(self) -> None:
        """Finish what is under way and let go of the network."""
