"""What can be said: each kind of message is declared once, and put into words for its reader at delivery.

@says("clue.filed")
def _filed(voice: Voice, params: Params) -> Text:
    return text(voice.t("Clue %(ref)s is on its way.", ref=params["ref"]))
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.chat import Text
from handlers.lang import Voice
from handlers.rules import Rules
from storage.outbox import Outgoing
from storage.people import Officer
from storage.work import Work

Params = Mapping[str, Any]
Saying = Callable[[Voice, Params], Text]
Shown = Callable[[Work, Officer, Outgoing], None]
Going = Callable[[Work, Rules, Outgoing], None]


@dataclass(frozen=True)
class MadeFile:
    """A file made for its reader at delivery, from rows: nothing is kept of it."""

    name: str
    mime: str
    data: bytes


Making = Callable[[Voice, Params], Sequence[MadeFile]]


@dataclass(frozen=True)
class Speech:
    """`shows_content`: the gate decides about its item; otherwise it only tells a person what he or she did.

    `to_strangers`: it may go to somebody who is not active. `makes`: the files that go with it. `took`: its
    item, or its form, holds what its reader has just typed; where that may not be shown, the message may not
    stay. `veil`: for what may quote the answers of a form; said in its place, with its buttons, where these
    may not be shown. `recalls`: it quotes what may have been typed long ago, or elsewhere. `secret`: a key of
    its reader's own. `took_secret`: its reader has just typed one; wherever that was, it may not stay.
    """

    kind: str
    say: Saying
    shows_content: bool = False
    to_strangers: bool = False
    makes: Making | None = None
    took: bool = False
    veil: Saying | None = None
    recalls: bool = False
    secret: bool = False
    took_secret: bool = False

    @property
    def quotes(self) -> bool:
        """Whether it can hold what somebody filed, or is about to."""
        return self.shows_content or self.veil is not None


_speeches: dict[str, Speech] = {}


def says(
    kind: str,
    *,
    shows_content: bool = False,
    to_strangers: bool = False,
    makes: Making | None = None,
    took: bool = False,
    veil: Saying | None = None,
    recalls: bool = False,
    secret: bool = False,
    took_secret: bool = False,
) -> Callable[[Saying], Saying]:
    """Declare how messages of this kind are put into words."""

    def register(say: Saying) -> Saying:
        if kind in _speeches:
            raise ValueError(f"{kind} is declared twice")
        _speeches[kind] = Speech(
            kind, say, shows_content, to_strangers, makes, took, veil, recalls, secret, took_secret
        )
        return say

    return register


def speech(kind: str) -> Speech:
    return _speeches[kind]


_when_shown: dict[str, list[Shown]] = {}


def when_shown(*kinds: str) -> Callable[[Shown], Shown]:
    """Declare what follows when content of these kinds has reached a person: its item counts as seen."""

    def register(then: Shown) -> Shown:
        for kind in kinds:
            _when_shown.setdefault(kind, []).append(then)
        return then

    return register


_when_going: dict[str, Going] = {}
_when_sent: dict[str, Shown] = {}


def when_going(kind: str) -> Callable[[Going], Going]:
    """Declare what comes before a message of this kind is put into words: each time that it is tried."""

    def register(then: Going) -> Going:
        _when_going[kind] = then
        return then

    return register


def when_sent(kind: str) -> Callable[[Shown], Shown]:
    """Declare what follows when a message of this kind has gone out, with its content or without."""

    def register(then: Shown) -> Shown:
        _when_sent[kind] = then
        return then

    return register


def is_going(work: Work, rules: Rules, row: Outgoing) -> None:
    if (then := _when_going.get(row.kind)) is not None:
        then(work, rules, row)


def was_sent(work: Work, officer: Officer, row: Outgoing) -> None:
    if (then := _when_sent.get(row.kind)) is not None:
        then(work, officer, row)


def was_shown(work: Work, officer: Officer, row: Outgoing) -> None:
    for then in _when_shown.get(row.kind, ()):
        then(work, officer, row)


def kinds() -> list[str]:
    """Every kind there is."""
    return sorted(_speeches)
