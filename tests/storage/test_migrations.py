"""Every migration, the coming ones too: up, down and up again with rows, on both databases."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from storage import migrate
from storage.engine import Database
from storage.errors import NewerDatabaseError
from storage.keys import Keyring
from storage.schema import METADATA, TABLES
from tests.storage.filling import contents, counts, fill

REVISIONS = [
    script.revision
    for script in reversed(list(ScriptDirectory.from_config(migrate._config(None)).walk_revisions()))
]
HOUSE = {table.name for table in TABLES}  # the tests have tables of their own


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    database = Database(database_url, Keyring.generate())
    yield database.engine
    database.close()


def before(revision: str) -> str:
    at = REVISIONS.index(revision)
    return REVISIONS[at - 1] if at else "base"


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_what_is_shipped_is_known_by_the_names_of_its_files() -> None:
    assert migrate.shipped() == set(REVISIONS)
    assert migrate.newest() == REVISIONS[-1]


def test_the_models_are_what_the_migrations_make(engine: Engine) -> None:
    migrate.upgrade(engine)
    with engine.connect() as connection:
        options = {
            "compare_type": True,
            "include_object": lambda thing, name, kind, _reflected, _to: (
                name in HOUSE if kind == "table" else thing.table.name in HOUSE
            ),
        }
        assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []
    assert tables(engine) == HOUSE


@pytest.mark.parametrize("revision", REVISIONS)
def test_rows_survive_each_step_up_and_down(revision: str, engine: Engine) -> None:
    if before(revision) != "base":
        migrate.upgrade(engine, before(revision))
        fill(engine)
    kept = counts(engine)
    migrate.upgrade(engine, revision)
    assert {name: number for name, number in counts(engine).items() if name in kept} == kept
    migrate.downgrade(engine, before(revision))
    assert counts(engine) == kept
    migrate.upgrade(engine, revision)
    assert migrate.revision_of(engine) == revision


def test_down_to_nothing_and_up_again_with_rows_in_every_table(engine: Engine) -> None:
    migrate.upgrade(engine)
    filled = fill(engine)
    assert set(filled) == HOUSE - {"audit_head"}
    assert min(filled.values()) == 2
    migrate.downgrade(engine, "base")
    assert tables(engine) == set()
    assert migrate.upgrade(engine) is True
    assert tables(engine) == HOUSE
    assert sum(counts(engine).values()) == 0


def test_an_upgrade_that_has_nothing_to_do_changes_nothing(engine: Engine) -> None:
    assert migrate.upgrade(engine) is True
    fill(engine)
    kept = contents(engine)
    assert migrate.upgrade(engine) is False
    assert contents(engine) == kept


def _break_off(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        connection.execute(text("CREATE TABLE half_way (id INTEGER)"))
        connection.execute(text("DELETE FROM happening"))
        raise ZeroDivisionError


def test_an_upgrade_that_fails_half_way_leaves_what_was_there(engine: Engine) -> None:
    migrate.upgrade(engine)
    fill(engine)
    kept = contents(engine)
    with pytest.raises(ZeroDivisionError):
        _break_off(engine)
    assert contents(engine) == kept
    assert "half_way" not in tables(engine)


def test_a_database_of_a_newer_version_is_refused_untouched(engine: Engine) -> None:
    migrate.upgrade(engine)
    fill(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'ffff'"))
    kept = contents(engine)
    with pytest.raises(NewerDatabaseError, match=r"newer version \(schema ffff\)"):
        migrate.upgrade(engine)
    assert contents(engine) == kept
