"""Where every message enters: who is it, may they, is it a press, an answer, a command, or just words."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from rapidfuzz import fuzz, process

from handlers.core import access, assumed_handling, hooks, kept_line, offers, shown, unproven
from handlers.core.context import Context, Press
from handlers.core.offers import offer_of
from handlers.core.params import Typed
from handlers.core.registry import (
    EVERYONE,
    Command,
    act,
    act_named,
    command_named,
    command_words,
    commands,
    is_for,
    meant,
    parse,
    run_command,
)
from handlers.core.rules import Rules
from handlers.core.speech import says
from handlers.forms import engine
from handlers.items import references
from handlers.people import identity
from handlers.reception import as_sent, edits, overlong_text, short_answers, strangers
from handlers.reception.files import as_named, keep_files
from handlers.second_factor import digits as six_digits
from handlers.vocabulary import typed_line
from handlers.vocabulary.incoming import Incoming, Kind
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, lines, text
from handlers.vocabulary.voice import Voice
from storage import drafts, items, outbox, people
from storage.audit import Tag
from storage.outbox import Offer, Outgoing
from storage.people import Account
from storage.work import Work

_MINUTE = timedelta(minutes=1)
_LIKE = 60  # per cent of likeness from which a command is offered for a mistyped one …
_LONGEST_WORD = 14  # of a command, nearly: a longer one is rather a sentence without blanks
_LIKE_ZH = 50  # … in Chinese, where one character of two may be wrong


def receive(work: Work, rules: Rules, incoming: Incoming) -> None:
    """Handle one message, in the unit of work it is given."""
    account, officer = people.who_at(work, incoming.channel, incoming.address) or (None, None)
    cleaned = replace(incoming, text=typed_line.cleaned(incoming.text))
    if account is None or officer is None or not people.is_active(work, officer):
        strangers.receive(work, rules, cleaned, officer)
        return
    _note_use(work, account)
    ctx = Context(work, rules, officer, account, cleaned)
    if not identity.is_the_pinned_one(ctx):
        return
    with work.noting():  # what does not open, for the answers to this message
        if len(cleaned.text) > rules.max_text:
            overlong_text.turn_away(ctx)
        else:
            _ROUTES[cleaned.kind](ctx)


def _note_use(work: Work, account: Account) -> None:
    """To the minute: it is for choosing the account that was used last."""
    if account.blocked:
        outbox.unpark(work, account.officer_id)
        work.session.refresh(account)
    if account.used_at is None or work.now - account.used_at > _MINUTE:
        account.used_at = work.now
    work.session.add(account)


def _typed(ctx: Context) -> None:
    if as_sent.turn_away(ctx):
        return
    keep_files(ctx)
    ctx.incoming = as_named(ctx.incoming)
    typed = ctx.incoming.text
    parsed = meant(ctx, typed)
    draft = drafts.draft_of(ctx.work, ctx.officer.id)
    if not typed and not ctx.files and ctx.incoming.files and draft is None:
        return  # nothing of it could be kept, and that was said
    if ctx.incoming.forwarded or as_sent.is_told(ctx):
        _not_typed(ctx, draft)
        return
    if ctx.incoming.extra.get("for_another"):
        _unknown(ctx)
        return
    if hooks.takes_first(ctx):
        return
    if six_digits.is_one(ctx, draft):
        six_digits.take(ctx, _press)
        return
    if short_answers.number(ctx, typed, draft, _press) or _is_label(ctx, typed, parsed, draft):
        return
    if draft is None and short_answers.yes_or_no(ctx, typed, _press):
        return
    _by_itself(ctx, typed, parsed, draft)


def _by_itself(
    ctx: Context, typed: str, parsed: tuple[Command, str] | None, draft: drafts.Draft | None
) -> None:
    """What presses nothing: an answer, a command, or words."""
    if draft is not None and _is_answer(ctx, draft, parsed):
        engine.answer(ctx, draft, typed)
    elif parsed is not None:
        wanted, argument = parsed
        if _is_of_its_list(ctx, wanted, argument):
            return
        if not run_command(ctx, wanted, _with_reference(ctx, wanted, argument)):
            _unknown(ctx)
    elif typed_line.is_marked(typed):
        _unknown(ctx)
    else:
        _loose_words(ctx)


def _is_of_its_list(ctx: Context, wanted: Command, argument: str) -> bool:
    """ "/status 2": what stood second when the list was shown; where none was shown, the list is."""
    number = shown.number_in(argument) if wanted.shows and is_for(wanted, ctx.officer.role) else None
    if number is None:
        return False
    stood = shown.stood(ctx, wanted.shows, number)
    if stood is None:
        return run_command(ctx, wanted)
    _press(ctx, stood)
    return True


def _is_label(
    ctx: Context, typed: str, parsed: tuple[Command, str] | None, draft: drafts.Draft | None
) -> bool:
    """The words of a button, pressed. In a form any words are an answer, but at its summary; a command with
    its mark, or with something behind it, is that command."""
    if draft is not None and draft.step != engine.SUMMARY:
        return False
    if parsed is not None and (typed_line.is_marked(typed) or bool(parsed[1])):
        return False
    return short_answers.label(ctx, typed, _press)


def _not_typed(ctx: Context, draft: drafts.Draft | None) -> None:
    """Somebody else's words, or a card, a place, a poll, may answer a question or become a clue; they command
    and confirm nothing."""
    if draft is not None and draft.step != engine.SUMMARY:
        engine.answer(ctx, draft, ctx.incoming.text)
        return
    ctx.incoming = replace(ctx.incoming, text=ctx.as_written(ctx.incoming.text))
    _loose_words(ctx)


def _loose_words(ctx: Context) -> None:
    if not hooks.takes_loose_words(ctx):
        ctx.reply("words.unclear", Button(N_("Help"), "help"))


def _is_answer(ctx: Context, draft: drafts.Draft, parsed: tuple[Command, str] | None) -> bool:
    """In a form a bare word is an answer; with its mark it is a command. `cancel` belongs to the form."""
    if parsed is None:
        return not typed_line.is_marked(ctx.incoming.text)
    return parsed[0].name == "cancel" or (
        not typed_line.is_marked(ctx.incoming.text) and draft.step != engine.SUMMARY
    )


def _with_reference(ctx: Context, wanted: Command, argument: str) -> str:
    """What is typed as a reply to a message about an item need not name it."""
    if wanted.about_reply is None or references.split(argument)[0]:
        return argument
    letter = offers.answered(ctx)
    if letter is None or not letter.item or not letter.item.startswith(wanted.about_reply):
        return argument
    return f"{items.reference_of(ctx.work, letter.item) or ''} {argument}".strip()


def _unknown(ctx: Context) -> None:
    word, rest = typed_line.first_word(ctx.incoming.text)
    allowed = {w for made in commands() if is_for(made, ctx.officer.role) for w in made.words}
    like = _LIKE if word.isascii() else _LIKE_ZH
    near = process.extract(word, command_words(), scorer=fuzz.ratio, limit=6, score_cutoff=like)
    names = list(
        dict.fromkeys(parsed[0].name for w, _, _ in near if w in allowed and (parsed := parse("/" + w)))
    )
    if (meant_one := _SOUNDS.get(word)) is not None:
        names = [meant_one]
    glued = "" if meant_one is not None else _begun_by(word, allowed)
    if glued:
        names, rest = [glued], f"{ctx.incoming.text[1 + len(glued) :].strip()}"
    about: dict[str, Any] = {"word": word[:40], "near": len(names)}
    said = rest or (word if len(word) > _LONGEST_WORD else "")
    if said:
        buttons = _with_the_rest(ctx, names[:2])
        about |= {**kept_line.kept(ctx, line=said), **assumed_handling.as_words(ctx.work, said)}
    else:
        buttons = [Button(_as_typed(ctx, name), "command", params={"name": name}) for name in names[:2]]
    ctx.reply("command.unknown", *buttons, Button(N_("Help"), "help"), **about)


def _begun_by(word: str, allowed: set[str]) -> str:
    """The command that a word begins with, its blank forgotten: "cluefrance"."""
    begun = [name for name in allowed if name.isascii() and len(name) > 3 and word.startswith(name)]
    return next(
        (made.name for name in sorted(begun, key=len, reverse=True) if (made := command_named(name))), ""
    )


# Chinese commands as they sound
_SOUNDS = {
    "xiansuo": "clue",
    "qingqiu": "request",
    "xiecha": "request",
    "huifu": "answer",
    "dafu": "answer",
    "tixing": "remind",
    "lianxi": "contacts",
    "lianxiren": "contacts",
    "daiban": "outstanding",
    "zhuangtai": "status",
    "tongzhi": "notices",
    "bangzhu": "help",
    "xieyi": "agreements",
    "yuyan": "language",
}


def _with_the_rest(ctx: Context, names: Sequence[str]) -> list[Button]:
    """What was typed behind the command that there is none of is not lost, and need not be typed again."""
    buttons = [kept_line.as_command(name, _as_typed(ctx, name)) for name in names]
    clue = command_named("clue")
    if not names and clue is not None and is_for(clue, ctx.officer.role):
        buttons.append(kept_line.as_command("clue", N_("File as a clue")))
    return buttons


def _as_typed(ctx: Context, name: str) -> str:
    """The command word in the language of its reader."""
    made = command_named(name)
    return f"/{made.zh if made is not None and ctx.officer.language == 'zh' else name}"


def _pressed(ctx: Context) -> None:
    offer = offer_of(ctx)
    if offer is not None:
        _press(ctx, offer)
    elif ctx.incoming.proven:
        ctx.reply("button.gone")
    else:
        unproven.reacted(ctx)


def _press(ctx: Context, offer: Offer) -> None:
    roles, run = act_named(offer.act) or (frozenset(), None)
    if run is None or ctx.officer.role not in roles or not _is_open(ctx, offer):
        ctx.work.audit(Tag.DENIED, ctx.officer.id, offer.item, detail=offer.act)
        ctx.reply("button.gone")
        return
    if offer.ends_at is not None and offer.ends_at <= ctx.now:
        ctx.reply("button.ended")
        return
    if not unproven.may_press(ctx, offer):
        return
    if _is_used(ctx.work, offer):
        ctx.reply("button.used")
        return
    offer.used_at = ctx.now
    ctx.work.session.add(offer)
    ctx.begun = {"way": "press", "offer": offer.id}
    try:
        run(Press.of(ctx, offer))
    except kept_line.NotKeptError:
        ctx.reply("button.gone")


@act("number.this", EVERYONE)
def _this(ctx: Press) -> None:
    """One of the buttons that a number, or a label, could have meant."""
    meant_one = ctx.work.get(Offer, ctx.offer.params["offer"])
    if meant_one is None or meant_one.officer_id != ctx.officer.id:
        ctx.reply("button.gone")
    else:
        _press(ctx, meant_one)


def _is_open(ctx: Context, offer: Offer) -> bool:
    """Made to this person, under a message to this person, about something that still concerns him or her."""
    letter = ctx.work.need(Outgoing, offer.outgoing_id)
    is_theirs = offer.officer_id == letter.officer_id == ctx.officer.id
    return is_theirs and access.is_open_to(ctx.work, ctx.officer, offer.item)


def _is_used(work: Work, offer: Offer) -> bool:
    """It, or another of its group under the same message."""
    if not offer.group:
        return offer.used_at is not None
    together = [one for one in outbox.offers_under(work, offer.outgoing_id) if one.group == offer.group]
    return any(one.used_at is not None for one in together)


def _edited(ctx: Context) -> None:
    if ctx.incoming.kind is Kind.DELETE and not ctx.incoming.proven:
        unproven.deleted(ctx)
    else:
        edits.receive(ctx)


_ROUTES: dict[Kind, Callable[[Context], None]] = {
    Kind.TEXT: _typed,
    Kind.PRESS: _pressed,
    Kind.EDIT: _edited,
    Kind.DELETE: _edited,
}


@says("words.unclear")
def _say_unclear(voice: Voice) -> Text:
    return text(voice.t("I did not understand that. /help shows what I can do."))


def _veiled_unknown(voice: Voice, near: int) -> Text:
    return lines(voice.t("There is no such command."), _or_these(voice, near))


@says("command.unknown", took=True, veil=_veiled_unknown)
def _say_unknown(voice: Voice, word: Typed, near: int) -> Text:
    return lines(voice.t("There is no command “%(word)s”.", word=word), _or_these(voice, near))


def _or_these(voice: Voice, near: int = 1) -> str:
    asked = voice.t("Did you mean one of these? /help lists them all.")
    return asked if near else voice.t("/help lists them all.")


@says("button.gone")
def _say_gone(voice: Voice) -> Text:
    return text(voice.t("That button does not work any more. /help shows what I can do."))


@says("button.ended")
def _say_ended(voice: Voice) -> Text:
    return text(voice.t("That button has ended. /status shows where things stand."))


@says("button.used")
def _say_used(voice: Voice) -> Text:
    return text(voice.t("That was done already. /status shows where things stand."))
