"""The same promises on both databases."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine
from sqlmodel import SQLModel

from storage.keys import Keyring, use
from tests.storage.tables import TABLES


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    url = "sqlite://" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine = create_engine(url)
    SQLModel.metadata.drop_all(engine, TABLES)
    SQLModel.metadata.create_all(engine, TABLES)
    use(engine, Keyring.generate())
    yield engine
    SQLModel.metadata.drop_all(engine, TABLES)
    engine.dispose()
