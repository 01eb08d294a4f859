"""Meetings once they are called: answers by one tap, moving, minutes. How one is called: `calling`."""

from datetime import datetime

from handlers import dates
from handlers.core import asking_date, kept_line
from handlers.core.context import Context, Press
from handlers.core.registry import EVERYONE, act
from handlers.dates import NotUnderstood, Understood
from handlers.items import references
from handlers.law import typed_marks
from handlers.law.typed_marks import Marks
from handlers.notices import changing_series, one_line, series
from handlers.notices.drafting import draft, preview, sub
from handlers.notices.item import take
from handlers.notices.life import LIFE
from handlers.notices.series import Held
from handlers.notices.words import answer_buttons
from storage import items, meetings, notices
from storage.audit import Tag
from storage.item import Item
from storage.notices import Notice, NoticeState


@act("meeting.answer", EVERYONE)
def _answer(ctx: Press) -> None:
    """To the invitation, or to one date of a series; a change of mind counts."""
    item, answer = ctx.offer.item, ctx.offer.params["answer"]
    row_id = item.id
    notice = ctx.work.need(Notice, row_id)
    delivery = notices.delivery_to(ctx.work, row_id, ctx.officer.id)
    if delivery is None or notice.state is not NoticeState.SENT:
        ctx.reply("notice.moved_on", notice=row_id)
        return
    date = _date_meant(ctx, notice)
    if date is None and "on" in ctx.offer.params:
        ctx.reply("series.gone", notice=row_id)
        return
    if date is None:
        delivery.answer = answer
    else:
        meetings.answer(ctx.work, row_id, ctx.officer.id, date.original, answer)
    delivery.acknowledged_at = ctx.now
    ctx.work.session.add(delivery)
    ctx.work.audit(Tag.NOTICE_ANSWERED, ctx.officer.id, item, answer=answer)
    original = date.original if date is not None else None
    others = [button for button in answer_buttons(original) if button.params["answer"] != answer]
    ctx.keep_message()
    on = date.starts.isoformat() if date is not None else None
    ctx.reply("meeting.answered", *others, item=item, notice=row_id, answer=answer, on=on)


def _date_meant(ctx: Press, notice: Notice) -> Held | None:
    """The date that the button is about: None where it is about none, or it is held no more."""
    on = ctx.offer.params.get("on")
    return series.held(ctx.work, notice, datetime.fromisoformat(on)) if on else None


@sub("move", "改期")
def move(ctx: Context, typed: str, _marks: Marks) -> None:
    """A planned notice to another time, or a meeting to another date."""
    ref, rest = references.split(typed)
    item = references.find(ctx, ref or typed, "notice")
    if item is None:
        return
    moved = ctx.work.need(Notice, item.id)
    of_series = series.is_series(moved) and moved.state is NoticeState.SENT
    understood = dates.read(rest, ctx.zone, ctx.now, "reminder")
    if of_series and not rest.strip():
        changing_series.move_one(ctx, moved)
    elif not isinstance(understood, Understood):
        _ask_when(ctx, item, understood, rest)
    elif of_series:
        changing_series.move_one(ctx, moved, understood)
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
