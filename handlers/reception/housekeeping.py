"""Once a day: what came in and what was said is forgotten when nobody needs it any more."""

from datetime import UTC, datetime, timedelta

from handlers.core.registry import tick
from handlers.core.rules import Rules
from storage import file_use, inbox, said, stepup, strangers, vouching
from storage.work import Work

_NAME = "housekeeping"
_DAY = timedelta(days=1)
_EVER = datetime(2020, 1, 1, tzinfo=UTC)
_KEPT = timedelta(days=15)  # beyond the offers' end: no network repeats itself, nobody edits, after so long
_STRANGERS = timedelta(days=7)  # until a quiet one is as new
_CODES = timedelta(days=30)  # after the end of one that nobody used


def _upcoming(work: Work, _rules: Rules) -> datetime | None:
    last = inbox.cursor(work, _NAME)
    return datetime.fromisoformat(last) + _DAY if last else work.now


@tick(_NAME, _upcoming)
def tidy(work: Work, rules: Rules) -> None:
    """References, history and the audit trail stay; only the letters' contents go."""
    age, last = rules.periods.offer + _KEPT, inbox.cursor(work, _NAME)
    inbox.forget(work, work.now - age)
    said.forget(work, (datetime.fromisoformat(last) if last else _EVER) - age, work.now - age)
    stepup.forget_old(work, work.now - _DAY)
    _forget_strangers(work)
    file_use.forget(work, work.now - 2 * _DAY)
    vouching.forget_codes(work, work.now - _CODES)
    inbox.move_cursor(work, _NAME, work.now.isoformat())
    work.cut_log()


def _forget_strangers(work: Work) -> None:
    """What anybody can make us keep stays for days, not for ever."""
    inbox.forget_strangers(work, work.now - _DAY)
    said.forget_places(work, work.now - _STRANGERS)
    strangers.forget(work, work.now - _STRANGERS)
