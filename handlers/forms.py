"""Guided forms: a form is data, one engine walks them all and keeps the draft.

One question a message. Required fields are asked; the others wait under "Add details". Back, skip and cancel
work as buttons and as words; whatever was typed stays in the draft until it is sent, cancelled, or too old.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers import words
from handlers.chat import Button, Label, Piece, Text, bold, dim, lines, paragraphs, text
from handlers.context import Context
from handlers.lang import N_, Voice
from handlers.registry import EVERYONE, act
from handlers.speech import Params, says
from storage import drafts
from storage.drafts import Draft

SUMMARY = "summary"
UNKNOWN = "unknown"  # an answer that every field takes
_BACK = {"back", "返回", "上一步", "后退"}
_SKIP = {"skip", "跳过", "略过"}
_CANCEL = {"cancel", "取消"}
_UNKNOWN = {"unknown", "?", "not known", "不详", "未知", "不知道", "不清楚"}
_CONFIRM = {"confirm", "send", "yes", "ok", "确认", "发送", "是", "提交"}


class WrongError(Exception):
    """An answer that does not fit, and the sentence for it. `choices`: what may be meant."""

    def __init__(self, source: str, choices: Sequence["Choice"] = (), **params: Any) -> None:
        super().__init__(source)
        self.label = Label(source, params)
        self.choices = choices


@dataclass(frozen=True)
class Choice:
    """`label` is an English source text, or filled in by the reader's voice."""

    value: str
    label: Label | str


Read = Callable[[Context, str], Any]


def read_text(_ctx: Context, typed: str) -> Any:
    """Any words at all."""
    return typed


@dataclass(frozen=True)
class Field:
    """`read` turns what was typed into a JSON value, or raises WrongError. `many`: several choices."""

    name: str
    label: str
    question: str
    read: Read = read_text
    choices: Sequence[Choice] | Callable[[Context], Sequence[Choice]] = ()
    show: Callable[[Voice, Any], str] | None = None
    required: bool = False
    many: bool = False
    free: bool = True  # besides the choices, one's own words are taken
    hint: str = ""


Done = Callable[[Context, dict[str, Any]], None]


@dataclass(frozen=True)
class Form:
    """`done` gets the answers; `check` may add a remark to the summary; `confirm` names the last button."""

    name: str
    title: str
    fields: tuple[Field, ...]
    done: Done
    confirm: str = N_("Send")
    takes_files: bool = False
    check: Callable[[Voice, Mapping[str, Any]], Piece] | None = None

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)


_forms: dict[str, Form] = {}


def form(made: Form) -> Form:
    """Declare a form."""
    _forms[made.name] = made
    return made


def form_named(name: str) -> Form:
    return _forms[name]


def forms() -> list[Form]:
    return list(_forms.values())


def begin(ctx: Context, wanted: Form, answers: Mapping[str, Any] | None = None, item: str = "") -> None:
    """Start it; what is known already is not asked. An open draft of another form is put away with a word."""
    if (old := drafts.draft_of(ctx.work, ctx.officer.id)) is not None:
        drafts.drop(ctx.work, old)
    draft = ctx.work.add(
        Draft(
            officer_id=ctx.officer.id,
            form=wanted.name,
            step="",
            answers={"files": list(ctx.files), **(answers or {})},
            item=item,
            started_at=ctx.now,
            touched_at=ctx.now,
        )
    )
    ctx.files.clear()
    _ask_next(ctx, draft)


def answer(ctx: Context, draft: Draft, typed: str) -> None:
    """What was typed while a form is open."""
    word = words.folded(typed)
    made = form_named(draft.form)
    if ctx.files and made.takes_files:
        _put(draft, files=[*draft.answers.get("files", []), *ctx.files])
        ctx.files.clear()
        ctx.work.session.add(draft)
        if not typed:
            ctx.reply("form.file_added", count=len(draft.answers["files"]))
            return _ask(ctx, draft, draft.step)
    elif ctx.files:
        ctx.files.clear()
        return _ask(
            ctx, draft, draft.step, wrong=Label(N_("This question takes no file. Please answer in words."))
        )
    if word in _CANCEL:
        return _cancel(ctx, draft)
    if word in _BACK:
        return _back(ctx, draft)
    if draft.step == SUMMARY:
        return _confirm(ctx, draft) if word in _CONFIRM else _ask(ctx, draft, SUMMARY)
    if word in _SKIP and not made.field(draft.step).required:
        return _ask_next(ctx, draft)
    return _take(ctx, draft, made.field(draft.step), typed)


def _take(ctx: Context, draft: Draft, field: Field, typed: str) -> None:
    if not typed:
        return _ask(ctx, draft, field.name)
    try:
        value = _read(ctx, field, typed)
    except WrongError as wrong:
        return _ask(ctx, draft, field.name, wrong=wrong.label, choices=wrong.choices)
    _put(draft, **{field.name: value})
    return _ask_next(ctx, draft)


def _read(ctx: Context, field: Field, typed: str) -> Any:
    if words.folded(typed) in _UNKNOWN:
        return UNKNOWN
    offered = choices_of(ctx, field)
    parts = [typed] if not field.many else [part for part in _split(typed) if part]
    found = [_chosen(ctx, offered, part) for part in parts]
    if offered and all(found):
        return found if field.many else found[0]
    if offered and not field.free:
        raise WrongError(N_("Please choose one of these."))
    return field.read(ctx, typed)


def _split(typed: str) -> list[str]:
    for mark in "，、;；":
        typed = typed.replace(mark, ",")
    return [part.strip() for part in typed.split(",")]


def _chosen(ctx: Context, offered: Sequence[Choice], typed: str) -> str | None:
    wanted = words.folded(typed)
    for number, choice in enumerate(offered, start=1):
        if wanted in {str(number), words.folded(choice.value), words.folded(ctx.voice.label(choice.label))}:
            return choice.value
    return None


def choices_of(ctx: Context, field: Field) -> Sequence[Choice]:
    return field.choices(ctx) if callable(field.choices) else field.choices


def shown(voice: Voice, field: Field, value: Any) -> str:
    """An answer as its reader sees it."""
    if value == UNKNOWN:
        return voice.t("unknown")
    if field.show is not None:
        return field.show(voice, value)
    labels = {} if callable(field.choices) else {c.value: voice.label(c.label) for c in field.choices}
    if isinstance(value, list):
        return voice.listed(labels.get(one, str(one)) for one in value)
    return labels.get(value, str(value))


def _put(draft: Draft, **answers: Any) -> None:
    draft.answers = {**draft.answers, **answers}


def _ask_next(ctx: Context, draft: Draft) -> None:
    made = form_named(draft.form)
    missing = (field.name for field in made.fields if field.required and field.name not in draft.answers)
    _ask(ctx, draft, next(missing, SUMMARY))


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
    ctx.reply("form.ask", *picks, *_controls(draft, field), form=draft.form, step=step, wrong=said)
    return None


def _controls(draft: Draft, field: Field) -> list[Button]:
    here = {"form": draft.form, "step": field.name}
    buttons = []
    if field.many and draft.answers.get(field.name):
        buttons.append(Button(N_("Done"), "form.next", params=here))
    if not field.required:
        buttons.append(Button(N_("Skip"), "form.next", params=here))
    return [
        *buttons,
        Button(N_("Back"), "form.back", params=here),
        Button(N_("Cancel"), "form.cancel", params=here),
    ]


def _summary(ctx: Context, draft: Draft) -> None:
    made, here = form_named(draft.form), {"form": draft.form, "step": SUMMARY}
    buttons = [Button(made.confirm, "form.confirm", params=here)]
    if any(not field.required for field in made.fields):
        buttons.append(Button(N_("Add details"), "form.details", params=here))
    buttons.append(Button(N_("Change something"), "form.change", params=here))
    buttons.append(Button(N_("Cancel"), "form.cancel", params=here))
    ctx.reply("form.summary", *buttons, form=draft.form, answers=draft.answers)


def _cancel(ctx: Context, draft: Draft) -> None:
    ctx.reply("form.cancelled", typed=str(draft.answers.get("text", "")))
    drafts.drop(ctx.work, draft)


def _back(ctx: Context, draft: Draft) -> None:
    made = form_named(draft.form)
    asked = [field.name for field in made.fields if field.required]
    place = asked.index(draft.step) if draft.step in asked else len(asked)
    _ask(ctx, draft, asked[max(place - 1, 0)] if asked else SUMMARY)


def _confirm(ctx: Context, draft: Draft) -> None:
    made = form_named(draft.form)
    answers = {**draft.answers, "item": draft.item}
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


@_on_draft("form.choose")
def _choose(ctx: Context, draft: Draft) -> None:
    field = form_named(draft.form).field(draft.step)
    value = ctx.offer.params["value"] if ctx.offer else ""
    if not field.many:
        _put(draft, **{field.name: field.read(ctx, value) if not choices_of(ctx, field) else value})
        return _ask_next(ctx, draft)
    before = [one for one in draft.answers.get(field.name, []) if one != UNKNOWN]
    _put(draft, **{field.name: [v for v in before if v != value] if value in before else [*before, value]})
    return _ask(ctx, draft, field.name)


@_on_draft("form.details")
def _details(ctx: Context, draft: Draft) -> None:
    _offer_fields(ctx, draft, [field for field in form_named(draft.form).fields if not field.required])


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


@says("form.ask")
def _say_ask(voice: Voice, params: Params) -> Text:
    made = form_named(params["form"])
    field = made.field(params["step"])
    required = [one.name for one in made.fields if one.required]
    place = f" {required.index(field.name) + 1}/{len(required)}" if field.name in required else ""
    wrong = params["wrong"]
    return paragraphs(
        voice.t(wrong["source"], **wrong["params"]) if wrong else None,
        lines(text(dim(voice.t(made.title) + place)), text(bold(voice.t(field.question)))),
        dim(voice.t(field.hint)) if field.hint else None,
    )


@says("form.summary")
def _say_summary(voice: Voice, params: Params) -> Text:
    made, answers = form_named(params["form"]), params["answers"]
    rows: list[Piece] = [
        text(dim(voice.t(field.label) + voice.t(": ")), shown(voice, field, answers[field.name]))
        for field in made.fields
        if field.name in answers
    ]
    files = len(answers.get("files", []))
    attached = voice.n("%(count)s file attached", "%(count)s files attached", files) if files else None
    remark = made.check(voice, answers) if made.check else None
    return paragraphs(bold(voice.t(made.title)), lines(*rows, attached), remark, voice.t("Is this right?"))


@says("form.fields")
def _say_fields(voice: Voice, _params: Params) -> Text:
    return text(voice.t("Which one?"))


@says("form.file_added")
def _say_file_added(voice: Voice, params: Params) -> Text:
    return text(voice.n("Kept: %(count)s file so far.", "Kept: %(count)s files so far.", params["count"]))


@says("form.cancelled")
def _say_cancelled(voice: Voice, _params: Params) -> Text:
    return text(voice.t("Cancelled. Nothing was sent."))


@says("form.behind")
def _say_behind(voice: Voice, _params: Params) -> Text:
    return text(voice.t("That question has been answered already. Please use the newest message."))
