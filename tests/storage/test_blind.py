"""Look-ups over values that the database cannot read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.blind import INDEX_SIZE, blind_index, normalise
from storage.keys import Keyring

KEYRING = Keyring.generate()


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("phone", "+44 20 7946 0123", "+44-(20) 7946.0123"),
        ("phone", "0044 20 7946 0123", "＋４４ ２０ ７９４６ ０１２３"),
        ("phone", "020 7946 0123", "020-7946-0123"),
        ("document", "ab 123-456", "AB123456"),
        ("plate", "京A·12345", "京Ａ１２３４５"),
        ("plate", "1234 bbb", "1234–BBB"),
        ("account", "ES00 1234\u200b5678", "es0012345678"),
        ("code", "abcd-efgh", "ABCDEFGH"),
        ("email", "Anna@Example.org ", "anna@example.org"),
        ("name", "Anna  ROSSI", "anna rossi"),
        ("name", "Weiß", "WEISS"),
        ("alias", "  Li　Na", "li na"),
    ],
)
def test_what_people_call_the_same_has_one_index(kind: str, first: str, second: str) -> None:
    assert normalise(kind, first) == normalise(kind, second)
    assert blind_index(KEYRING, kind, first) == blind_index(KEYRING, kind, second)


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("phone", "+44 20 7946 0123", "+44 20 7946 0124"),
        ("name", "Anna Rossi", "AnnaRossi"),
        ("document", "AB123", "AB124"),
    ],
)
def test_different_values_differ(kind: str, first: str, second: str) -> None:
    assert blind_index(KEYRING, kind, first) != blind_index(KEYRING, kind, second)


def test_the_index_depends_on_kind_and_keyring() -> None:
    value = "12345678"
    indexes = {blind_index(KEYRING, kind, value) for kind in ("phone", "document", "name")}
    assert len(indexes | {blind_index(Keyring.generate(), "phone", value)}) == 4
    assert {len(index) for index in indexes} == {INDEX_SIZE}


@given(st.sampled_from(["phone", "document", "plate", "email", "name"]), st.text())
def test_any_value_has_an_index_whatever_the_spaces_around_it(kind: str, value: str) -> None:
    assert blind_index(KEYRING, kind, value) == blind_index(KEYRING, kind, f" {value}　")
