"""The demo network and sixty officers more, for whom it is late morning, whenever it is run."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.home import demo
from bot.settings.reading import write_new
from storage.people import Officer, Role, State, agency_named, officer_named
from storage.work import Work
from tests.telegram.house import give_account, home_of

OFFICERS, ON_MATRIX = 60, 12
COORDINATORS = {"eu": 1900, "iom": 1901}  # on Telegram
_SQLITE = "sqlite:///var/liaison.db"
_AGENCIES = ("spain", "italy", "germany", "france", "mps", "liaoning")


def furnish(folder: Path, url: str = "") -> None:
    """On SQLite, or on the database at `url`. The last of the officers have no account yet."""
    config = write_new(folder)
    if url:
        config.write_text(config.read_text("utf-8").replace(_SQLITE, url), encoding="utf-8")
    with home_of(folder) as home, home.database.work(datetime.now(UTC)) as work:
        demo.furnish(work, home.rules)
        for handle, user in COORDINATORS.items():
            coordinator = officer_named(work, handle)
            assert coordinator is not None
            coordinator.zone = _where_it_is_eleven(work.now)
            give_account(work, coordinator, user)
        for number in range(OFFICERS):
            officer = work.add(_officer(work, number))
            if number < OFFICERS - ON_MATRIX:
                give_account(work, officer, 2000 + number)


def _officer(work: Work, number: int) -> Officer:
    agency = agency_named(work, _AGENCIES[number % len(_AGENCIES)])
    assert agency is not None
    return Officer(
        handle=f"person{number}",
        agency_id=agency.id,
        role=Role.OFFICER,
        state=State.ACTIVE,
        name=f"Person {number}",
        language="en",
        zone=_where_it_is_eleven(work.now),
        vetted_until=work.now + timedelta(days=365),
        terms_at=work.now,
        made_at=work.now,
    )


def _where_it_is_eleven(now: datetime) -> str:
    ahead = (11 - now.hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+}"  # that is how they are called: Etc/GMT-8 is Beijing's
