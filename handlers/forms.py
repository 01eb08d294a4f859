"""Guided forms: a form is data, one engine walks them all and keeps the draft.

One question a message. What is needed is asked; the rest waits under "Add details". Back, skip and cancel
work as buttons and as words; whatever was typed stays in the draft until it is sent, cancelled, or too old.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from handlers import form_files, form_rest, form_typed, form_unread, old_drafts, words
from handlers.chat import Button, Label
from handlers.context import Context
from handlers.form_files import Taken
from handlers.form_model import (
    UNKNOWN,
    Choice,
    Field,
    Form,
    WrongError,
    choices_of,
    form,
    form_named,
    forms,
    read,
    read_text,
    shown,
)
from handlers.lang import N_
from handlers.registry import EVERYONE, act
from storage import drafts, items
from storage.drafts import Draft
from storage.outbox import Lane, Outgoing

__all__ = [
    "SUMMARY",
    "UNKNOWN",
    "Choice",
    "Field",
    "Form",
    "WrongError",
    "answer",
    "begin",
    "choices_of",
    "form",
    "form_named",
    "forms",
    "offer_details",
    "read_text",
    "shown",
    "takes_number",
]

SUMMARY = "summary"
_BACK = {"back", "返回", "上一步", "后退"}
_SKIP = {"skip", "跳过", "略过"}
_CANCEL = {"cancel", "取消"}
_CONFIRM = {"confirm", "send", "yes", "ok", "确认", "发送", "是", "提交"}


def begin(
    ctx: Context,
    wanted: Form,
    answers: Mapping[str, Any] | None = None,
    item: str = "",
    wrong: Mapping[str, WrongError] | None = None,
) -> None:
    """Start it; what is known already is not asked, what is `wrong` is asked with the reason. An open draft
    is put away, what was typed given back."""
    if (old := drafts.draft_of(ctx.work, ctx.officer.id)) is not None:
        old_drafts.put_away(ctx.work, old, Lane.ANSWER)
    draft = ctx.work.add(
        Draft(
            officer_id=ctx.officer.id,
            form=wanted.name,
            step="",
            answers={
                "files": list(ctx.files),
                "event": ctx.event,
                "asked": list(wrong or ()),
                **(answers or {}),
            },
            item=item,
            started_at=ctx.now,
            touched_at=ctx.now,
        )
    )
    if answers or wrong or ctx.files:
        form_typed.note(ctx, draft)
    ctx.files.clear()
    if wanted.opens_details:
        return offer_details(ctx, draft)
    step = _next_step(draft)
    problem = (wrong or {}).get(step)
    return _ask(ctx, draft, step, *((problem.label, problem.choices) if problem else ()))


def takes_number(ctx: Context, draft: Draft) -> bool:
    """Whether a bare number may be an answer; otherwise it chooses the button with that number."""
    if draft.step == SUMMARY:
        return False
    field = form_named(draft.form).field(draft.step)
    return field.free and not choices_of(ctx, field)


def answer(ctx: Context, draft: Draft, typed: str) -> None:
    """What was typed while a form is open."""
    if words.first_word(typed) in {(word, "") for word in _CANCEL}:
        return _cancel(ctx, draft)
    if words.folded(typed) not in _BACK | _SKIP and form_files.may_take(ctx, draft):
        form_typed.note(ctx, draft)
    if ctx.now - draft.touched_at > ctx.rules.periods.draft_rest:
        return form_rest.ask(ctx, draft)
    if ctx.files and not _take_files(ctx, draft, typed):
        return None
    return _answer_words(ctx, draft, typed)


def _take_files(ctx: Context, draft: Draft, typed: str) -> bool:
    """Whether there are words beside the files to go on with."""
    taken = form_files.take(ctx, draft)
    if taken is Taken.REFUSED:
        _ask(ctx, draft, draft.step, wrong=form_files.refusal(ctx))
        return False
    if typed:
        return True
    if taken is Taken.JOINED:
        _reply(ctx, draft, "files.joined")
        return False
    _reply(ctx, draft, "form.file_added", count=len(draft.answers["files"]))
    _ask(ctx, draft, draft.step)
    return False


def _answer_words(ctx: Context, draft: Draft, typed: str) -> None:
    word, made = words.folded(typed), form_named(draft.form)
    if word in _BACK:
        return _back(ctx, draft)
    if draft.step == SUMMARY:
        if word in _CONFIRM:
            ctx.said_in = ()
            return _confirm(ctx, draft)
        draft.touched_at = ctx.now
        form_unread.note(ctx, draft, typed)
        return _summary(ctx, draft, unread=typed)
    field = made.field(draft.step)
    if word in _SKIP and not field.is_asked(draft.answers):
        return _ask_next(ctx, draft)
    return _take(ctx, draft, field, typed)


def _take(ctx: Context, draft: Draft, field: Field, typed: str) -> None:
    if not typed:
        return _ask(ctx, draft, field.name)
    try:
        value = read(ctx, field, typed)
    except WrongError as wrong:
        form_unread.note(ctx, draft, typed)
        return _ask(ctx, draft, field.name, wrong=wrong.label, choices=wrong.choices)
    _put(draft, **{field.name: value})
    return _ask_next(ctx, draft)


def _put(draft: Draft, **answers: Any) -> None:
    draft.answers = {**draft.answers, **answers}


def _ask_next(ctx: Context, draft: Draft) -> None:
    step = _next_step(draft)
    if step == SUMMARY and form_named(draft.form).straight:
        return _confirm(ctx, draft)
    return _ask(ctx, draft, step)


def _next_step(draft: Draft) -> str:
    """The first field that has to be asked and is not answered yet."""
    made = form_named(draft.form)
    missing = (f.name for f in made.fields if f.is_asked(draft.answers) and f.name not in draft.answers)
    return next(missing, SUMMARY)


def _ask(
    ctx: Context, draft: Draft, step: str, wrong: Label | None = None, choices: Sequence[Choice] = ()
) -> None:
    draft.step, draft.touched_at = step, ctx.now
    ctx.work.session.add(draft)
    if step == SUMMARY:
        return _summary(ctx, draft)
    field = form_named(draft.form).field(step)
    offered = [*choices] or list(choices_of(ctx, field))
    chosen = draft.answers.get(step, []) if field.many else []
    picks = [
        Button(
            Label("✓ %(label)s", {"label": ctx.voice.label(choice.label)})
            if choice.value in chosen
            else choice.label,
            "form.choose",
            params={"form": draft.form, "step": step, "value": choice.value},
        )
        for choice in offered
    ]
    said = {"source": wrong.source, "params": dict(wrong.params)} if wrong else None
    _reply(
        ctx,
        draft,
        "form.ask",
        *picks,
        *form_unread.buttons(ctx, draft),
        *_controls(draft, field),
        form=draft.form,
        step=step,
        wrong=said,
        unread=form_unread.elsewhere(ctx, draft),
        asked=_asked(draft),
        about=field.prepare(ctx, draft.answers) if field.prepare else {},
    )
    return None


def _asked(draft: Draft) -> list[str]:
    """The fields that are asked one after the other, as the answers stand."""
    return [field.name for field in form_named(draft.form).fields if field.is_asked(draft.answers)]


def _controls(draft: Draft, field: Field) -> list[Button]:
    here = {"form": draft.form, "step": field.name}
    buttons = []
    if field.many and draft.answers.get(field.name):
        buttons.append(Button(N_("Done"), "form.next", params=here))
    if not field.is_asked(draft.answers):
        buttons.append(Button(N_("Skip"), "form.next", params=here))
    if field.unknown:
        buttons.append(Button(N_("Unknown"), "form.unknown", params=here))
    return [
        *buttons,
        Button(N_("Back"), "form.back", params=here),
        Button(N_("Cancel"), "form.cancel", params=here),
    ]


def _summary(ctx: Context, draft: Draft, unread: str = "") -> None:
    made, here = form_named(draft.form), {"form": draft.form, "step": SUMMARY}
    buttons = [Button(made.confirm, "form.confirm", params=here), *form_unread.buttons(ctx, draft)]
    if any(not field.is_asked(draft.answers) and field.name not in draft.answers for field in made.fields):
        buttons.append(Button(N_("Add details"), "form.details", params=here))
    buttons.append(Button(N_("Change something"), "form.change", params=here))
    buttons.append(Button(N_("Cancel"), "form.cancel", params=here))
    answers = {**draft.answers, **(made.prepare(ctx, draft.answers) if made.prepare else {})}
    unread = "\n".join(filter(None, (form_unread.elsewhere(ctx, draft), unread)))
    _reply(ctx, draft, "form.summary", *buttons, form=draft.form, answers=answers, unread=unread)


def _reply(ctx: Context, draft: Draft, kind: str, *buttons: Button, **params: Any) -> None:
    unread = form_unread.handling(ctx, draft, str(params.get("unread") or ""))
    ctx.reply(kind, *buttons, **params, **form_typed.places(ctx, draft, unread))


def _cancel(ctx: Context, draft: Draft) -> None:
    ctx.reply("form.cancelled")
    items.drop_files(ctx.work, draft.answers.get("files", []))
    drafts.drop(ctx.work, draft)


def _back(ctx: Context, draft: Draft) -> None:
    asked = _asked(draft)
    place = asked.index(draft.step) if draft.step in asked else len(asked)
    _ask(ctx, draft, asked[max(place - 1, 0)] if asked else SUMMARY)


def _confirm(ctx: Context, draft: Draft) -> None:
    made = form_named(draft.form)
    answers = {**draft.answers, "item": draft.item}
    ctx.event = str(answers["event"])
    drafts.drop(ctx.work, draft)
    made.done(ctx, answers)


def _current(ctx: Context) -> Draft | None:
    """The draft that the pressed button belongs to; otherwise the person is told that it is behind."""
    draft = drafts.draft_of(ctx.work, ctx.officer.id)
    offer = ctx.offer
    if (
        draft is None
        or offer is None
        or (offer.params["form"], offer.params["step"]) != (draft.form, draft.step)
    ):
        ctx.reply("form.behind")
        return None
    return draft


def _on_draft(name: str) -> Callable[[Callable[[Context, Draft], None]], Callable[[Context, Draft], None]]:
    def register(run: Callable[[Context, Draft], None]) -> Callable[[Context, Draft], None]:
        @act(name, EVERYONE)
        def _pressed(ctx: Context) -> None:
            if (draft := _current(ctx)) is not None:
                run(ctx, draft)

        return run

    return register


_on_draft("form.cancel")(_cancel)
_on_draft("form.back")(_back)
_on_draft("form.next")(_ask_next)
_on_draft("form.confirm")(_confirm)


@_on_draft("form.unknown")
def _unknown(ctx: Context, draft: Draft) -> None:
    _put(draft, **{draft.step: UNKNOWN})
    _ask_next(ctx, draft)


@_on_draft("form.resume")
def _resume(ctx: Context, draft: Draft) -> None:
    """What was typed before the question is the answer now."""
    earlier = ctx.work.need(Outgoing, ctx.offer.outgoing_id if ctx.offer else None).params or {}
    draft.touched_at, ctx.files = ctx.now, list(earlier["kept"])
    answer(ctx, draft, earlier["typed"])


_on_draft("form.away")(form_rest.put_away)


@_on_draft("form.choose")
def _choose(ctx: Context, draft: Draft) -> None:
    field = form_named(draft.form).field(draft.step)
    value = ctx.offer.params["value"] if ctx.offer else ""
    if not field.many:
        if not choices_of(ctx, field):  # it was offered for what could not be read
            return _take(ctx, draft, field, value)
        _put(draft, **{field.name: value})
        return _ask_next(ctx, draft)
    before = [one for one in draft.answers.get(field.name, []) if one != UNKNOWN]
    _put(draft, **{field.name: [v for v in before if v != value] if value in before else [*before, value]})
    return _ask(ctx, draft, field.name)


@_on_draft("form.place")
def _place(ctx: Context, draft: Draft) -> None:
    form_unread.place(draft)
    _ask_next(ctx, draft)


@_on_draft("form.details")
def _details(ctx: Context, draft: Draft) -> None:
    offer_details(ctx, draft)


def offer_details(ctx: Context, draft: Draft) -> None:
    """What may be added: its groups first, where there are several."""
    draft.step, here = SUMMARY, {"form": draft.form, "step": SUMMARY}
    ctx.work.session.add(draft)
    fields = [f for f in form_named(draft.form).fields if not f.is_asked(draft.answers)]
    groups = list(dict.fromkeys(field.group for field in fields))
    if len(groups) < 2:
        return _offer_fields(ctx, draft, fields)
    buttons = [Button(group, "form.group", params={**here, "group": group}) for group in groups]
    ctx.reply("form.fields", *buttons, Button(N_("Back"), "form.next", params=here))
    return None


@_on_draft("form.group")
def _group(ctx: Context, draft: Draft) -> None:
    wanted = ctx.offer.params["group"] if ctx.offer else ""
    fields = [f for f in form_named(draft.form).fields if not f.is_asked(draft.answers) and f.group == wanted]
    _offer_fields(ctx, draft, fields)


@_on_draft("form.change")
def _change(ctx: Context, draft: Draft) -> None:
    _offer_fields(ctx, draft, [f for f in form_named(draft.form).fields if f.name in draft.answers])


def _offer_fields(ctx: Context, draft: Draft, fields: Sequence[Field]) -> None:
    here = {"form": draft.form, "step": SUMMARY}
    buttons = [Button(field.label, "form.open", params={**here, "field": field.name}) for field in fields]
    ctx.reply("form.fields", *buttons, Button(N_("Back"), "form.next", params=here))


@_on_draft("form.open")
def _open(ctx: Context, draft: Draft) -> None:
    if ctx.offer is not None:
        _ask(ctx, draft, ctx.offer.params["field"])
