"""A PostgreSQL server for the tests: a throw-away cluster, or the one `LIAISON_TEST_POSTGRES` names.

The cluster lives in a temporary directory and listens on a free loopback port. A keeper process holds it:
when the test run goes away, however it goes, the keeper sees its end of a pipe close, stops the server and
removes the directory. Nothing of one run is left for the next to trip over.
"""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString, NoReturn

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import URL, make_url

INSTALLED = Path("/usr/lib/postgresql")  # where Debian puts every version
PATIENCE = 30.0  # seconds until a server that does not answer is given up
ATTEMPTS = 3  # a free port can be taken by somebody else before the server has it

KEEPER = """
"$@" >"$DIRECTORY/log" 2>&1 &
server=$!
cat >/dev/null
kill -INT $server
wait $server
cd / && rm -rf "$DIRECTORY"
"""

# Nothing here has to survive a power cut.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "timezone": "UTC",
}


Keeper = subprocess.Popen[bytes]


class PostgresMissingError(Exception):
    """There is no PostgreSQL here; the text says what to install."""


class Server:
    """A running server on which databases can be made and dropped."""

    def __init__(self, url: URL) -> None:
        self.url = url.set(drivername="postgresql+psycopg")
        self._templates: dict[str, str] = {}

    def create(self, template: str = "template0") -> str:
        """Make a fresh database, a copy of `template`, and return its URL with the password in it."""
        name = f"liaison_test_{secrets.token_hex(8)}"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url.set(database=name).render_as_string(hide_password=False)

    def create_prepared(self, key: str, prepare: Callable[[str], None]) -> str:
        """A fresh database on which `prepare(url)` has run; it runs once per `key`, copies do the rest."""
        if key not in self._templates:
            url = self.create()
            prepare(url)
            self._templates[key] = url
        return self.create(template=make_url(self._templates[key]).database or "")

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", make_url(url).database or "")

    def close(self) -> None:
        """Remove the prepared databases: on a server of somebody else's they would stay."""
        while self._templates:
            self.drop(self._templates.popitem()[1])

    def _execute(self, statement: LiteralString, *names: str) -> None:
        plain = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def server() -> Iterator[Server]:
    """A server for one test run. Raises `PostgresMissingError` where none can be had."""
    given = os.environ.get("LIAISON_TEST_POSTGRES")
    if given:
        with _closing(Server(make_url(given))) as found:
            yield found
    else:
        with cluster() as url, _closing(Server(url)) as started:
            yield started


@contextmanager
def _closing(running: Server) -> Iterator[Server]:
    try:
        yield running
    finally:
        running.close()


@contextmanager
def cluster() -> Iterator[URL]:
    """Start a cluster of our own; it is gone when the block ends or this process does."""
    url, keeper = _started(ATTEMPTS)
    try:
        yield url
    finally:
        _stop(keeper)


def _started(attempts: int) -> tuple[URL, Keeper]:
    """Start a cluster, again on another port if somebody took the first in between."""
    password = secrets.token_urlsafe(16)
    port = _free_port()
    url = URL.create("postgresql", "liaison", password, "127.0.0.1", port, "postgres")
    directory = _initialised(password)
    keeper = _keep(directory, port)
    try:
        _wait_until_it_answers(url, keeper)
    except TimeoutError:
        report = _last_lines(directory / "log")
        _stop(keeper)
        if attempts == 1:
            raise TimeoutError(f"PostgreSQL did not start:\n{report}") from None
        return _started(attempts - 1)
    return url, keeper


def binaries() -> Path:
    """The newest installed server's programs: `/usr/lib/postgresql/15/bin` on Debian 12."""
    debian = sorted(INSTALLED.glob("*/bin/postgres"), key=lambda p: int(p.parts[-3]))
    on_path = shutil.which("postgres")
    if debian:
        return debian[-1].parent
    if on_path:
        return Path(on_path).resolve().parent
    raise PostgresMissingError(
        "no PostgreSQL server here: apt install postgresql, or set LIAISON_TEST_POSTGRES"
    )


def do_without(missing: PostgresMissingError) -> NoReturn:
    """Skip the test with the sentence; where everything must be proved (`CI=true`), fail with it."""
    if os.environ.get("CI") == "true":
        pytest.fail(str(missing))
    pytest.skip(str(missing))


def _owner() -> pwd.struct_passwd:
    """Who the server runs as. PostgreSQL refuses to be root, so root lends it another account."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    names = {account.pw_name: account for account in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _as_owner(
    command: list[str], stdin: int = subprocess.DEVNULL, **environment: str
) -> subprocess.Popen[bytes]:
    """Start a command as the server's owner, away from our terminal: Ctrl-C is for the run, not for it."""
    owner = _owner()
    lend = os.geteuid() == 0
    return subprocess.Popen(
        command,
        stdin=stdin,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C", **environment},
        start_new_session=True,
        user=owner.pw_uid if lend else None,
        group=owner.pw_gid if lend else None,
        extra_groups=() if lend else None,
    )


def _initialised(password: str) -> Path:
    """Make an empty cluster in a temporary directory and return that directory."""
    initdb, owner = binaries() / "initdb", _owner()
    directory = Path(tempfile.mkdtemp(prefix="liaison-pg-"))
    secret = directory / "password"
    secret.write_text(password)
    for path in (directory, secret):
        os.chown(path, owner.pw_uid, owner.pw_gid)
    options = ["-U", "liaison", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"]
    made = _as_owner([str(initdb), "-D", str(directory / "data"), f"--pwfile={secret}", *options])
    if made.wait(timeout=60) != 0:
        shutil.rmtree(directory)
        raise RuntimeError(f"initdb failed with exit code {made.returncode}")
    return directory


def _keep(directory: Path, port: int) -> Keeper:
    """Start the server under its keeper, which waits for our end of its stdin to close."""
    settings = SETTINGS | {"port": str(port), "unix_socket_directories": str(directory)}
    server_command = [str(binaries() / "postgres"), "-D", str(directory / "data")]
    server_command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    keeper = ["sh", "-c", KEEPER, "keeper", *server_command]
    return _as_owner(keeper, stdin=subprocess.PIPE, DIRECTORY=str(directory))


def _stop(keeper: Keeper) -> None:
    """Let go of the keeper and wait until server and directory are gone."""
    if keeper.stdin:
        keeper.stdin.close()
    keeper.wait(timeout=PATIENCE)


def _wait_until_it_answers(url: URL, keeper: Keeper) -> None:
    """Return once a connection succeeds. Raises `TimeoutError` when none does in time."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and keeper.poll() is None:
        try:
            psycopg.connect(url.render_as_string(hide_password=False)).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("no answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _last_lines(log: Path) -> str:
    return "\n".join(log.read_text().splitlines()[-20:]) if log.exists() else "(it left no log)"
