"""A line that names a clue or request: what it does with it, or where it stands.

The words that say so may stand anywhere in the line (`cues.tsv`, rows "item"). What changes something is
offered, with its words kept; a question is answered.
"""

import re
from collections.abc import Callable

from handlers.clues.referrals import REFER_ON
from handlers.core.context import Context
from handlers.core.registry import command_named, run_command
from handlers.dates import anywhere
from handlers.items import looked_at, references, status
from handlers.law.handling import Tlp
from handlers.reading import cues
from handlers.reception import at_hand, plain_reminders, said_of
from handlers.reception.at_hand import Matter
from handlers.reception.guessing import choosing
from handlers.requests import terms
from handlers.vocabulary.text import Button, Label
from storage import items
from storage.item import Item
from storage.requests import Request

SHORT = 100  # characters of a line that is a question about one's own affairs, and no story
_MOST = 2
_QUESTION = re.compile(
    r"[?？]|(?:吗|没|没有|呢|不)[\s.。!！]*$|^\W*(?:is|are|has|have|did|does|do|was|were|who|what|when|where|which|how)\b",
    re.IGNORECASE,
)
# "can you make R-… urgent?" is asked, and meant
_WISHES = re.compile(
    r"(?:please |pls )?(?:can|could|may|would|will) (?:you|we|i)\b|(?:能不能|能否|可否|可不可以|能|请)",
    re.IGNORECASE,
)
# what a question may ask to be done: "can we withdraw R-…?", R-…能不能宽限几天？
_MAY_ASK = {"withdraw", "extend", "handon", "add", "clarify", "refuse"}
# an answer that ends in 没有: 公司有，人没有
_TOLD = re.compile(r"[:：].|[,，].*没有[\s。.!！]*$")
_STOPS = " \n:：,，.。;；-–—"


def take(ctx: Context, line: str, typed: str, item: Item) -> bool:
    """A bare reference, or a question about it: where it stands. With more words: what they may do to it."""
    rest = line.replace(typed, " ", 1).strip(_STOPS)
    if not item:
        if not rest or len(rest) <= SHORT:
            references.find(ctx, typed)
            return True
        return False
    if plain_reminders.before_due(ctx, line.replace(typed, " ", 1), item):
        return True
    if cues.find(line, "remind") and anywhere.mentions(rest)[1]:
        return False  # "remind me tomorrow to answer R-…"
    return (
        _as_said(ctx, line, typed, item)
        or _by_words(ctx, line, typed, rest, item)
        or _stands(ctx, rest, item)
        or choosing.offer_about(ctx, item, line, _answer_in(rest) if _is_owed(ctx, item) else rest)
    )


def _as_said(ctx: Context, line: str, typed: str, item: Item) -> bool:
    """Nothing but words that mean something, as they stand without a reference."""
    bare, as_it = (cues.every(line.replace(typed, one, 1)) for one in (" ", " it "))
    for found in (*bare, *as_it):
        offer = at_hand.moved(ctx, found.intent, item) if found.intent in at_hand.INTENTS else None
        if offer is not None:
            return _offer(ctx, [at_hand.as_button(ctx, offer)], line, found.intent, item)
    return False


def _by_words(ctx: Context, line: str, typed: str, rest: str, item: Item) -> bool:
    """What words anywhere in the line do with it: the two likeliest."""
    said = line.replace(typed, " it ", 1).strip()
    asks = _QUESTION.search(said) is not None and _WISHES.match(said) is None
    buttons: list[Button] = []
    first = ""
    for found in cues.about_item(said):
        if asks and found.intent not in _MAY_ASK | {"looks", "due", "status"}:
            continue
        if found.intent == "looks":
            looked_at.show(ctx, item)
            return True
        if found.intent == "status" and not buttons and len(rest) <= SHORT:
            status.show(ctx, item)
            return True
        if found.intent in _CHANGES and _CHANGES[found.intent](ctx, rest, item):
            return True
        if found.intent == "handon" and _asks_too(ctx, item):
            return True
        button = _button(ctx, found.intent, item)
        if button is not None and len(buttons) < _MOST:
            buttons.append(button)
            first = first or found.intent
    return bool(buttons) and _offer(ctx, buttons, rest, first, item)


def _asks_too(ctx: Context, item: Item) -> bool:
    """ "send R-… also to the Dutch": the same request, to be read and sent by a press of its own."""
    if item.kind != "request" or at_hand.moved(ctx, "withdraw", item) is None:
        return False
    asked, codes = ctx.work.need(Request, item.id), said_of.countries(ctx, ctx.incoming.text)
    is_free = Tlp(asked.tlp).rank <= Tlp.AMBER.rank and not asked.is_personal
    return bool(codes and is_free) and said_of.offer_by_country(ctx, asked.text, ("request",), codes)


def _button(ctx: Context, intent: str, item: Item) -> Button | None:
    if intent == "handon" and item.kind == "clue" and at_hand.moved(ctx, "withdraw", item):
        ref, label = _matter(ctx, item).ref, ctx.voice.label(REFER_ON.label)
        said = Label("%(label)s – %(ref)s", {"label": label, "ref": ref})
        return Button(said, REFER_ON.act, item=item, group="")
    if intent in {"add", "correct"}:
        return at_hand.adding(_matter(ctx, item)) if at_hand.moved(ctx, "withdraw", item) else None
    offer = at_hand.moved(ctx, intent, item) if intent in at_hand.INTENTS else None
    return at_hand.as_button(ctx, offer) if offer is not None else None


def _offer(ctx: Context, buttons: list[Button], line: str, intent: str, item: Item) -> bool:
    """What is owed may be answered with these words as well."""
    words = line if at_hand.takes_words(intent) else ""
    if len(buttons) < _MOST and any(one.item == item for one in at_hand.owed(ctx)):
        buttons = [*buttons, at_hand.answering(_matter(ctx, item))]
    return said_of.offer(ctx, buttons, _answer_in(line), hand=words)


def _answer_in(rest: str) -> str:
    words = cues.find(rest, "answer")
    return words.rest if words is not None and words.rest else rest


def _matter(ctx: Context, item: Item) -> Matter:
    return Matter(item, items.reference_of(ctx.work, item))


def _terms(ctx: Context, words: str, item: Item) -> bool:
    """Until when, or how urgent: shown as it will be, for whoever sent the request."""
    if not words or not item.startswith("request") or at_hand.moved(ctx, "withdraw", item) is None:
        return False
    if terms.wanted(ctx, words) is None:  # nothing is added to it by a slip of reading
        return False
    return run_command(ctx, command_named("request"), f"{items.reference_of(ctx.work, item)} {words}")


_CALM = re.compile(
    r"(?:not|no longer|n[o']t|less) (?:so |that |very |really |at all )?urgent|urgent any ?more"
    r"|no (?:rush|hurry)"
    r"|不(?:那么|再|太|是很|是特别|怎么|算)?[紧加特]?急|没(?:那么|那|什么)急|没有那么急|不着急|慢慢来",
    re.IGNORECASE,
)


def _urgent(ctx: Context, rest: str, item: Item) -> bool:
    """And until when, where that is said as well; "not that urgent any more" is no haste."""
    if _CALM.search(rest) is not None:
        return False
    if item.kind == "clue":  # what is added to it may say so
        button = _button(ctx, "add", item)
        return button is not None and _offer(ctx, [button], rest, "add", item)
    until = _until(rest) if _BY.search(rest) is not None else ""  # "trial on Friday" is no deadline
    return _terms(ctx, " ".join(filter(None, ("urgent", until))), item)


_BY = re.compile(
    r"(?<![a-z])(?:by|until|till|before|due|deadline|no later|latest|need(?:ed)? it|within)(?![a-z])"
    r"|[前内]|期限|截止|为止|最晚|最迟|改到|延到|提前到",
    re.IGNORECASE,
)


def _due(ctx: Context, rest: str, item: Item) -> bool:
    return _terms(ctx, _until(rest), item)


_AT = re.compile(r"(?<![a-z])by (\d{1,2})(?![\d:.]|st|nd|rd|th)", re.IGNORECASE)


def _until(rest: str) -> str:
    """The last date of a line, as a change of a request is typed; "tomorrow by 8" is at eight. "" without."""
    _, found = anywhere.mentions(_AT.sub(r"at \1", rest))
    said = _AT.sub(r"at \1", rest)
    return f"by {_plain(said[found[-1].start : found[-1].end])}" if found else ""


def _plain(date: str) -> str:
    return re.sub(
        r"^(?:(?:by|until|till|to|before|on)(?![a-z])|[到至])\s*", "", date.strip(), flags=re.IGNORECASE
    )


_CHANGES: dict[str, Callable[[Context, str, Item], bool]] = {"urgent": _urgent, "due": _due}


def _stands(ctx: Context, rest: str, item: Item) -> bool:
    is_told = any(one.item == item for one in at_hand.owed(ctx)) and _TOLD.search(rest) is not None
    if rest and (is_told or not (_QUESTION.search(rest) and len(rest) <= SHORT)):
        return False
    back = _button(ctx, "clarify", item) if rest else None
    if back is not None and _is_owed(ctx, item):  # whoever is asked asks back, or wants to see it
        ref = Label(
            "%(label)s – %(ref)s", {"label": ctx.voice.t("Where it stands"), "ref": _matter(ctx, item).ref}
        )
        return said_of.offer(ctx, [back, Button(ref, "status", item=item, group="")], rest)
    status.show(ctx, item)
    return True


def _is_owed(ctx: Context, item: Item) -> bool:
    return any(one.item == item for one in at_hand.owed(ctx))
