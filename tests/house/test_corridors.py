"""No message can forget the corridor: what quotes needs eyes that asked, and every table says whose it is."""

from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import SQLModel, select
from sqlmodel.main import default_registry

from handlers import house
from handlers.core import speech
from handlers.core.saying import voice_for
from handlers.screening import origins
from handlers.screening.masking import Eyes
from handlers.vocabulary.voice import Voice
from storage import schema
from storage.errors import ContentError
from storage.filtered import FilteredWork
from storage.people import Agency, Officer
from storage.plain import sealed_columns
from tests.talk import Talk

assert house.ROOMS
assert schema.ROOMS
SECRET = "passport PAA123456"
# tables that only the bot, or one person by his or her own, ever reads from
NOBODYS = {"arrival", "interruption", "matrix_parked", "verification"}


def tables() -> Iterator[type[SQLModel]]:
    for mapper in default_registry.mappers:
        table: type[SQLModel] = mapper.class_
        if table.__module__.startswith("storage.") and sealed_columns(table):  # not those of tests
            yield table


def _called(table: type[SQLModel]) -> str:
    return str(table.__tablename__)


def _is_refused(said: speech.Speech, voice: Voice) -> bool:
    """Whether nothing of it can be said, or made, with a voice that asked nobody."""
    tried: list[Callable[[], Any]] = [lambda: said.words(voice, {})] if said.quotes else []
    tried += [lambda: said.files(voice, {})] if said.makes is not None else []
    for one in tried:
        with pytest.raises(ContentError):
            one()
    return bool(tried)


def test_what_quotes_is_refused_without_eyes_that_asked(talk: Talk) -> None:
    with talk.work() as work:
        voice = Voice("en", ZoneInfo("UTC"), work.now, work)
        refused = [kind for kind in speech.kinds() if _is_refused(speech.speech(kind), voice)]
    assert len(refused) > 50
    assert [
        kind for kind in speech.kinds() if speech.speech(kind).shows_content and kind not in refused
    ] == []


@pytest.mark.parametrize("table", sorted(tables(), key=str))
def test_every_sealed_column_is_open_or_from_somewhere(table: type[SQLModel]) -> None:
    name = _called(table)
    closed = {f"{name}.{column}" for column in sealed_columns(table)} - origins.OPEN_COLUMNS
    assert not closed or table in origins._FINDERS or name in NOBODYS


def test_what_nobody_named_is_masked_for_everybody_behind_a_corridor(talk: Talk) -> None:
    class Forgotten:
        __tablename__ = "forgotten"

    with talk.work() as work:
        reader = work.first(select(Officer).where(Officer.handle == "mps"))
        eyes = Eyes(work, reader, voice_for(work, reader))
        assert "PAA123456" not in eyes.passes(Forgotten(), "text", SECRET)
        assert "PAA123456" not in eyes.passes(None, "text", SECRET)
        assert "PAA123456" not in str(eyes.passes(None, "words", {"text": [SECRET]}))


def test_rows_behind_a_filter_are_the_rows_they_stand_for(talk: Talk) -> None:
    with talk.work() as work:
        seen = FilteredWork(work, lambda _row, _column, value: f"<{value}>")
        agency = work.first(select(Agency).where(Agency.handle == "spain"))
        plain = work.first(select(Officer).where(Officer.handle == "spain"))
        filtered = seen.need(Officer, plain.id)
        assert isinstance(filtered, Officer)
        assert (filtered.name, filtered.handle, filtered == plain) == (f"<{plain.name}>", "spain", True)
        assert type(filtered).__name__ == "FilteredRow"
        assert seen.need(Agency, agency.id) is agency
        assert seen.all(select(Officer.name).where(Officer.id == plain.id)) == [f"<{plain.name}>"]
