"""An edit of what was typed into a form that is still open: an answer changes, or the line that opened it."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.core import hooks
from handlers.core.context import Context
from handlers.core.registry import command_named, parse, run_command
from handlers.forms import engine
from handlers.forms import typed as form_typed
from handlers.forms import unread as form_unread
from handlers.forms.model import WrongError, form_named, read
from handlers.vocabulary import typed_line
from handlers.vocabulary.incoming import Kind
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Label
from storage import drafts, items
from storage.drafts import Draft
from storage.items import Attachment

_OWN = {"files", "event", "asked", "typed", "unread", "events", "line", "mentioned"}  # no answers


@hooks.changed
def message_changed(ctx: Context) -> bool:
    draft = drafts.draft_of(ctx.work, ctx.officer.id)
    if draft is None or ctx.incoming.kind is not Kind.EDIT:
        return False
    field = draft.answers.get("events", {}).get(ctx.changed_event)
    if field is not None:
        _answer(ctx, draft, str(field))
        return True
    if draft.answers["event"] == ctx.changed_event and _open_anew(ctx, draft):
        return True
    return _under_its_file(ctx, draft)


def _under_its_file(ctx: Context, draft: Draft) -> bool:
    """Words under a file that came without an answer: they go with the file, and none of them is lost."""
    mine = items.files_of_message(ctx.work, ctx.officer.id, ctx.changed_event)
    has_it = any(file.id in draft.answers.get("files", []) for file in mine)
    if not has_it or typed_line.is_marked(ctx.incoming.text):
        return False
    _note_place(ctx, draft)
    form_unread.note(ctx, draft, form_typed.without_marks(draft, ctx.incoming.text))
    _ask(ctx, draft, Label(N_("What is written under the file is changed.")))
    return True


def put_in_place(ctx: Context, old: Sequence[Attachment], new: Sequence[int]) -> bool:
    """Whether the open form had one of these files, and has the new ones instead."""
    draft = drafts.draft_of(ctx.work, ctx.officer.id)
    had = list(draft.answers.get("files", [])) if draft is not None else []
    if draft is None or not {file.id for file in old} & {*had}:
        return False
    left = [number for number in had if number not in {file.id for file in old}]
    draft.answers = {**draft.answers, "files": [*left, *new]}
    ctx.work.session.add(draft)
    items.take_place(ctx.work, old, new)
    _note_place(ctx, draft)
    ctx.reply("form.file_replaced", **form_typed.places(ctx, draft))
    return True


def take_out(ctx: Context, gone: Sequence[Attachment]) -> bool:
    """Whether the open form had one of these files, and goes on without."""
    draft, numbers = drafts.draft_of(ctx.work, ctx.officer.id), {file.id for file in gone}
    had = list(draft.answers.get("files", [])) if draft is not None else []
    if draft is None or not numbers & {*had}:
        return False
    draft.answers = {**draft.answers, "files": [number for number in had if number not in numbers]}
    ctx.work.session.add(draft)
    return True


def ask_again(ctx: Context) -> None:
    if (draft := drafts.draft_of(ctx.work, ctx.officer.id)) is not None:
        engine.ask(ctx, draft, draft.step)


def _ask(ctx: Context, draft: Draft, why: Label) -> None:
    """The summary says by itself what is changed."""
    engine.ask(ctx, draft, draft.step, wrong=None if draft.step == engine.SUMMARY else why)


def _answer(ctx: Context, draft: Draft, name: str) -> None:
    """As if it had been written so; what the form asks now, it asks again."""
    field = form_named(draft.form).field(name)
    _note_place(ctx, draft)
    words = form_typed.without_marks(draft, ctx.incoming.text) if field.free else ctx.incoming.text
    try:
        value = read(ctx, field, words)
    except WrongError as wrong:
        engine.ask(ctx, draft, name, wrong=wrong.label, choices=wrong.choices)
        return
    draft.answers = {**draft.answers, name: value}
    changed = Label(N_("“%(field)s” is changed."), {"field": ctx.voice.t(field.label)})
    _ask(ctx, draft, changed)


def _note_place(ctx: Context, draft: Draft) -> None:
    known = [(one["account"], one["message"]) for one in draft.answers.get("typed", [])]
    ctx_places = [one for one in ctx.said_in if (one["account"], one["message"]) not in known]
    if ctx_places:
        form_typed.note(ctx, draft)


def _open_anew(ctx: Context, draft: Draft) -> bool:
    """The line that opened it says something else now; what was answered since stays."""
    parsed = parse(ctx.incoming.text)
    if parsed is None or parsed[0] is not command_named(draft.form):
        return False
    ctx.event, ctx.files = ctx.changed_event, list(draft.answers.get("files", []))
    ctx.answered = _since(draft.answers)
    drafts.drop(ctx.work, draft)
    run_command(ctx, *parsed)
    return True


def _since(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What was not in the line."""
    in_line = {*answers.get("line", ())}
    return {name: value for name, value in answers.items() if name not in _OWN | in_line} | {
        "events": answers.get("events", {}),
        "typed": answers.get("typed", []),
    }
