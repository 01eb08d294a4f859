"""A notice on its way: sent at once, or approved by a second coordinator first."""

from handlers.core.context import Context, Press
from handlers.core.registry import COORDINATORS, act
from handlers.items.life import By
from handlers.notices import series
from handlers.notices.drafting import needs_approval
from handlers.notices.item import handling, key, pressed, take
from handlers.notices.life import LIFE
from handlers.screening import asking
from handlers.screening import files as screened_files
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage import notices, people, recipients
from storage.notices import Notice, NoticeState
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
    asked = _ask_openly(ctx, found) if not handling(found).is_limited else _ask_for_a_reader(ctx, found)
    ctx.reply("notice.waits", item=key(found), notice=found.id, asked=asked)


def _ask_openly(ctx: Context, found: Notice) -> int:
    return ctx.tell_all(
        people.with_role(ctx.work, Role.COORDINATOR),
        "notice.approval",
        *LIFE.buttons(found, By.SECOND),
        item=key(found),
        notice=found.id,
        urgent=found.is_urgent,
        files=found.files,
    )


def _ask_for_a_reader(ctx: Context, found: Notice) -> int:
    """What is limited to its recipients is shown to one more person: to whoever takes it upon himself or
    herself first. To the others it does not exist."""
    return ctx.tell_all(
        people.with_role(ctx.work, Role.COORDINATOR),
        "notice.reader_wanted",
        Button(N_("Read and decide"), "notice.take", params={"notice": found.id}),
        urgent=found.is_urgent,
        by=found.agency_id,
        tlp=found.tlp,
    )


@act("notice.take", COORDINATORS)
def _take_to_read(ctx: Press) -> None:
    found = ctx.work.hold(Notice, ctx.offer.params["notice"])
    if found.state is not NoticeState.WAITING or not _is_first(ctx, found):
        ctx.reply("notice.taken")
        return
    recipients.give(ctx.work, key(found), [ctx.officer.id], ctx.officer.agency_id)
    ctx.work.session.flush()
    moves = LIFE.buttons(found, By.SECOND)
    ctx.reply("notice.approval", *moves, item=key(found), notice=found.id, files=found.files)


def _is_first(ctx: Context, found: Notice) -> bool:
    """Nobody else who could still decide has taken it."""
    taken = ctx.work.by_id(Officer, recipients.holders(ctx.work, key(found))).values()
    others = [one for one in taken if one.id != ctx.officer.id and one.state is State.ACTIVE]
    return not others and ctx.officer.id != found.author_id


@act("notice.approve", COORDINATORS)
def _approve(ctx: Press) -> None:
    found = pressed(ctx, "approve")
    if found is None:
        return
    author = ctx.work.need(Officer, found.author_id)
    if author.id == ctx.officer.id or author.state is not State.ACTIVE:
        ctx.reply("notice.not_yours", item=key(found), notice=found.id)
        return
    if series.is_over(ctx.work, found):
        take(ctx, "lapse", found)
        ctx.tell(author, "notice.over", item=key(found), notice=found.id)
        ctx.reply("notice.over", item=key(found), notice=found.id)
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
