"""Once a month: what is new in the library, in one message to each who may read it."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from handlers.core import access
from handlers.core.registry import tick
from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.library.command import opens
from handlers.library.words import title
from handlers.vocabulary.text import Text, bold, lines, text
from handlers.vocabulary.voice import Voice
from storage import inbox, library, people
from storage.item import Item
from storage.people import Role
from storage.work import Work

_NAME = "library digest"  # of the cursor: until when it was told what is new
_MOST = 10  # that are named


def _upcoming(work: Work, _rules: Rules) -> datetime | None:
    last = inbox.cursor(work, _NAME)
    return next_month(datetime.fromisoformat(last)) if last else work.now


def next_month(at: datetime) -> datetime:
    """Its first day, at eight in the morning (UTC); each reader's quiet hours count besides."""
    first = at.date().replace(day=1) + timedelta(days=32)
    return datetime.combine(first.replace(day=1), time(8), UTC)


@tick("library.digest", _upcoming)
def tell_what_is_new(work: Work, _rules: Rules) -> None:
    last = inbox.cursor(work, _NAME)
    inbox.move_cursor(work, _NAME, work.now.isoformat())
    if last is None:
        return
    new = library.published_between(work, datetime.fromisoformat(last), work.now)
    if new:
        _tell(work, [Item("library", row_id) for row_id in new])


def _tell(work: Work, new: Sequence[Item]) -> None:
    for reader in (*people.with_role(work, Role.OFFICER), *people.with_role(work, Role.COORDINATOR)):
        with work.noting() as missed:
            seen = access.only_seen(work, reader, new)
        if seen:
            listed, left = seen[:_MOST], len(seen[_MOST:])
            say(
                work,
                reader,
                "library.new",
                buttons=opens(listed),
                listed=listed,
                left=left,
                unopened=len(missed),
            )


@says("library.new", shows_content=True, rings=Rings.NEWS)
def _say_new(voice: Voice, listed: Sequence[str], left: int) -> Text:
    rows = [text(f"{number}. ", title(voice, about)) for number, about in enumerate(listed, start=1)]
    return lines(bold(voice.t("New in the library")), *rows, voice.more(left))
