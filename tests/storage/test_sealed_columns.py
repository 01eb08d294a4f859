"""Sealed columns on a real database: what is stored, what comes back, what is noticed."""

from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, String, insert, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import (
    DeclarativeBase,
    InstrumentedAttribute,
    Mapped,
    configure_mappers,
    defer,
    mapped_column,
)
from sqlmodel import Session, SQLModel, col, create_engine, select

from storage.columns import Sealed, clean, in_row, new_id
from storage.errors import KeyringMissingError, TamperedError, UnknownKeyError, UnsealedValueError
from storage.keys import Keyring, use
from tests.storage.tables import CLUE, TABLES, SealedClue, SealedRequest, filed, found, plant, stored


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


def test_a_moved_value_is_noticed_when_its_column_is_read_later(engine: Engine) -> None:
    anna, bruno = filed(engine), filed(engine)
    plant(engine, SealedClue.text, bruno, stored(engine, SealedClue.text, anna))
    with Session(engine) as session:
        later = defer(cast("InstrumentedAttribute[str]", SealedClue.text))
        clue = session.get_one(SealedClue, bruno, options=[later])
        with pytest.raises(TamperedError):
            _ = clue.text
        assert session.get_one(SealedClue, anna, options=[later]).text == CLUE


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
    other = create_engine("sqlite://")
    SQLModel.metadata.create_all(other, TABLES)
    use(other, Keyring.generate())
    theirs, ours = filed(other), filed(engine)
    assert found(other, theirs).text == found(engine, ours).text == CLUE
    plant(engine, SealedClue.text, ours, stored(other, SealedClue.text, theirs))
    with pytest.raises(UnknownKeyError):
        found(engine, ours)
    other.dispose()


@given(st.text(), st.dictionaries(st.text(), st.text() | st.integers() | st.none() | st.booleans()))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_cleaned_and_otherwise_unchanged(
    engine: Engine, content: str, body: dict[str, Any]
) -> None:
    clue = found(engine, filed(engine, text=content, body=body))
    assert clue.text == clean(content)
    assert clue.body == {
        clean(key): clean(value) if isinstance(value, str) else value for key, value in body.items()
    }


def test_a_failed_flush_leaves_the_object_usable(engine: Engine) -> None:
    taken = filed(engine)
    with Session(engine) as session:
        clue = SealedClue(id=taken, text=CLUE)
        session.add(clue)
        with pytest.raises(IntegrityError) as caught:
            session.commit()
        session.rollback()
        clue.id = new_id()
        session.add(clue)
        session.commit()
        assert (clue.text, found(engine, clue.id).text) == (CLUE, CLUE)
    assert CLUE not in str(caught.value)


def test_a_class_without_a_single_integer_key_cannot_have_sealed_columns() -> None:
    class Base(DeclarativeBase): ...

    class Wrong(Base):
        __tablename__ = "wrong"
        name: Mapped[str] = mapped_column(String, primary_key=True)
        text: Mapped[str] = mapped_column(Sealed)

    with pytest.raises(TypeError, match="primary key must be one integer"):
        configure_mappers()
    Base.registry.dispose()


def test_a_plain_mapped_class_is_sealed_as_well() -> None:
    class Base(DeclarativeBase): ...

    class Note(Base):
        __tablename__ = "note"
        id: Mapped[int] = mapped_column(primary_key=True)
        text: Mapped[str | None] = mapped_column(Sealed)

    memory = create_engine("sqlite://")
    Base.metadata.create_all(memory)
    use(memory, Keyring.generate())
    with Session(memory) as session:
        note = Note(text=CLUE)  # without an id: it gets one
        session.add(note)
        session.commit()
        assert note.id > 2**40
        assert note.text == CLUE
    memory.dispose()
