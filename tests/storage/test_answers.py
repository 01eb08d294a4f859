"""What a unit of work was told once, it asks for again only where something of it was written."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import col, select, update

from storage import people
from storage.answers import kept
from storage.people import Officer, State, Switch
from storage.work import Work
from tests.talk import Talk


@contextmanager
def asked(work: Work) -> Iterator[list[str]]:
    """The statements that go to the database meanwhile."""
    engine, statements = work.session.get_bind(), list[str]()

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def officer(work: Work, handle: str) -> Officer:
    found = people.officer_named(work, handle)
    assert found is not None
    return found


def test_it_is_asked_once(talk: Talk) -> None:
    with talk.work() as work:
        spain = officer(work, "spain")
        first = people.agencies_of(work, spain)
        with asked(work) as statements:
            assert people.agencies_of(work, spain) == first
            assert people.agencies_of(work, officer(work, "mps")) != first
        assert len(statements) == 2  # who mps is, and for whom mps acts


def test_a_query_that_is_gone_is_not_taken_for_the_next_one(talk: Talk) -> None:
    with talk.work() as work:
        for one in work.all(select(Officer)):
            assert work.first(kept(select(Officer.handle).where(Officer.id == one.id))) == one.handle
            gc.collect()


def test_it_is_asked_again_when_something_of_it_was_written(talk_anywhere: Talk) -> None:
    with talk_anywhere.work() as work:
        spain, mps = officer(work, "spain"), officer(work, "mps")
        before = people.agencies_of(work, spain)
        mps.deputy_id, mps.deputy_until = spain.id, work.now + timedelta(days=1)
        work.session.add(mps)  # not written yet
        assert people.agencies_of(work, spain) == before | {mps.agency_id}


def test_it_is_asked_again_after_a_statement_and_after_what_was_undone(talk_anywhere: Talk) -> None:
    with talk_anywhere.work() as work:
        spain = officer(work, "spain")
        assert spain in people.officers_of(work, [spain.agency_id])
        with suppress(ZeroDivisionError), work.part():
            people.stand(work, spain, State.SUSPENDED)
            assert spain not in people.officers_of(work, [spain.agency_id])
            raise ZeroDivisionError
        assert people.officers_of(work, [spain.agency_id])
        work.execute(update(Officer).where(col(Officer.id) == spain.id).values(state=State.SUSPENDED))
        assert not people.officers_of(work, [spain.agency_id])


def test_a_switch_that_is_turned_is_on_at_once(talk_anywhere: Talk) -> None:
    with talk_anywhere.work() as work:
        assert not people.is_on(work, "lockdown")
        work.session.add(Switch(name="lockdown", on=True))
        assert people.is_on(work, "lockdown")


def test_who_waited_for_a_row_asks_again(talk_anywhere: Talk) -> None:
    """Somebody else may have been at work meanwhile."""
    if talk_anywhere.home.database.is_sqlite:
        pytest.skip("there is no second writer")
    with talk_anywhere.work() as work:
        spain = officer(work, "spain")
        own = people.agencies_of(work, spain)
        with talk_anywhere.work() as other:
            mps = officer(other, "mps")
            mps.deputy_id, mps.deputy_until = spain.id, other.now + timedelta(days=1)
            other.add(mps)
        work.hold(Officer, spain.id)
        assert people.agencies_of(work, spain) == own | {mps.agency_id}


def test_what_waits_to_be_written_elsewhere_goes_on_waiting(talk: Talk) -> None:
    with talk.work() as work:
        spain = officer(work, "spain")
        work.session.add(Switch(name="something"))
        with asked(work) as statements:
            people.agencies_of(work, spain)
        assert not any(one.startswith("INSERT") for one in statements)
