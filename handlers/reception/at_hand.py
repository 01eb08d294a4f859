"""The matter at hand: what waits for this person, and what a few words about it may press."""

from dataclasses import dataclass

from handlers.core import access, kept_line, offers
from handlers.core.context import Context
from handlers.core.registry import command_named, is_for
from handlers.requests import answering as request_answers
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label
from storage import items, outbox
from storage.item import NO_ITEM, Item
from storage.outbox import Offer

# what a few words may mean: acts of buttons that were shown, the likeliest first, with a parameter of theirs
_MOVES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "accept": (("request.move", "act", "accept"), ("clue.step", "step", "take_up")),
    "received": (
        ("clue.step", "step", "acknowledge"),
        ("notice.acknowledge", "", ""),
        ("request.move", "act", "accept"),
    ),
    "nothing": (("request.move", "act", "nothing"),),
    "partial": (("request.move", "act", "partial"),),
    "refuse": (("request.move", "act", "refuse"), ("clue.step", "step", "decline")),
    "extend": (("request.move", "act", "extend"),),
    "clarify": (("request.move", "act", "clarify"),),
    "decline_clue": (("clue.step", "step", "decline"), ("request.move", "act", "refuse")),
    "report": (("clue.step", "step", "report"),),
    "handon": (("request.move", "act", "forward"), ("clue.forward", "", "")),
    "withdraw": (("request.withdraw", "", ""), ("clue.withdraw", "", "")),
    "take_back": (("request.move", "act", "take_back"),),
    "attend": (("meeting.answer", "answer", "yes"),),
    "decline": (("meeting.answer", "answer", "no"),),
}
INTENTS = frozenset(_MOVES)
_WORDLESS = {"accept", "received", "nothing", "handon", "withdraw", "take_back", "attend", "decline"}
_SURE = {"attend", "decline"}  # it answers a question that was asked; can be changed by another press
_AUTHORED = {"request.withdraw": "request", "clue.withdraw": "clue"}


def moved(ctx: Context, intent: str, item: Item = NO_ITEM) -> Offer | None:
    """The button that the words mean, under the newest message that has one."""
    for letter in offers.lately(ctx):
        shown = outbox.choices_under(ctx.work, letter)
        for act, name, value in _MOVES[intent]:
            for offer in shown:
                about = offer.item or letter.item
                is_it = offer.act == act and (not name or offer.params.get(name) == value)
                if is_it and (not item or item == about) and _is_alive(ctx, offer, about):
                    return offer
    return None


def _is_alive(ctx: Context, offer: Offer, about: Item) -> bool:
    is_over = (offer.ends_at is not None and offer.ends_at <= ctx.now) or (offer.group and offer.used_at)
    return not is_over and (not about or access.may_see(ctx.work, ctx.officer, about))


def is_sure(intent: str) -> bool:
    return intent in _SURE


def as_button(ctx: Context, offer: Offer) -> Button:
    """The same once more, named by what it is about."""
    letter = ctx.work.need(outbox.Outgoing, offer.outgoing_id)
    item = offer.item or letter.item
    label = ctx.voice.label(Label(offer.label, offer.label_params or {}))
    ref = items.reference_of(ctx.work, item) if item else ""
    said = (
        Label("%(label)s – %(ref)s", {"label": label, "ref": ref})
        if ref
        else Label("%(label)s", {"label": label})
    )
    return Button(said, offer.act, item=item, params=offer.params, group="")


def takes_words(intent: str) -> bool:
    """Whether the line is part of what is said with it."""
    return intent not in _WORDLESS


@dataclass(frozen=True)
class Matter:
    """What waits for this person's words: a request that is owed, or a question about one's own."""

    item: Item
    ref: str


def owed(ctx: Context) -> list[Matter]:
    """Requests that wait for an answer, or for the answer to a question; the one that is replied to alone."""
    made = command_named("answer")
    if made is None or not is_for(made, ctx.officer.role):
        return []
    found = request_answers.waiting(ctx.work, ctx.officer)
    keys = dict.fromkeys(Item("request", one.request_id) for one in found)
    seen = access.only_seen(ctx.work, ctx.officer, keys)
    letter = offers.answered(ctx)
    if letter is not None and letter.item in seen:
        seen = [letter.item]
    refs = items.references_of(ctx.work, seen)
    return [Matter(item, refs[item]) for item in seen]


def authored(ctx: Context) -> Matter | None:
    """The last clue or request that this person sent."""
    for letter in offers.lately(ctx):
        for offer in outbox.choices_under(ctx.work, letter):
            item = offer.item or letter.item
            if offer.act in _AUTHORED and item and access.may_see(ctx.work, ctx.officer, item):
                return Matter(item, items.reference_of(ctx.work, item))
    return None


def adding(matter: Matter) -> Button:
    kind = matter.item.kind
    return kept_line.as_command(kind, Label(N_("Add to %(ref)s"), {"ref": matter.ref}), matter.ref)


def answering(matter: Matter) -> Button:
    return kept_line.as_command("answer", Label(N_("Answer to %(ref)s"), {"ref": matter.ref}), matter.ref)
