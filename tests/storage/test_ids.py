"""Row ids."""

import os
import time

import pytest

from storage.columns import new_id


def test_ids_grow_and_never_repeat_even_in_a_burst() -> None:
    ids = [new_id() for _ in range(20_000)]
    assert ids == sorted(set(ids))
    assert 0 < ids[0] < ids[-1] < 2**63


def test_ids_grow_when_the_clock_steps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = new_id()
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() - 3600 * 10**9)
    assert new_id() > before


def test_a_forked_process_gives_other_ids() -> None:
    """The child would repeat its parent's ids if it kept the parent's bits."""
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        os.write(writer, str(new_id()).encode())
        os._exit(0)
    os.waitpid(child, 0)
    theirs, ours = int(os.read(reader, 64)), new_id()
    os.close(reader)
    os.close(writer)
    assert theirs >> 6 & 0xFFFF != ours >> 6 & 0xFFFF
