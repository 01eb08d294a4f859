"""Which two of all that a line may be for are offered: its likeness to other lines, and what is at hand.

Nothing is done here: a press carries it out, the words kept.
"""

from collections.abc import Sequence

from handlers.contacts import asking
from handlers.contacts import plainly as contacts_asked
from handlers.core import offers
from handlers.core.context import Context
from handlers.core.registry import command_named, run_command
from handlers.reading import likely
from handlers.reception import at_hand, said_of
from handlers.reception.guessing import buttons
from handlers.reception.guessing.buttons import Said
from handlers.reception.guessing.buttons import made as of_intent
from handlers.vocabulary.text import Button
from storage.item import Item

_MOST = 2
_NEAR = 12  # of all intents, how many are tried for a button
# how much likelier something is where there is something to do it with
_AT_HAND = 0.35
_OWED = 0.5
_DATED = 0.5  # a line that begins, or ends, with when
_JUST_ASKED = 1.0
_NAMED = 0.25
_CERTAIN = 0.6  # from here on it is nothing but talk, where nothing else comes near
_APART = 0.4
_CHAT = 60
# what only shows something
_LOOK_UPS = {
    "contact",
    "reminders",
    "outstanding",
    "status",
    "notices",
    "meetings",
    "law",
    "duty",
    "page",
    "stats",
}
_SURE, _FAR = 1.15, 0.75
_OF_ITEM = {"answer", "add", "due", "urgent", "status", "looks", *at_hand.INTENTS} - {"attend", "decline"}


def offer(ctx: Context, line: str, why: str = "", *, may_be_talk: bool = True) -> bool:
    """The likeliest two, and [Nothing]; a look-up that nothing comes near is done at once."""
    said = Said(ctx, line)
    ranked = scored(said)
    owed = at_hand.owed(ctx)
    if ranked[0][0] == "answer" and len(owed) > 1 and not why:  # which of those that wait is asked
        return said_of.offer(ctx, [at_hand.answering(one) for one in owed[:_MOST]], line)
    if not why and may_be_talk:
        if _is_talk(said, ranked):
            ctx.reply("words.thanked")
            return True
        if _looked_up(said, ranked):
            return True
    return _offered(said, [*(intent for intent, _ in ranked[:_NEAR]), "request", "clue"], line, why)


def offer_about(ctx: Context, item: Item, line: str, words: str) -> bool:
    """Of a line that names a clue or request: `words` are the line without it."""
    said = Said(ctx, line, item)
    ranked = [pair for pair in scored(said) if pair[0] in _OF_ITEM]
    return _offered(said, [*(intent for intent, _ in ranked[:_NEAR]), "answer", "add", "status"], words)


def filled(ctx: Context, buttons: Sequence[Button], line: str) -> list[Button]:
    """What a rule found alone, and beside it the likeliest other thing."""
    found = list(buttons)
    if not found or len(found) >= _MOST:
        return found
    said = Said(ctx, line)
    for intent, score in scored(said)[:_NEAR]:
        other = of_intent(said, intent) if score > 0 else None
        if other is not None and all(_does(other) != _does(one) for one in found):
            return [*found, other]
    return found


def _offered(said: Said, tried: list[str], words: str, why: str = "") -> bool:
    chosen = _chosen(said, tried)
    wordless = chosen and chosen[0][0] in at_hand.INTENTS and not at_hand.takes_words(chosen[0][0])
    shown = [button for _, button in chosen]
    return said_of.offer(said.ctx, shown, words, hand="" if wordless else words, why=why)


def scored(said: Said) -> list[tuple[str, float]]:
    """Intents, the likeliest first, by likeness and by what is at hand."""
    owed, places = _owed(said.ctx), bool(said_of.countries(said.ctx, said.line))
    found = []
    for one in likely.ranked(said.line):
        more = 0.0
        if one.intent in at_hand.INTENTS and at_hand.moved(said.ctx, one.intent, said.item) is not None:
            more = _AT_HAND
        elif one.intent == "answer":
            more = owed
        elif one.intent in {"clue", "request"}:
            more = _NAMED if places else 0.0
        elif one.intent == "remind":
            more = _when(said)
        found.append((one.intent, one.score + more))
    return sorted(found, key=lambda pair: pair[1], reverse=True)


def _when(said: Said) -> float:
    """How much likelier a reminder is by what the line says of when."""
    if buttons.is_dated(said.line):
        return _DATED
    return -_NAMED if buttons.moment(said.ctx, said.line) is None else 0.0


def _owed(ctx: Context) -> float:
    """More than anything is like, where what was told last is what waits for this person's words."""
    owed, last = {one.item for one in at_hand.owed(ctx)}, offers.lately(ctx, 1)
    return _JUST_ASKED if last and last[0].item in owed else _OWED if owed else 0.0


def _chosen(said: Said, tried: list[str]) -> list[tuple[str, Button]]:
    """No two that do the same."""
    found: list[tuple[str, Button]] = []
    for intent in tried:
        button = buttons.made(said, intent)
        if button is not None and all(_does(button) != _does(other) for _, other in found):
            found.append((intent, button))
        if len(found) == _MOST:
            break
    return found


def _looked_up(said: Said, ranked: list[tuple[str, float]]) -> bool:
    """Harmless, and so sure that it need not be asked."""
    (first, score), (_, next_score) = ranked[:2]
    if first not in _LOOK_UPS or score < _SURE or score - next_score < _FAR or len(said.line) > _CHAT:
        return False
    if first == "contact":
        return asking.may_ask(said.line) and contacts_asked.answered(said.ctx, said.line)
    button = buttons.made(said, first)
    if button is None or button.act != "command" or (first == "law" and isinstance(button.label, str)):
        return False
    asked = button.params
    return run_command(said.ctx, command_named(str(asked["name"])), str(asked["argument"]))


def _does(button: Button) -> tuple[object, ...]:
    return button.act, button.item, str(button.params), str(button.label)


def _is_talk(said: Said, ranked: list[tuple[str, float]]) -> bool:
    """Surely no matter of anybody's: a short line, no country, and nothing else that it is like."""
    (first, score), (_, next_score) = ranked[:2]
    is_short = len(said.line) <= _CHAT and "\n" not in said.line
    is_apart = score >= _CERTAIN and score - next_score >= _APART
    return first == "short" and is_short and is_apart and not said_of.countries(said.ctx, said.line)
