"""What every test may ask for: databases, and a place in the queue for the slow counterparts."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One Synapse is enough: side by side, the tests that need it go to the same worker."""
    for item in items:
        if item.get_closest_marker("matrix"):
            item.add_marker(pytest.mark.xdist_group("synapse"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """The PostgreSQL server of this run: one for each worker, started when the first test needs it."""
    try:
        with postgres.server() as running:
            yield running
    except postgres.PostgresMissingError as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


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
