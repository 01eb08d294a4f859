"""Whose files are taken, and how much: of active officers only, so much an hour, a day, and in all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.core.rules import Rules
from handlers.vocabulary.incoming import Incoming, IncomingFile
from storage import file_use, people
from storage.people import Officer
from storage.work import Work

_DAY = 24  # hours


@dataclass(frozen=True)
class Allowance:
    """What may still come: files, and bytes of this hour, of this day, and in all."""

    files: int
    hour: int
    day: int
    room: int

    @property
    def most(self) -> int:
        """Bytes."""
        return max(0, min(self.hour, self.day, self.room))

    def problem(self, size: int) -> str | None:
        """What stands against so many bytes more."""
        against = (("day", self.day), ("hour", self.hour), ("full", self.room))
        if self.files <= 0:
            return "hour"
        return next((why for why, left in against if left < max(size, 1)), None)

    def without(self, *files: IncomingFile) -> "Allowance":
        """After these were fetched."""
        count, size = _amount(files)
        return Allowance(self.files - count, self.hour - size, self.day - size, self.room - size)


def _amount(files: Sequence[IncomingFile]) -> tuple[int, int]:
    kept = [file.size or 0 for file in files if file.file_id is not None]
    return len(kept), sum(kept)


def sender(work: Work, incoming: Incoming) -> Officer | None:
    """The officer whose files are taken; None: they are not."""
    found = people.who_at(work, incoming.channel, incoming.address)
    return found[1] if found is not None and people.is_active(work, found[1]) else None


def allowance(work: Work, rules: Rules, incoming: Incoming, room: int) -> Allowance:
    """`room`: bytes that there is place for."""
    officer = sender(work, incoming)
    if officer is None:
        return Allowance(0, 0, 0, 0)
    limits = rules.files
    files, hour = file_use.used(work, officer.id, hours=1)
    _, day = file_use.used(work, officer.id, hours=_DAY)
    return Allowance(limits.per_hour - files, limits.bytes_per_hour - hour, limits.bytes_per_day - day, room)


def keep(work: Work, incoming: Incoming) -> Incoming:
    """With its files, which are counted; without them, when its sender was shut out meanwhile."""
    officer = sender(work, incoming)
    if officer is None:
        return replace(incoming, files=())
    file_use.add(work, officer.id, *_amount(incoming.files))
    return incoming
