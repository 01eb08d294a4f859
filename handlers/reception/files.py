"""Photos and files that come with a message: kept, or refused with the reason."""

from dataclasses import replace

from handlers.core import assumed_handling
from handlers.core.context import Context
from handlers.core.params import Typed
from handlers.core.registry import parse
from handlers.core.speech import says
from handlers.law import typed_marks
from handlers.vocabulary import typed_line
from handlers.vocabulary.incoming import Incoming, IncomingFile, Kind
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Text, lines, text
from handlers.vocabulary.voice import Voice
from storage.audit import Tag
from storage.item import Item
from storage.items import Attachment


def keep_files(ctx: Context) -> None:
    stays, events, said = _leave_refused(ctx), _events(ctx), _said(ctx)
    for file, event in zip(ctx.incoming.files, events, strict=True):
        if file.file_id is None or file.size is None:
            _refuse(ctx, file, stays)
            continue
        kept = Attachment(
            officer_id=ctx.officer.id,
            file_id=file.file_id,
            name=typed_line.file_name(file.name),
            mime=file.mime,
            size=file.size,
            sha256=file.sha256 or "",
            caption=_caption(ctx, file),
            album=ctx.incoming.extra.get("album"),
            event=event,
            said=None if ctx.files or ctx.incoming.kind is Kind.EDIT else said,
            made_at=ctx.now,
        )
        ctx.files.append(ctx.work.add(kept).id)
        ctx.work.audit(Tag.FILE_KEPT, ctx.officer.id, Item("file", kept.id), size=file.size)


def _events(ctx: Context) -> list[str]:
    """For each file the message that brought it; an edit brings it to the message that it changes."""
    count, events = len(ctx.incoming.files), ctx.events
    if ctx.incoming.kind is Kind.EDIT:
        return [ctx.changed_event] * count
    return events if len(events) == count else [ctx.event] * count


def _said(ctx: Context) -> list[list[str]]:
    """What each message said; together it is the text."""
    if len(ctx.events) < 2 or len(ctx.events) != len(ctx.incoming.files):
        return [[ctx.event, ctx.incoming.text]]
    words = [typed_line.cleaned(file.caption) for file in ctx.incoming.files]
    return [list(pair) for pair in zip(ctx.events, words, strict=True)]


def as_named(incoming: Incoming) -> Incoming:
    """A mark in the name of a file ("TLP-RED_report.pdf") counts as if it were written under it."""
    mark = typed_marks.in_names(typed_line.one_line(file.name) for file in incoming.files)
    words = "\n".join(filter(None, (incoming.text, mark)))
    return replace(incoming, text=words) if mark else incoming


def _refuse(ctx: Context, file: IncomingFile, stays: bool) -> None:
    marks = assumed_handling.as_clue(ctx.work, ctx.incoming.text)
    problem = file.problem or "unreachable"
    ctx.reply("file.refused", name=typed_line.file_name(file.name), problem=problem, stays=stays, **marks)


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


def _caption(ctx: Context, file: IncomingFile) -> str | None:
    """Its own, in an album; else what the message says, unless that is a command."""
    return caption(ctx, file.caption, ctx.incoming.text if len(ctx.incoming.files) == 1 else "")


def caption(ctx: Context, own: str, whole: str = "") -> str | None:
    """What is kept as written under a file."""
    said = typed_line.cleaned(own) or whole
    kept = "" if parse(said) else said
    return ctx.as_written(kept) or None


PROBLEMS = {
    "empty": N_("“%(name)s” is empty; it was not kept."),
    "too_large": N_("“%(name)s” is too large; it was not kept. Please send it through the official channel."),
    "unreachable": N_("“%(name)s” could not be fetched; it was not kept. Please send it again."),
    "open": N_(
        "“%(name)s” came unencrypted; it was not kept. Please send it from an app that encrypts files."
    ),
    "hour": N_("“%(name)s” was not kept: those are many files for one hour. Please send it again later."),
    "day": N_("“%(name)s” was not kept: those are many files for one day. Please send it again tomorrow."),
    "full": N_(
        "“%(name)s” was not kept: there is no room for files now. Please use the official channel, and tell"
        " the operator."
    ),
}


def _veiled_refused(voice: Voice, problem: str, stays: bool) -> Text:
    still = voice.t("It is still in this chat, where it may not stay: please delete it yourself.")
    return lines(_say_file_refused(voice, problem, Typed("…")), still if stays else None)


@says("file.refused", veil=_veiled_refused)
def _say_file_refused(voice: Voice, problem: str, name: Typed) -> Text:
    return text(voice.t(PROBLEMS[problem], name=name))
