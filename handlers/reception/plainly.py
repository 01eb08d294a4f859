"""A line without a command: what it is for (`handlers.reading`), and what comes of it.

Sure and harmless is done at once: a look-up, one's own reminder. Whatever would go out is offered, with
its words kept; nothing is sent without a press.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from handlers.core import access, kept_line
from handlers.core.context import Context, Press
from handlers.core.hooks import aside, loose
from handlers.core.registry import EVERYONE, act, command_named, is_for, run_command
from handlers.core.speech import says
from handlers.dates import anywhere
from handlers.items import references
from handlers.law import typed_marks
from handlers.law.directive import NORMAL
from handlers.notices import in_words
from handlers.reading import cues, heads, slips
from handlers.reading.cues import Found
from handlers.reception import about_item, at_hand, plain_reminders, plain_settings, said_of
from handlers.reception.guessing import choosing
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label, Text, lines
from handlers.vocabulary.voice import Voice
from storage import items, lately
from storage.item import NO_ITEM, Item
from storage.people import Role

Does = Callable[[Context, Found, Item], bool]
_A_MOMENT = timedelta(minutes=30)
_SHORT = about_item.SHORT  # characters of a line that is a question about one's own affairs, and no story


@loose(5)
def _plainly(ctx: Context) -> bool:
    line = ctx.incoming.text
    if not line or ctx.files or ctx.incoming.forwarded:
        return False
    if _by_rules(ctx, line):
        return True
    mended = slips.mended(line)
    return mended != line and _as_mended(ctx, mended)


def _as_mended(ctx: Context, mended: str) -> bool:
    """The same with the words that say what it is for put right; as it came where that helps nothing."""
    came = ctx.incoming
    ctx.incoming = replace(came, text=mended)
    if _by_rules(ctx, mended):
        return True
    ctx.incoming = came
    return False


def _by_rules(ctx: Context, line: str) -> bool:
    typed, item = _reference_in(ctx, line)
    if typed and about_item.take(ctx, line, typed, item):
        return True
    if not item and plain_reminders.is_plain(ctx, line):
        return plain_reminders.remind_plainly(ctx, line)
    polite = cues.courtesy(line)
    for found in [Found(polite)] if polite else cues.every(line):
        run = _DOES.get(found.intent)
        if run is not None and run(ctx, found, item):
            return True
    return _by_part(ctx, line, item)


_MOST_PARTS = 4


def _by_part(ctx: Context, line: str, item: Item) -> bool:
    """收到，我们来办; "not ours, that address is in Andorra": a part that by itself says what is done."""
    parts = cues.parted(line) if len(line) <= _SHORT else []
    for part in parts if 1 < len(parts) <= _MOST_PARTS else ():
        intent = cues.whole(part)
        if intent in at_hand.INTENTS and _move(ctx, Found(intent), item):
            return True
    return False


_REFERENCE = re.compile(r"(?<![A-Za-z0-9])[A-Za-zＡ-Ｚａ-ｚ][-‐‑–—－][0-9A-Za-z]{4,8}(?![A-Za-z0-9])")


def _reference_in(ctx: Context, line: str) -> tuple[str, Item]:
    """A reference wherever it stands, and its item where this officer may see it."""
    found = _REFERENCE.search(line)
    typed = found[0] if found is not None and references.normal(found[0]) else references.split(line)[0]
    item = items.item_called(ctx.work, references.normal(typed)) if typed else None
    seen = item is not None and access.may_see(ctx.work, ctx.officer, item)
    return (typed, item if seen and item is not None else NO_ITEM)


def _command(name: str, argument: Callable[[Found], str] = lambda _found: "") -> Does:
    """The words are that command, for whoever has it."""

    def run(ctx: Context, found: Found, _item: Item) -> bool:
        made = command_named(name)
        if len(ctx.incoming.text) > _SHORT or made is None or not is_for(made, ctx.officer.role):
            return False
        return run_command(ctx, made, argument(found))

    return run


def _law(ctx: Context, _found: Found, _item: Item) -> bool:
    """What applies between one's own country and the one that is named."""
    places = said_of.countries(ctx, ctx.incoming.text)
    made = command_named("law")
    if not places or made is None or len(ctx.incoming.text) > _SHORT:
        return False
    return run_command(ctx, made, places[-1])


def _greet(ctx: Context, _found: Found, _item: Item) -> bool:
    ctx.reply("words.greeted", Button(N_("What I can do"), "help"))
    return True


def _thank(ctx: Context, _found: Found, _item: Item) -> bool:
    ctx.reply("words.thanked")
    return True


def _call_off(ctx: Context, _found: Found, item: Item) -> bool:
    """ "no", "forget it", 别发 with nothing open: what was sent a moment ago may be meant."""
    last = lately.last_said(ctx.work, ctx.officer.id, ctx.account.id, ctx.now - _A_MOMENT)
    offer = at_hand.moved(ctx, "withdraw", item)
    if offer is not None and last is not None and offer.outgoing_id == last.id:
        return said_of.offer(ctx, [at_hand.as_button(ctx, offer)], ctx.incoming.text, hand="")
    return run_command(ctx, command_named("cancel"))


def _received(ctx: Context, found: Found, item: Item) -> bool:
    """What was told last is acknowledged by one press; without any, it is only politeness."""
    return _move(ctx, found, item) or _thank(ctx, found, item)


def _move(ctx: Context, found: Found, item: Item) -> bool:
    offer = at_hand.moved(ctx, found.intent, item)
    if offer is None:
        return False
    words = ctx.incoming.text if at_hand.takes_words(found.intent) else ""
    if found.intent in {"report", "partial"}:
        words = found.rest or words
    buttons = [at_hand.as_button(ctx, offer)]
    if found.intent == "nothing":
        buttons += [at_hand.answering(one) for one in at_hand.owed(ctx) if item in {"", one.item}][:1]
    return said_of.offer(ctx, buttons, ctx.incoming.text, hand=words)


def _politely(ctx: Context, _found: Found, item: Item) -> bool:
    """ "ok" and 好 with no question open."""
    return _received(ctx, Found("received"), item)


_BARE = 24  # characters of a line that only says what it wants to begin: "I want to file a clue"


def _says_no_more(ctx: Context, found: Found) -> bool:
    """Nothing of what was typed may be lost where the form begins."""
    line = ctx.incoming.text
    return not found.rest and not found.before and len(line) <= _BARE and not said_of.countries(ctx, line)


def _clue(ctx: Context, found: Found, _item: Item) -> bool:
    if _says_no_more(ctx, found):
        return _command("clue")(ctx, found, NO_ITEM)
    line = found.rest or ctx.incoming.text
    head = heads.places(line)
    codes = [place.iso for place in head.places]
    if codes and head.rest and head.unclear is None:
        return said_of.offer_by_country(ctx, head.rest, ("clue",), codes)
    before = said_of.countries(ctx, ctx.incoming.text.removesuffix(line)) if found.rest else []
    if before:  # 给西班牙的线索：…
        return said_of.offer_by_country(ctx, line, ("clue",), before)
    return said_of.offer_by_country(ctx, line, ("clue",))


def _request(ctx: Context, found: Found, _item: Item) -> bool:
    if _says_no_more(ctx, found):
        return _command("request")(ctx, found, NO_ITEM)
    if _SENT.search(ctx.incoming.text) and (owed := at_hand.owed(ctx)):  # 材料已寄出，请注意查收
        return said_of.offer(ctx, [at_hand.answering(one) for one in owed[:2]], ctx.incoming.text)
    line = ctx.incoming.text
    if (behind := _behind_address(ctx, line)) is not None:
        return said_of.offer_by_country(ctx, behind[1], ("request",), behind[0])
    if said_of.countries(ctx, line):
        return said_of.offer_by_country(ctx, line, ("request",))
    asked = said_of.by_country(ctx, line, ("request",))  # 请问 may lead to anything
    return bool(asked) and said_of.offer(ctx, choosing.filled(ctx, asked, line), line)


_ADDRESS = re.compile(r"([^:：\n]{2,40})[:：]\s*(?=\S.{5})")


def _behind_address(ctx: Context, line: str) -> tuple[list[str], str] | None:
    """需要英国协助核实：…: whom it is for, and what stands behind, where the head says nothing else."""
    head = _ADDRESS.match(line)
    codes = said_of.countries(ctx, head[1]) if head is not None else []
    if head is None or not codes or cues.find(head[1], "request") is None:
        return None
    says_more = typed_marks.urgency(head[1])[0] != NORMAL or anywhere.mentions(head[1])[1]
    return None if says_more or len(head[1]) - len(codes) > _HEAD else (codes, line[head.end() :])


_HEAD = 30  # characters of a head that only says whom it is for
_SENT = re.compile(r"查收|查照|请知悉|请收阅")


def _add(ctx: Context, _found: Found, _item: Item) -> bool:
    matter = at_hand.authored(ctx)
    return matter is not None and said_of.offer(ctx, [at_hand.adding(matter)], ctx.incoming.text)


def _terms(ctx: Context, found: Found, item: Item) -> bool:
    """Until when, or how urgent, for the request that was sent last."""
    matter = at_hand.authored(ctx)
    if matter is None or not matter.item.startswith("request") or item not in {"", matter.item}:
        return False
    words = said_of.terms(ctx, found)
    label = Label(N_("Change %(ref)s"), {"ref": matter.ref})
    return bool(words) and said_of.offer(ctx, [kept_line.as_command("request", label, matter.ref)], words)


def _answer(ctx: Context, found: Found, _item: Item) -> bool:
    """ "answer: …" and 经查…: to the one request that waits."""
    owed = at_hand.owed(ctx)
    words = found.rest if found.rest and found.intent == "answer" else ctx.incoming.text
    return bool(owed) and said_of.offer(ctx, [at_hand.answering(one) for one in owed[:2]], words)


def _notice(as_typed: Callable[[Context, Found], str]) -> Does:
    """For coordinators: it is shown as it will read before anybody gets it."""

    def run(ctx: Context, found: Found, _item: Item) -> bool:
        made = command_named("notice")
        if made is None:
            return False
        if not is_for(made, ctx.officer.role):  # no look-up of the places that it names either
            why = "coordinators" if in_words.is_for_many(ctx, found) else ""
            return bool(why and found.rest) and choosing.offer(ctx, ctx.incoming.text, why=why)
        argument = as_typed(ctx, found)
        return bool(argument) and run_command(ctx, made, argument)

    return run


_DOES: dict[str, Does] = {
    "greeting": _greet,
    "test": _greet,
    "thanks": _thank,
    "received": _received,
    "yes": _politely,
    "no": _call_off,
    "cancel": _call_off,
    "help": _command("help"),
    "page": _command("me"),
    "outstanding": _command("outstanding"),
    "status": _command("outstanding"),
    "clues": _command("clue", lambda _found: "list mine"),
    "meeting": _command("notices"),
    "notices": _command("notices"),
    "law": _law,
    "digest": plain_settings.ways,
    "moveremind": plain_reminders.move_named,
    "reminders": _command("remind"),
    "deputyend": _command("me", lambda _found: "deputy off"),
    "link": _command("me", lambda _found: "link"),
    "unremind": plain_reminders.listed,
    "again": plain_reminders.again,
    "change": plain_reminders.change,
    "remindothers": plain_reminders.others,
    "remind": plain_reminders.remind,
    "mayremind": plain_reminders.may_remind,
    "quiet": plain_settings.quiet,
    "language": plain_settings.language,
    "zone": plain_settings.zone,
    "deputy": plain_settings.deputy,
    "own": plain_settings.own_desk,
    "duty": plain_settings.on_duty,
    "noticeto": _notice(in_words.notice),
    "noticeall": _notice(in_words.notice),
    "meetingcall": _notice(in_words.meeting),
    "meetingseries": _notice(in_words.series),
    "clue": _clue,
    "request": _request,
    "add": _add,
    "correct": _add,
    "urgent": _terms,
    "due": _terms,
    "answer": _answer,
    **dict.fromkeys(at_hand.INTENTS - {"received"}, _move),
}


_HARMLESS = {"help", "outstanding", "status", "clues", "meeting", "notices", "law", "reminders", "own"}


@aside(5)
def _in_between(ctx: Context) -> bool:
    """One's own reminder, a look-up, or a kind word, in the middle of a form."""
    line = ctx.incoming.text
    if ctx.files or ctx.incoming.forwarded:
        return False
    if plain_reminders.is_plain(ctx, line):
        return plain_reminders.remind_plainly(ctx, line)
    found = next(iter(cues.every(line)), Found(cues.courtesy(line)))
    if found.intent in {"thanks", "greeting"}:
        return True  # nothing to say to it: the form is asked on
    return found.intent in _HARMLESS and _DOES[found.intent](ctx, found, NO_ITEM)


@loose(90)
def _words(ctx: Context) -> bool:
    """What nobody knows: kept, and offered for what it can be, the matter at hand first."""
    if not ctx.incoming.text or ctx.officer.role is Role.OBSERVER:
        return False
    return choosing.offer(ctx, ctx.incoming.text)


@act("words.nothing", EVERYONE)
def _nothing(ctx: Press) -> None:
    ctx.reply("words.dropped")


@says("words.greeted")
def _say_greeted(voice: Voice) -> Text:
    return lines(voice.t("Hello, this is Liaison. It works. /help shows what I can do."))


@says("words.thanked")
def _say_thanked(voice: Voice) -> Text:
    return lines(voice.t("All right."))


@says("words.dropped")
def _say_dropped(voice: Voice) -> Text:
    return lines(voice.t("All right: nothing is done with it."))
