"""PostgreSQL servers that a test may stop, kill, start again, copy and promote."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL

from bot.settings.reading import write_new
from tests import postgres
from tests.faults.bots import LI, MARTA
from tests.telegram.house import furnish

_PASSWORD = "throw-away"
_SQLITE = "sqlite:///var/liaison.db"


class Server:
    """`directory` holds it, also while it does not run."""

    def __init__(self, directory: Path, **settings: str) -> None:
        self.directory, self.port = directory, postgres._free_port()
        self._settings = postgres.SETTINGS | {
            "port": str(self.port),
            "unix_socket_directories": str(directory),
            **settings,
        }
        self._keeper: postgres.Keeper | None = None

    @property
    def url(self) -> URL:
        return URL.create("postgresql", "liaison", _PASSWORD, "127.0.0.1", self.port, "postgres")

    @property
    def data(self) -> Path:
        return self.directory / "data"

    def start(self) -> None:
        """It answers when this returns. Its keeper stops it when this process goes away."""
        life = self.directory / "life"
        life.mkdir()
        shutil.chown(life, postgres._owner().pw_uid, postgres._owner().pw_gid)
        command = [str(postgres.binaries() / "postgres"), "-D", str(self.data)]
        command += [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        keeper = ["sh", "-c", postgres.KEEPER, "keeper", *command]
        self._keeper = postgres._as_owner(keeper, stdin=subprocess.PIPE, DIRECTORY=str(life))
        postgres._wait_until_it_answers(self.url, self._keeper)

    def stop(self) -> None:
        if self._keeper is not None:
            postgres._stop(self._keeper)
            self._keeper = None

    def kill(self) -> None:
        """As a power cut does."""
        os.kill(int((self.data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)

    def do(self, statement: str) -> None:
        with psycopg.connect(self.url.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(statement.encode())

    def copy(self) -> "Server":
        """A standby that follows this one, running."""
        directory = self.directory.with_name(f"{self.directory.name}-standby")
        directory.mkdir()
        shutil.chown(directory, postgres._owner().pw_uid, postgres._owner().pw_gid)
        made = Server(directory, synchronous_commit="on")
        source = f"host=127.0.0.1 port={self.port} user=liaison password={_PASSWORD}"
        command = [str(postgres.binaries() / "pg_basebackup"), "-D", str(made.data), "-R", "-d", source]
        assert postgres._as_owner([*command, "-X", "stream", "-c", "fast"]).wait(60) == 0
        made.start()
        return made


@contextmanager
def a_server(**settings: str) -> Iterator[Server]:
    """With an empty database; skipped where there is no PostgreSQL."""
    try:
        postgres.binaries()
    except postgres.PostgresMissingError as missing:
        postgres.do_without(missing)
    made = Server(postgres._initialised(_PASSWORD), **settings)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(made.directory, ignore_errors=True)


@contextmanager
def a_standby(server: Server) -> Iterator[Server]:
    made = server.copy()
    try:
        yield made
    finally:
        made.stop()
        shutil.rmtree(made.directory, ignore_errors=True)


def furnished(folder: Path, url: str) -> Path:
    """A data folder with the demo network on that database."""
    config = write_new(folder)
    config.write_text(config.read_text("utf-8").replace(_SQLITE, url), encoding="utf-8")
    furnish(folder, {"spain": MARTA, "mps": LI})
    return folder
