"""New keys while everything keeps working."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from storage.blind import blind_index
from storage.errors import TamperedError
from storage.files import FileStore
from storage.keys import Keyring, keyring_of, use
from storage.rotation import reseal_columns
from storage.sealed import seal_cell
from tests.storage.tables import CLUE, TABLES, SealedClue, filed, found, plant, stored


def rotate(engine: Engine) -> Keyring:
    fresh = keyring_of(engine.dialect).rotated()
    use(engine, fresh)
    return fresh


def test_old_values_open_after_a_rotation_and_new_ones_use_the_new_key(engine: Engine) -> None:
    old = filed(engine)
    fresh = rotate(engine)
    assert found(engine, old).text == CLUE
    assert stored(engine, SealedClue.text, filed(engine)).startswith(fresh.header)


def test_every_value_is_sealed_anew_once(engine: Engine) -> None:
    ids = [filed(engine, note="seen twice", people=["Anna"]) for _ in range(5)] + [filed(engine)]
    fresh = rotate(engine)
    assert reseal_columns(engine, TABLES, batch=2) == 5 * 5 + 3
    assert reseal_columns(engine, TABLES, batch=2) == 0
    assert all(stored(engine, SealedClue.text, clue_id).startswith(fresh.header) for clue_id in ids)
    assert {found(engine, clue_id).text for clue_id in ids} == {CLUE}


def test_a_moved_value_is_not_sealed_anew(engine: Engine) -> None:
    anna, bruno = filed(engine), filed(engine)
    plant(engine, SealedClue.text, bruno, stored(engine, SealedClue.text, anna))
    rotate(engine)
    with pytest.raises(TamperedError):
        reseal_columns(engine, TABLES)


def test_what_somebody_writes_during_the_rotation_is_not_lost(engine: Engine) -> None:
    clue_id = filed(engine)
    newer = seal_cell(rotate(engine), "sealedclue.text", clue_id, b"newer")
    written: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def write_first(connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("UPDATE sealedclue SET text") and not written:
            written.append(statement)
            query = text("UPDATE sealedclue SET text = :value WHERE id = :id")
            connection.execute(query, {"value": newer, "id": clue_id})

    reseal_columns(engine, TABLES)
    assert written
    assert found(engine, clue_id).text == "newer"


def test_a_running_process_follows_the_key_file(tmp_path: Path) -> None:
    path = tmp_path / "data.key"
    running = Keyring.load_or_create(path)
    elsewhere = Keyring.load(path).rotated()
    elsewhere.save(path)
    assert running.open(elsewhere.seal(b"clue", b"row 1"), b"row 1") == b"clue"
    assert running.current == elsewhere.current


def test_the_blind_index_and_derived_keys_survive_a_rotation() -> None:
    keyring = Keyring.generate()
    fresh = keyring.rotated()
    assert blind_index(fresh, "plate", "1234 BBB") == blind_index(keyring, "plate", "1234 BBB")
    assert fresh.derive("matrix store") == keyring.derive("matrix store")


def test_a_file_is_sealed_anew_once_and_reads_the_same(tmp_path: Path) -> None:
    keyring = Keyring.generate()
    saved = FileStore(tmp_path, keyring).save([b"photo" * 50_000], limit=10**6)
    store = FileStore(tmp_path, keyring.rotated())
    reader = store.read(saved.file_id)
    first = next(reader)
    assert store.reseal(saved.file_id) is True
    assert first + b"".join(reader) == b"photo" * 50_000  # who was reading reads on
    assert store.reseal(saved.file_id) is False
    assert b"".join(store.read(saved.file_id)) == b"photo" * 50_000
