"""Guided forms: a form is data, one engine walks them all and keeps the draft.

One question a message. What is needed is asked; the rest waits under "Add details". Back, skip and cancel
work as buttons and as words; whatever was typed stays in the draft until it is sent, cancelled, or too old.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from handlers.core import hooks, kept_line
from handlers.core.context import Context, Press
from handlers.forms import files, resting, screened, unsure
from handlers.forms import typed as form_typed
from handlers.forms import unread as form_unread
from handlers.forms.files import Taken
from handlers.forms.model import Field, Form, WrongError, choices_of, form_named, read
from handlers.law import typed_marks
from handlers.reading import cues
from handlers.screening import asking
from handlers.vocabulary import typed_line
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import UNKNOWN, Button, Choice, Label
from storage import drafts, items
from storage.drafts import Draft
from storage.item import NO_ITEM, Item
from storage.outbox import Lane

SUMMARY = "summary"
_BESIDE_TEXT = {"text", "official", "urgency", *typed_marks.NAMES}  # what a text says by itself


def begin(
    ctx: Context,
    wanted: Form,
    answers: Mapping[str, Any] | None = None,
    item: Item = NO_ITEM,
    wrong: Mapping[str, WrongError] | None = None,
) -> None:
    """Start it; what is known already is not asked, what is `wrong` is asked with the reason. An open draft
    is put away, what was typed given back."""
    if (old := drafts.draft_of(ctx.work, ctx.officer.id)) is not None:
        resting.put_away(ctx.work, old, Lane.ANSWER)
    draft = ctx.work.add(
        Draft(
            officer_id=ctx.officer.id,
            form=wanted.name,
            step="",
            answers={
                "files": list(ctx.files),
                "event": ctx.event,
                "asked": list(wrong or ()),
                "line": list(answers or ()),
                **ctx.answered,
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
        offer_details(ctx, draft)
        return
    step = _next_step(draft)
    problem = (wrong or {}).get(step)
    ask(ctx, draft, step, *((problem.label, problem.choices) if problem else ()))


def may_be_counted(draft: Draft) -> bool:
    """Whether the question may be answered by a number: then one that a button has is asked about."""
    return draft.step != SUMMARY and form_named(draft.form).field(draft.step).counts


def answer_with(ctx: Press, typed: str) -> None:
    """What was typed is the answer, and no button."""
    draft = drafts.draft_of(ctx.work, ctx.officer.id)
    if draft is None or draft.step == SUMMARY:
        ctx.reply("form.behind")
    else:
        _take(ctx, draft, form_named(draft.form).field(draft.step), typed)


def answer(ctx: Context, draft: Draft, typed: str) -> None:
    """What was typed while a form is open."""
    if cues.means(typed.lstrip("/!！／"), "cancel"):
        _cancel(ctx, draft)
        return
    if not cues.means(typed, "back", "skip") and files.may_take(ctx, draft):
        form_typed.note(ctx, draft)
    if ctx.now - draft.touched_at > ctx.rules.periods.draft_rest:
        resting.ask(ctx, draft)
        return
    if ctx.files and not _take_files(ctx, draft, typed):
        return
    _answer_words(ctx, draft, typed)


def _take_files(ctx: Context, draft: Draft, typed: str) -> bool:
    """Whether there are words beside the files to go on with."""
    taken = files.take(ctx, draft)
    if taken is Taken.REFUSED:
        ask(ctx, draft, draft.step, wrong=files.refusal(ctx))
        return False
    if typed:
        return True
    if taken is Taken.JOINED:
        _reply(ctx, draft, "files.joined")
        return False
    _reply(ctx, draft, "form.file_added", count=len(draft.answers["files"]))
    ask(ctx, draft, draft.step)
    return False


def _answer_words(ctx: Context, draft: Draft, typed: str) -> None:
    made = form_named(draft.form)
    if cues.means(typed, "back"):
        _back(ctx, draft)
        return
    if draft.step == SUMMARY:
        if _confirms(ctx, draft, typed):
            ctx.said_in = ()
            _confirm(ctx, draft)
            return
        draft.touched_at = ctx.now
        hesitates = cues.means(typed, "hesitate")
        if hesitates or cues.means(typed, "no"):
            _cancel(ctx, draft) if _DECLINES.search(typed) and not hesitates else _summary(ctx, draft)
            return
        if made.amend is not None and (amended := made.amend(ctx, draft.answers, typed)) is not None:
            _put(draft, **amended)
            _summary(ctx, draft)
            return
        if hooks.takes_aside(ctx):
            _summary(ctx, draft)
            return
        form_unread.note(ctx, draft, ctx.as_written(typed))
        _summary(ctx, draft, unread=typed)
        return
    field = made.field(draft.step)
    if cues.means(typed, "skip"):
        _skip(ctx, draft, field)
    elif cues.means(typed, "hesitate", *(_NO_STORY if field.is_story else ())):
        ask(ctx, draft, field.name)
    else:
        _take(ctx, draft, field, typed)


_NO_STORY = ("no", "yes", "thanks", "greeting")  # nor is "not now" or 稍等 an answer to anything
_DECLINES = re.compile(r"(?<![a-z])(?:thanks|thank you|thx)|谢", re.IGNORECASE)  # "no" may want a change


def _confirms(ctx: Context, draft: Draft, typed: str) -> bool:
    """ "yes", 好, or the words of its button."""
    word = typed_line.folded(typed).strip(" .!。！")
    label = form_named(draft.form).confirm
    return cues.means(typed, "yes") or word in {
        typed_line.folded(label),
        typed_line.folded(ctx.voice.t(label)),
    }


def _skip(ctx: Context, draft: Draft, field: Field) -> None:
    """What need not be said is left out; what has to be asked is unknown, or asked again."""
    if not field.is_asked(draft.answers):
        _ask_next(ctx, draft)
        return
    if not field.unknown:
        ask(ctx, draft, field.name)
        return
    _put(draft, **{field.name: UNKNOWN})
    _ask_next(ctx, draft)


def _take(ctx: Context, draft: Draft, field: Field, typed: str) -> None:
    words = form_typed.without_marks(draft, typed) if field.free else typed
    if not words:
        ask(ctx, draft, field.name)
        return
    try:
        value = read(ctx, field, words)
    except WrongError as wrong:
        _ask_again(ctx, draft, field, typed, wrong)
        return
    _put(draft, **{field.name: value}, events={**draft.answers.get("events", {}), ctx.event: field.name})
    _ask_next(ctx, draft)


def _ask_again(ctx: Context, draft: Draft, field: Field, typed: str, wrong: WrongError) -> None:
    """With what may be meant: by this line or, where it says nothing of the kind, by the one before."""
    choices = unsure.with_those_before(draft, field.name, wrong.choices)
    if hooks.takes_aside(ctx):
        ask(ctx, draft, field.name, choices=choices)
        return
    form_unread.note(ctx, draft, ctx.as_written(typed))
    ask(ctx, draft, field.name, wrong=wrong.label, choices=choices)


def _put(draft: Draft, **answers: Any) -> None:
    draft.answers = {**draft.answers, **answers}


def _ask_next(ctx: Context, draft: Draft) -> None:
    step = _next_step(draft)
    if step == SUMMARY and form_named(draft.form).straight:
        _confirm(ctx, draft)
    else:
        ask(ctx, draft, step)


def _next_step(draft: Draft) -> str:
    """The first field that has to be asked and is not answered yet."""
    made = form_named(draft.form)
    missing = (f.name for f in made.fields if f.is_asked(draft.answers) and f.name not in draft.answers)
    return next(missing, SUMMARY)


def ask(
    ctx: Context, draft: Draft, step: str, wrong: Label | None = None, choices: Sequence[Choice] = ()
) -> None:
    draft.step, draft.touched_at = step, ctx.now
    ctx.work.session.add(draft)
    if step == SUMMARY:
        _summary(ctx, draft)
        return
    field = form_named(draft.form).field(step)
    unsure.keep(draft, step, choices)
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


def _asked_too(made: Form, draft: Draft, here: Mapping[str, str]) -> list[Button]:
    asked = made.asks_too(draft.answers) if made.asks_too is not None else {}
    return [Button(label, "form.open", params={**here, "field": name}) for name, label in asked.items()]


def _summary(ctx: Context, draft: Draft, unread: str = "") -> None:
    made, here = form_named(draft.form), {"form": draft.form, "step": SUMMARY}
    seen = screened.looked(ctx, made, draft.answers, draft.item)
    buttons = [*screened.buttons(seen, made.confirm, here), *form_unread.buttons(ctx, draft)]
    buttons += _asked_too(made, draft, here)
    if any(not field.is_asked(draft.answers) and field.name not in draft.answers for field in made.fields):
        buttons.append(Button(N_("Add details"), "form.details", params=here))
    buttons.append(Button(N_("Change something"), "form.change", params=here))
    buttons.append(Button(N_("Cancel"), "form.cancel", params=here))
    answers = {**draft.answers, **(made.prepare(ctx, draft.answers) if made.prepare else {})}
    unread = "\n".join(filter(None, (form_unread.elsewhere(ctx, draft), unread)))
    _reply(
        ctx,
        draft,
        "form.summary",
        *buttons,
        form=draft.form,
        answers=answers,
        unread=unread,
        **screened.shown(seen),
    )


def _reply(ctx: Context, draft: Draft, kind: str, *buttons: Button, **params: Any) -> None:
    unread = form_unread.handling(ctx, draft, str(params.get("unread") or ""))
    ctx.reply(kind, *buttons, **params, **form_typed.places(ctx, draft, unread))


def _cancel(ctx: Context, draft: Draft) -> None:
    """What was taken from the chat because it is kept is given back, not dropped with the form."""
    if draft.answers.get("typed") and resting.words(draft):
        resting.put_away(ctx.work, draft, Lane.ANSWER)
        return
    ctx.reply("form.cancelled", keeps={"form": draft.form})
    items.drop_files(ctx.work, draft.answers.get("files", []))
    drafts.drop(ctx.work, draft)


def _back(ctx: Context, draft: Draft) -> None:
    asked = _asked(draft)
    place = asked.index(draft.step) if draft.step in asked else len(asked)
    ask(ctx, draft, asked[max(place - 1, 0)] if asked else SUMMARY)


def _confirm(ctx: Context, draft: Draft, how: str = "mask") -> None:
    made = form_named(draft.form)
    answers = {**draft.answers, "item": draft.item}
    if not made.straight:  # what it says was read in its summary
        ctx.screened = screened.decision(screened.looked(ctx, made, draft.answers, draft.item), how)
    left, marks, event = form_unread.texts(draft), form_unread.marks(ctx.work, draft), ctx.event
    drafts.drop(ctx.work, draft)
    _finish(ctx, made, answers)
    if left:  # typed at the summary, and no part of what was sent
        typed = "\n".join(left)
        keeps = {"line": typed, "typed": "", "kept": [], "event": event}
        ctx.reply("form.left", *kept_line.offers(ctx), typed=typed, keeps=keeps, **marks)


def _finish(ctx: Context, made: Form, answers: Mapping[str, Any]) -> None:
    ctx.event = _event_of(answers)
    ctx.begun = {"way": "form", "form": made.name, "answers": dict(answers)}
    made.done(ctx, {**answers, "item": Item.kept(str(answers.get("item", "")))})


def _event_of(answers: Mapping[str, Any]) -> str:
    """The message that says it, which may be edited later: of the text, where that came by itself."""
    events = answers.get("events", {})
    return str(next((event for event, field in events.items() if field == "text"), answers["event"]))


def was_typed_alone(answers: Mapping[str, Any]) -> bool:
    """Whether that message holds the text and nothing else but how it is to be handled."""
    if "text" in answers.get("events", {}).values():
        return True
    return "text" in answers.get("line", ()) and {*answers["line"]} <= _BESIDE_TEXT


@asking.begun_by("form")
def _again(ctx: Context, begun: Mapping[str, Any]) -> None:
    _finish(ctx, form_named(begun["form"]), begun["answers"])


@asking.changed_by("form")
def _open_again(ctx: Context, begun: Mapping[str, Any]) -> None:
    """What was filled in, to be changed."""
    answers = dict(begun["answers"])
    item = Item.kept(answers.pop("item", ""))
    ctx.files = list(answers.pop("files", []))
    begin(ctx, form_named(begun["form"]), answers, item)


def offer_details(ctx: Context, draft: Draft) -> None:
    """What may be added: its groups first, where there are several."""
    draft.step, here = SUMMARY, {"form": draft.form, "step": SUMMARY}
    ctx.work.session.add(draft)
    fields = [f for f in form_named(draft.form).fields if not f.is_asked(draft.answers)]
    groups = list(dict.fromkeys(field.group for field in fields))
    if len(groups) < 2:
        _offer_fields(ctx, draft, fields)
        return
    buttons = [Button(group, "form.group", params={**here, "group": group}) for group in groups]
    ctx.reply("form.fields", *buttons, Button(N_("Back"), "form.next", params=here))


def _offer_fields(ctx: Context, draft: Draft, fields: Sequence[Field]) -> None:
    here = {"form": draft.form, "step": SUMMARY}
    buttons = [Button(field.label, "form.open", params={**here, "field": field.name}) for field in fields]
    ctx.reply("form.fields", *buttons, Button(N_("Back"), "form.next", params=here))
