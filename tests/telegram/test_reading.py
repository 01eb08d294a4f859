"""What people do on Telegram, as the bot understands it."""

import copy
import random
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.telegram.reading import read
from handlers.vocabulary.incoming import Incoming
from tests.telegram.conftest import MARTA

NOW = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
PERSON = {"id": MARTA, "is_bot": False, "first_name": "Marta", "last_name": "Ruiz", "language_code": "es"}
CHAT = {"id": MARTA, "type": "private", "first_name": "Marta"}
MESSAGE = {"message_id": 7, "date": 1764550800, "chat": CHAT, "from": PERSON}


def said(**content: Any) -> Incoming | None:
    return read({"update_id": 5, "message": MESSAGE | content}, NOW).incoming


def test_a_text_says_who_when_and_in_which_language() -> None:
    got = said(text="/clue China Three women")
    assert got == Incoming(
        "telegram",
        str(MARTA),
        "5",
        datetime(2025, 12, 1, 1, 0, tzinfo=UTC),
        "/clue China Three women",
        name="Marta Ruiz",
        language="es",
        extra={"message": "7"},
    )


@pytest.mark.parametrize(
    ("content", "words", "extra"),
    [
        ({"location": {"latitude": 40.4168, "longitude": -3.7038}}, "40.41680, -3.70380", None),
        ({"contact": {"phone_number": "+34900111222", "first_name": "Ana"}}, "Ana +34900111222", None),
        (
            {
                "venue": {
                    "location": {"latitude": 1, "longitude": 2},
                    "title": "Bar",
                    "address": "Calle 1",
                },
                "location": {"latitude": 1, "longitude": 2},
            },
            "Bar, Calle 1 (1.00000, 2.00000)",
            None,
        ),
        ({"dice": {"emoji": "🎲", "value": 3}}, "", "dice"),
        ({"text": "half \ud83d a pair"}, "half \ufffd a pair", None),
    ],
)
def test_what_else_can_be_said(content: dict[str, Any], words: str, extra: str | None) -> None:
    got = said(**content)
    assert got is not None
    assert (got.text, got.extra.get("unsupported")) == (words, extra)


def test_a_service_message_says_nothing() -> None:
    assert said(message_auto_delete_timer_changed={"message_auto_delete_time": 86400}) is None


def test_forwarded_words_are_known_as_such() -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Somebody", "date": 1764550000}
    got = said(text="/suspend 5", forward_origin=origin)
    assert got is not None
    assert got.forwarded


@pytest.mark.parametrize(
    "change",
    [
        {"from": PERSON | {"is_bot": True}},
        {"from": PERSON | {"id": 222}},
        {"from": None, "sender_chat": {"id": -5, "type": "channel", "title": "x"}},
        {"from": PERSON | {"id": str(MARTA)}},
    ],
)
def test_nobody_speaks_for_somebody_else(change: dict[str, Any]) -> None:
    assert said(text="/approve 3", **change) is None


def spoiled(raw: Any, rng: random.Random) -> Any:
    """The same with one thing in it replaced, lost or made huge."""
    wrong: list[Any] = [
        None,
        True,
        -1,
        2**70,
        1.5,
        "",
        "x" * 10_000,
        [],
        {},
        [[]],
        {"id": {}},
        "\ud800",
        "1001",
    ]
    if not isinstance(raw, dict) or not raw or rng.random() < 0.2:
        return rng.choice(wrong)
    key = rng.choice(list(raw))
    if rng.random() < 0.1:
        return {k: v for k, v in raw.items() if k != key}
    return raw | {key: spoiled(raw[key], rng)}


def test_whatever_comes_nothing_breaks_and_nobody_is_mistaken() -> None:
    rng, press = random.Random(5), {"id": "9", "from": PERSON, "data": "tok", "chat_instance": "1"}
    good: list[Any] = [
        {"update_id": 1, "message": MESSAGE | {"text": "/clue China"}},
        {"update_id": 2, "edited_message": MESSAGE | {"text": "x", "edit_date": 1764550900}},
        {"update_id": 3, "callback_query": press | {"message": MESSAGE | {"text": "y"}}},
        {
            "update_id": 4,
            "message": MESSAGE
            | {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]},
        },
        {"update_id": 5, "my_chat_member": {"chat": CHAT, "from": PERSON, "date": 1}},
    ]
    for _ in range(20_000):
        raw = copy.deepcopy(rng.choice(good))
        for _ in range(rng.randrange(1, 4)):
            raw = spoiled(raw, rng)
        got = read(raw, NOW).incoming
        assert got is None or got.address == str(MARTA)
        assert got is None or Incoming.from_json(got.to_json()) == got
