"""A number, or the words of a button: what they answer.

A number goes to the message that it is a reply to; else to the last answer to this person's own line. Where
something unasked with choices came in between, or what it replies to is not known, it is asked which one is
meant.

It waits for what it may answer: a letter that has arrived, and is not known yet to have. The network took
it and the process died before that was noted, or its receipt is late: who reads it presses a number, and
that must not go to the letter before.
"""

from collections.abc import Callable
from datetime import timedelta

from handlers.core import offers
from handlers.core.context import Context, Press
from handlers.core.registry import EVERYONE, act
from handlers.core.speech import says
from handlers.forms import engine
from handlers.items import references
from handlers.reading import cues
from handlers.vocabulary import typed_line
from handlers.vocabulary.incoming import Incoming, Kind
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label, Text, lines
from handlers.vocabulary.voice import Voice
from storage import items, lately, outbox, people
from storage.drafts import Draft
from storage.inbox import Arrival
from storage.item import NO_ITEM, Item
from storage.outbox import Lane, Offer, Outgoing
from storage.work import Work

Pressing = Callable[[Context, Offer], None]
_FOR_GOOD = {"nothing", "confirm", "withdraw"}  # moves that end it, and ask nothing by themselves
_PATIENCE = timedelta(seconds=30)  # then it is asked what was meant
_PAUSE = timedelta(seconds=1)


def waits(work: Work, arrival: Arrival, incoming: Incoming) -> bool:
    """Whether it is put off for a moment, and what its sender wrote after it, too."""
    if (
        incoming.received is None
        or incoming.received + _PATIENCE <= work.now
        or not _is_short(work, incoming)
    ):
        return False
    who = people.who_at(work, incoming.channel, incoming.address)
    if who is None or not lately.is_on_its_way(work, who[1].id, incoming.received):
        return False
    arrival.due_at = work.now + _PAUSE
    work.session.add(arrival)
    return True


def _is_short(work: Work, incoming: Incoming) -> bool:
    """A number, or an answer to something that nobody here has sent."""
    is_said = incoming.kind is Kind.TEXT or (incoming.kind is Kind.PRESS and incoming.text.isdecimal())
    if incoming.about and is_said:
        return outbox.with_external(work, incoming.channel, incoming.about) is None
    return incoming.kind is Kind.TEXT and offers.number_in(incoming.text) is not None


def number(ctx: Context, typed: str, draft: Draft | None, press: Pressing) -> bool:
    """Whether it was a number that means a button, and is dealt with."""
    chosen = offers.number_in(typed)
    if chosen is None or ctx.files:
        return False
    if (letter := offers.answered(ctx)) is not None:
        return _press_at(ctx, letter, chosen, press)
    mine, unasked = offers.answer_between(ctx)
    if ctx.incoming.about:
        found = [(one, chosen) for one in (mine, unasked) if one is not None and _has(ctx, one, chosen)]
        return bool(found) and _ask(ctx, found)
    if draft is not None and not _is_shown(ctx, mine, chosen, draft):
        return False
    if mine is not None and unasked is not None and _both(ctx, mine, unasked, chosen):
        return True
    meant = mine or unasked
    if draft is not None and meant is not None and engine.may_be_counted(draft):
        return _ask(ctx, [(meant, chosen)], number=chosen)
    return meant is not None and _press_at(ctx, meant, chosen, press)


def _is_shown(ctx: Context, letter: Outgoing | None, chosen: int, draft: Draft) -> bool:
    """In a form a number presses the form's own buttons, those that its last message shows; or one of an
    answer about something else that has come since."""
    offer = offers.at(chosen, outbox.shown_under(ctx.work, letter)) if letter is not None else None
    return offer is not None and (not offer.act.startswith("form.") or bool(draft.step))


def _press_at(ctx: Context, letter: Outgoing, chosen: int, press: Pressing) -> bool:
    offer = offers.at(chosen, outbox.shown_under(ctx.work, letter))
    if offer is None:
        return False
    press(ctx, offer)
    return True


def _both(ctx: Context, mine: Outgoing, unasked: Outgoing, chosen: int) -> bool:
    """Whether either may be meant, which is asked."""
    found = [(letter, chosen) for letter in (mine, unasked) if _has(ctx, letter, chosen)]
    return len(found) > 1 and _ask(ctx, found)


def _has(ctx: Context, letter: Outgoing, chosen: int) -> bool:
    offer = offers.at(chosen, outbox.shown_under(ctx.work, letter))
    return offer is not None and (not offer.group or offer.used_at is None)


def _ask(ctx: Context, meant: list[tuple[Outgoing, int]], number: int = 0) -> bool:
    buttons = [
        _again(ctx, offer, letter)
        for letter, chosen in meant
        if (offer := offers.at(chosen, outbox.shown_under(ctx.work, letter))) is not None
    ]
    if number:
        label = Label(N_("“%(number)s” is my answer"), {"number": number})
        buttons.insert(0, Button(label, "number.answer", params={"number": number}))
    ctx.reply("number.which", *buttons, is_answer=bool(number))
    return True


def _again(ctx: Context, offer: Offer, letter: Outgoing) -> Button:
    label = ctx.voice.label(Label(offer.label, offer.label_params or {}))
    ref = items.reference_of(ctx.work, offer.item or letter.item) if offer.item or letter.item else ""
    said = (
        Label("%(label)s – %(ref)s", {"label": label, "ref": ref})
        if ref and ref not in label
        else Label("%(label)s", {"label": label})
    )
    return Button(said, "number.this", item=offer.item, params={"offer": offer.id})


def label(ctx: Context, typed: str, press: Pressing) -> bool:
    """Whether it was the words of a button ("accept", 受理 R-…), which is pressed."""
    words, item = _with_item(ctx, typed)
    if not words or len(words) > 60 or ctx.files:
        return False
    found = offers.labelled(ctx, words, item)
    if not found:
        return False
    is_elsewhere = bool(ctx.incoming.about) and offers.answered(ctx) is None
    if len(found) > 1 or is_elsewhere:
        letter = {one.id: ctx.work.need(Outgoing, one.outgoing_id) for one in found}
        ctx.reply("number.which", *(_again(ctx, one, letter[one.id]) for one in found[:4]), is_answer=False)
    elif found[0].params.get("act") in _FOR_GOOD:
        again = _again(ctx, found[0], ctx.work.need(Outgoing, found[0].outgoing_id))
        ctx.reply("number.sure", again, Button(N_("Nothing"), "words.nothing"))
    else:
        press(ctx, found[0])
    return True


# what asks by itself whether its words are meant so: "yes" presses the one button that does something
_ASKED = {"words.loose", "number.sure", "remind.when"}
_NOTHING = {"words.nothing", "help"}


def yes_or_no(ctx: Context, typed: str, press: Pressing) -> bool:
    """ "yes" and 不用了 to a question of the bot's own, the last thing that it said."""
    letters = offers.lately(ctx, 1)
    if not letters or letters[0].kind not in _ASKED or letters[0].lane is not Lane.ANSWER or ctx.files:
        return False
    choices = [one for one in outbox.choices_under(ctx.work, letters[0]) if one.act not in _NOTHING]
    if any(one.used_at is not None for one in outbox.choices_under(ctx.work, letters[0])):
        return False
    if cues.means(typed, "no", "cancel"):
        ctx.reply("words.dropped")
    elif not cues.means(typed, "yes") or not choices:
        return False
    elif len(choices) == 1:
        press(ctx, choices[0])
    else:
        ctx.reply("number.which", *(_again(ctx, one, letters[0]) for one in choices), is_answer=False)
    return True


def _with_item(ctx: Context, typed: str) -> tuple[str, Item]:
    """The words without the reference before or behind them, and the item of that reference."""
    bare = typed[1:] if typed_line.is_marked(typed) else typed
    head, rest = references.split(bare)
    if not head:
        rest, _, last = bare.rstrip(" .!?。！？").rpartition(" ")
        head = last if references.normal(last) else ""
    if not head:
        return bare, NO_ITEM
    item = items.item_called(ctx.work, references.normal(head))
    return (rest.strip(" :："), item) if item is not None else ("", NO_ITEM)


@act("number.answer", EVERYONE)
def _as_answer(ctx: Press) -> None:
    engine.answer_with(ctx, str(ctx.offer.params["number"]))


@says("number.which")
def _say_which(voice: Voice, is_answer: bool) -> Text:
    if is_answer:
        return lines(voice.t("Is the number your answer, or a button?"))
    return lines(voice.t("Which one do you mean?"))


@says("number.sure")
def _say_sure(voice: Voice) -> Text:
    return lines(voice.t("This cannot be taken back. Is it right?"))
