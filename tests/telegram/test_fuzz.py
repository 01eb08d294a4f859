"""Whatever comes, nothing breaks, nobody acts for somebody else, and nothing above the ceiling leaves.

A small run of `python -m tests.telegram.fuzz`, and updates that hypothesis makes up.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.reading import Read, read
from handlers.vocabulary.incoming import Incoming
from tests.telegram.fuzz import tried
from tests.telegram.fuzzing import MOST, Fuzzer

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)

scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20))
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
)
KEYS = ("update_id", "message", "edited_message", "callback_query", "my_chat_member", "chat", "from", "id",
        "type", "text", "date", "message_id", "data", "document", "photo", "caption", "forward_origin",
        )  # fmt: skip
lookalikes = st.recursive(
    scalars | st.sampled_from(["private", 1001]),
    lambda inner: st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=40,
)


def test_a_small_run_of_the_fuzzer_finds_nothing(tmp_path: Path) -> None:
    outcome = tried(tmp_path, 400, seed=3)
    assert outcome.faults == []
    assert outcome.clues > 5
    assert outcome.presses > 10


def is_sound(found: Read) -> bool:
    """It can be kept, and read again."""
    incoming = found.incoming
    if incoming is None:
        return True
    assert Incoming.from_json(json.loads(json.dumps(incoming.to_json()))) == incoming
    return incoming.address.isdecimal() and incoming.event == str(found.number)


@settings(max_examples=100, deadline=None)
@given(anything | lookalikes)
def test_no_json_at_all_breaks_the_reading(raw: Any) -> None:
    assert is_sound(read(raw, NOW))


@settings(max_examples=50, deadline=None)
@given(st.integers(), st.integers(0, 2**32))
def test_nor_does_an_update_with_its_places_broken(number: int, seed: int) -> None:
    for raw in Fuzzer(seed).batch(5):
        if isinstance(raw, dict):
            raw["update_id"] = number
        found = read(raw, NOW)
        assert is_sound(found)
        assert found.number is None or 0 <= found.number < MOST


@pytest.mark.parametrize("number", [2**31, 2**63, -1, True, "7", None, 7.0])
def test_a_number_that_none_can_have_moves_no_cursor(number: Any) -> None:
    said = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "/help"}
    person = {"id": 7, "is_bot": False, "first_name": "x"}
    assert read({"update_id": number, "message": {**said, "from": person}}, NOW) == Read()


def test_a_place_without_a_proper_number_is_not_left_and_not_answered() -> None:
    places: list[Any] = [[], {"id": 1}, 2**70, "x"]
    for chat in places:
        said = {"message_id": 1, "date": 1, "chat": {"id": chat, "type": "group"}, "text": "/help"}
        assert read({"update_id": 5, "message": said}, NOW) == Read(5)
