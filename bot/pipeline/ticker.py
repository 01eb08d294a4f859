"""The clock's work: whatever rows say is due. The database is the schedule; this only looks."""

from datetime import datetime

import structlog

from bot.clock import Clock
from handlers.core import registry
from handlers.core.rules import Rules
from storage.engine import Database
from storage.errors import BusyError, DatabaseAwayError
from storage.work import Work

log = structlog.get_logger()
_MOST_ROUNDS = 10_000  # at one instant: more would be a tick that never gets done


class Ticker:
    def __init__(self, database: Database, rules: Rules, clock: Clock) -> None:
        self._database, self._rules, self._clock = database, rules, clock
        self._passed_over: dict[str, tuple[datetime, frozenset[object]]] = {}

    def run_due(self) -> bool:
        """Do everything that is due now, and what becomes due by that; whether there was anything."""
        did, left_alone = False, set[str]()
        for _ in range(_MOST_ROUNDS):
            due = [tick for tick in self._due() if tick.name not in left_alone]
            if not due:
                return did
            ran = [tick for tick in due if self._run(tick)]
            left_alone.update(tick.name for tick in due if tick not in ran)
            did = did or bool(ran)
        log.error("ticks.endless")
        return did

    def _due(self) -> list[registry.Recurrent]:
        """All are asked with one look, which keeps nobody from writing."""
        with self._database.work(self._clock.now(), write=False) as work:
            return [tick for tick in registry.ticks() if self._may_be_due(work, tick)]

    def _may_be_due(self, work: Work, tick: registry.Recurrent) -> bool:
        try:
            return self._is_due(work, tick)
        except Exception:  # noqa: BLE001 (whatever it is: it happens again, and is logged, when it runs)
            return True

    def _is_due(self, work: Work, tick: registry.Recurrent) -> bool:
        due = tick.next(work, self._rules)
        return due is not None and due <= work.now

    def _run(self, tick: registry.Recurrent) -> bool:
        """Whether it did something: not, where another process was faster, or where it failed."""
        try:
            with self._database.work(self._clock.now()) as work:
                if not self._is_due(work, tick):
                    return False
                tick.run(work, self._rules)
                return self._is_news(tick, work)
        except BusyError:
            return False
        except DatabaseAwayError:  # it is no single tick's fault
            raise
        except Exception as error:
            # one tick that fails must not stop the others
            log.exception("tick.failed", tick=tick.name, error=type(error).__name__)
            return False

    def _is_news(self, tick: registry.Recurrent, work: Work) -> bool:
        """What is due in rows that somebody else wrote stays due: in one second it is tried once."""
        tried = (work.now.replace(microsecond=0), work.met_broken)
        before, self._passed_over[tick.name] = self._passed_over.get(tick.name), tried
        return not work.met_broken or tried != before

    def next_due(self) -> datetime | None:
        """When there is something to do again."""
        with self._database.work(self._clock.now(), write=False) as work:
            times = [tick.next(work, self._rules) for tick in registry.ticks()]
        return min((at for at in times if at is not None), default=None)
