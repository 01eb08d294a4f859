"""Meetings: a date in every reader's zone, an entry for the calendar, answers by one tap, reminders, minutes.

`/notice meeting all Friday 10:00 90 minutes Monthly call` and the agenda on further lines.
"""

import re
from datetime import datetime

from handlers import dates
from handlers.core import asking_date, kept_line
from handlers.core.context import Context, Press
from handlers.core.registry import EVERYONE, act
from handlers.core.rules import Rules
from handlers.dates import NotUnderstood, Understood
from handlers.items import references
from handlers.law import typed_marks
from handlers.law.typed_marks import Marks
from handlers.notices import audience, one_line
from handlers.notices.drafting import draft, preview, sub
from handlers.notices.item import take
from handlers.notices.life import LIFE
from handlers.notices.words import answer_buttons
from storage import items, notices
from storage.audit import Tag
from storage.item import Item
from storage.notices import Notice, NoticeState

_HOURS = (
    r"(?P<hours>\d{1,2}(?:[.,]\d{1,2})?|an?|one|two|three|一|两|三|半)\s*(?:个)?(?P<half>半)?"
    r"\s*(?:hours?|hrs?|h|小时)"
)
_MINUTES = r"(?P<minutes>\d{1,3})\s*(?:minutes?|mins?\.?|m|分钟|分)"
_END = r"(?=[\s:：,，]|$)[\s:：,，]*"
_LENGTH = re.compile(
    rf"(?:for\s+)?(?:{_HOURS}(?P<more>\s*(?:and|,)?\s*(?:a half|{_MINUTES}|\d{{2}}))?"
    rf"|{_MINUTES.replace('minutes>', 'alone>')}){_END}",
    re.IGNORECASE,
)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "一": 1, "两": 2, "三": 3, "半": 0.5}


@sub("meeting", "会议")
def meeting(ctx: Context, typed: str, marks: Marks) -> None:
    chosen, rest = audience.read(ctx.work, typed)
    found = dates.find(rest, ctx.zone, ctx.now, "reminder") if chosen else None
    if found is None or not isinstance(found[0], Understood) or found[0].all_day:
        _ask_how(ctx, found)
        return
    minutes, rest = _length(found[2])
    if not rest.strip():
        ctx.reply("meeting.how", reason="", offers=False)
        return
    answers = {
        **marks,
        "audience": chosen,
        "texts": one_line.texts(rest),
        "wants_ack": False,
        "files": list(ctx.files),
    }
    ctx.files.clear()
    preview(ctx, draft(ctx, answers, starts_at=found[0].at, minutes=minutes))


def _ask_how(ctx: Context, found: tuple[Understood | NotUnderstood, str, str] | None) -> None:
    result, said, _ = found or (None, "", "")
    if not isinstance(result, NotUnderstood):
        ctx.reply("meeting.how", reason="", offers=False)
        return
    buttons = asking_date.instead(ctx, result)
    ctx.reply(
        "meeting.how", *buttons, reason=result.reason, offers=bool(buttons), **kept_line.kept(ctx, said)
    )


def _length(typed: str) -> tuple[int, str]:
    found = _LENGTH.match(typed)
    if found is None:
        return 60, typed
    return _minutes(found), typed[found.end() :]


def _minutes(found: re.Match[str]) -> int:
    """ "1 hour 30 minutes", "1h30", 一个半小时."""
    if found["alone"]:
        return int(found["alone"])
    said, more = found["hours"].casefold().replace(",", "."), (found["more"] or "").strip()
    hours = _COUNTS.get(said) or float(said if said not in _COUNTS else 0)
    if found["half"] or more.endswith("a half"):
        hours += 0.5
    rest = int(found["minutes"]) if found["minutes"] else int(more) if more.isdecimal() else 0
    return round(hours * 60) + rest


@act("meeting.answer", EVERYONE)
def _answer(ctx: Press) -> None:
    item, answer = ctx.offer.item, ctx.offer.params["answer"]
    row_id = item.id
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
def move(ctx: Context, typed: str, _marks: Marks) -> None:
    """A planned notice to another time, or a meeting to another date."""
    ref, rest = references.split(typed)
    item = references.find(ctx, ref or typed, "notice")
    if item is None:
        return
    moved = ctx.work.need(Notice, item.id)
    understood = dates.read(rest, ctx.zone, ctx.now, "reminder")
    if not isinstance(understood, Understood):
        _ask_when(ctx, item, understood, rest)
    elif not LIFE.move("move").is_open(moved):
        ctx.reply("notice.moved_on", item=item, notice=moved.id)
    elif moved.state is NoticeState.PLANNED:
        moved.send_at = moved.due_at = understood.at
        take(ctx, "move", moved)
        ctx.reply("notice.planned", item=item, notice=moved.id)
    else:
        moved.starts_at, moved.version, moved.due_at = understood.at, moved.version + 1, ctx.now
        take(ctx, "move", moved)
        ctx.reply("meeting.moved_by_you", item=item, notice=moved.id)


def _ask_when(ctx: Context, item: Item, result: NotUnderstood, typed: str) -> None:
    ref, reason = items.reference_of(ctx.work, item), result.reason if typed else ""
    buttons = asking_date.instead(ctx, result)
    kept = kept_line.kept(ctx, typed)
    ctx.reply("meeting.move_how", *buttons, ref=ref, reason=reason, offers=bool(buttons), **kept)


@sub("minutes", "纪要")
def minutes(ctx: Context, typed: str, marks: Marks) -> None:
    """The minutes of a meeting, as a notice to those who were invited."""
    ref, rest = references.split(typed)
    item = references.find(ctx, ref or typed, "notice")
    if item is None:
        return
    if not rest.strip():
        ctx.reply("meeting.minutes_how", ref=items.reference_of(ctx.work, item))
        return
    held = ctx.work.need(Notice, item.id)
    answers = {
        "audience": {"told": held.id},
        "texts": one_line.texts(rest),
        **typed_marks.strictest({"tlp": held.tlp}, marks),
        "wants_ack": False,
        "files": list(ctx.files),
    }
    ctx.files.clear()
    preview(ctx, draft(ctx, answers))
