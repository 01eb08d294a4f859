"""A notice as everybody else sees it."""

from handlers.core import access
from handlers.core.access import Subject
from handlers.core.context import Context, Press
from handlers.law.handling import Handling, Tlp
from handlers.notices.life import LIFE
from storage import notices, recipients
from storage.item import Item
from storage.notices import Notice, NoticeState
from storage.people import Officer, Role
from storage.work import Work


def subject(work: Work, notice_id: int) -> Subject | None:
    notice = work.get(Notice, notice_id)
    if notice is None:
        return None

    def sees(work: Work, officer: Officer) -> bool:
        if notice.state in notices.UNSEEN:
            return officer.id == notice.author_id
        if officer.role is Role.COORDINATOR and _is_for_coordinator(work, officer, notice):
            return True
        told = notices.delivery_to(work, notice_id, officer.id) is not None
        return told and notice.state not in {NoticeState.RECALLED, NoticeState.REPLACED}

    return Subject(handling(notice), sees, origin=notice.agency_id)


def _is_for_coordinator(work: Work, officer: Officer, notice: Notice) -> bool:
    """What is limited to its recipients: for who wrote it, and for the one who reads it in order to approve
    it; below TLP:RED for the originator's own people, too."""
    marked = handling(notice)
    if not marked.is_limited or officer.id in {notice.author_id, notice.approved_by}:
        return True
    is_own = officer.agency_id == notice.agency_id and marked.tlp is not Tlp.RED
    return is_own or recipients.has(work, key(notice), [officer.id], [officer.agency_id])


def handling(notice: Notice) -> Handling:
    return Handling(Tlp(notice.tlp))


def seen(work: Work, officer: Officer) -> list[Item]:
    """The newest first."""
    if officer.role is Role.COORDINATOR:
        made = notices.made_by_coordinators(work)
        work.by_id(Notice, made)  # with one query
        return access.only_seen(work, officer, (Item("notice", row_id) for row_id in made))
    return [Item("notice", row_id) for row_id in notices.received_by(work, officer.id)]


def key(notice: Notice) -> Item:
    return Item("notice", notice.id)


def pressed(ctx: Press, act: str) -> Notice | None:
    """The notice of the pressed button, if that may be done with it now; else the person is told."""
    row_id = ctx.offer.item.id
    found = ctx.work.hold(Notice, row_id)
    if LIFE.move(act).is_open(found):
        return found
    ctx.reply("notice.moved_on", item=key(found), notice=found.id)
    return None


def take(ctx: Context, act: str, found: Notice) -> None:
    """The move is possible; this makes it."""
    LIFE.take(ctx.work, ctx.officer.id, found, LIFE.move(act), key(found))
