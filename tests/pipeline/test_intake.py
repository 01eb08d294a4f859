"""Whatever a message holds, its channel's cursor moves on, and the others of its batch are kept."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.operations import logs
from handlers.vocabulary.incoming import Incoming
from storage import inbox
from storage.work import Work
from tests.talk import Talk, said


@pytest.fixture(autouse=True)
def _logs() -> None:
    """As in production: the way to the fault, and nothing of what it held."""
    logs.set_up("json")


def nested(depth: int) -> Any:
    made: Any = "x"
    for _ in range(depth):
        made = [made]
    return made


POISONS: dict[str, dict[str, Any]] = {
    "no number": {"extra": {"x": float("nan")}},
    "no JSON": {"extra": {"x": object()}},
    "nested": {"extra": {"x": nested(50_000)}},
    "no text": {"text": None, "extra": {"album": 7}},
    "half a character": {"text": "\ud83d", "name": "\udc00"},
    "no end of an id": {"event": "e" * 1_000_000},
    "an id that is none": {"event": "e\x00\ud800"},
    "a long address": {"address": "spain" + "é" * 100_000},
}


def take(talk: Talk, *arrivals: Incoming, cursor: str = "7") -> str | None:
    async def come_in() -> str | None:
        intake = talk.runner.service.intake
        await intake.take("console", arrivals, cursor)
        await talk.runner.service.quiet()
        return await intake.cursor("console")

    return asyncio.run(come_in())


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS)
def test_only_that_one_is_left_out(talk_anywhere: Talk, poison: dict[str, Any]) -> None:
    talk = talk_anywhere
    good = [Incoming("console", who, f"good {who}", talk.clock.now(), "/cancel") for who in ("mps", "italy")]
    bad = replace(Incoming("console", "spain", "bad", talk.clock.now(), "x"), **poison)
    for cursor in ("7", "8"):  # the network may give the same again
        assert take(talk, good[0], bad, good[1], cursor=cursor) == cursor
    heard = [one for one in said(talk.everything.events) if one[0] in {"mps", "italy"}]
    assert sorted(heard) == [("italy", "cancel.nothing"), ("mps", "cancel.nothing")]
    assert len(talk.everything.to("spain").kinds) <= 1


def test_its_author_hears_of_it_once(talk_anywhere: Talk) -> None:
    bad = Incoming("console", "spain", "bad", talk_anywhere.clock.now(), "x", extra={"x": float("nan")})
    for _ in range(3):
        take(talk_anywhere, bad)
    assert talk_anywhere.everything.to("spain").kinds == ["sorry"]


def test_what_the_channel_itself_cannot_write_is_raised_and_moves_nothing(talk: Talk) -> None:
    def broken(_work: Work) -> None:
        raise ValueError("the channel's own")

    good = Incoming("console", "mps", "good", talk.clock.now(), "/cancel")

    async def come_in() -> str | None:
        intake = talk.runner.service.intake
        with pytest.raises(ValueError, match="own"):
            await intake.take("console", [good], "7", broken)
        return await intake.cursor("console")

    assert asyncio.run(come_in()) is None
    with talk.work() as work:
        assert inbox.next_due(work) is None
