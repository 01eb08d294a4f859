"""The throw-away PostgreSQL keeps its promises, above all that nothing of a run is left behind."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests import postgres

STARTS_ONE_AND_WAITS = """
import time
from tests import postgres
with postgres.cluster() as url:
    print(url.render_as_string(hide_password=False), flush=True)
    time.sleep(60)
"""


def plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def write_a_table(url: str) -> None:
    with psycopg.connect(plain(url)) as connection:
        connection.execute("CREATE TABLE mark (word text)")


def tables(url: str) -> int:
    with psycopg.connect(plain(url)) as connection:
        rows = connection.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'mark'").fetchone()
        return int(rows[0]) if rows else 0


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A stand-in for /tmp: everybody may make a folder in it, and remove their own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o1777)
        yield folder


def test_a_database_of_either_kind_is_empty_and_can_be_written(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mark (word text)"))
        connection.execute(text("INSERT INTO mark VALUES ('线索')"))
        assert connection.execute(text("SELECT word FROM mark")).scalar_one() == "线索"
    engine.dispose()


@pytest.mark.postgres
def test_two_databases_do_not_see_each_other(postgres_server: postgres.Server, postgres_url: str) -> None:
    other = postgres_server.create()
    write_a_table(postgres_url)
    assert (tables(postgres_url), tables(other)) == (1, 0)
    postgres_server.drop(other)


@pytest.mark.postgres
def test_a_prepared_database_is_prepared_once_and_copied(postgres_server: postgres.Server) -> None:
    prepared: list[str] = []

    def prepare(url: str) -> None:
        prepared.append(url)
        write_a_table(url)

    copies = [postgres_server.create_prepared("marked", prepare) for _ in range(2)]
    assert [tables(copy) for copy in copies] == [1, 1]
    assert len(prepared) == 1
    for copy in copies:
        postgres_server.drop(copy)


@pytest.mark.postgres
def test_a_dropped_database_is_gone_even_with_somebody_connected(postgres_server: postgres.Server) -> None:
    url = postgres_server.create()
    with psycopg.connect(plain(url)) as lingering:
        postgres_server.drop(url)
        assert not answers(plain(url))
        lingering.close()


@pytest.mark.postgres
@pytest.mark.usefixtures("postgres_server")  # skipped with its sentence where there is no server
@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGINT], ids=["kill -9", "Ctrl-C"])
def test_the_server_goes_away_with_a_run_that_is_killed(death: signal.Signals, shared_folder: Path) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", STARTS_ONE_AND_WAITS],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": str(shared_folder)},
        text=True,
    )
    url = run.stdout.readline().strip() if run.stdout else ""
    assert answers(url)
    run.send_signal(death)
    run.communicate(timeout=30)
    end = time.monotonic() + 20
    while time.monotonic() < end and any(shared_folder.iterdir()):
        time.sleep(0.05)
    assert not any(shared_folder.iterdir())
    assert not answers(url)


def test_without_a_server_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "INSTALLED", Path("/nowhere"))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(postgres.PostgresMissingError, match="apt install postgresql"):
        postgres.binaries()


@pytest.mark.parametrize(
    ("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)], ids=["CI", "at home"]
)
def test_a_missing_server_fails_only_where_everything_must_be_proved(
    ci: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="no server"):
        postgres.do_without(postgres.PostgresMissingError("no server"))
