"""Rows are made from the names of their columns, with what is declared for the others."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.home import open_folder
from storage.people import Account, Stranger

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_what_is_not_given_is_as_declared() -> None:
    one, other = (Stranger(channel="console", address_index=b"x") for _ in range(2))
    assert (one.wrong_codes, one.told_on, one.wrong_at) == (0, "", None)
    assert one.id != other.id


def test_a_name_that_is_no_column_is_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        Account(channel="console", address="a", colour="red")  # type: ignore[call-arg] # the mistake itself


def test_rows_by_their_ids_come_with_one_query(tmp_path: Path) -> None:
    with closing(open_folder(tmp_path)) as home, home.database.work(NOW) as work:
        made = [work.add(Stranger(channel="console", address_index=bytes([n]))) for n in range(3)]
        assert work.by_id(Stranger, [made[0].id, None, made[2].id, 1]) == {
            made[0].id: made[0],
            made[2].id: made[2],
        }
        assert work.by_id(Stranger, [None]) == {}
