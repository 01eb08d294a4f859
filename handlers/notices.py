"""Notices: what coordinators tell many. Written in one line or guided, previewed, confirmed, and sent.

An urgent one, and one for many, is sent when a second coordinator has approved it.
"""

from collections.abc import Callable
from typing import Any

from handlers import access, again, audience, form_typed, notice_lines, notice_times, references
from handlers.access import Handling, Subject, Tlp
from handlers.chat import Button, Label
from handlers.context import Context
from handlers.form_model import Choice, Field, Form, WrongError, form
from handlers.forms import begin
from handlers.lang import N_, Voice
from handlers.reception import claim_files
from handlers.registry import COORDINATORS, act, command
from storage import items, notices, people
from storage.audit import Tag
from storage.notices import Notice, NoticeState
from storage.people import Officer, Role, State
from storage.work import Work

Sub = Callable[[Context, str], None]
_subs: dict[str, Sub] = {}
ALL, NOW = "all", notice_times.NOW  # choices of the form


def sub(*names: str) -> Callable[[Sub], Sub]:
    """Declare a second word: `/notice recall N-…`."""

    def register(run: Sub) -> Sub:
        _subs.update(dict.fromkeys(names, run))
        return run

    return register


@access.handled_by("notice")
def _subject(work: Work, notice_id: int) -> Subject | None:
    notice = work.get(Notice, notice_id)
    if notice is None:
        return None

    def sees(work: Work, officer: Officer) -> bool:
        if officer.role is Role.COORDINATOR:
            return True
        told = notices.delivery_to(work, notice_id, officer.id) is not None
        return told and notice.state not in {NoticeState.RECALLED, NoticeState.REPLACED}

    return Subject(Handling(Tlp(notice.tlp)), sees)


@references.visible
def _visible(work: Work, officer: Officer) -> list[str]:
    if officer.role is Role.COORDINATOR:
        return [key(notice) for notice in notices.made_by_coordinators(work, 50)]
    return [key(notice) for notice in notices.received_by(work, officer.id, 50)]


def key(notice: Notice) -> str:
    return access.key("notice", notice.id)


@command("notice", zh="通知", help=N_("Tell many at once: notices and meetings"), roles=COORDINATORS,
         arguments=N_("[whom for] [text]"), group=N_("For coordinators"))  # fmt: skip
def notice(ctx: Context, argument: str) -> None:
    word, _, rest = argument.partition(" ")
    if (run := _subs.get(word.casefold())) is not None:
        return run(ctx, rest.strip())
    if references.split(argument)[0]:
        return _subs["status"](ctx, argument)
    return write(ctx, argument)


def write(ctx: Context, typed: str) -> None:
    """From one line; what it does not say, or not clearly, is asked."""
    line = notice_lines.read(ctx, typed)
    if typed and "audience" not in line.answers:
        ctx.reply("notice.whom_unclear", typed=typed[:60])
    if line.problems or not {"audience", "texts"} <= set(line.answers):
        wrong = {name: notice_times.wrong(result) for name, result in line.problems.items()}
        known = {"when": NOW, **line.answers} if list(wrong) == ["until"] else line.answers
        begin(ctx, FORM, known, wrong=wrong)
        return
    files = list(ctx.files)
    ctx.files.clear()
    _drafted(ctx, {**line.answers, "files": files})


def draft(ctx: Context, answers: dict[str, Any], **more: Any) -> Notice:
    """Keep it, shown to nobody yet."""
    ctx.said_in = answers.get("typed") or ctx.said_in
    send_at, rule = notice_times.kept(answers.get("when"))
    ends_at, _ = notice_times.kept(answers.get("until"))
    chosen = answers["audience"]
    made = ctx.work.add(
        Notice(
            author_id=ctx.officer.id,
            agency_id=ctx.officer.agency_id,
            texts=answers["texts"],
            audience={**({ALL: True} if chosen == ALL else chosen), "but": ctx.officer.id},
            tlp=answers.get("tlp", str(Tlp.GREEN)),
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


def _drafted(ctx: Context, answers: dict[str, Any]) -> None:
    preview(ctx, draft(ctx, answers))


def preview(ctx: Context, shown: Notice) -> None:
    """Exactly what each will read, how many that are, and what can be done."""
    ctx.work.session.add(shown)
    size = notices.audience_size(ctx.work, shown.audience)
    toggles = [
        Button(N_("Not urgent") if shown.is_urgent else N_("Mark as urgent"), "notice.toggle",
               params={"what": "is_urgent"}),
        Button(N_("No acknowledgement needed") if shown.wants_ack else N_("Ask for acknowledgement"),
               "notice.toggle", params={"what": "wants_ack"}),
        Button(N_("Change TLP"), "notice.toggle", params={"what": "tlp"}),
    ]  # fmt: skip
    if shown.starts_at is not None:
        toggles.pop(1)
    send = Button(_send_label(ctx, shown, size), "notice.send")
    ctx.reply(
        "notice.preview", *([send] if size else []), *toggles, Button(N_("Cancel"), "notice.drop"),
        item=key(shown), notice=shown.id, size=size, files=shown.files,
    )  # fmt: skip


def _send_label(ctx: Context, shown: Notice, size: int) -> Label | str:
    if needs_approval(ctx, shown, size):
        return N_("Ask for approval")
    return N_("Plan it") if shown.send_at else Label(N_("Send to %(count)s"), {"count": size})


def needs_approval(ctx: Context, shown: Notice, size: int) -> bool:
    return shown.is_urgent or size > ctx.rules.notices.approval_above


def pressed(ctx: Context, *states: NoticeState) -> Notice | None:
    """The notice of the pressed button, if it still stands there; else the person is told."""
    _, row_id = access.parts(ctx.offer.item if ctx.offer else "notice:0")
    found = ctx.work.hold(Notice, row_id)
    if found.state in states:
        return found
    ctx.reply("notice.moved_on", item=key(found), notice=found.id)
    return None


@act("notice.toggle", COORDINATORS)
def _toggle(ctx: Context) -> None:
    found = pressed(ctx, NoticeState.DRAFT)
    if found is None or ctx.offer is None:
        return
    what, before = ctx.offer.params["what"], Handling(Tlp(found.tlp))
    if what == "tlp":
        ranks = list(Tlp)
        found.tlp = str(ranks[(Tlp(found.tlp).rank + 1) % len(ranks)])
    else:
        setattr(found, what, not getattr(found, what))
    said = again.earlier(ctx).get("said_in") or ()
    form_typed.go_on(ctx, said, before, Handling(Tlp(found.tlp)), FORM.title)
    preview(ctx, found)


@act("notice.drop", COORDINATORS)
def _drop(ctx: Context) -> None:
    if (found := pressed(ctx, NoticeState.DRAFT)) is not None:
        found.state = NoticeState.CANCELLED
        ctx.work.session.add(found)
        ctx.reply("notice.dropped")


@act("notice.send", COORDINATORS)
def _send(ctx: Context) -> None:
    found = pressed(ctx, NoticeState.DRAFT)
    if found is None:
        return
    size = notices.audience_size(ctx.work, found.audience)
    if not needs_approval(ctx, found, size):
        launch(ctx, found)
        return
    found.state = NoticeState.WAITING
    ctx.work.session.add(found)
    buttons = [Button(N_("Approve"), "notice.approve"), Button(N_("Reject"), "notice.reject")]
    others = people.with_role(ctx.work, Role.COORDINATOR)
    asked = ctx.tell_all(others, "notice.approval", *buttons, item=key(found), notice=found.id, size=size,
                         urgent=found.is_urgent, files=found.files)  # fmt: skip
    ctx.reply("notice.waits", item=key(found), notice=found.id, asked=asked)


@act("notice.approve", COORDINATORS)
def _approve(ctx: Context) -> None:
    found = pressed(ctx, NoticeState.WAITING)
    if found is None:
        return
    author = ctx.work.need(Officer, found.author_id)
    if author.id == ctx.officer.id or author.state is not State.ACTIVE:
        ctx.reply("notice.not_yours", item=key(found), notice=found.id)
        return
    found.approved_by = ctx.officer.id
    items.note(ctx.work, key(found), "approved", ctx.officer.id)
    ctx.work.audit(Tag.NOTICE_APPROVED, ctx.officer.id, key(found))
    ctx.tell(author, "notice.approved", item=key(found), notice=found.id, by=ctx.officer.agency_id)
    launch(ctx, found)


@act("notice.reject", COORDINATORS)
def _reject(ctx: Context) -> None:
    if (found := pressed(ctx, NoticeState.WAITING)) is not None:
        cancel(ctx, found)
        author = ctx.work.need(Officer, found.author_id)
        ctx.tell(author, "notice.rejected", item=key(found), notice=found.id, by=ctx.officer.agency_id)
        ctx.reply("notice.dropped")


def cancel(ctx: Context, found: Notice) -> None:
    found.state, found.due_at = NoticeState.CANCELLED, None
    ctx.work.session.add(found)
    items.note(ctx.work, key(found), "cancelled", ctx.officer.id)


def launch(ctx: Context, found: Notice) -> None:
    """Now, or when its time comes; the clock does the rest."""
    is_later = found.send_at is not None and found.send_at > ctx.now
    found.state = NoticeState.PLANNED if is_later else NoticeState.SENDING
    found.due_at = found.send_at if is_later else ctx.now
    ctx.work.session.add(found)
    if found.corrects_id is not None:
        replaced = ctx.work.need(Notice, found.corrects_id)
        replaced.state, replaced.version = NoticeState.REPLACED, replaced.version + 1
        replaced.due_at = ctx.now
        ctx.work.session.add(replaced)
    said = ctx.reply("notice.planned" if is_later else "notice.sending", item=key(found), notice=found.id)
    if ctx.officer.id == found.author_id:
        found.progress_id = said.id


def _read_audience(ctx: Context, typed: str) -> dict[str, Any]:
    chosen, rest = audience.read(ctx.work, typed)
    if not chosen or rest.strip():
        raise WrongError(N_("Write all, countries, agencies, provincial or coordinators, with commas."))
    if not notices.audience_size(ctx.work, chosen):
        raise WrongError(N_("Nobody is there yet. Please choose others."))
    return chosen


def _shown_when(voice: Voice, value: Any) -> str:
    at, _ = notice_times.kept(value)
    return voice.when(at) if at is not None else voice.t("Now")


def _shown_audience(voice: Voice, value: Any) -> str:
    return audience.said(voice, {ALL: True} if value == ALL else value)


FORM = form(
    Form(
        "notice",
        N_("New notice"),
        (
            Field("audience", N_("For"), N_("Whom is it for?"), _read_audience, required=True, unknown=False,
                  choices=[Choice(ALL, N_("Everybody"))], show=_shown_audience,
                  hint=N_("Countries, agencies, roles or levels, separated by commas.")),
            Field("texts", N_("Text"), N_("What does it say?"), lambda _ctx, typed: notice_lines.texts(typed),
                  required=True, unknown=False, show=lambda _voice, value: " / ".join(value.values()),
                  hint=N_("For two languages, begin each part with “English:” and “中文：”.")),
            Field("when", N_("When"), N_("When is it sent?"), notice_times.read_when, required=True,
                  unknown=False, choices=[Choice(NOW, N_("Now"))], show=_shown_when,
                  hint=N_("Or a time, like Friday 9:00 or every Monday 9:00.")),
            Field("until", N_("In force until"), N_("Until when is it in force?"), notice_times.read_until,
                  needed=lambda answers: "until" in answers.get("asked", ()), unknown=False,
                  show=_shown_when),
        ),
        _drafted,
        takes_files=True,
        straight=True,
    )
)  # fmt: skip
