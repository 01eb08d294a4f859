"""The texts that are made to be slow are as long as they say, and are made fast."""

import pytest

from tests.house.adversarial import READERS, Make, every


@pytest.mark.parametrize("length", [0, 1, 7, 100, 20_000])
def test_each_text_is_exactly_as_long_as_asked(length: int) -> None:
    assert {name: len(make(length)) for name, make in every().items() if len(make(length)) != length} == {}


def test_no_two_are_alike() -> None:
    made = [make(2_000) for make in every().values()]
    assert len(set(made)) == len(made) >= 60


@pytest.mark.parametrize("reader", READERS)
def test_each_reader_has_several(reader: str) -> None:
    assert len(READERS[reader]) >= 5


@pytest.mark.parametrize("make", every().values(), ids=every().keys())
def test_each_can_be_sent(make: Make) -> None:
    assert make(1_000).encode().decode() == make(1_000)
