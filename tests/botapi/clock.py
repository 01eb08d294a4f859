"""The server's clock: real time plus an offset, or standing still. Limits, dates and ages all follow it."""

import time


class Clock:
    """Seconds since 1970. It runs with real time until it is set or frozen."""

    def __init__(self) -> None:
        self._offset = 0.0
        self._frozen: float | None = None

    def now(self) -> float:
        return self._frozen if self._frozen is not None else time.time() + self._offset

    def advance(self, seconds: float) -> None:
        if self._frozen is not None:
            self._frozen += seconds
        else:
            self._offset += seconds

    def set(self, instant: float, *, frozen: bool = False) -> None:
        self._frozen = instant if frozen else None
        self._offset = instant - time.time()
