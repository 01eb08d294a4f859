"""Instants, clean text and JSON: the same on both databases (field reports R27 and R28)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session, SQLModel, col, select

from storage.columns import clean, new_id
from storage.errors import NaiveDateTimeError, NotJsonError
from tests.storage.tables import TABLES, PlainDeadline, SealedClue, filed, found

BEIJING = timezone(timedelta(hours=8))
DUE = datetime(2026, 3, 1, 9, 0, tzinfo=BEIJING)


def noted(engine: Engine, **values: Any) -> int:
    with Session(engine) as session:
        row = PlainDeadline(**values)
        session.add(row)
        session.commit()
        return row.id


def read(engine: Engine, row_id: int) -> PlainDeadline:
    with Session(engine) as session:
        return session.get_one(PlainDeadline, row_id)


def due_rows(engine: Engine, now: datetime) -> list[int]:
    with Session(engine) as session:
        return list(session.exec(select(PlainDeadline.id).where(col(PlainDeadline.due) <= now)).all())


def test_a_deadline_in_beijing_is_the_same_instant_in_utc(engine: Engine) -> None:
    due = read(engine, noted(engine, due=DUE)).due
    assert due == DUE
    assert due is not None
    assert due.tzinfo is UTC


def test_what_is_due_changes_at_one_in_utc(engine: Engine) -> None:
    row_id = noted(engine, due=DUE)
    assert due_rows(engine, datetime(2026, 3, 1, 0, 59, tzinfo=UTC)) == []
    assert due_rows(engine, datetime(2026, 3, 1, 1, 1, tzinfo=UTC)) == [row_id]


def test_a_fraction_of_a_second_keeps_its_place_in_the_order(engine: Engine) -> None:
    moments = [DUE, DUE + timedelta(microseconds=1), DUE + timedelta(seconds=1), DUE.replace(year=2027)]
    for moment in reversed(moments):
        noted(engine, due=moment)
    with Session(engine) as session:
        assert session.exec(select(PlainDeadline.due).order_by(col(PlainDeadline.due))).all() == moments


def test_a_deadline_without_a_zone_is_refused_and_the_session_goes_on(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(PlainDeadline(due=datetime(2026, 3, 1, 9, 0)))  # noqa: DTZ001 (the mistake itself)
        with pytest.raises(NaiveDateTimeError, match="no zone"):
            session.commit()
        session.rollback()
        session.add(PlainDeadline(due=DUE))
        session.commit()


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path}/liaison.db")
    SQLModel.metadata.create_all(engine, TABLES)
    yield engine
    engine.dispose()


def test_sqlite_holds_text_of_fixed_width(on_disk: Engine) -> None:
    noted(on_disk, due=DUE)
    with on_disk.connect() as connection:
        assert connection.execute(text("SELECT due FROM plaindeadline")).scalar_one() == (
            "2026-03-01T01:00:00.000000Z"
        )


def test_a_row_moved_between_the_databases_keeps_its_instant(engine: Engine, on_disk: Engine) -> None:
    row = read(on_disk, noted(on_disk, due=DUE, name="李娜", rule={"every": "month"}))
    with Session(engine) as session:
        moved = session.merge(row)
        session.commit()
        assert (moved.due, moved.name, moved.rule) == (DUE, "李娜", {"every": "month"})


@pytest.mark.parametrize("spoiled", ["plate\x00123", "plate\ud83d123", "\x00plate123\udfff"])
def test_what_a_database_cannot_hold_is_left_out(engine: Engine, spoiled: str) -> None:
    row = read(engine, noted(engine, name=spoiled, rule={spoiled: [spoiled, 1, (spoiled,)]}))
    clue = found(engine, filed(engine, text=spoiled, body={spoiled: spoiled}, people=[spoiled]))
    assert row.name == clue.text == "plate123"
    assert row.rule == {"plate123": ["plate123", 1, ["plate123"]]}
    assert (clue.body, clue.people) == ({"plate123": "plate123"}, ["plate123"])


def test_a_search_with_a_nul_finds_what_the_clean_word_finds(engine: Engine) -> None:
    row_id = noted(engine, name="Anna")
    with Session(engine) as session:
        query = select(PlainDeadline.id).where(col(PlainDeadline.name).like("An\x00n%"))
        assert session.exec(query).all() == [row_id]


def test_json_that_is_no_json_is_refused_before_anything_is_written(engine: Engine) -> None:
    row_id = new_id()
    for value in (float("nan"), DUE, b"bytes"):
        with pytest.raises(NotJsonError):
            filed(engine, id=row_id, body={"share": value})
        with pytest.raises(NotJsonError):
            noted(engine, id=row_id, rule=value)
    with Session(engine) as session:
        assert session.get(SealedClue, row_id) is None


@given(st.text())
def test_cleaned_text_loses_nothing_else_and_is_valid_utf8(content: str) -> None:
    cleaned = clean(content)
    assert cleaned.encode().decode() == cleaned
    assert cleaned == "".join(char for char in content if char != "\0" and not 0xD800 <= ord(char) < 0xE000)
