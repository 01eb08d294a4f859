"""Rows are made from the names of their columns, with what is declared for the others."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, update

from bot.home.network import open_folder
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


def test_a_row_got_twice_in_a_unit_is_asked_for_once(tmp_path: Path) -> None:
    with closing(open_folder(tmp_path)) as home:
        with home.database.work(NOW) as work:
            row_id = work.add(Stranger(channel="console", address_index=b"x")).id
        asked: list[str] = []
        event.listen(home.database.engine, "before_cursor_execute", lambda *what: asked.append(what[2]))
        with home.database.work(NOW) as work:
            assert [work.need(Stranger, row_id).channel for _ in range(3)] == ["console"] * 3
        assert sum("FROM stranger" in statement for statement in asked) == 1


def test_what_an_update_changed_is_asked_for_anew(tmp_path: Path) -> None:
    with closing(open_folder(tmp_path)) as home, home.database.work(NOW) as work:
        row_id = work.add(Stranger(channel="console", address_index=b"x")).id
        work.execute(update(Stranger).values(told_on="2026-03-02"))
        assert work.need(Stranger, row_id).told_on == "2026-03-02"


def test_a_unit_keeps_only_so_many_rows_in_mind(tmp_path: Path) -> None:
    with closing(open_folder(tmp_path)) as home, home.database.work(NOW) as work:
        for number in range(1200):
            work.add(Stranger(channel="console", address_index=number.to_bytes(2)))
        assert len(work.session.known) == 1000
