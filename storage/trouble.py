"""What is wrong with a database that cannot be used, and since when: by what its driver says of it."""

import time
from enum import StrEnum
from typing import Any

import structlog

log = structlog.get_logger()
_LOOK = 1.0  # seconds between two looks whether it is over
_AGAIN = 600.0  # seconds after which the log says once more what goes on being so


class Trouble(StrEnum):
    """As a code in the log, in figures and at /healthz."""

    AWAY = "away"
    FULL = "full"
    READ_ONLY = "read-only"
    DAMAGED = "damaged"
    DISK = "disk"


MEND = {  # what the operator does
    Trouble.AWAY: "see whether it is up, and the way there; the bot goes on by itself when it is back",
    Trouble.FULL: "make room on its disk; the bot goes on by itself",
    Trouble.DISK: "see whether its disk is there, is sound and has room; the bot goes on by itself",
    Trouble.READ_ONLY: "let the bot write it: its file, folder and disk, on PostgreSQL the primary server",
    Trouble.DAMAGED: "stop the bot, keep a copy of it as it is, see whether the disk is sound,"
    " then `liaison restore --force` the last backup",
}
_SQLITE = {  # the beginning of the name of an error
    "SQLITE_FULL": Trouble.FULL,
    "SQLITE_READONLY": Trouble.READ_ONLY,
    "SQLITE_CANTOPEN": Trouble.READ_ONLY,
    "SQLITE_PERM": Trouble.READ_ONLY,
    "SQLITE_CORRUPT": Trouble.DAMAGED,
    "SQLITE_NOTADB": Trouble.DAMAGED,
    "SQLITE_IOERR": Trouble.DISK,
}
_POSTGRES = {  # the beginning of a SQLSTATE
    "53100": Trouble.FULL,
    "25006": Trouble.READ_ONLY,
    "XX001": Trouble.DAMAGED,
    "XX002": Trouble.DAMAGED,
    "08": Trouble.AWAY,
    "53": Trouble.AWAY,
    "57P": Trouble.AWAY,
    "58": Trouble.DISK,
}


def trouble_in(error: Any) -> Trouble | None:
    """Of what a driver raised; None where it does not say so."""
    name, state = getattr(error, "sqlite_errorname", None), getattr(error, "sqlstate", None)
    known, code = (_SQLITE, name) if name else (_POSTGRES, state or "")
    return next((trouble for begins, trouble in known.items() if code.startswith(begins)), None)


class Standing:
    """Whether the database can be used, as far as this process has seen; any thread may ask, or say."""

    def __init__(self) -> None:
        self.why: Trouble | None = None
        self._since = self._said = self._looked = 0.0

    def met(self, error: Any) -> None:
        """It could not be used just now: the log says so once, and again every ten minutes."""
        now = time.monotonic()
        if self.why is None:
            self._since = now
        if self.why is not error.why or now - self._said >= _AGAIN:
            self._said = now
            log.error("database.away", reason=error.why, mend=error)
        self.why = error.why

    def may_look(self) -> bool:
        """Whether it is time again."""
        now = time.monotonic()
        is_time = now - self._looked >= _LOOK
        self._looked = now if is_time else self._looked
        return is_time

    def over(self) -> None:
        """It was written, and there is room."""
        if self.why is not None:
            self.why = None
            log.warning("database.back", seconds=round(time.monotonic() - self._since))
