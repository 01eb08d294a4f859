"""Where every message enters: who is it, may they, is it a press, an answer, a command, or just words."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from rapidfuzz import fuzz, process

from handlers import access, again, edits, forms, stepup_code, strangers, too_long, undecided, words
from handlers.chat import Button, Incoming, IncomingFile, Kind, Text, lines, text
from handlers.context import Context
from handlers.lang import N_, Voice
from handlers.people import identity
from handlers.registry import Command, act_named, command_named, command_words, commands, is_for, parse
from handlers.rules import Rules
from handlers.speech import Params, says
from storage import drafts, items, outbox, people
from storage.audit import Tag
from storage.items import Attachment
from storage.outbox import Offer, Outgoing
from storage.people import Account, State
from storage.work import Work

Hook = Callable[[Context], bool]
_changed: list[Hook] = []
_loose: list[Hook] = []
_MINUTE = timedelta(minutes=1)
_LIKE = 60  # per cent of likeness from which a command is offered for a mistyped one …
_LONGEST_WORD = 14  # of a command, nearly: a longer one is rather a sentence without blanks
_LIKE_ZH = 50  # … in Chinese, where one character of two may be wrong


def changed(hook: Hook) -> Hook:
    """Asked, in turn, when a person edits or deletes an earlier message: True where it was this room's."""
    _changed.append(hook)
    return hook


def loose(hook: Hook) -> Hook:
    """Asked, in turn, about words that are no command and answer no question."""
    _loose.append(hook)
    return hook


def loose_first(hook: Hook) -> Hook:
    """The same, before the others: for a room that knows its words when it sees them."""
    _loose.insert(0, hook)
    return hook


def receive(work: Work, rules: Rules, incoming: Incoming) -> None:
    """Handle one message, in the unit of work it is given."""
    account, officer = people.who_at(work, incoming.channel, incoming.address) or (None, None)
    cleaned = replace(incoming, text=words.cleaned(incoming.text))
    if account is None or officer is None or officer.state is not State.ACTIVE:
        return strangers.receive(work, rules, cleaned, officer)
    _note_use(work, account)
    ctx = Context(work, rules, officer, account, cleaned)
    if not identity.is_the_pinned_one(ctx):
        return None
    if len(cleaned.text) > rules.max_text:
        return too_long.turn_away(ctx)
    return _ROUTES[cleaned.kind](ctx)


def _note_use(work: Work, account: Account) -> None:
    """To the minute: it is for choosing the account that was used last."""
    if account.blocked:
        outbox.unpark(work, account.officer_id)
        work.session.refresh(account)
    if account.used_at is None or work.now - account.used_at > _MINUTE:
        account.used_at = work.now
    work.session.add(account)


def _typed(ctx: Context) -> None:
    _keep_files(ctx)
    typed = ctx.incoming.text
    parsed = parse(typed)
    draft = drafts.draft_of(ctx.work, ctx.officer.id)
    if not typed and not ctx.files and ctx.incoming.files and draft is None:
        return None  # nothing of it could be kept, and that was said
    if ctx.incoming.forwarded:
        return _forwarded(ctx, draft)
    if stepup_code.is_one(ctx, draft):
        return stepup_code.take(ctx, _press)
    if (offer := numbered(ctx, typed, draft)) is not None:
        return _press(ctx, offer)
    if draft is not None and _is_answer(ctx, draft, parsed):
        return forms.answer(ctx, draft, typed)
    if parsed is not None:
        return _run(ctx, *parsed)
    if words.is_marked(typed):
        return _unknown(ctx)
    return _loose_words(ctx)


def _forwarded(ctx: Context, draft: drafts.Draft | None) -> None:
    """Somebody else's words may answer a question or become a clue; they command and confirm nothing."""
    if draft is not None and draft.step != forms.SUMMARY:
        return forms.answer(ctx, draft, ctx.incoming.text)
    return _loose_words(ctx)


def _loose_words(ctx: Context) -> None:
    if not any(hook(ctx) for hook in _loose):
        ctx.reply("words.unclear", Button(N_("Help"), "help"))


def _is_answer(ctx: Context, draft: drafts.Draft, parsed: tuple[Command, str] | None) -> bool:
    """In a form a bare word is an answer; with its mark it is a command. `cancel` belongs to the form."""
    if parsed is None:
        return not words.is_marked(ctx.incoming.text)
    return parsed[0].name == "cancel" or (
        not words.is_marked(ctx.incoming.text) and draft.step != forms.SUMMARY
    )


def numbered(ctx: Context, typed: str, draft: drafts.Draft | None) -> Offer | None:
    """The offer that a bare number chooses, under the last message that has any; in a form, a form's own."""
    if draft is not None and forms.takes_number(ctx, draft):
        return None
    number = words.folded(typed).removesuffix(".")
    if not number.isdecimal() or len(number) > 2:
        return None
    offers = outbox.last_with_offers(ctx.work, ctx.officer.id, ctx.account.id)
    chosen = next((offer for offer in offers if offer.position == int(number)), None)
    if draft is not None and chosen is not None and not chosen.act.startswith("form."):
        return None
    return chosen


def _run(ctx: Context, wanted: Command, argument: str) -> None:
    if not is_for(wanted, ctx.officer.role):
        ctx.work.audit(Tag.DENIED, ctx.officer.id, detail=wanted.name)
        return _unknown(ctx)
    return wanted.run(ctx, argument)


def _unknown(ctx: Context) -> None:
    word, rest = words.first_word(ctx.incoming.text)
    allowed = {w for made in commands() if is_for(made, ctx.officer.role) for w in made.words}
    like = _LIKE if word.isascii() else _LIKE_ZH
    near = process.extract(word, command_words(), scorer=fuzz.ratio, limit=6, score_cutoff=like)
    names = list(
        dict.fromkeys(parsed[0].name for w, _, _ in near if w in allowed and (parsed := parse("/" + w)))
    )
    about: dict[str, Any] = {"word": word[:40], "near": len(names)}
    said = rest or (word if len(word) > _LONGEST_WORD else "")
    if said:
        buttons = _with_the_rest(ctx, names[:3])
        about |= {**again.kept(ctx), "line": said, **undecided.as_words(ctx.work, said)}
    else:
        buttons = [Button(_as_typed(ctx, name), "command", params={"name": name}) for name in names[:3]]
    ctx.reply("command.unknown", *buttons, Button(N_("Help"), "help"), **about)


def _with_the_rest(ctx: Context, names: Sequence[str]) -> list[Button]:
    """What was typed behind the command that there is none of is not lost, and need not be typed again."""
    buttons = [again.as_command(name, _as_typed(ctx, name)) for name in names]
    clue = command_named("clue")
    if not names and clue is not None and is_for(clue, ctx.officer.role):
        buttons.append(again.as_command("clue", N_("File as a clue")))
    return buttons


def _as_typed(ctx: Context, name: str) -> str:
    """The command word in the language of its reader."""
    made = command_named(name)
    return f"/{made.zh if made is not None and ctx.officer.language == 'zh' else name}"


def _pressed(ctx: Context) -> None:
    offer = offer_of(ctx)
    if offer is None:
        ctx.reply("button.gone")
        return None
    return _press(ctx, offer)


def offer_of(ctx: Context) -> Offer | None:
    """By its token; or by its number under the message it belongs to."""
    chosen = ctx.incoming.text
    if (offer := outbox.offer_with(ctx.work, chosen)) is not None:
        return offer
    number = words.folded(chosen)
    message = outbox.with_external(ctx.work, ctx.incoming.channel, ctx.incoming.about or "")
    if message is None or not number.isdecimal():
        return None
    offers = outbox.choices_under(ctx.work, message)
    return next((offer for offer in offers if offer.position == int(number)), None)


def _press(ctx: Context, offer: Offer) -> None:
    roles, run = act_named(offer.act) or (frozenset(), None)
    if run is None or ctx.officer.role not in roles or not _is_open(ctx, offer):
        ctx.work.audit(Tag.DENIED, ctx.officer.id, offer.item, detail=offer.act)
        ctx.reply("button.gone")
        return None
    if offer.ends_at is not None and offer.ends_at <= ctx.now:
        ctx.reply("button.ended")
        return None
    if _is_used(ctx.work, offer):
        ctx.reply("button.used")
        return None
    offer.used_at = ctx.now
    ctx.work.session.add(offer)
    ctx.offer = offer
    return run(ctx)


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
    """A message that the product acted on is known to its room; any other edit changes nothing."""
    if any(hook(ctx) for hook in _changed):
        return
    if ctx.incoming.kind is Kind.EDIT:
        edits.turn_away(ctx)


_ROUTES: dict[Kind, Callable[[Context], None]] = {
    Kind.TEXT: _typed,
    Kind.PRESS: _pressed,
    Kind.EDIT: _edited,
    Kind.DELETE: _edited,
}


def _keep_files(ctx: Context) -> None:
    stays = _leave_refused(ctx)
    for file in ctx.incoming.files:
        if file.file_id is None or file.size is None:
            _refuse(ctx, file, stays)
            continue
        kept = Attachment(
            officer_id=ctx.officer.id,
            file_id=file.file_id,
            name=words.file_name(file.name),
            mime=file.mime,
            size=file.size,
            sha256=file.sha256 or "",
            caption=_caption(ctx.incoming, file),
            album=ctx.incoming.extra.get("album"),
            made_at=ctx.now,
        )
        ctx.files.append(ctx.work.add(kept).id)
        ctx.work.audit(Tag.FILE_KEPT, ctx.officer.id, f"file:{kept.id}", size=file.size)


def _refuse(ctx: Context, file: IncomingFile, stays: bool) -> None:
    marks = undecided.as_clue(ctx.work, ctx.incoming.text)
    problem = file.problem or "unreachable"
    ctx.reply("file.refused", name=words.file_name(file.name), problem=problem, stays=stays, **marks)


def _leave_refused(ctx: Context) -> bool:
    """What was not kept is not taken away, unless its message says more: whether it stays in the chat."""
    kept = [file.file_id is not None for file in ctx.incoming.files]
    each = [str(place["message"]).split() for place in ctx.said_in]
    if not any(kept) and not ctx.incoming.text:
        ctx.said_in = ()
    elif len(kept) > 1 and not all(kept) and all(len(ids) == len(kept) for ids in each):
        ctx.said_in = [
            {**place, "message": " ".join(one for one, is_kept in zip(ids, kept, strict=True) if is_kept)}
            for place, ids in zip(ctx.said_in, each, strict=True)
        ]
    else:
        return False
    return bool(each)


def _caption(incoming: Incoming, file: IncomingFile) -> str | None:
    """Its own, in an album; else what the message says, unless that is a command."""
    said = words.cleaned(file.caption) or (incoming.text if len(incoming.files) == 1 else "")
    return None if parse(said) else said or None


def claim_files(ctx: Context, item: str, ids: list[int]) -> list[int]:
    """Give kept files to an item; returns those that were this person's and nobody's yet."""
    taken = []
    for file_id in ids:
        file = ctx.work.get(items.Attachment, file_id)
        if file is not None and file.officer_id == ctx.officer.id and not file.item:
            file.item = item
            ctx.work.session.add(file)
            taken.append(file.id)
    return taken


PROBLEMS = {
    "empty": N_("“%(name)s” is empty; it was not kept."),
    "too_large": N_("“%(name)s” is too large; it was not kept. Please send it through the official channel."),
    "unreachable": N_("“%(name)s” could not be fetched; it was not kept. Please send it again."),
}


def _veiled_refused(voice: Voice, params: Params) -> Text:
    still = voice.t("It is still in this chat, where it may not stay: please delete it yourself.")
    return lines(_say_file_refused(voice, {**params, "name": "…"}), still if params.get("stays") else None)


@says("file.refused", veil=_veiled_refused)
def _say_file_refused(voice: Voice, params: Params) -> Text:
    return text(voice.t(PROBLEMS[params["problem"]], name=params["name"]))


@says("words.unclear")
def _say_unclear(voice: Voice, _params: Params) -> Text:
    return text(voice.t("I did not understand that. /help shows what I can do."))


def _veiled_unknown(voice: Voice, params: Params) -> Text:
    return lines(voice.t("There is no such command."), _or_these(voice, params))


@says("command.unknown", took=True, veil=_veiled_unknown)
def _say_unknown(voice: Voice, params: Params) -> Text:
    return lines(voice.t("There is no command “%(word)s”.", word=params["word"]), _or_these(voice, params))


def _or_these(voice: Voice, params: Params) -> str:
    near = params.get("near", 1)
    asked = voice.t("Did you mean one of these? /help lists them all.")
    return asked if near else voice.t("/help lists them all.")


@says("button.gone")
def _say_gone(voice: Voice, _params: Params) -> Text:
    return text(voice.t("That button does not work any more. /help shows what I can do."))


@says("button.ended")
def _say_ended(voice: Voice, _params: Params) -> Text:
    return text(voice.t("That button has ended. /status shows where things stand."))


@says("button.used")
def _say_used(voice: Voice, _params: Params) -> Text:
    return text(voice.t("That was done already. /status shows where things stand."))
