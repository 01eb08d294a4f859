"""What this process has of its machine: memory, and how long it waited for a processor."""

from contextlib import suppress
from pathlib import Path

_PAGE = 4096
_SECOND = 1e9


def resident() -> int:
    """Bytes in memory."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * _PAGE


def kept_waiting() -> float:
    """Seconds in which its threads could have run, and somebody else did. 0.0 where nobody counts them."""
    waited = 0
    for task in Path("/proc/self/task").glob("*/schedstat"):
        with suppress(OSError):  # it ended meanwhile
            waited += int(task.read_text("ascii").split()[1])
    return waited / _SECOND
