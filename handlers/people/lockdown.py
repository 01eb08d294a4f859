"""One coordinator stops all content at once; two of two agencies let it go on."""

from datetime import datetime

from handlers.access import LOCKDOWN
from handlers.registry import tick
from handlers.rules import Rules
from storage import outbox, people
from storage.work import Work


def _next(work: Work, _rules: Rules) -> datetime | None:
    """Also what a delivery held while the lockdown was being released."""
    return work.now if outbox.has_held(work) and not people.is_on(work, LOCKDOWN) else None


@tick("held", _next)
def _release_held(work: Work, _rules: Rules) -> None:
    outbox.release_held(work)
