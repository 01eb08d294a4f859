"""The same promises on both databases."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine
from sqlmodel import SQLModel

from storage.keys import Keyring, use
from tests.storage.tables import TABLES


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url)
    SQLModel.metadata.create_all(engine, TABLES)
    use(engine, Keyring.generate())
    yield engine
    engine.dispose()
