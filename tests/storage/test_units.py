"""What the database said in one unit of work is no other unit's affair."""

from contextlib import ExitStack, suppress
from datetime import UTC, datetime

import pytest

from storage.engine import Database
from storage.errors import DatabaseAwayError
from tests.talk import Talk

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
NOBODY = "postgresql://liaison@127.0.0.1:1/liaison?connect_timeout=2"  # nothing listens on that port


def test_what_fails_beside_a_unit_marks_none(talk: Talk) -> None:
    away = Database(NOBODY, talk.home.database.keyring)
    with pytest.raises(DatabaseAwayError):
        away.engine.connect()
    first, second = ExitStack(), ExitStack()
    first.enter_context(talk.home.database.work(NOON, write=False))
    second.enter_context(talk.home.database.work(NOON))
    first.close()
    second.close()  # commits
    away.close()


def test_what_is_caught_in_a_unit_keeps_it_from_being_half_done(talk: Talk) -> None:
    away = Database(NOBODY, talk.home.database.keyring)
    with pytest.raises(DatabaseAwayError), talk.work():  # noqa: SIM117 (the inner one is what is caught)
        with suppress(DatabaseAwayError):
            away.engine.connect()
    with talk.work():
        pass  # the next one is whole
    away.close()
