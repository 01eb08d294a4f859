"""What was typed into a form, could not be read as an answer, and leaves the chat: kept with the draft.

It is shown where it may be, given back with the draft, and one press puts it where words of any kind belong.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.core import assumed_handling
from handlers.core.context import Context
from handlers.forms import typed as form_typed
from handlers.forms.model import Field, form_named, read_text
from handlers.law.handling import Handling, Tlp
from handlers.vocabulary import typed_line
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import UNKNOWN, Button, Label
from storage.drafts import Draft
from storage.work import Work


def note(ctx: Context, draft: Draft, typed: str) -> None:
    """Where nothing is deleted, or it is no more than a slip that may stay, its sender has it in sight."""
    own = form_typed.handling(ctx.work, draft)
    may_stay = own is None or own.tlp.rank <= Tlp.GREEN.rank
    if typed and ctx.said_in and not (may_stay and typed_line.is_slip(typed)):
        new = {"account": ctx.account.id, "text": typed, "event": ctx.event}
        draft.answers = {**draft.answers, "unread": [*_kept(draft), new]}


def _kept(draft: Draft) -> list[Mapping[str, Any]]:
    return list(draft.answers.get("unread", []))


def texts(draft: Draft) -> list[str]:
    return [str(one["text"]) for one in _kept(draft)]


def elsewhere(ctx: Context, draft: Draft) -> str:
    """What was typed on another account, and can be read on this one."""
    return "\n".join(str(one["text"]) for one in _kept(draft) if one["account"] != ctx.account.id)


def handling(ctx: Context, draft: Draft, quoted: str) -> Handling | None:
    """Of what a reply quotes, or was typed just now: it may say anything, whatever the form is about."""
    just_now = any(one.get("event") == ctx.event for one in _kept(draft)) and bool(ctx.said_in)
    typed = quoted or (ctx.incoming.text if just_now else "")
    return assumed_handling.handling(ctx.work, typed) if typed else None


def marks(work: Work, draft: Draft) -> dict[str, Any]:
    """For the params of what gives it back: those of the form, or stricter ones."""
    found = form_typed.marks(work, draft)
    return assumed_handling.raised(found, Handling()) if _kept(draft) else found


def buttons(ctx: Context, draft: Draft) -> Sequence[Button]:
    field = _home(draft)
    if field is None or all(map(typed_line.is_slip, texts(draft))):
        return []
    label = Label(N_("Put it under “%(field)s”"), {"field": ctx.voice.t(field.label)})
    return [Button(label, "form.place", params={"form": draft.form, "step": draft.step})]


def _home(draft: Draft) -> Field | None:
    """The first question of the form that takes any words at all."""
    return next((f for f in form_named(draft.form).fields if f.read is read_text and not f.choices), None)


def place(draft: Draft) -> None:
    """Put it there, behind what is there."""
    field = _home(draft)
    if field is not None:
        before = draft.answers.get(field.name, UNKNOWN)
        told = [form_typed.without_marks(draft, typed) for typed in texts(draft)]
        whole = [*([] if before == UNKNOWN else [str(before)]), *filter(None, told)]
        draft.answers = {**draft.answers, field.name: "\n".join(whole), "unread": []}
