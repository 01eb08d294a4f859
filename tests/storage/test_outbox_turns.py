"""Whoever's message has to be tried again later gets the next ones after it, not before."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import select

from bot.home import demo
from bot.home.network import open_folder
from handlers.core.rules import DEFAULTS
from handlers.core.saying import say
from storage import outbox, people
from storage.outbox import Fate, Lane, Outgoing
from storage.work import Work

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(seconds=30)


def tell(work: Work, handle: str, lane: Lane = Lane.ANSWER) -> int:
    officer = people.officer_named(work, handle)
    assert officer is not None
    return say(work, officer, "words.unclear", lane=lane).id


def test_nothing_overtakes_what_is_tried_again_later(tmp_path: Path) -> None:
    database = open_folder(tmp_path).database
    with database.work(NOON) as work:
        demo.furnish(work, DEFAULTS)
        first = tell(work, "spain")
        (row,) = outbox.claim(work)
        outbox.settle(work, row, Fate.WAITING, LATER)
        second, urgent, other = tell(work, "spain"), tell(work, "spain", Lane.BULK), tell(work, "italy")
    with database.work(NOON) as work:
        # another lane does not wait for this one; answers come in a batch of their own
        assert [row.id for row in outbox.claim(work, 10)] == [other]
        assert [row.id for row in outbox.claim(work, 10)] == [urgent]
    with database.work(LATER) as work:
        outbox.release_stale(work, everything=True)
        (row,) = [row for row in outbox.claim(work, 10) if row.id not in {other, urgent}]
        assert row.id == first
        for claimed in work.all(select(Outgoing).where(Outgoing.fate == Fate.SENDING)):
            outbox.settle(work, claimed, Fate.SENT)
        assert [row.id for row in outbox.claim(work, 10)] == [second]
    database.close()
