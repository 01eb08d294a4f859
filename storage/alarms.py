"""What was met that none of us wrote: kept in mind until somebody is told.

Whoever reads it finds it in the middle of something else, which is undone: so it is noted on the keyring,
which everybody has who opens anything, and written down by the clock (`handlers.people.tampering`).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_MOST = 100  # of one day


class Kind(StrEnum):
    VALUE = "value"  # a sealed value does not open, or stands in another place
    FILE = "file"  # a sealed file does not open
    RIGHTS = "rights"  # what decides access is not what was written
    TRAIL = "trail"  # the audit trail was cut or changed


@dataclass(frozen=True)
class Alarm:
    """`place`: "clue.text", "officer"; `row_id` is 0 where it is no row."""

    kind: Kind
    place: str
    row_id: int = 0


class Alarms:
    """Each is there once a day, however often it is met."""

    def __init__(self) -> None:
        self._waiting: dict[Alarm, None] = {}
        self._told: set[Alarm] = set()
        self._day: date | None = None

    def note(self, alarm: Alarm) -> None:
        if alarm not in self._told and len(self._waiting) + len(self._told) < _MOST:
            self._waiting[alarm] = None

    def waiting(self, today: date) -> list[Alarm]:
        """Those that nobody was told of today."""
        if today != self._day:
            self._day = today
            self._told.clear()
        return list(self._waiting)

    def told(self, alarms: list[Alarm]) -> None:
        for alarm in alarms:
            self._waiting.pop(alarm, None)
        self._told.update(alarms)
