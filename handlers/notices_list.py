"""What became of notices: the list, one of them again, its status, correction and recall."""

from handlers import access, notice_lines, references, status
from handlers.chat import Button, Text, bold, text
from handlers.context import Context
from handlers.lang import N_, Voice
from handlers.meetings import invitation_kind
from handlers.notices import cancel, draft, key, pressed, preview, sub
from handlers.notices_sending import buttons
from handlers.registry import COORDINATORS, EVERYONE, act, command
from handlers.status import Kind
from storage import items, notices
from storage.audit import Tag
from storage.notices import Notice, NoticeState
from storage.people import Agency, Officer, Role

_PAGE = 8
_OPEN = {NoticeState.WAITING, NoticeState.PLANNED}


@command("notices", zh="通知列表", help=N_("Notices that are in force"), roles=EVERYONE,
         arguments=N_("[reference]"), group=N_("Contacts and notices"), aliases=("公告",))  # fmt: skip
def list_(ctx: Context, argument: str) -> None:
    if argument:
        item = references.find(ctx, references.split(argument)[0] or argument, "notice")
        return _read(ctx, item) if item is not None else None
    is_mine = ctx.officer.role is Role.COORDINATOR
    found = (
        notices.made_by_coordinators(ctx.work, _PAGE)
        if is_mine
        else notices.received_by(ctx.work, ctx.officer.id, _PAGE)
    )
    refs = items.references_of(ctx.work, [key(one) for one in found])
    opens = [Button(refs[key(one)], "notice.read", item=key(one), group="") for one in found]
    ctx.reply("notices.list", *opens, notices=[one.id for one in found], mine=is_mine)
    return None


@act("notice.read", EVERYONE)
def _press_read(ctx: Context) -> None:
    ctx.keep_message()
    if ctx.offer is not None and access.may_see(ctx.work, ctx.officer, ctx.offer.item):
        _read(ctx, ctx.offer.item)


def _read(ctx: Context, item: str) -> None:
    show(ctx, access.parts(item)[1])


def show(ctx: Context, notice_id: int) -> None:
    """As its reader sees it; to a coordinator, where it stands."""
    found = ctx.work.need(Notice, notice_id)
    delivery = notices.delivery_to(ctx.work, found.id, ctx.officer.id)
    if ctx.officer.role is Role.COORDINATOR:
        show_status(ctx, found)
        return
    owed = buttons(found) if delivery is not None and delivery.acknowledged_at is None else []
    ctx.reply(invitation_kind(found), *owed, item=key(found), notice=found.id, files=found.files)


@act("notice.acknowledge", EVERYONE)
def _acknowledge(ctx: Context) -> None:
    item = ctx.offer.item if ctx.offer else "notice:0"
    _, row_id = access.parts(item)
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
    return (ctx.work.need(Notice, access.parts(item)[1]), rest) if item is not None else (None, rest)


@sub("status", "状态")
def _status(ctx: Context, typed: str) -> None:
    found, _ = _named(ctx, typed)
    if found is not None:
        show_status(ctx, found)


def show_status(ctx: Context, found: Notice) -> None:
    """Where it stands, and what may be done about it."""
    offered = []
    if found.state in _OPEN:
        offered.append(Button(N_("Cancel it"), "notice.cancel"))
    if found.state in {NoticeState.SENT, NoticeState.SENDING}:
        offered.append(Button(N_("Recall"), "notice.ask_recall"))
    ctx.reply("notice.status", *offered, item=key(found), notice=found.id)


@act("notice.cancel", COORDINATORS)
def _cancel(ctx: Context) -> None:
    if (found := pressed(ctx, *_OPEN)) is not None:
        cancel(ctx, found)
        ctx.reply("notice.cancelled", item=key(found), notice=found.id)


@sub("correct", "更正")
def _correct(ctx: Context, typed: str) -> None:
    """A notice in the place of an earlier one, to all who had that."""
    found, rest = _named(ctx, typed)
    if found is None:
        return
    if not rest.strip() or found.state is not NoticeState.SENT or found.starts_at is not None:
        ctx.reply("notice.correct_how", ref=items.reference_of(ctx.work, key(found)))
        return
    answers = {
        "audience": {"told": found.id},
        "texts": notice_lines.texts(rest),
        "tlp": found.tlp,
        "is_urgent": found.is_urgent,
        "wants_ack": found.wants_ack,
        "files": list(ctx.files),
    }
    ctx.files.clear()
    until = {"until": {"at": found.ends_at.isoformat()}} if found.ends_at else {}
    preview(ctx, draft(ctx, {**answers, **until}, corrects_id=found.id))


@sub("recall", "撤回", "cancel", "取消")
def _recall(ctx: Context, typed: str) -> None:
    found, _ = _named(ctx, typed)
    if found is None:
        return
    if found.state in _OPEN:
        cancel(ctx, found)
        ctx.reply("notice.cancelled", item=key(found), notice=found.id)
        return
    _ask_recall(ctx, found)


@act("notice.ask_recall", COORDINATORS)
def _press_ask_recall(ctx: Context) -> None:
    if (found := pressed(ctx, NoticeState.SENT, NoticeState.SENDING)) is not None:
        _ask_recall(ctx, found)


def _ask_recall(ctx: Context, found: Notice) -> None:
    ctx.reply("notice.ask_recall", Button(N_("Recall it"), "notice.recall"), item=key(found), notice=found.id)


@act("notice.recall", COORDINATORS)
def _press_recall(ctx: Context) -> None:
    found = pressed(ctx, NoticeState.SENT, NoticeState.SENDING)
    if found is None:
        return
    found.state, found.version, found.due_at = NoticeState.RECALLED, found.version + 1, ctx.now
    ctx.work.session.add(found)
    items.note(ctx.work, key(found), "recalled", ctx.officer.id)
    ctx.work.audit(Tag.NOTICE_RECALLED, ctx.officer.id, key(found))
    ctx.reply("notice.recalled_by_you", item=key(found), notice=found.id)


def _line(voice: Voice, _officer: Officer, notice_id: int) -> Text:
    """One line of what is open, without content."""
    found = voice.work.need(Notice, notice_id)
    by = voice.agency(voice.work.need(Agency, found.agency_id))
    ref = items.reference_of(voice.work, key(found))
    return text(bold(ref), f" {by} · {voice.ago(found.sent_at or found.made_at)}")


status.kind(
    "notice",
    Kind(
        N_("Notices to acknowledge"),
        show=show,
        open=lambda work, officer: notices.owed_by(work, officer.id),
        line=_line,
    ),
)
