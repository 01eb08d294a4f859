"""The clock's work: whatever rows say is due. The database is the schedule; this only looks."""

from datetime import datetime

import structlog

from bot.clock import Clock
from handlers import registry
from handlers.rules import Rules
from storage.engine import Database
from storage.errors import BusyError

log = structlog.get_logger()
_MOST_ROUNDS = 10_000  # of one tick at one instant: more would be a tick that never gets done


class Ticker:
    def __init__(self, database: Database, rules: Rules, clock: Clock) -> None:
        self._database, self._rules, self._clock = database, rules, clock

    def run_due(self) -> bool:
        """Do everything that is due now; whether there was anything."""
        return max([self._run(tick) for tick in registry.ticks()], default=False)

    def _run(self, tick: registry.Recurrent) -> bool:
        for rounds in range(_MOST_ROUNDS):
            try:
                with self._database.work(self._clock.now()) as work:
                    due = tick.next(work, self._rules)
                    if due is None or due > work.now:
                        return rounds > 0
                    tick.run(work, self._rules)
            except BusyError:
                return rounds > 0
            except Exception as error:
                # one tick that fails must not stop the others
                log.exception("tick.failed", tick=tick.name, error=type(error).__name__)
                return rounds > 0
        log.error("tick.endless", tick=tick.name)
        return True

    def next_due(self) -> datetime | None:
        """When there is something to do again."""
        with self._database.work(self._clock.now(), write=False) as work:
            times = [tick.next(work, self._rules) for tick in registry.ticks()]
        return min((at for at in times if at is not None), default=None)
