"""A notice on its way: sent at once, or approved by a second coordinator first."""

from handlers.core.context import Context, Press
from handlers.core.registry import COORDINATORS, act
from handlers.items.life import By
from handlers.notices.drafting import needs_approval
from handlers.notices.item import key, pressed, take
from handlers.notices.life import LIFE
from handlers.screening import asking
from handlers.screening import files as screened_files
from storage import notices, people
from storage.notices import Notice
from storage.people import Officer, Role, State


@act("notice.send", COORDINATORS)
def _send(ctx: Press) -> None:
    found = pressed(ctx, "send")
    if found is None:
        return
    readers = notices.audience_agencies(ctx.work, found.audience)
    said = [*found.texts.values(), *([found.place] if found.place else [])]
    if asking.asks(ctx, said, readers, key(found), was_read=True):
        return
    asking.note(ctx, key(found))
    screened_files.tell(ctx, key(found), found.files, readers)
    size = notices.audience_size(ctx.work, found.audience)
    if not needs_approval(ctx, found, size):
        launch(ctx, "send", found)
        return
    take(ctx, "ask", found)
    others = people.with_role(ctx.work, Role.COORDINATOR)
    asked = ctx.tell_all(
        others,
        "notice.approval",
        *LIFE.buttons(found, By.SECOND),
        item=key(found),
        notice=found.id,
        urgent=found.is_urgent,
        files=found.files,
    )
    ctx.reply("notice.waits", item=key(found), notice=found.id, asked=asked)


@act("notice.approve", COORDINATORS)
def _approve(ctx: Press) -> None:
    found = pressed(ctx, "approve")
    if found is None:
        return
    author = ctx.work.need(Officer, found.author_id)
    if author.id == ctx.officer.id or author.state is not State.ACTIVE:
        ctx.reply("notice.not_yours", item=key(found), notice=found.id)
        return
    found.approved_by = ctx.officer.id
    ctx.tell(author, "notice.approved", item=key(found), notice=found.id, by=ctx.officer.agency_id)
    launch(ctx, "approve", found)


@act("notice.reject", COORDINATORS)
def _reject(ctx: Press) -> None:
    if (found := pressed(ctx, "reject")) is not None:
        take(ctx, "reject", found)
        author = ctx.work.need(Officer, found.author_id)
        ctx.tell(author, "notice.rejected", item=key(found), notice=found.id, by=ctx.officer.agency_id)
        ctx.reply("notice.dropped")


def launch(ctx: Context, act: str, found: Notice) -> None:
    """Now, or when its time comes; what it corrects is in force no more."""
    take(ctx, act, found)
    if found.corrects_id is not None:
        replaced = ctx.work.need(Notice, found.corrects_id)
        if LIFE.move("correct").is_open(replaced):
            take(ctx, "correct", replaced)
    is_later = found.send_at is not None and found.send_at > ctx.now
    said = ctx.reply("notice.planned" if is_later else "notice.sending", item=key(found), notice=found.id)
    if ctx.officer.id == found.author_id:
        found.progress_id = said.id
