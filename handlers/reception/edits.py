"""An edit, or a deletion, of an earlier message: each goes to whose it is, and its author is told so.

Of an album each picture is edited by itself; what was sent together was read together, so the whole is read
anew with these words in the place of those. What is written under a file follows where that was taken over.
An edit of a message that no room knows starts nothing, and its writer is told so. Its words are kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers.core import access, assumed_handling, hooks, kept_line
from handlers.core.context import Context
from handlers.core.registry import Command, parse
from handlers.core.speech import says
from handlers.forms import edited as in_form
from handlers.items.references import about
from handlers.reception import as_sent, overlong_text, without_command
from handlers.reception.files import caption, keep_files
from handlers.screening import asking
from handlers.vocabulary import typed_line
from handlers.vocabulary.incoming import Kind
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Label, Text, bold, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import drafts, items
from storage.item import NO_ITEM
from storage.items import Attachment

_TO_ADD_TO = {"clue", "request"}
Captions = dict[str, str | None]  # by the number of the file, as text: they are kept as JSON


def receive(ctx: Context) -> None:
    """A message that the product acted on is known to its room; any other edit changes nothing."""
    if ctx.incoming.kind is Kind.DELETE:
        _begin(ctx, {})
        hooks.takes_change(ctx)
    elif not as_sent.changed(ctx):
        _edited(ctx)


def _edited(ctx: Context) -> None:
    mine = items.files_of_message(ctx.work, ctx.officer.id, ctx.changed_event)
    captions, replaced = _captions(ctx, mine), _replaced(ctx, mine)
    brings_others = bool(as_sent.fresh_files(ctx))
    other = _keep_others(ctx)
    is_in_form = bool(other) and in_form.put_in_place(ctx, replaced, other)
    is_new = _read_as_whole(ctx, mine)
    if replaced and not brings_others:
        is_in_form = _without(ctx, replaced)
        mine = [file for file in mine if file.item or file not in replaced]
    if len(ctx.incoming.text) > ctx.rules.max_text:
        overlong_text.turn_away(ctx)
        return
    _begin(ctx, captions)
    is_known = (is_new or not other) and _take(ctx, captions)
    if is_in_form:
        if not is_known:
            in_form.ask_again(ctx)
    elif other:
        is_out = any(file.item for file in replaced)
        _ask_about(ctx, other, replaced, has_words=not is_known and (is_new or not is_out))
    elif not is_known:
        _not_known(ctx, mine)


def _begin(ctx: Context, captions: Captions) -> None:
    about_it = {"changes": ctx.changed_event, "text": ctx.incoming.text, "captions": captions}
    ctx.begun = {"way": "edit", **about_it}


@asking.begun_by("edit")
def _again(ctx: Context, begun: Mapping[str, Any]) -> None:
    ctx.incoming = replace(ctx.incoming, text=begun["text"], kind=Kind.EDIT)
    ctx.changes = begun["changes"]
    _take(ctx, begun.get("captions", {}))


def _take(ctx: Context, captions: Captions) -> bool:
    """Whether it was a room's. Captions follow what it changed there, or in what is not sent yet."""
    files = [file for number in captions if (file := ctx.work.get(Attachment, int(number))) is not None]
    before = _happened(ctx, files)
    is_known = hooks.takes_change(ctx)
    is_taken = is_known and (not all(file.item for file in files) or _happened(ctx, files) > before)
    for file in files if is_taken else ():
        file.caption = captions[str(file.id)]
        ctx.work.add(file)
    return is_known


def _happened(ctx: Context, files: Sequence[Attachment]) -> int:
    found = {file.item for file in files if file.item}
    return sum(len(items.history_of(ctx.work, item)) for item in found)


def _captions(ctx: Context, mine: Sequence[Attachment]) -> Captions:
    """What is written now under each file that the message brought, as far as that is told."""
    told = {file.sha256: file.caption for file in ctx.incoming.files}
    if len(mine) == 1:
        return {str(mine[0].id): caption(ctx, told.get(mine[0].sha256, ""), ctx.incoming.text)}
    return {str(one.id): caption(ctx, told[one.sha256]) for one in mine if one.sha256 in told}


def _replaced(ctx: Context, mine: Sequence[Attachment]) -> list[Attachment]:
    still = {file.sha256 for file in ctx.incoming.files}
    return [one for one in mine if one.sha256 not in still]


def _keep_others(ctx: Context) -> list[int]:
    """The files that the message did not bring before."""
    if not (fresh := as_sent.fresh_files(ctx)):
        return []
    ctx.incoming = replace(ctx.incoming, files=fresh)
    keep_files(ctx)
    kept, ctx.files = ctx.files, []
    return kept


def _read_as_whole(ctx: Context, mine: Sequence[Attachment]) -> bool:
    """Whether there are other words. They stand in the place of those that this message said before."""
    together = items.sent_with(ctx.work, mine[0]) if mine else []
    first = next((one for one in together if one.said), None)
    if first is None or first.said is None:
        return True
    own = ctx.changed_event
    now = [[event, ctx.incoming.text if event == own else words] for event, words in first.said]
    is_new, first.said = now != first.said, now
    ctx.work.add(first)
    ctx.changes = now[0][0]
    ctx.incoming = replace(ctx.incoming, text="\n".join(words for _, words in now if words))
    return is_new


def _without(ctx: Context, gone: Sequence[Attachment]) -> bool:
    """A picture became words, or several became fewer: what nobody has yet is taken out, what was sent stays,
    and both are said. Whether the open form had one of them."""
    waiting = [file for file in gone if not file.item]
    stays = next((items.reference_of(ctx.work, file.item) for file in gone if file.item), "")
    is_in_form = in_form.take_out(ctx, waiting)
    for file in waiting:
        items.hand_on_words(ctx.work, file)
    items.drop_files(ctx.work, [file.id for file in waiting])
    ctx.reply("edit.without_file", taken=len(waiting), ref=stays, said_in=())
    return is_in_form


def _ask_about(ctx: Context, other: Sequence[int], replaced: Sequence[Attachment], has_words: bool) -> None:
    """What was put in the place of another file; what nobody has yet is dropped for it."""
    ctx.files, ctx.event = list(other), ctx.changed_event
    waiting = [file for file in replaced if not file.item]
    if waiting:
        items.take_place(ctx.work, waiting, other)
    if not has_words:
        ctx.incoming = replace(ctx.incoming, text="")
    stays = next((file.item for file in replaced if file.item), NO_ITEM)
    without_command.ask_what_for(ctx, stays)


def _not_known(ctx: Context, mine: Sequence[Attachment]) -> None:
    typed, item = ctx.incoming.text, next((file.item for file in mine if file.item), NO_ITEM)
    if not mine or not typed or typed_line.is_marked(typed):
        turn_away(ctx)
    elif not item:
        ctx.event = ctx.changed_event
        without_command.ask_what_for(ctx)
    elif item.kind in _TO_ADD_TO and access.is_open_to(ctx.work, ctx.officer, item):
        ref = items.reference_of(ctx.work, item)
        add = kept_line.as_command(item.kind, Label(N_("Add to %(ref)s"), {"ref": ref}), ref)
        marks = assumed_handling.as_words(ctx.work, typed)
        ctx.reply("edit.under_file", add, **about(ctx.work, item), **kept_line.kept(ctx), **marks)
    else:
        turn_away(ctx)


def turn_away(ctx: Context) -> None:
    typed, draft = ctx.incoming.text, drafts.draft_of(ctx.work, ctx.officer.id)
    if draft is not None and _is_of(ctx, draft):
        ctx.reply("edit.no_command")
        return
    parsed = parse(typed) if typed_line.is_marked(typed) else None
    marks = assumed_handling.as_words(ctx.work, _content(typed, parsed))
    if parsed is None and marks:
        ctx.reply("edit.loose", *kept_line.offers(ctx), **_kept(ctx, marks))
    else:
        now = [kept_line.instead("", N_("Do it now"))] if marks else []
        ctx.reply("edit.no_command", *now, **_kept(ctx, marks))


def _is_of(ctx: Context, draft: drafts.Draft) -> bool:
    """Whether the message is an answer of the open form, which takes it away as soon as it may not stay."""
    said = [(one["account"], one["message"]) for one in draft.answers.get("typed", [])]
    return any((place["account"], place["message"]) in said for place in ctx.said_in)


def _content(typed: str, parsed: tuple[Command, str] | None) -> str:
    if parsed is None:
        return typed
    made, argument = parsed
    return "" if made.is_lookup else argument


def _kept(ctx: Context, marks: dict[str, Any]) -> dict[str, Any]:
    return {**kept_line.kept(ctx), **marks} if marks else {}


@says("edit.no_command", took=True)
def _say_no_command(voice: Voice) -> Text:
    return text(voice.t("Editing an old message does not start anything. Please send it as a new message."))


@says("edit.loose", took=True)
def _say_loose(voice: Voice) -> Text:
    asked = voice.t("What you wrote now is kept; what shall I do with it?")
    return paragraphs(voice.t("Editing an old message does not start anything."), asked)


@says("edit.without_file", free=True)
def _say_without_file(voice: Voice, taken: int, ref: str) -> Text:
    stays = N_("The file that was in your message stays with %(ref)s: an edit takes no file back.")
    return lines(
        voice.n(
            "The file that was in your message is taken out.",
            "The %(count)s files that were in your message are taken out.",
            taken,
        )
        if taken
        else None,
        voice.rich(stays, ref=bold(ref)) if ref else None,
    )


@says("edit.under_file", took=True)
def _say_under_file(voice: Voice, ref: str) -> Text:
    stays = N_("What was written under a file of %(ref)s stays as it was. What you wrote now is kept.")
    return voice.rich(stays, ref=bold(ref))
