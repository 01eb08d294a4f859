"""What a handler is given: who wrote what, the unit of work, and the ways to answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.core import assumed_handling
from handlers.core.rules import Rules
from handlers.core.saying import say, say_all, voice_for
from handlers.core.speech import speech
from handlers.vocabulary import typed_line
from handlers.vocabulary.incoming import Incoming
from handlers.vocabulary.text import Button
from handlers.vocabulary.voice import Voice
from storage import people, reaching
from storage.item import NO_ITEM, Item
from storage.outbox import Lane, Offer, Outgoing
from storage.people import Account, Officer
from storage.work import Work


@dataclass(frozen=True)
class Decision:
    """What a sender decided before something went through a corridor: the words that are masked, those that
    are a false alarm, and the texts of which only the official reference goes."""

    masked: Sequence[str] = ()
    released: Sequence[str] = ()
    held: Sequence[str] = ()


@dataclass
class Context:
    """One message or press of one active officer. `incoming.text` is cleaned already."""

    work: Work
    rules: Rules
    officer: Officer
    account: Account
    incoming: Incoming
    offer: Offer | None = None
    files: list[int] = field(
        default_factory=list
    )  # attachments that came with it, kept and not yet anybody's
    event: str = ""  # the message it all began with: its channel and its id there
    said_in: Sequence[Mapping[str, Any]] = ()  # the messages that say what is acted on: account, id there
    argument: str | None = None  # of the command that is carried out
    unused: str = ""  # words of the line that its command has no use for
    answered: Mapping[str, Any] = field(default_factory=dict)  # in the form that this line opened before
    begun: Mapping[str, Any] = field(default_factory=dict)  # how what runs now can be begun again
    also_to: Sequence[int] | None = None  # agencies besides those where nobody is; None: nobody was asked
    screened: Decision | None = None  # what its sender decided about what looked personal in it
    changes: str = ""  # the event that an edit is about, where it is not this message's own affair
    _replaced: bool = False

    def __post_init__(self) -> None:
        if (message := self.incoming.extra.get("message")) is not None:
            self.said_in = [{"account": self.account.id, "message": message}]
        self.event = self.event or self.events[0]

    @property
    def now(self) -> datetime:
        return self.work.now

    @property
    def voice(self) -> Voice:
        """For reading what the officer typed; what is said goes through `reply` and `tell`."""
        return voice_for(self.work, self.officer)

    @property
    def events(self) -> list[str]:
        """Of each message that it was put together of: an album is several."""
        numbers = str(self.incoming.extra.get("message", "")).split()  # edits are told by these
        own = [f"{self.account.id}/{number}" for number in numbers] or [self.incoming.event]
        return [f"{self.incoming.channel} {one}" for one in own]

    @property
    def changed_event(self) -> str:
        """The event of the message that an edit, or a deletion, is about."""
        if self.changes:
            return self.changes
        is_numbered = "message" in self.incoming.extra
        return self.event if is_numbered else f"{self.incoming.channel} {self.incoming.about}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.officer.zone)

    def reply(
        self,
        kind: str,
        *buttons: Button,
        item: Item = NO_ITEM,
        files: Sequence[int] = (),
        replaces: int | None = None,
        **params: Any,
    ) -> Outgoing:
        """To the account that wrote. After a press it takes the place of the message with the button, where
        the channel can do that."""
        if replaces is None and self.offer is not None and not self._replaced:
            replaces, self._replaced = self.offer.outgoing_id, True
        params.setdefault("said_in", self.said_in)
        if speech(kind).unclear:
            params = _with(self._may_be_anything(self._argument()), params)
        elif self.unused:
            params = _with(self._may_be_anything(self.unused), params)
        return say(
            self.work,
            self.officer,
            kind,
            buttons=buttons,
            item=item,
            files=files,
            account=self.account,
            lane=Lane.ANSWER,
            replaces=replaces,
            ends_at=self.now + self.rules.periods.offer,
            unopened=len(self.work.missed),
            **params,
        )

    def as_written(self, words: str) -> str:
        """Somebody else's words say so, wherever they are kept: never as this officer's own."""
        if not self.incoming.forwarded:
            return words
        name = self.incoming.extra.get("origin", "?")
        whose = (
            self.voice.t("Forwarded, from whom is hidden")
            if name == "?"
            else typed_line.one_line(self.voice.t("Forwarded from %(name)s", name=name))
        )
        return f"{whose}: {words}" if words else whose

    def _argument(self) -> str:
        return self.incoming.text if self.argument is None else self.argument

    def _may_be_anything(self, words: str) -> dict[str, Any]:
        """Words that were not understood: the line is kept, and handled as the clue that it may become."""
        handled = assumed_handling.as_words(self.work, words)
        return {**self.kept_line(), **handled, "may_be_anything": True} if handled else {}

    def kept_line(self, typed: str = "", line: str | None = None) -> dict[str, Any]:
        """For an answer: the line as it came, or what of it is kept, and what was not understood of it."""
        files = list(self.files)
        self.files.clear()
        said = self.incoming.text if line is None else line
        return {"keeps": {"line": said, "typed": typed, "kept": files, "event": self.event}}

    def keep_message(self) -> None:
        """The message with the pressed button stays; what is replied comes below it."""
        self._replaced = True

    def tell(self, officer: Officer, kind: str, *buttons: Button, **params: Any) -> Outgoing:
        """To another officer. `params` may hold `item`, `files`, `urgent`, too."""
        return say(
            self.work,
            officer,
            kind,
            buttons=buttons,
            ends_at=self.now + self.rules.periods.offer,
            **params,
        )

    def tell_all(self, officers: Iterable[Officer], kind: str, *buttons: Button, **params: Any) -> int:
        """How many were told; who acts is not told what he or she just did."""
        return say_all(self.work, self.rules, officers, kind, buttons, but=self.officer, **params)

    def colleagues(self, agency_id: int) -> list[Officer]:
        """The active officers of an agency, and who stands in for them now."""
        return reaching.acting_for(self.work, agency_id)

    def may_act_for(self, agency_id: int) -> bool:
        return agency_id in people.agencies_of(self.work, self.officer)


@dataclass
class Press(Context):
    """A button that was pressed; the offer that it stands for is there."""

    offer: Offer = field(kw_only=True)

    @classmethod
    def of(cls, ctx: Context, offer: Offer) -> "Press":
        """The same message, and whatever came with it."""
        made = cls(ctx.work, ctx.rules, ctx.officer, ctx.account, ctx.incoming, offer=offer)
        vars(made).update(vars(ctx), offer=offer)
        return made


def _with(line: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """What an answer says itself goes first; beside what it keeps, the line is kept, too."""
    keeps = {**line.get("keeps", {}), **params.get("keeps", {})}
    return {**line, **params} | ({"keeps": keeps} if keeps else {})
