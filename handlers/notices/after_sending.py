"""What became of notices: the list, one of them again, its status, correction and recall."""

from handlers.core import access
from handlers.core.context import Context, Press
from handlers.core.registry import COORDINATORS, EVERYONE, act, command
from handlers.items import paging, references
from handlers.items.life import By
from handlers.items.status import Kind
from handlers.law import typed_marks
from handlers.law.typed_marks import Marks
from handlers.notices import one_line, series
from handlers.notices.drafting import draft, preview, sub
from handlers.notices.item import key, pressed, seen, take
from handlers.notices.life import LIFE
from handlers.notices.sending import buttons
from handlers.notices.words import answers_ahead, invitation_kind
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, text
from handlers.vocabulary.voice import Voice
from storage import items, notices
from storage.audit import Tag
from storage.item import Item
from storage.notices import Notice
from storage.people import Agency, Officer, Role


@command(
    "notices",
    zh="通知列表",
    help=N_("Notices that are in force"),
    roles=EVERYONE,
    arguments=N_("[reference]"),
    group=N_("Contacts and notices"),
    aliases=("公告",),
    fits=lambda _ctx, rest: bool(references.split(rest)[0]),
    shows="notices.list",
)
def list_(ctx: Context, argument: str) -> None:
    if argument:
        item = references.find(ctx, references.split(argument)[0] or argument, "notice")
        if item is not None:
            _read(ctx, item)
    else:
        _page(ctx, 0)


@act("notices.more", EVERYONE)
def _turn(ctx: Press) -> None:
    _page(ctx, int(ctx.offer.params["start"]))


def _page(ctx: Context, wanted: int) -> None:
    is_mine = ctx.officer.role is Role.COORDINATOR
    found = seen(ctx.work, ctx.officer)
    start = paging.start_of(wanted, len(found))
    listed = found[start : start + paging.PAGE]
    shown = [item.id for item in listed]
    refs = items.references_of(ctx.work, listed)
    opens = [Button(refs[item], "notice.read", item=item, group="") for item in listed]
    turns = paging.turns("notices.more", start, len(found))
    ctx.reply("notices.list", *opens, *turns, notices=shown, mine=is_mine, start=start, count=len(found))


@act("notice.read", EVERYONE)
def _press_read(ctx: Press) -> None:
    ctx.keep_message()
    if access.may_see(ctx.work, ctx.officer, ctx.offer.item):
        _read(ctx, ctx.offer.item)


def _read(ctx: Context, item: Item) -> None:
    show(ctx, item.id)


def show(ctx: Context, notice_id: int) -> None:
    """As its reader sees it; to a coordinator, where it stands."""
    found = ctx.work.need(Notice, notice_id)
    delivery = notices.delivery_to(ctx.work, found.id, ctx.officer.id)
    if ctx.officer.role is Role.COORDINATOR:
        show_status(ctx, found)
        return
    offered = _offered(ctx, found, is_owed=delivery is not None and delivery.acknowledged_at is None)
    ctx.reply(invitation_kind(found), *offered, item=key(found), notice=found.id, files=found.files)


def _offered(ctx: Context, found: Notice, *, is_owed: bool) -> list[Button]:
    """An answer to a meeting that is still to come may be changed."""
    if found.starts_at is None:
        return buttons(found) if is_owed else []
    if series.next_date(ctx.work, found) is None:
        return []
    ahead = answers_ahead(ctx.work, found) if series.is_series(found) and not is_owed else []
    return [*buttons(found), *ahead]


@act("notice.acknowledge", EVERYONE)
def _acknowledge(ctx: Press) -> None:
    item = ctx.offer.item
    row_id = item.id
    delivery = notices.delivery_to(ctx.work, row_id, ctx.officer.id)
    if delivery is None or not access.may_see(ctx.work, ctx.officer, item):
        ctx.reply("notice.moved_on", notice=row_id)
        return
    if delivery.acknowledged_at is None:
        delivery.acknowledged_at = ctx.now
        ctx.work.audit(Tag.NOTICE_ACKNOWLEDGED, ctx.officer.id, item)
    delivery.remind_at = None
    ctx.work.session.add(delivery)
    ctx.keep_message()
    ctx.reply("notice.acknowledged", item=item, notice=row_id)


def _named(ctx: Context, typed: str) -> tuple[Notice | None, str]:
    """The notice that a line begins with, and the rest; who named it wrongly is told."""
    ref, rest = references.split(typed)
    item = references.find(ctx, ref or typed, "notice")
    return (ctx.work.need(Notice, item.id), rest) if item is not None else (None, rest)


@sub("status", "状态")
def _status(ctx: Context, typed: str, _marks: Marks) -> None:
    found, _ = _named(ctx, typed)
    if found is not None:
        show_status(ctx, found)


def show_status(ctx: Context, found: Notice) -> None:
    """Where it stands, and what may be done about it."""
    is_over = series.is_series(found) and series.next_date(ctx.work, found) is None
    moves = [move for move in LIFE.possible(found, By.COORDINATOR) if move.label]
    offered = [LIFE.button(move, found) for move in moves if not (is_over and move.only is series.is_series)]
    ctx.reply("notice.status", *offered, item=key(found), notice=found.id)


@act("notice.cancel", COORDINATORS)
def _cancel(ctx: Press) -> None:
    if (found := pressed(ctx, "cancel")) is not None:
        take(ctx, "cancel", found)
        ctx.reply("notice.cancelled", item=key(found), notice=found.id)


@sub("correct", "更正")
def _correct(ctx: Context, typed: str, marks: Marks) -> None:
    """A notice in the place of an earlier one, to all who had that."""
    found, rest = _named(ctx, typed)
    if found is None:
        return
    if not rest.strip() or not LIFE.move("correct").is_open(found):
        ctx.reply("notice.correct_how", ref=items.reference_of(ctx.work, key(found)))
        return
    answers = {
        "audience": {"told": found.id},
        "texts": one_line.texts(rest),
        **typed_marks.strictest({"tlp": found.tlp}, marks),
        "is_urgent": found.is_urgent,
        "wants_ack": found.wants_ack,
        "files": list(ctx.files),
    }
    ctx.files.clear()
    until = {"until": {"at": found.ends_at.isoformat()}} if found.ends_at else {}
    preview(ctx, draft(ctx, {**answers, **until}, corrects_id=found.id))


@sub("recall", "撤回", "cancel", "取消")
def _recall(ctx: Context, typed: str, _marks: Marks) -> None:
    found, _ = _named(ctx, typed)
    if found is None:
        return
    if LIFE.move("cancel").is_open(found):
        take(ctx, "cancel", found)
        ctx.reply("notice.cancelled", item=key(found), notice=found.id)
    else:
        _ask_recall(ctx, found)


@act("notice.ask_recall", COORDINATORS)
def _press_ask_recall(ctx: Press) -> None:
    if (found := pressed(ctx, "recall")) is not None:
        _ask_recall(ctx, found)


def _ask_recall(ctx: Context, found: Notice) -> None:
    ctx.reply("notice.ask_recall", Button(N_("Recall it"), "notice.recall"), item=key(found), notice=found.id)


@act("notice.recall", COORDINATORS)
def _press_recall(ctx: Press) -> None:
    found = pressed(ctx, "recall")
    if found is None:
        return
    take(ctx, "recall", found)
    ctx.reply("notice.recalled_by_you", item=key(found), notice=found.id)


def _line(voice: Voice, _officer: Officer, notice_id: int) -> Text:
    """One line of what is open, without content."""
    found = voice.work.need(Notice, notice_id)
    by = voice.agency(voice.work.need(Agency, found.agency_id))
    ref = items.reference_of(voice.work, key(found))
    return text(bold(ref), f" {by} · {voice.ago(found.sent_at or found.made_at)}")


LISTED = Kind(
    N_("Notices to acknowledge"),
    show=show,
    open=lambda work, officer: notices.owed_by(work, officer.id),
    line=_line,
)
