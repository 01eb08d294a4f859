"""Letters of the year as they reach their readers: claimed, put into words and settled by the product's own
code, in one unit of work for all that is due at one moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.channels.console import NAME, Console
from bot.home.network import Home
from handlers.letters.writing import Letters
from handlers.vocabulary.text import set_apart
from storage import claimed, outbox, reminders
from storage.outbox import Fate, Outgoing
from storage.work import Work

_BATCH = 1000
_ABILITIES = {NAME: Console.abilities}


@dataclass(frozen=True)
class Delivered:
    row: Outgoing
    words: str


def deliver(home: Home, work: Work) -> Iterator[Delivered]:
    """All that is due now. Nobody opens anything: what follows from being seen is another test's matter."""
    while claims := {row.id: row.attempts for row in outbox.claim(work, _BATCH)}:
        with work.session.no_autoflush:  # what is claimed and what becomes of it are written together
            rows = claimed.in_hand(work, claims)
            written = Letters(work, list(rows.values()), _ABILITIES, home.rules, home.store).written()
        for one in written:
            row = rows[one.row_id]
            row.begun = 0
            outbox.settle(work, row, Fate.SENT)
            yield Delivered(row, set_apart(one.letter.text))


def next_reminder(work: Work) -> datetime | None:
    """When there is something to remind of again."""
    return min(filter(None, (reminders.next_step(work), reminders.next_ring(work))), default=None)
