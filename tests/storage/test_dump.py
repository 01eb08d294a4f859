"""Out of one database and into another, of either kind; all of it or nothing."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from storage import audit, dump, migrate
from storage.audit import Tag
from storage.clues import Clue
from storage.engine import Database
from storage.errors import NewerDatabaseError, TamperedError
from storage.keys import Keyring
from tests.storage.filling import NOON, contents, fill


@pytest.fixture
def keyring() -> Keyring:
    return Keyring.generate()


@pytest.fixture
def full(database_url: str, keyring: Keyring) -> Iterator[Database]:
    """Rows in every table, and an audit trail that holds."""
    database = opened(database_url, keyring)
    with database.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_entry"))
    with database.work(NOON) as work:
        for _ in range(3):
            work.audit(Tag.CLUE_FILED)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def other(request: pytest.FixtureRequest, tmp_path: Path, keyring: Keyring) -> Iterator[Database]:
    """Somewhere else, used before."""
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'other.db'}"
        if request.param == "postgres":
            server = request.getfixturevalue("postgres_server")
            url = server.create()
            stack.callback(server.drop, url)
        database = opened(url, keyring)
        stack.callback(database.close)
        yield database


def opened(url: str, keyring: Keyring) -> Database:
    database = Database(url, keyring)
    migrate.upgrade(database.engine)
    fill(database.engine)
    return database


def taken(database: Database) -> tuple[str, list[bytes]]:
    with dump.snapshot(database) as found:
        return found.revision, list(found.blocks)


def plain(database: Database) -> dict[str, list[Any]]:
    """Every row as its block says it: the same for both kinds of database."""
    return {
        block.splitlines()[0].decode(): block.splitlines()[1:]
        for block in taken(database)[1]
        if b'"audit_' not in block.splitlines()[0]
    }


def test_every_row_arrives_as_it_was(full: Database, other: Database) -> None:
    revision, blocks = taken(full)
    dump.replace(other, revision, blocks, NOON)
    assert plain(other) == plain(full)
    with other.work(NOON, write=False) as work:
        entries, fault = audit.verify(work.session, work.keyring)
    assert (entries, fault) == (4, None)  # the three, and that it was restored


def test_what_was_sealed_opens_and_constraints_hold_as_before(full: Database, other: Database) -> None:
    revision, blocks = taken(full)
    dump.replace(other, revision, blocks, NOON)
    with other.work(NOON) as work:
        clue = work.all(Clue.__table__.select())[0]  # type: ignore[attr-defined]
        assert clue.details == {}
    with pytest.raises(Exception, match=r"(?i)foreign key"), other.engine.begin() as connection:
        connection.execute(text("UPDATE clue SET author_id = 1"))


def test_a_snapshot_is_of_one_moment(full: Database) -> None:
    with dump.snapshot(full) as found:
        first = next(found.blocks)
        with full.work(NOON) as work:
            work.execute(text("DELETE FROM happening"))
        blocks = [first, *found.blocks]
    happening = next(block for block in blocks if b'"happening"' in block.splitlines()[0])
    assert len(happening.splitlines()) == 3


def test_a_big_table_comes_in_several_blocks(full: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = taken(full)[1]
    monkeypatch.setattr(dump, "_BLOCK", 10)
    assert len(taken(full)[1]) > len(whole)


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda _revision, blocks: ("ffff", blocks), NewerDatabaseError),
        (
            lambda revision, blocks: (revision, [b.replace(b"clue:file", b"clue:view") for b in blocks]),
            TamperedError,
        ),
        (lambda revision, blocks: (revision, [b for b in blocks if b'"officer"' not in b]), Exception),
        (lambda revision, blocks: (revision, [*blocks, blocks[0]]), Exception),
    ],
    ids=["newer", "audit changed", "a table missing", "rows twice"],
)
def test_what_does_not_hold_changes_nothing(
    spoil: Any, error: type[Exception], full: Database, other: Database
) -> None:
    before = contents(other.engine)
    revision, blocks = spoil(*taken(full))
    with pytest.raises(error):
        dump.replace(other, revision, blocks, NOON)
    assert contents(other.engine) == before


def test_an_unused_database_is_told_from_a_used_one(database_url: str, keyring: Keyring) -> None:
    database = Database(database_url, keyring)
    assert dump.is_empty(database)
    migrate.upgrade(database.engine)
    assert dump.is_empty(database)
    fill(database.engine, rows=1)
    assert not dump.is_empty(database)
    database.close()


def test_a_sqlite_file_in_use_is_copied_whole(tmp_path: Path, keyring: Keyring) -> None:
    database = opened(f"sqlite:///{tmp_path / 'liaison.db'}", keyring)
    with database.engine.begin() as connection:
        connection.execute(text("DELETE FROM happening"))  # in the write-ahead log only
    dump.copy_sqlite(tmp_path / "liaison.db", tmp_path / "copy.db")
    copy = Database(f"sqlite:///{tmp_path / 'copy.db'}", keyring)
    assert contents(copy.engine) == contents(database.engine)
    copy.close()
    database.close()
