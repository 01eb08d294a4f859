"""Notices: what coordinators tell many. Written in one line or guided, previewed, confirmed, and sent.

An urgent one, and one for many, is sent when a second coordinator has approved it.
"""

from collections.abc import Callable
from typing import Any

from handlers.core import kept_line
from handlers.core.context import Context, Press
from handlers.core.declared import Declared
from handlers.core.registry import COORDINATORS, act, command
from handlers.forms import dates as form_dates
from handlers.forms import typed as form_typed
from handlers.forms.engine import begin
from handlers.forms.model import Field, Form, WrongError, form
from handlers.items import references
from handlers.items.files import claim_files
from handlers.law import typed_marks
from handlers.law.handling import Handling, Tlp
from handlers.law.typed_marks import Marks
from handlers.notices import audience, one_line
from handlers.notices.item import key, pressed, take
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Choice, Label
from handlers.vocabulary.voice import Voice
from storage import items, notices
from storage.audit import Tag
from storage.notices import Notice, NoticeState

Sub = Callable[[Context, str, Marks], None]
_subs: Declared[Sub] = Declared()
ALL, NOW = "all", one_line.NOW  # choices of the form


def sub(*names: str) -> Callable[[Sub], Sub]:
    """Declare a second word: `/notice recall N-…`."""

    def register(run: Sub) -> Sub:
        return _subs.add(run, *names)

    return register


def _is_sub(rest: str) -> bool:
    word, _, behind = typed_marks.read_tlp(rest)[1].partition(" ")
    return word.casefold() in _subs or bool(references.split(rest)[0]) or (not behind and not word)


@command(
    "notice",
    zh="通知",
    help=N_("Tell many at once: notices and meetings"),
    roles=COORDINATORS,
    arguments=N_("[who for] [text]"),
    fits=lambda ctx, rest: _is_sub(rest) or bool(audience.read(ctx.work, rest)[0]),
    group=N_("For coordinators"),
)
def notice(ctx: Context, argument: str) -> None:
    marks, typed = typed_marks.read_tlp(argument)
    word, _, rest = typed.partition(" ")
    if (run := _subs.get(word.casefold())) is not None:
        run(ctx, rest.strip(), marks)
    elif references.split(typed)[0]:
        _subs["status"](ctx, typed, marks)
    else:
        write(ctx, typed, marks)


def write(ctx: Context, typed: str, marks: Marks) -> None:
    """From one line; what it does not say, or not clearly, is asked."""
    line = one_line.read(ctx, typed, marks)
    if typed and "audience" not in line.answers:
        ctx.reply("notice.whom_unclear", typed=typed[:60])
    if line.problems or not {"audience", "texts"} <= set(line.answers):
        wrong = {name: form_dates.wrong(result) for name, result in line.problems.items()}
        known = {"when": NOW, **line.answers} if list(wrong) == ["until"] else line.answers
        begin(ctx, FORM, known, wrong=wrong)
        return
    files = list(ctx.files)
    ctx.files.clear()
    _drafted(ctx, {**line.answers, "files": files})


def draft(ctx: Context, answers: dict[str, Any], **more: Any) -> Notice:
    """Keep it, shown to nobody yet."""
    ctx.said_in = answers.get("typed") or ctx.said_in
    texts, tlp = _marked(answers)
    send_at, rule = one_line.kept(answers.get("when"))
    ends_at, _ = one_line.kept(answers.get("until"))
    chosen = answers["audience"]
    made = ctx.work.add(
        Notice(
            author_id=ctx.officer.id,
            agency_id=ctx.officer.agency_id,
            texts=texts,
            audience={**({ALL: True} if chosen == ALL else chosen), "but": ctx.officer.id},
            tlp=tlp,
            is_urgent=answers.get("is_urgent", False),
            wants_ack=answers.get("wants_ack", True),
            state=NoticeState.DRAFT,
            send_at=send_at,
            rule=rule,
            zone=ctx.officer.zone,
            ends_at=ends_at,
            made_at=ctx.now,
            **more,
        )
    )
    items.new_reference(ctx.work, "N", key(made))
    made.files = claim_files(ctx, key(made), answers.get("files", []))
    items.note(ctx.work, key(made), "drafted", ctx.officer.id)
    ctx.work.audit(Tag.NOTICE_MADE, ctx.officer.id, key(made))
    return made


def _marked(answers: dict[str, Any]) -> tuple[dict[str, str], str]:
    """Its texts without the marks that were typed into them, and the strictest mark."""
    read = {code: typed_marks.read_tlp(words) for code, words in answers["texts"].items()}
    found = typed_marks.strictest(answers, *(marks for marks, _ in read.values()))
    return {code: words for code, (_, words) in read.items()}, found.get("tlp", Tlp.GREEN.value)


def _drafted(ctx: Context, answers: dict[str, Any]) -> None:
    preview(ctx, draft(ctx, answers))


def preview(ctx: Context, shown: Notice, *others: Button) -> None:
    """Exactly what each will read, how many that are, and what can be done."""
    ctx.work.session.add(shown)
    size = notices.audience_size(ctx.work, shown.audience)
    toggles = [
        Button(
            N_("Not urgent") if shown.is_urgent else N_("Mark as urgent"),
            "notice.toggle",
            params={"what": "is_urgent"},
        ),
        Button(
            N_("No acknowledgement needed") if shown.wants_ack else N_("Ask for acknowledgement"),
            "notice.toggle",
            params={"what": "wants_ack"},
        ),
        Button(N_("Change TLP"), "notice.toggle", params={"what": "tlp"}),
    ]
    if shown.starts_at is not None:
        toggles.pop(1)
    send = Button(_send_label(ctx, shown, size), "notice.send")
    ctx.reply(
        "notice.preview",
        *([send] if size else []),
        *others,
        *toggles,
        Button(N_("Cancel"), "notice.drop"),
        item=key(shown),
        notice=shown.id,
        size=size,
        files=shown.files,
    )


def _send_label(ctx: Context, shown: Notice, size: int) -> Label | str:
    if needs_approval(ctx, shown, size):
        return N_("Ask for approval")
    return N_("Plan it") if shown.send_at else Label(N_("Send to %(count)s"), {"count": size})


def needs_approval(ctx: Context, shown: Notice, size: int) -> bool:
    return shown.is_urgent or size > ctx.rules.notices.approval_above


@act("notice.toggle", COORDINATORS)
def _toggle(ctx: Press) -> None:
    found = pressed(ctx, "send")
    if found is None:
        return
    what, before = ctx.offer.params["what"], Handling(Tlp(found.tlp))
    if what == "tlp":
        ranks = list(Tlp)
        found.tlp = str(ranks[(Tlp(found.tlp).rank + 1) % len(ranks)])
    else:
        setattr(found, what, not getattr(found, what))
    said = kept_line.earlier(ctx).get("said_in") or ()
    form_typed.go_on(ctx, said, before, Handling(Tlp(found.tlp)), FORM.title)
    preview(ctx, found)


@act("notice.drop", COORDINATORS)
def _drop(ctx: Press) -> None:
    if (found := pressed(ctx, "drop")) is not None:
        take(ctx, "drop", found)
        ctx.reply("notice.dropped")


def _read_audience(ctx: Context, typed: str) -> dict[str, Any]:
    chosen, rest = audience.read(ctx.work, typed)
    if not chosen or rest.strip():
        raise WrongError(N_("Write all, countries, agencies, provincial or coordinators, with commas."))
    if not notices.audience_size(ctx.work, chosen):
        raise WrongError(N_("Nobody is there yet. Please choose others."))
    return chosen


def _shown_when(voice: Voice, value: Any) -> str:
    at, _ = one_line.kept(value)
    return voice.when(at) if at is not None else voice.t("Now")


def _shown_audience(voice: Voice, value: Any) -> str:
    return audience.said(voice, {ALL: True} if value == ALL else value)


FORM = form(
    Form(
        "notice",
        N_("New notice"),
        (
            Field(
                "audience",
                N_("For"),
                N_("Who should get it?"),
                _read_audience,
                required=True,
                unknown=False,
                choices=[Choice(ALL, N_("Everybody"))],
                show=_shown_audience,
                hint=N_("Countries, agencies, roles or levels, separated by commas."),
            ),
            Field(
                "texts",
                N_("Text"),
                N_("What does it say?"),
                lambda _ctx, typed: one_line.texts(typed),
                required=True,
                unknown=False,
                long=True,
                show=lambda _voice, value: " / ".join(value.values()),
                hint=N_("For two languages, begin each part with “English:” and “中文：”."),
            ),
            Field(
                "when",
                N_("When"),
                N_("When is it sent?"),
                one_line.read_when,
                required=True,
                unknown=False,
                choices=[Choice(NOW, N_("Now"))],
                show=_shown_when,
                hint=N_("Or a time, like Friday 9:00 or every Monday 9:00."),
            ),
            Field(
                "until",
                N_("In force until"),
                N_("Until when is it in force?"),
                one_line.read_until,
                needed=lambda answers: "until" in answers.get("asked", ()),
                unknown=False,
                show=_shown_when,
            ),
        ),
        _drafted,
        takes_files=True,
        straight=True,
    )
)
