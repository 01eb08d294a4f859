"""The demo network with rooms, on both databases."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from handlers.core.rules import DEFAULTS
from tests import furnished, postgres
from tests.rooms.hotel import CONSOLE, Stay
from tests.talk import talk_at


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def stay(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stay]:
    url = f"sqlite:///{tmp_path / 'liaison.db'}"
    if request.param == "postgres":
        server: postgres.Server = request.getfixturevalue("postgres_server")
        url = server.create_prepared("furnished", furnished.furnish)
        shutil.copy(furnished.key_file(), tmp_path / "data.key")
    talk = talk_at(url, tmp_path, replace(DEFAULTS, rooms=CONSOLE))
    yield Stay(talk)
    talk.home.database.close()
    if request.param == "postgres":
        server.drop(url)
