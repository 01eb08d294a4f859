"""The keyring and its file."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import KeyFileError, TamperedError, UnknownKeyError
from storage.keys import Keyring

KEYRING = Keyring.generate()
SECRET = "A" * 43 + "="


@given(st.binary(), st.binary())
def test_any_bytes_come_back_in_their_context(plain: bytes, context: bytes) -> None:
    assert KEYRING.open(KEYRING.seal(plain, context), context) == plain


def test_another_context_or_purpose_does_not_open() -> None:
    sealed = KEYRING.seal(b"clue", b"row 1")
    with pytest.raises(TamperedError):
        KEYRING.open(sealed, b"row 2")
    with pytest.raises(TamperedError):
        KEYRING.open(sealed, b"row 1", "columns")


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01" * 20, b"\x02" * 60])
def test_what_was_never_sealed_is_refused(blob: bytes) -> None:
    with pytest.raises(TamperedError, match="not a sealed value"):
        KEYRING.open(blob, b"")


def test_a_value_of_a_foreign_keyring_names_the_missing_key() -> None:
    foreign = Keyring.generate()
    with pytest.raises(UnknownKeyError, match=foreign.current):
        KEYRING.open(foreign.seal(b"clue", b""), b"")


def test_a_keyring_of_another_installation_is_not_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "data.key"
    running, foreign = Keyring.load_or_create(path), Keyring.generate()
    foreign.save(path)
    with pytest.raises(UnknownKeyError):
        running.open(foreign.seal(b"clue", b""), b"")


def test_derived_keys_differ_by_purpose_and_installation() -> None:
    keys = {KEYRING.derive("one"), KEYRING.derive("two"), Keyring.generate().derive("one")}
    assert {len(key) for key in keys} == {32}
    assert len(keys) == 3
    assert KEYRING.derive("one") == KEYRING.derive("one")


def test_a_saved_keyring_is_closed_to_others_and_opens_the_same(tmp_path: Path) -> None:
    path = tmp_path / "data.key"
    keyring = KEYRING.rotated()
    keyring.save(path)
    again = Keyring.load(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert again.open(KEYRING.seal(b"old", b""), b"") == b"old"
    assert (again.current, again.derive("x")) == (keyring.current, keyring.derive("x"))
    assert os.listdir(tmp_path) == ["data.key"]


def test_a_keyring_fits_one_variable(tmp_path: Path) -> None:
    KEYRING.save(tmp_path / "data.key")
    lines = (tmp_path / "data.key").read_text().splitlines()
    keyring = Keyring.parse("; ".join(line for line in lines if not line.startswith("#")))
    assert keyring.open(KEYRING.seal(b"clue", b""), b"") == b"clue"


def test_a_missing_key_file_is_made_once_even_by_many_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "new" / "data.key"
    with ThreadPoolExecutor(8) as pool:
        ids = {keyring.current for keyring in pool.map(Keyring.load_or_create, [path] * 16)}
    assert len(ids) == 1
    assert os.listdir(path.parent) == ["data.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_key_file_that_others_can_open_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "data.key"
    KEYRING.save(path)
    path.chmod(mode)
    with pytest.raises(KeyFileError, match="chmod 600"):
        Keyring.load(path)


def test_loading_a_key_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Keyring.load(tmp_path / "data.key")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no line that starts with: current, root"),
        (f"root {SECRET}; key 11223344 {SECRET}", "no line that starts with: current"),
        (f"root {SECRET}; current 11223344", "not among the data keys"),
        (f"root {SECRET}\nkey 11223344 abc\ncurrent 11223344", "line 2 of the data keys is not base64"),
        (f"root AAAA\nkey 11223344 {SECRET}\ncurrent 11223344", "root of the data keys is 3 bytes long"),
        (f"key 1122334 {SECRET}", "Line 1"),
        (f"key 11223344 {SECRET}\nkey 11223344 {SECRET}", "Line 2"),
        (f"root {SECRET}\nroot {SECRET}", "Line 2"),
        ("change me", "Line 1"),
    ],
)
def test_data_keys_that_make_no_sense_are_refused_without_showing_them(text: str, sentence: str) -> None:
    with pytest.raises(KeyFileError, match=sentence) as caught:
        Keyring.parse(text)
    assert SECRET not in str(caught.value)
