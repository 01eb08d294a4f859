"""What can be said: each kind of message is declared once, and put into words for its reader at delivery.

@says("clue.filed")
def _say_filed(voice: Voice, ref: str, clue: Clue) -> Text:
    return text(voice.t("Clue %(ref)s is on its way.", ref=ref))

What a message is given stands in the signature, and is checked when it is said, not when it is delivered. A
row is given by its id, an instant as ISO 8601, and both come back as what the signature says.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from handlers.core.declared import Declared
from handlers.core.params import Params, Wanted, WrongParamsError, called, wanted_by
from handlers.core.rules import Rules
from handlers.core.when_to_ring import Rings
from handlers.vocabulary.made_files import MadeFile
from handlers.vocabulary.text import Text
from handlers.vocabulary.voice import Voice
from storage.errors import ContentError
from storage.filtered import FilteredWork
from storage.outbox import Outgoing
from storage.people import Officer
from storage.plain import PlainWork
from storage.work import Work

OURS = frozenset({"cursor.value"})  # what the bot itself is called on a channel
NAMED = OURS | {
    "officer.name",
    "account.address",
    "account.identity",
    "account.shown_identity",
    "invitation.sent_from",
}
Saying = Callable[..., Text]
Making = Callable[..., Sequence[MadeFile]]
Seen = Callable[[Work, Officer, Outgoing], None]
Going = Callable[[Work, Rules, Outgoing], None]
Ringing = Rings | Callable[[Work, Params], Rings]


@dataclass(frozen=True)
class Speech:
    """`shows_content`: the gate decides about its item; otherwise it only tells a person what he or she did.
    Without it, and without `veil` or `secret`, it can quote nothing but what persons are called.

    `to_strangers`: it may go to somebody who is not active. `makes`: the files that go with it. `took`: its
    item, or its form, holds what its reader has just typed; where that may not be shown, the message may not
    stay. `veil`: for what may quote the answers of a form; said in its place, with its buttons, where these
    may not be shown. `recalls`: it quotes what may have been typed long ago, or elsewhere. `secret`: a key of
    its reader's own. `took_secret`: its reader has just typed one; wherever that was, it may not stay.
    `points`: what it is, from whom, and until when it is due, for where its content may not be shown.
    `unclear`: what its reader typed was not understood, so that it may be anything; where that may not be
    shown, it is left out. `in_part`: it asks the voice of each piece whether it may be shown. `is_free`: it
    can quote nothing, and may stay in any chat. Everything else is kept from being copied, and taken back in
    time, where a channel can. `rings`: how it comes to who did not ask for it, where that hangs on what it
    is given, as a function.
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
    unclear: bool = False
    points: Saying | None = None
    is_free: bool = False
    in_part: bool = False
    rings: Ringing = Rings.BY_DAY

    @property
    def quotes(self) -> bool:
        """Whether it can hold what somebody filed, or is about to."""
        return self.shows_content or self.veil is not None or self.unclear or self.in_part or self.secret

    def shows(self, row: Outgoing) -> bool:
        """Whether a letter of this kind shows what belongs to an item."""
        return bool(row.files) or (self.quotes and bool(row.item))

    @cached_property
    def wanted(self) -> Mapping[str, Wanted]:
        """What it is given, by whichever of its functions wants it."""
        makers = (self.say, self.veil, self.points, self.makes)
        found: dict[str, Wanted] = {}
        for one in (one for maker in makers if maker is not None for one in wanted_by(maker).items()):
            found[one[0]] = found[one[0]] if one[0] in found and not found[one[0]].may_miss else one[1]
        return found

    def check(self, params: Params) -> None:
        """WrongParamsError: something is missing, or nobody wants it."""
        missing = {name for name, one in self.wanted.items() if not one.may_miss} - params.keys()
        unknown = params.keys() - self.wanted.keys()
        if missing or unknown:
            raise WrongParamsError(f"{self.kind}: missing {sorted(missing)}, unknown {sorted(unknown)}")

    def ringing(self, work: Work, params: Params) -> Rings:
        return self.rings if isinstance(self.rings, Rings) else self.rings(work, params)

    def words(self, voice: Voice, params: Params) -> Text:
        """ContentError: they would quote, and it does not say that it quotes; or nobody asked what of
        it may be heard."""
        if self.quotes:
            return called(self.say, _filtered(voice, self.kind), params)
        return called(self.say, _plain(voice, OURS if self.is_free else NAMED), params)

    def veiled(self, voice: Voice, params: Params) -> Text | None:
        """What is said in its place where it may not be shown; None: it has no words of its own for that."""
        if self.unclear and self.veil is None:
            blank = {name: "…" for name, one in self.wanted.items() if one.is_typed and params.get(name)}
            return called(self.say, _plain(voice, NAMED), {**params, **blank})
        return None if self.veil is None else called(self.veil, _plain(voice), params)

    def pointed(self, voice: Voice, params: Params) -> Text:
        """What is said of it where its content may not be shown."""
        return () if self.points is None else called(self.points, _plain(voice), params)

    def files(self, voice: Voice, params: Params) -> Sequence[MadeFile]:
        """What is made for its reader and goes with it."""
        return () if self.makes is None else called(self.makes, _filtered(voice, self.kind), params)


def _plain(voice: Voice, open_to: frozenset[str] = OURS) -> Voice:
    return replace(voice, work=PlainWork(voice.work, open_to))


def _filtered(voice: Voice, kind: str) -> Voice:
    if not isinstance(voice.work, FilteredWork | PlainWork):  # the latter shows nothing at all
        raise ContentError(f"{kind} quotes, and nobody asked what its reader may see")
    return voice


_speeches: Declared[Speech] = Declared()


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
    unclear: bool = False,
    points: Saying | None = None,
    free: bool | None = None,
    in_part: bool = False,
    rings: Ringing = Rings.BY_DAY,
) -> Callable[[Saying], Saying]:
    """Declare how messages of this kind are put into words.

    Free by itself is what is given nothing, and answers no words: it says the same to everybody. `free`: what
    it is given are codes, counts and times. ValueError: it is given what somebody typed, and does not say
    that it quotes.
    """

    def register(say: Saying) -> Saying:
        if kind in _speeches:
            raise ValueError(f"{kind} is declared twice")
        made = Speech(
            kind,
            say,
            shows_content,
            to_strangers,
            makes,
            took,
            veil,
            recalls,
            secret,
            took_secret,
            unclear,
            points,
            free if free is not None else not (wanted_by(say) or shows_content or makes or took or unclear),
            in_part,
            rings,
        )
        if not made.quotes and any(one.is_typed for one in made.wanted.values()):
            raise ValueError(f"{kind} says what somebody typed, and does not say that it quotes")
        _speeches.add(made, kind)
        return say

    return register


def speech(kind: str) -> Speech:
    return _speeches[kind]


def given(kind: str, **known: Any) -> dict[str, Any]:
    """Of what is known, what a message of this kind is declared with: where the kind is chosen as it goes."""
    return {name: value for name, value in known.items() if name in speech(kind).wanted}


_when_shown: dict[str, list[Seen]] = {}


def when_shown(*kinds: str) -> Callable[[Seen], Seen]:
    """Declare what follows when content of these kinds has reached a person: its item counts as seen."""

    def register(then: Seen) -> Seen:
        for kind in kinds:
            _when_shown.setdefault(kind, []).append(then)
        return then

    return register


_when_going: Declared[Going] = Declared()
_when_sent: Declared[Seen] = Declared()


def when_going(kind: str) -> Callable[[Going], Going]:
    """Declare what comes before a message of this kind is put into words: each time that it is tried."""

    def register(then: Going) -> Going:
        return _when_going.add(then, kind)

    return register


def when_sent(kind: str) -> Callable[[Seen], Seen]:
    """Declare what follows when a message of this kind has gone out, with its content or without."""

    def register(then: Seen) -> Seen:
        return _when_sent.add(then, kind)

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
