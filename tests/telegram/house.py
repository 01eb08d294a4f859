"""The whole bot as a process of its own: on the demo network, with some officers on Telegram."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.home import demo
from bot.home.network import Home, open_folder
from handlers.core.saying import say
from storage import people
from storage.people import Account, Officer, Role, State, agency_named, officer_named
from storage.work import Work

TOKEN = "100200300:TESTTOKENxyz"


@contextmanager
def home_of(folder: Path) -> Iterator[Home]:
    """The network of a data folder; no process may have it open for writing meanwhile."""
    with closing(open_folder(folder)) as home:
        yield home


def furnish(folder: Path, officers: Mapping[str, int]) -> None:
    """The demo network, with a Telegram account for each of these handles."""
    with home_of(folder) as home, home.database.work(datetime.now(UTC)) as work:
        demo.furnish(work, home.rules)
        for handle, number in officers.items():
            officer = officer_named(work, handle)
            assert officer is not None
            give_account(work, officer, number)


def give_account(work: Work, officer: Officer, number: int, used_at: datetime | None = None) -> None:
    work.add(
        Account(
            officer_id=officer.id,
            channel="telegram",
            address=str(number),
            address_index=people.address_index(work, "telegram", str(number)),
            made_at=work.now,
            used_at=used_at,
        )
    )


def enlist(folder: Path, numbers: Iterable[int]) -> None:
    """Observers of one agency, each with the Telegram account of that number."""
    with home_of(folder) as home, home.database.work(datetime.now(UTC)) as work:
        agency = agency_named(work, "spain")
        assert agency is not None
        for number in numbers:
            officer = Officer(
                handle=f"officer{number}",
                agency_id=agency.id,
                role=Role.OBSERVER,
                state=State.ACTIVE,
                name=f"Officer {number}",
                language="en",
                zone="Europe/Madrid",
                vetted_until=work.now + timedelta(days=365),
                terms_at=work.now,
                made_at=work.now,
            )
            give_account(work, work.add(officer), number)


NOTICE, NOTICE_SAYS = "cancel.nothing", "Nothing is open."


def queue_notice(folder: Path) -> None:
    """One letter of many for every observer, to go out when the bot starts."""
    with home_of(folder) as home, home.database.work(datetime.now(UTC)) as work:
        for officer in people.with_role(work, Role.OBSERVER):
            say(work, officer, NOTICE, at=work.now)  # whatever the hour of its reader


class Process:
    """`liaison run` on a data folder, against a Bot API server."""

    def __init__(self, folder: Path, url: str, token: str = TOKEN, log: str = "log", **more: str) -> None:
        own = {
            "LIAISON_TELEGRAM__TOKEN": token,
            "LIAISON_TELEGRAM__API_BASE": url,
            "LIAISON_TELEGRAM__MESSAGES_PER_SECOND": "0",
            "LIAISON_LIMITS__COMMANDS_PER_MINUTE": "100000",
        }
        self.log = folder / log
        with self.log.open("ab") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run", "--data", str(folder)],
                env=os.environ | own | more,
                stdout=said,
                stderr=said,
            )

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(10)

    def freeze(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> int:
        """Its exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(20)

    def wait(self, seconds: float) -> int:
        return self._process.wait(seconds)


@contextmanager
def serving(folder: Path, url: str, **more: str) -> Iterator[Process]:
    process = Process(folder, url, **more)
    try:
        yield process
    finally:
        process.kill()
