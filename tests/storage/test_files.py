"""Sealed files."""

import hashlib
import os
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.errors import TamperedError, TooLargeError, UnknownFileError, UnknownKeyError
from storage.files import CHUNK, FileStore
from storage.keys import Keyring

LIMIT = 20 * 1024 * 1024
SEALED_CHUNK = CHUNK + 16
HEAD = 21


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files", Keyring.generate())


def on_disk(store: FileStore) -> list[Path]:
    return [path for path in store.root.rglob("*") if path.is_file()]


def sealed_path(store: FileStore, file_id: str) -> Path:
    return store.root / file_id[:2] / file_id


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 200_000])
def test_a_file_comes_back_with_its_size_and_digest(store: FileStore, size: int) -> None:
    data = os.urandom(size)
    saved = store.save([data], LIMIT)
    assert b"".join(store.read(saved.file_id)) == data
    assert (saved.size, saved.sha256) == (size, hashlib.sha256(data).hexdigest())
    assert list(store.ids()) == [saved.file_id]


@given(st.lists(st.binary(max_size=40_000), max_size=6))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_how_it_arrives_makes_no_difference(store: FileStore, chunks: list[bytes]) -> None:
    saved = store.save(chunks, LIMIT)
    assert b"".join(store.read(saved.file_id)) == b"".join(chunks)


def test_the_disk_never_holds_the_content_and_others_cannot_open_it(store: FileStore) -> None:
    store.save([b"Three women held at a restaurant" * 10], LIMIT)
    (path,) = on_disk(store)
    assert b"restaurant" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_of_exactly_the_limit_is_kept_and_one_byte_more_leaves_nothing(store: FileStore) -> None:
    store.delete(store.save([b"x" * 1000], limit=1000).file_id)
    with pytest.raises(TooLargeError) as caught:
        store.save([b"x" * 600, b"x" * 401], limit=1000)
    assert caught.value.limit == 1000
    assert on_disk(store) == []


def test_a_source_that_breaks_leaves_nothing(store: FileStore) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x" * 100_000
        raise ConnectionError("the line went dead")

    with pytest.raises(ConnectionError):
        store.save(broken(), LIMIT)
    assert on_disk(store) == []


def test_a_writer_without_a_commit_leaves_nothing(store: FileStore) -> None:
    with store.writer(LIMIT) as writer:
        writer.write(b"x" * 100_000)
        assert list(store.ids()) == []
    assert on_disk(store) == []


def test_a_large_file_is_never_whole_in_memory(store: FileStore) -> None:
    size = 16 * 1024 * 1024
    tracemalloc.start()
    saved = store.save((bytes(CHUNK) for _ in range(size // CHUNK)), LIMIT)
    assert sum(len(chunk) for chunk in store.read(saved.file_id)) == size
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * 1024 * 1024


def collect(chunks: Iterator[bytes], into: bytearray) -> None:
    for chunk in chunks:
        into += chunk


def cut_the_end(sealed: bytes) -> bytes:
    return sealed[:-1]


def cut_a_whole_chunk(sealed: bytes) -> bytes:
    return sealed[: HEAD + 2 * SEALED_CHUNK]


def cut_everything(sealed: bytes) -> bytes:
    return sealed[:HEAD]


def cut_the_head(sealed: bytes) -> bytes:
    return sealed[: HEAD - 1]


def swap_chunks(sealed: bytes) -> bytes:
    first, second = HEAD + SEALED_CHUNK, HEAD + 2 * SEALED_CHUNK
    return sealed[:HEAD] + sealed[first:second] + sealed[HEAD:first] + sealed[second:]


def repeat_the_last(sealed: bytes) -> bytes:
    return sealed + sealed[HEAD + 2 * SEALED_CHUNK :]


def append_a_byte(sealed: bytes) -> bytes:
    return sealed + b"x"


def flip_a_bit(sealed: bytes) -> bytes:
    return sealed[:-100] + bytes([sealed[-100] ^ 1]) + sealed[-99:]


def change_the_salt(sealed: bytes) -> bytes:
    return sealed[:10] + bytes([sealed[10] ^ 1]) + sealed[11:]


@pytest.mark.parametrize(
    "change",
    [
        cut_the_end,
        cut_a_whole_chunk,
        cut_everything,
        cut_the_head,
        swap_chunks,
        repeat_the_last,
        append_a_byte,
        flip_a_bit,
        change_the_salt,
    ],
)
def test_a_spoiled_file_is_noticed(store: FileStore, change: Callable[[bytes], bytes]) -> None:
    data = os.urandom(CHUNK * 2 + 5000)
    file_id = store.save([data], LIMIT).file_id
    path = sealed_path(store, file_id)
    path.write_bytes(change(path.read_bytes()))
    seen = bytearray()
    with pytest.raises(TamperedError):
        collect(store.read(file_id), seen)
    assert data.startswith(seen)
    assert seen != data


def test_a_file_under_another_name_is_noticed(store: FileStore) -> None:
    first, second = (store.save([name], LIMIT).file_id for name in (b"photo one", b"photo two"))
    sealed_path(store, first).replace(sealed_path(store, second))
    with pytest.raises(TamperedError):
        list(store.read(second))


def test_a_foreign_keyring_cannot_read_it(store: FileStore) -> None:
    file_id = store.save([b"photo"], LIMIT).file_id
    with pytest.raises(UnknownKeyError):
        list(FileStore(store.root, Keyring.generate()).read(file_id))


@pytest.mark.parametrize("file_id", ["../../x", "", "..", "A" * 32, "0" * 31, "0" * 32 + "\n", "/etc/passwd"])
def test_a_name_that_is_not_ours_never_reaches_the_disk(store: FileStore, file_id: str) -> None:
    for act in (store.read, store.delete, store.reseal):
        with pytest.raises(UnknownFileError):
            act(file_id)


def test_an_unknown_file_is_refused_at_once_and_deleting_it_twice_is_fine(store: FileStore) -> None:
    file_id = store.save([b"photo"], LIMIT).file_id
    store.delete(file_id)
    store.delete(file_id)
    with pytest.raises(UnknownFileError):
        store.read(file_id)


def test_what_a_killed_process_left_is_swept_and_never_listed(store: FileStore) -> None:
    with store.writer(LIMIT) as writer:
        writer.write(b"x" * 100_000)
        (part,) = on_disk(store)
        part.with_name(".killed.part").hardlink_to(part)
    (left,) = on_disk(store)
    assert list(store.ids()) == []
    assert store.sweep(older_than=left.stat().st_mtime - 1) == 0
    assert store.sweep(older_than=left.stat().st_mtime + 1) == 1
    assert on_disk(store) == []
