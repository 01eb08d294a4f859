"""An edit of what was typed into a form that is still open: an answer changes, or the line that opened it."""

from collections.abc import Mapping
from typing import Any

from handlers.core import hooks
from handlers.core.context import Context
from handlers.core.registry import command_named, parse, run_command
from handlers.forms import engine
from handlers.forms import typed as form_typed
from handlers.forms.model import WrongError, form_named, read
from handlers.vocabulary.incoming import Kind
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Label
from storage import drafts
from storage.drafts import Draft

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
    return draft.answers["event"] == ctx.changed_event and _open_anew(ctx, draft)


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
    engine.ask(ctx, draft, draft.step, wrong=None if draft.step == engine.SUMMARY else changed)


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
