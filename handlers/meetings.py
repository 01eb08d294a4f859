"""Meetings: a date in every reader's zone, an entry for the calendar, answers by one tap, reminders, minutes.

`/notice meeting all Friday 10:00 90 minutes Monthly call` and the agenda on further lines.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

from handlers import access, audience, notice_lines, references, when
from handlers.chat import Button, Text, bold, dim, lines, paragraphs, text
from handlers.context import Context
from handlers.lang import N_, Voice
from handlers.notice_times import WHY
from handlers.notice_words import head, in_language, words
from handlers.notices import draft, key, preview, sub
from handlers.registry import EVERYONE, act
from handlers.rules import Rules
from handlers.speech import MadeFile, Params, says
from handlers.when import NotUnderstood, Understood
from storage import items, notices
from storage.audit import Tag
from storage.notices import Notice, NoticeState
from storage.people import Officer

ANSWERS = {"yes": N_("I will come"), "maybe": N_("Maybe"), "no": N_("I cannot come")}
_LENGTH = re.compile(
    r"(?:for\s+)?(\d{1,3})\s*(minutes?|min|hours?|h|分钟|小时)(?=[\s:：,，]|$)[\s:：,，]*", re.IGNORECASE
)


@sub("meeting", "会议")
def meeting(ctx: Context, typed: str) -> None:
    chosen, rest = audience.read(ctx.work, typed)
    found = when.find(rest, ctx.zone, ctx.now, "reminder") if chosen else None
    if found is None or not isinstance(found[0], Understood) or found[0].all_day:
        reason = found[0].reason if found and isinstance(found[0], NotUnderstood) else ""
        ctx.reply("meeting.how", reason=reason)
        return
    minutes, rest = _length(found[2])
    if not rest.strip():
        ctx.reply("meeting.how", reason="")
        return
    answers = {
        "audience": chosen,
        "texts": notice_lines.texts(rest),
        "wants_ack": False,
        "files": list(ctx.files),
    }
    ctx.files.clear()
    preview(ctx, draft(ctx, answers, starts_at=found[0].at, minutes=minutes))


def _length(typed: str) -> tuple[int, str]:
    found = _LENGTH.match(typed)
    if found is None:
        return 60, typed
    unit = 60 if found[2][0].casefold() in "h小" else 1
    return int(found[1]) * unit, typed[found.end() :]


def invitation_kind(notice: Notice) -> str:
    return "meeting.invited" if notice.starts_at is not None else "notice.new"


def answer_buttons() -> list[Button]:
    return [Button(label, "meeting.answer", params={"answer": answer}) for answer, label in ANSWERS.items()]


@act("meeting.answer", EVERYONE)
def _answer(ctx: Context) -> None:
    item, answer = (ctx.offer.item, ctx.offer.params["answer"]) if ctx.offer else ("", "")
    _, row_id = access.parts(item)
    notice = ctx.work.need(Notice, row_id)
    delivery = notices.delivery_to(ctx.work, row_id, ctx.officer.id)
    if delivery is None or notice.state is not NoticeState.SENT:
        ctx.reply("notice.moved_on", notice=row_id)
        return
    delivery.answer, delivery.acknowledged_at = answer, ctx.now
    ctx.work.session.add(delivery)
    ctx.work.audit(Tag.NOTICE_ANSWERED, ctx.officer.id, item, answer=answer)
    others = [button for button in answer_buttons() if button.params["answer"] != answer]
    ctx.keep_message()
    ctx.reply("meeting.answered", *others, item=item, notice=row_id, answer=answer)


def next_reminder(notice: Notice, rules: Rules, now: datetime) -> datetime | None:
    starts = notice.starts_at or now
    times = [starts - ahead for ahead in rules.notices.before_meeting]
    return min((at for at in times if at > now), default=None)


@sub("move", "改期")
def move(ctx: Context, typed: str) -> None:
    """A planned notice to another time, or a meeting to another date."""
    ref, rest = references.split(typed)
    item = references.find(ctx, ref or typed, "notice")
    if item is None:
        return
    moved = ctx.work.need(Notice, access.parts(item)[1])
    understood = when.read(rest, ctx.zone, ctx.now, "reminder")
    if not isinstance(understood, Understood):
        ctx.reply("meeting.move_how", ref=items.reference_of(ctx.work, item))
    elif moved.state is NoticeState.PLANNED:
        moved.send_at = moved.due_at = understood.at
        _note_move(ctx, moved)
        ctx.reply("notice.planned", item=item, notice=moved.id)
    elif moved.state is NoticeState.SENT and moved.starts_at is not None:
        moved.starts_at, moved.version, moved.due_at = understood.at, moved.version + 1, ctx.now
        _note_move(ctx, moved)
        ctx.reply("meeting.moved_by_you", item=item, notice=moved.id)
    else:
        ctx.reply("notice.moved_on", item=item, notice=moved.id)


def _note_move(ctx: Context, moved: Notice) -> None:
    ctx.work.session.add(moved)
    items.note(ctx.work, key(moved), "moved", ctx.officer.id)
    ctx.work.audit(Tag.NOTICE_MOVED, ctx.officer.id, key(moved))


@sub("minutes", "纪要")
def minutes(ctx: Context, typed: str) -> None:
    """The minutes of a meeting, as a notice to those who were invited."""
    ref, rest = references.split(typed)
    item = references.find(ctx, ref or typed, "notice")
    if item is None:
        return
    if not rest.strip():
        ctx.reply("meeting.minutes_how", ref=items.reference_of(ctx.work, item))
        return
    held = ctx.work.need(Notice, access.parts(item)[1])
    answers = {"audience": {"told": held.id}, "texts": notice_lines.texts(rest), "tlp": held.tlp,
               "wants_ack": False, "files": list(ctx.files)}  # fmt: skip
    ctx.files.clear()
    preview(ctx, draft(ctx, answers))


def calendar_entry(voice: Voice, notice: Notice) -> MadeFile:
    """For any calendar: the same entry is moved or cancelled by a later one."""
    ref, said = items.reference_of(voice.work, key(notice)), in_language(voice, notice)
    cancelled = notice.state is NoticeState.RECALLED
    entry = icalendar.Event()
    starts = notice.starts_at or voice.now
    for name, value in (
        ("uid", f"{ref}@liaison"),
        ("dtstamp", voice.now),
        ("dtstart", starts),
        ("dtend", starts + timedelta(minutes=notice.minutes)),
        ("sequence", notice.version),
        ("summary", said.splitlines()[0]),
        ("description", said),
        ("status", "CANCELLED" if cancelled else "CONFIRMED"),
    ):
        entry.add(name, value)
    made = icalendar.Calendar()
    made.add("prodid", "-//Liaison//EN")
    made.add("version", "2.0")
    made.add("method", "CANCEL" if cancelled else "PUBLISH")
    made.add_component(entry)
    return MadeFile(f"{ref}.ics", "text/calendar", made.to_ical())


def _entry(voice: Voice, params: Params) -> Sequence[MadeFile]:
    return (calendar_entry(voice, voice.work.need(Notice, params["notice"])),)


def date_line(voice: Voice, notice: Notice) -> Text:
    """In the reader's zone, then in that of whoever called it."""
    starts = notice.starts_at or voice.now
    author = voice.work.need(Officer, notice.author_id)
    length = voice.duration(timedelta(minutes=notice.minutes))
    return text(bold(voice.when(starts, ZoneInfo(author.zone))), dim(f" · {length}"))


@says("meeting.invited", shows_content=True, makes=_entry)
def _say_invited(voice: Voice, params: Params) -> Text:
    notice = voice.work.need(Notice, params["notice"])
    return paragraphs(
        lines(head(voice, notice, voice.t("Meeting")), date_line(voice, notice)),
        words(voice, notice),
        voice.t("Will you come?"),
    )


@says("meeting.moved", shows_content=True, makes=_entry)
def _say_moved(voice: Voice, params: Params) -> Text:
    notice = voice.work.need(Notice, params["notice"])
    return paragraphs(
        lines(head(voice, notice, voice.t("Meeting moved")), date_line(voice, notice)),
        in_language(voice, notice).splitlines()[0],
        voice.t("Will you come?"),
    )


@says("meeting.moved_by_you")
def _say_moved_by_you(voice: Voice, params: Params) -> Text:
    notice = voice.work.need(Notice, params["notice"])
    ref = items.reference_of(voice.work, key(notice))
    return lines(
        text(bold(ref), voice.t(" is moved to "), date_line(voice, notice)),
        voice.t("Those invited are told, and asked again."),
    )


@says("meeting.cancelled", makes=_entry)
def _say_cancelled(voice: Voice, params: Params) -> Text:
    return lines(
        text(voice.t("Meeting "), bold(params["ref"]), voice.t(" is cancelled.")),
        date_line(voice, voice.work.need(Notice, params["notice"])),
    )


@says("meeting.reminder", shows_content=True)
def _say_reminder(voice: Voice, params: Params) -> Text:
    notice = voice.work.need(Notice, params["notice"])
    starts = notice.starts_at or voice.now
    left = voice.t("Meeting in %(time)s", time=voice.duration(starts - voice.now))
    label = ANSWERS.get(params["answer"], "")
    answer = voice.t(label) if label else ""
    return paragraphs(
        lines(head(voice, notice, left), date_line(voice, notice)),
        in_language(voice, notice).splitlines()[0],
        voice.t("Your answer: %(answer)s", answer=answer) if answer else voice.t("Will you come?"),
    )


@says("meeting.answered")
def _say_answered(voice: Voice, params: Params) -> Text:
    notice = voice.work.need(Notice, params["notice"])
    label, ref = ANSWERS[params["answer"]], items.reference_of(voice.work, key(notice))
    return lines(
        text(bold(ref), f" {voice.t(label)}"),
        date_line(voice, notice),
    )


@says("meeting.how")
def _say_how(voice: Voice, params: Params) -> Text:
    why = WHY.get(params["reason"])
    return lines(
        voice.t(why) if why else None,
        voice.t("Write whom for, when, how long and what about, in one line; the agenda may follow:"),
        bold(voice.t("/notice meeting all Friday 10:00 90 minutes Monthly call")),
    )


@says("meeting.move_how")
def _say_move_how(voice: Voice, params: Params) -> Text:
    return text(voice.t("To when? For instance: /notice move %(ref)s Monday 15:00", ref=params["ref"]))


@says("meeting.minutes_how")
def _say_minutes_how(voice: Voice, params: Params) -> Text:
    return text(voice.t("Write the minutes behind it: /notice minutes %(ref)s …", ref=params["ref"]))
