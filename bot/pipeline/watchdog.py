"""No message keeps the others waiting for ever: what runs over its time is ended, wherever it stands.

Handlers are plain functions in threads. Python code is ended by an exception that is raised in its thread, a
statement by what the database offers for that. What neither of the two can end, such as code in C that holds
the interpreter, ends with the process, where that is allowed: every message was counted before it was begun.

What counts is the processor's time that its own thread has had: on a busy machine, or where it all stood
still, an innocent message has had little. Whatever waits instead may take three times as long.
"""

import ctypes
import faulthandler
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

import structlog

log = structlog.get_logger()
_LOOK = timedelta(seconds=0.2)  # between two looks at the threads
_AGAIN = timedelta(seconds=1)  # who takes no notice is told so often
_GRACE = timedelta(seconds=5)  # for what was told to end, until the process does
_DEAF = timedelta(seconds=1)  # the same for what does not even let us look
_WAITING = 3  # times its limit: for what waits, or gets no processor
_TURNS = 1_000_000
_STDERR = 2  # whatever has become of sys.stderr
Result = TypeVar("Result")


class OverTimeError(BaseException):
    """Not an Exception: who catches those, whatever they are, is to be ended all the same."""


def longest(limit: timedelta) -> timedelta:
    """After this it is over, even if it has done nothing but wait."""
    return limit * _WAITING


@dataclass(eq=False)
class _Run:
    """`lasted` counts our looks: a machine that slept, or was busy elsewhere, has not looked meanwhile."""

    limit: timedelta
    interrupt: Callable[[], None]
    thread: int = field(default_factory=threading.get_ident)
    lasted: timedelta = timedelta(0)
    late_for: timedelta = timedelta(0)  # since it was told first
    told: int = 0  # times
    is_over: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        clock_of = getattr(time, "pthread_getcpuclockid", None)  # not everywhere
        self._clock = clock_of(self.thread) if clock_of is not None else None
        self._begun = time.clock_gettime(self._clock) if self._clock is not None else 0.0

    def look(self) -> None:
        self.lasted += _LOOK
        if not self.told:
            is_time = self._worked() >= self.limit or self.lasted >= longest(self.limit)
        else:
            self.late_for += _LOOK
            is_time = self.late_for >= self.told * _AGAIN
        if not is_time:
            return
        with self.lock:
            if not self.is_over:
                self.told += 1
                _raise_in(self.thread, OverTimeError)
                self._stop_waiting()

    def _worked(self) -> timedelta:
        """Its thread, on a processor; nothing where that has just ended."""
        if self._clock is None:
            return self.lasted
        with suppress(OSError):
            return timedelta(seconds=time.clock_gettime(self._clock) - self._begun)
        return timedelta(0)

    def _stop_waiting(self) -> None:
        try:
            self.interrupt()
        except Exception as error:  # noqa: BLE001 (its connection is gone, or just going)
            log.warning("handler.not_interrupted", error=type(error).__name__)

    def end(self) -> None:
        """Nothing is raised from here on; what was to be, and was not yet, never is."""
        while not self.is_over:
            with suppress(OverTimeError), self.lock:
                self.is_over = True
        if self.told:
            self._take()

    def _take(self) -> None:
        """What may still be on its way is replaced and caught: to take it back would leave a mark that slows
        the whole interpreter for ever, and stops whoever profiles it."""
        with suppress(OverTimeError):
            _raise_in(self.thread, OverTimeError)
            for _ in range(_TURNS):  # it comes at one of the first
                pass


class Watchdog:
    """`may_exit`: the process ends where nothing else helps."""

    def __init__(self) -> None:
        self.may_exit = False
        self._runs: set[_Run] = set()
        self._some = threading.Event()
        self._begun = threading.Lock()
        self._looking = False

    def run(self, limit: timedelta, interrupt: Callable[[], None], do: Callable[[], Result]) -> Result:
        """OverTimeError when `do` took longer. `interrupt` ends what it waits for in C; another thread calls
        it."""
        run = _Run(limit, interrupt)
        try:
            try:
                self._watch(run)
                return do()
            finally:
                run.end()
        except BaseException as error:
            run.end()  # the exception may have come while the first call was on its way
            if run.told and not isinstance(error, OverTimeError):
                raise OverTimeError from error  # that of the interrupted statement was faster
            raise
        finally:
            self._runs.discard(run)

    def _watch(self, run: _Run) -> None:
        self._runs.add(run)
        self._some.set()
        with self._begun:
            if not self._looking:
                threading.Thread(target=self._look, name="watchdog", daemon=True).start()
                self._looking = True

    def _look(self) -> None:
        while True:
            self._some.wait()
            self._some.clear()
            while runs := tuple(self._runs):
                if self.may_exit:
                    _end_unless_put_off(max(run.limit for run in runs))
                time.sleep(_LOOK.total_seconds())
                for run in runs:
                    run.look()
                    self._leave_if_stuck(run)
            if self.may_exit:
                _put_off()

    def _leave_if_stuck(self, run: _Run) -> None:
        if self.may_exit and not run.is_over and run.late_for >= _GRACE:
            log.critical("handler.stuck", seconds=run.lasted.total_seconds())
            faulthandler.dump_traceback(file=_STDERR)
            os._exit(70)


def _end_unless_put_off(limit: timedelta) -> None:
    """Code in C that lets no other thread run does not let us look either: the process ends without Python,
    by the processor's time that it has had meanwhile."""
    faulthandler.register(signal.SIGPROF, file=_STDERR, chain=True)
    signal.setitimer(signal.ITIMER_PROF, (limit + _DEAF).total_seconds())


def _put_off() -> None:
    signal.setitimer(signal.ITIMER_PROF, 0)


def _raise_in(thread: int, error: type[BaseException]) -> None:
    """As soon as that thread runs Python code again; it replaces one that did not come yet."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error))


watchdog = Watchdog()  # one for the process: it has threads, not networks
