"""Calendar quarters (UTC): fixed periods, so that no two answers differ by one day."""

from dataclasses import dataclass
from datetime import UTC, datetime

from babel.dates import format_skeleton

from handlers.times import showing

_MONTHS = 3


@dataclass(frozen=True)
class Quarter:
    """`number`: 1 to 4."""

    year: int
    number: int

    @property
    def start(self) -> datetime:
        return datetime(self.year, _MONTHS * (self.number - 1) + 1, 1, tzinfo=UTC)

    def name(self, language: str) -> str:
        """ "3rd quarter 2026" """
        return str(format_skeleton("yQQQQ", self.start, locale=showing.locale(language)))

    @property
    def end(self) -> datetime:
        return self.after.start

    @property
    def after(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)


def last_full(now: datetime) -> Quarter:
    """The one that ended last: what still runs would change from one look to the next."""
    at = now.astimezone(UTC)
    return Quarter(at.year, (at.month - 1) // _MONTHS + 1).before
