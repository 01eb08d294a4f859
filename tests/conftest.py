"""What every test may ask for: databases, and a place in the queue for the slow counterparts."""

import logging
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from xdist.scheduler import LoadScopeScheduling

from handlers.core.rules import DEFAULTS
from handlers.law.corridors import OPEN
from tests import compiled, furnished, postgres
from tests.talk import Talk, talk_at

# what a process started by a test says comes at once, whatever the hour is where its readers are
os.environ.setdefault("LIAISON_REMINDERS__WAITS", "false")
compiled.share()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Hand out tests one by one, but all that talk to Synapse to the same worker: one server is enough.

    (xdist's own `loadgroup` writes its groups into an attribute that pytest 9.2 no longer reads.)
    """
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = lambda nodeid: "synapse" if "matrix" in nodeid else nodeid
    return scheduler


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """The PostgreSQL server of this run: one for each worker, started when the first test needs it."""
    try:
        with postgres.server() as running:
            yield running
    except postgres.PostgresMissingError as missing:
        postgres.do_without(missing)


@pytest.fixture
def postgres_url(postgres_server: postgres.Server) -> Iterator[str]:
    """A fresh, empty PostgreSQL database of this test's own, `postgresql+psycopg://…`."""
    url = postgres_server.create()
    yield url
    postgres_server.drop(url)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh, empty database: the test runs on a SQLite file and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'liaison.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    """The demo network on SQLite."""
    made = talk_at(f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path)
    yield made
    made.home.database.close()


@pytest.fixture
def frank_talk(tmp_path: Path) -> Iterator[Talk]:
    """The demo network where every corridor is open: for tests of how words and files travel."""
    rules = replace(DEFAULTS, corridors=(OPEN,))
    made = talk_at(f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path, rules)
    yield made
    made.home.database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def talk_anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Talk]:
    """The demo network on SQLite and on PostgreSQL."""
    url = f"sqlite:///{tmp_path / 'liaison.db'}"
    if request.param == "postgres":
        server: postgres.Server = request.getfixturevalue("postgres_server")
        url = server.create_prepared("furnished", furnished.furnish)
        shutil.copy(furnished.key_file(), tmp_path / "data.key")
    made = talk_at(url, tmp_path)
    yield made
    made.home.database.close()
    if request.param == "postgres":
        server.drop(url)


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A command that was run in this process has set up its logs; the next test begins without."""
    yield
    ours = structlog.stdlib.ProcessorFormatter
    logging.root.handlers[:] = [h for h in logging.root.handlers if not isinstance(h.formatter, ours)]
    logging.root.setLevel(logging.WARNING)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__
