"""Nothing of content stands in the database in clear: no name on a button, nor which picture a file is."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import MetaData, text
from sqlmodel import select

from storage import migrate
from storage.engine import Database
from storage.items import Attachment
from storage.keys import Keyring
from storage.outbox import Offer
from storage.people import Officer, Role, State, agency_named
from tests.storage.filling import fill
from tests.talk import Talk

NAME = "Marta Ejemplo"
PHOTO = b"a known picture"
MIME = "application/octet-stream"  # as the console says of every file
HASH = hashlib.sha256(PHOTO).hexdigest()


def dumped(talk: Talk) -> str:
    """Every value of every table, as the database has it."""
    with talk.home.database.engine.connect() as connection:
        metadata = MetaData()
        metadata.reflect(connection)
        return "\n".join(
            str(row) for table in metadata.sorted_tables for row in connection.execute(table.select())
        )


def test_buttons_with_names_and_files_are_sealed(talk_anywhere: Talk, tmp_path: Path) -> None:
    talk, photo = talk_anywhere, tmp_path / "van.jpg"
    photo.write_bytes(PHOTO)
    with talk.work() as work:
        spain = agency_named(work, "spain")
        assert spain is not None
        work.add(Officer(handle="marta", agency_id=spain.id, role=Role.OFFICER, state=State.ACTIVE, name=NAME,
                         terms_at=work.now, made_at=work.now))  # fmt: skip
    talk(f"mps+ {photo} /clue Spain A van", "mps> /request Spain Whose shop is it?", "spain! Accept request")
    assert NAME in talk("spain! Pass to another unit").to("spain").buttons
    with talk.work() as work:
        assert {"name": NAME} in [one.label_params for one in work.all(select(Offer))]
        assert [(one.sha256, one.mime) for one in work.all(select(Attachment))] == [(HASH, MIME)]
    found = dumped(talk)
    assert [word for word in (NAME, HASH, MIME) if word in found] == []
    assert "request:" in found  # it was looked at


@pytest.fixture
def older(database_url: str) -> Iterator[Database]:
    """A database of the version before."""
    database = Database(database_url, Keyring.generate())
    migrate.upgrade(database.engine, "0009")
    yield database
    database.close()


def test_what_an_older_version_wrote_in_clear_is_sealed_by_the_upgrade(older: Database) -> None:
    fill(older.engine, rows=1)
    named = f'{{"name":"{NAME}"}}'
    with older.engine.begin() as connection:
        connection.execute(text("UPDATE offer SET label_params = :named"), {"named": named})
        connection.execute(text("UPDATE attachment SET sha256 = :hash, mime = 'image/png'"), {"hash": HASH})
    migrate.upgrade(older.engine)
    with older.work(datetime.now(UTC)) as work:
        assert [one.label_params for one in work.all(select(Offer))] == [{"name": NAME}]
        assert [(one.sha256, one.mime) for one in work.all(select(Attachment))] == [(HASH, "image/png")]
    migrate.downgrade(older.engine, "0009")
    with older.engine.connect() as connection:
        assert connection.execute(text("SELECT sha256, mime FROM attachment")).all() == [(HASH, "image/png")]
        assert connection.execute(text("SELECT label_params FROM offer")).scalars().all() == [named]


def test_a_button_whose_label_takes_no_words_stays_without(older: Database) -> None:
    fill(older.engine, rows=1)
    with older.engine.begin() as connection:
        connection.execute(text("UPDATE offer SET label_params = '{}'"))
    migrate.upgrade(older.engine)
    with older.work(datetime.now(UTC)) as work:
        assert [one.label_params for one in work.all(select(Offer))] == [None]
    migrate.downgrade(older.engine, "0009")
    with older.engine.connect() as connection:
        assert connection.execute(text("SELECT label_params FROM offer")).scalars().all() == ["{}"]
