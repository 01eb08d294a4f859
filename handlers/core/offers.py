"""The offer that a press, a number or a typed label means, and the message that something answers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from handlers.core.context import Context
from handlers.reading import cues
from handlers.vocabulary import typed_line
from handlers.vocabulary.languages import LANGUAGES
from handlers.vocabulary.text import Label
from storage import lately as lately_told
from storage import outbox
from storage.item import NO_ITEM, Item
from storage.outbox import Lane, Offer, Outgoing

_LATELY = 10  # messages among which a typed label is looked for
_STOPS = " .,;:!?~。，；：！？～"
_PLACES = {
    place: at + 1
    for at, words in enumerate(("first 一 1", "second 二 2", "third 三 3", "fourth 四 4", "fifth 五 5"))
    for place in words.split()
}


def offer_of(ctx: Context) -> Offer | None:
    """By its token; or by its number under the message it belongs to."""
    chosen = ctx.incoming.text
    if (offer := outbox.offer_with(ctx.work, chosen)) is not None:
        return offer
    number = typed_line.folded(chosen)
    message = outbox.with_external(ctx.work, ctx.incoming.channel, ctx.incoming.about or "")
    if message is None or not number.isdecimal():
        return None
    return at(int(number), outbox.shown_under(ctx.work, message))


def number_in(typed: str) -> int | None:
    """The number that a line is: "2", "2.", "the second one", 第二个."""
    number = typed_line.folded(typed).strip(_STOPS)
    if re.fullmatch(r"[0-9]{1,2}", number):
        return int(number)
    if number in set("一二三四五"):
        return _PLACES[number]
    found = cues.find(typed, "nth") if number else None
    return _PLACES.get(found.said[0]) if found is not None and found.said else None


def numbered(ctx: Context, typed: str) -> Offer | None:
    """The one that a bare number chooses: under the message it answers, else under the last one that has
    any and was there when it came."""
    number = number_in(typed)
    if number is None:
        return None
    if (letter := answered(ctx)) is not None:
        return at(number, outbox.shown_under(ctx.work, letter))
    before = ctx.incoming.received
    return at(number, lately_told.last_with_offers(ctx.work, ctx.officer.id, ctx.account.id, before))


def lately(ctx: Context, most: int = _LATELY) -> list[Outgoing]:
    """The messages with buttons that were there when it was typed, newest first; or the one it answers."""
    if (letter := answered(ctx)) is not None:
        return [letter]
    before = ctx.incoming.received
    return lately_told.letters_with_offers(ctx.work, ctx.officer.id, ctx.account.id, before, most)


def answer_between(ctx: Context) -> tuple[Outgoing | None, Outgoing | None]:
    """The last answer to this person's own line that has buttons; and what came unasked after it, or may
    have come after the line was written."""
    letters, before = lately(ctx), ctx.incoming.received
    if len(letters) > 1 and before is not None and (letters[0].sent_at or before) > before:
        return letters[1], letters[0]
    mine = next((one for one in letters if one.lane is Lane.ANSWER), None)
    return mine, (letters[0] if letters and letters[0] is not mine else None)


def labelled(ctx: Context, typed: str, item: Item = NO_ITEM) -> list[Offer]:
    """Those whose label was typed: under the last message; of earlier ones, those about an item. `item`:
    about this one only."""
    wanted = typed_line.folded(typed).strip(_STOPS)
    found = []
    for place, letter in enumerate(lately(ctx)):
        for offer in outbox.choices_under(ctx.work, letter):
            is_near = (place == 0 and not item) or (offer.item or letter.item)
            is_of_it = not item or item in {offer.item, letter.item}
            if is_near and is_of_it and _is_called(wanted, labels(ctx, offer)):
                found.append(offer)
        if found:
            break
    exact = [one for one in found if wanted in labels(ctx, one)]
    return exact or found


def _is_called(wanted: str, known: set[str]) -> bool:
    """By the whole label, or its first word: "accept" under [Accept request]."""
    return bool(wanted) and any(one == wanted or one.partition(" ")[0] == wanted for one in known)


def labels(ctx: Context, offer: Offer) -> set[str]:
    """In each of the languages: who reads Chinese may type English."""
    label = Label(offer.label, offer.label_params or {})
    said = map(typed_line.cleaned, _in_languages(ctx, label))
    return {typed_line.folded(words).strip(_STOPS) for words in said}


def _in_languages(ctx: Context, label: Label) -> Iterator[str]:
    for language in LANGUAGES:
        yield replace(ctx.voice, language=language).label(label)


def answered(ctx: Context) -> Outgoing | None:
    """The message of ours that this one is a reply to, or in whose thread it stands."""
    for event in (ctx.incoming.about, ctx.incoming.extra.get("thread")):
        letter = outbox.with_external(ctx.work, ctx.incoming.channel, str(event)) if event else None
        if letter is not None and letter.account_id == ctx.account.id:
            return letter
    return None


def at(number: int, offers: Sequence[Offer]) -> Offer | None:
    return next((offer for offer in offers if offer.position == number), None)
