"""Row ids that the client assigns."""

import os
import secrets
import threading
import time

_EPOCH_MS = 1_577_836_800_000  # 2020-01-01T00:00:00Z
_COUNTER_BITS = 6
_PROCESS_BITS = 16


class _Ids:
    """41 bits of milliseconds (until 2089), 16 that tell processes apart, 6 of counter: 63 in all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0
        self._process = secrets.randbits(_PROCESS_BITS)

    def next(self) -> int:
        now = (time.time_ns() // 1_000_000 - _EPOCH_MS) << _COUNTER_BITS
        with self._lock:
            # a clock that steps back, and a burst past the counter, both run ahead on the last value
            self._last = last = max(self._last + 1, now)
        ticks, counter = last >> _COUNTER_BITS, last & ((1 << _COUNTER_BITS) - 1)
        return (ticks << _PROCESS_BITS | self._process) << _COUNTER_BITS | counter


_ids = _Ids()


def _after_fork() -> None:
    global _ids
    _ids = _Ids()  # the child must not share the parent's process bits


os.register_at_fork(after_in_child=_after_fork)


def new_id() -> int:
    """A positive 63-bit id, larger than every one before it in this process, whatever the clock does."""
    return _ids.next()
