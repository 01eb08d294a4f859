"""Once a day: what came in and what was said is forgotten when nobody needs it any more."""

from datetime import UTC, datetime, timedelta

from handlers.registry import tick
from handlers.rules import Rules
from storage import inbox, outbox, stepup
from storage.work import Work

_NAME = "housekeeping"
_DAY = timedelta(days=1)
_EVER = datetime(2020, 1, 1, tzinfo=UTC)
_KEPT = timedelta(
    days=15
)  # beyond the offers' end: no network repeats itself, and nobody edits, after so long


def _upcoming(work: Work, _rules: Rules) -> datetime | None:
    last = inbox.cursor(work, _NAME)
    return datetime.fromisoformat(last) + _DAY if last else work.now


@tick(_NAME, _upcoming)
def tidy(work: Work, rules: Rules) -> None:
    """References, history and the audit trail stay; only the letters' contents go."""
    age, last = rules.periods.offer + _KEPT, inbox.cursor(work, _NAME)
    inbox.forget(work, work.now - age)
    outbox.forget(work, (datetime.fromisoformat(last) if last else _EVER) - age, work.now - age)
    stepup.forget_old(work, work.now - _DAY)
    inbox.move_cursor(work, _NAME, work.now.isoformat())
