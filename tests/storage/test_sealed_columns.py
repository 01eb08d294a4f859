"""Sealed columns on a real database: what is stored, what comes back, what is noticed."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, LargeBinary, insert, text, type_coerce, update
from sqlmodel import Column, Field, Session, SQLModel, col, create_engine, select

from storage.columns import RowId, Sealed, SealedJson, clean, in_row, new_id
from storage.errors import KeyringMissingError, TamperedError, UnknownKeyError, UnsealedValueError
from storage.keys import Keyring, use

CLUE = "Three women held at a restaurant, plate 1234 BBB"


class SealedClue(SQLModel, table=True):
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=RowId)
    text: str = Field(sa_type=Sealed)
    summary: str = Field(default="", sa_column=Column(Sealed, nullable=False))
    note: str | None = Field(default=None, sa_type=Sealed)
    body: dict[str, Any] = Field(default_factory=dict, sa_type=SealedJson)
    people: list[str] | None = Field(default=None, sa_type=SealedJson)


class SealedRequest(SQLModel, table=True):
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=RowId)
    text: str = Field(sa_type=Sealed)


TABLES = [SealedClue.__table__, SealedRequest.__table__]  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    yield from opened("sqlite://")


def opened(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    SQLModel.metadata.drop_all(engine, TABLES)
    SQLModel.metadata.create_all(engine, TABLES)
    use(engine, Keyring.generate())
    yield engine
    SQLModel.metadata.drop_all(engine, TABLES)
    engine.dispose()


def filed(engine: Engine, **values: Any) -> int:
    with Session(engine) as session:
        clue = SealedClue(**{"text": CLUE, **values})
        session.add(clue)
        session.commit()
        return clue.id


def found(engine: Engine, clue_id: int) -> SealedClue:
    with Session(engine) as session:
        return session.get_one(SealedClue, clue_id)


def stored(engine: Engine, column: Any, row_id: int) -> bytes:
    with engine.connect() as connection:
        table = column.class_.__table__
        raw = type_coerce(table.c[column.key], LargeBinary)
        return bytes(connection.execute(select(raw).where(table.c.id == row_id)).scalar_one())


def plant(engine: Engine, column: Any, row_id: int, value: bytes) -> None:
    table = column.class_.__table__.name
    with engine.begin() as connection:
        connection.execute(
            text(f"UPDATE {table} SET {column.key} = :value WHERE id = :id"),  # noqa: S608 (our own names)
            {"value": value, "id": row_id},
        )


def test_what_was_filed_comes_back_as_plain_text(engine: Engine) -> None:
    clue = found(engine, filed(engine, note="seen twice", body={"a": [1]}, people=["Anna"]))
    assert (clue.text, clue.summary, clue.note, clue.body, clue.people) == (
        CLUE,
        "",
        "seen twice",
        {"a": [1]},
        ["Anna"],
    )
    assert {type(clue.text), type(clue.body), type(clue.people)} == {str, dict, list}


def test_nothing_filed_stays_null(engine: Engine) -> None:
    clue_id = filed(engine)
    assert found(engine, clue_id).note is None
    with engine.connect() as connection:
        query = text("SELECT note FROM sealedclue WHERE id = :id")
        assert connection.execute(query, {"id": clue_id}).scalar_one() is None


def test_the_stored_value_does_not_hold_the_text(engine: Engine) -> None:
    value = stored(engine, SealedClue.text, filed(engine))
    assert b"restaurant" not in value
    assert len(value) == 1 + 4 + 12 + len(CLUE) + 16 + 8


def test_the_same_text_is_sealed_differently_each_time(engine: Engine) -> None:
    first, second = filed(engine), filed(engine)
    assert stored(engine, SealedClue.text, first)[:-8] != stored(engine, SealedClue.text, second)[:-8]


def test_a_change_is_sealed_and_the_untouched_column_is_left_alone(engine: Engine) -> None:
    clue_id = filed(engine, summary="old")
    before = stored(engine, SealedClue.text, clue_id)
    with Session(engine) as session:
        session.get_one(SealedClue, clue_id).summary = "new"
        session.commit()
    assert found(engine, clue_id).summary == "new"
    assert stored(engine, SealedClue.text, clue_id) == before


def test_a_text_taken_from_another_row_is_sealed_for_its_new_one(engine: Engine) -> None:
    with Session(engine) as session:
        first = session.get_one(SealedClue, filed(engine))
        second = SealedClue(text=first.text)
        session.add(second)
        session.commit()
        assert found(engine, second.id).text == CLUE


def test_the_object_holds_plain_values_right_after_a_flush(engine: Engine) -> None:
    body = {"a": 1}
    with Session(engine) as session:
        clue = SealedClue(text=CLUE, body=body)
        session.add(clue)
        session.flush()
        assert type(clue.text) is str
        assert clue.body is body


@pytest.mark.parametrize("column", [SealedClue.text, SealedClue.summary], ids=["same column", "other column"])
def test_a_value_moved_to_another_row_is_noticed(engine: Engine, column: Any) -> None:
    anna, bruno = filed(engine), filed(engine)
    plant(engine, column, bruno, stored(engine, SealedClue.text, anna))
    with Session(engine) as session:
        for _ in range(2):  # the second look must not find the moved value in the session
            with pytest.raises(TamperedError):
                _ = session.get_one(SealedClue, bruno).text, session.get_one(SealedClue, bruno).summary
        assert session.get_one(SealedClue, anna).text == CLUE


def test_a_value_moved_to_another_column_of_its_row_is_noticed(engine: Engine) -> None:
    clue_id = filed(engine)
    plant(engine, SealedClue.summary, clue_id, stored(engine, SealedClue.text, clue_id))
    with pytest.raises(TamperedError):
        found(engine, clue_id)


def test_a_value_moved_to_another_table_is_noticed(engine: Engine) -> None:
    clue_id = filed(engine)
    with Session(engine) as session:
        session.add(SealedRequest(id=clue_id, text="Who owns the restaurant?"))
        session.commit()
        plant(engine, SealedRequest.text, clue_id, stored(engine, SealedClue.text, clue_id))
        with pytest.raises(TamperedError):
            session.get_one(SealedRequest, clue_id, populate_existing=True)


def test_every_changed_byte_is_noticed(engine: Engine) -> None:
    clue_id = filed(engine, text="ab")
    value = stored(engine, SealedClue.text, clue_id)
    for place in range(len(value)):
        plant(
            engine, SealedClue.text, clue_id, value[:place] + bytes([value[place] ^ 1]) + value[place + 1 :]
        )
        with pytest.raises((TamperedError, UnknownKeyError)):
            found(engine, clue_id)


@pytest.mark.parametrize("length", [0, 7, 8, 20, 40])
def test_a_shortened_value_is_noticed(engine: Engine, length: int) -> None:
    clue_id = filed(engine)
    plant(engine, SealedClue.text, clue_id, stored(engine, SealedClue.text, clue_id)[:length])
    with pytest.raises(TamperedError):
        found(engine, clue_id)


def test_a_value_without_its_row_never_reaches_the_database(engine: Engine) -> None:
    with Session(engine) as session:
        with pytest.raises(UnsealedValueError) as caught:
            session.execute(insert(SealedRequest).values(id=1, text=CLUE))
        with pytest.raises(UnsealedValueError):
            session.exec(select(SealedRequest).where(SealedRequest.text == CLUE)).all()
    assert CLUE not in str(caught.value)


def test_a_statement_past_the_mapper_takes_a_value_with_its_row(engine: Engine) -> None:
    row_id = new_id()
    with Session(engine) as session:
        session.execute(insert(SealedRequest), [{"id": row_id, "text": in_row("first", row_id)}])
        session.execute(
            update(SealedRequest).where(col(SealedRequest.id) == row_id).values(text=in_row("second", row_id))
        )
        assert session.get_one(SealedRequest, row_id).text == "second"


def test_a_single_column_says_which_row_it_was_sealed_for(engine: Engine) -> None:
    clue_id = filed(engine)
    with Session(engine) as session:
        value = session.exec(select(SealedClue.text).where(SealedClue.id == clue_id)).one()
    assert value == CLUE
    assert value.row_id == clue_id  # type: ignore[attr-defined]
    assert CLUE not in repr(value)


def test_a_row_with_sealed_columns_keeps_its_id(engine: Engine) -> None:
    with Session(engine) as session:
        session.get_one(SealedClue, filed(engine)).id = new_id()
        with pytest.raises(UnsealedValueError):
            session.commit()


@pytest.mark.parametrize("values", [{"text": 5}, {"body": "text"}, {"people": 7}])
def test_a_value_of_the_wrong_kind_is_refused(engine: Engine, values: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="does not hold"):
        filed(engine, **values)


def test_an_engine_without_a_keyring_says_what_is_missing() -> None:
    bare = create_engine("sqlite://")
    SQLModel.metadata.create_all(bare, TABLES)
    with pytest.raises(KeyringMissingError, match="no keyring"):
        filed(bare)
    bare.dispose()


def test_two_databases_with_different_keyrings_live_side_by_side(engine: Engine) -> None:
    for other in opened("sqlite://"):
        clue_id = filed(other)
        assert found(other, clue_id).text == CLUE
        value = stored(other, SealedClue.text, clue_id)
        ours = filed(engine)
        plant(engine, SealedClue.text, ours, value)
        with pytest.raises(UnknownKeyError):
            found(engine, ours)


@given(st.text(), st.dictionaries(st.text(), st.text() | st.integers() | st.none() | st.booleans()))
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back_cleaned_and_otherwise_unchanged(
    engine: Engine, content: str, body: dict[str, Any]
) -> None:
    clue = found(engine, filed(engine, text=content, body=body))
    assert clue.text == clean(content)
    assert clue.body == {
        clean(key): clean(value) if isinstance(value, str) else value for key, value in body.items()
    }


def test_ids_grow_and_never_repeat_even_in_a_burst() -> None:
    ids = [new_id() for _ in range(20_000)]
    assert ids == sorted(set(ids))
    assert 0 < ids[0] < ids[-1] < 2**63


def test_ids_grow_when_the_clock_steps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = new_id()
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() - 3600 * 10**9)
    assert new_id() > before
