"""Answers without sense, of a homeserver or of whatever stands in front of it: they mean away."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.channels.matrix.homeserver.errors import AwayError, LoggedOutError, ServerError
from bot.channels.matrix.homeserver.server import Homeserver
from storage.clues import Clue
from storage.matrix import MatrixRoom
from storage.outbox import Fate, Outgoing
from tests.matrix.client import Client, client
from tests.matrix.meddler import HTML, Answer, meddler
from tests.matrix.network import Network, network
from tests.matrix.synapse import Synapse

Register = Callable[[str], str]
NO_ANSWERS = [
    *(Answer(200, body) for body in (HTML, "", "null", '"ok"', "7", "[" * 30_000, "\ufeff{")),
    *(Answer(status, HTML) for status in (400, 401, 403, 404, 413, 500)),
    Answer(204, ""),
    Answer(302, "", headers={"Location": "https://sign-in.example/"}),
    Answer(502, ""),
    Answer(503, "{}"),
    Answer(404, '{"error": "not found"}', "application/json"),
]


@pytest.mark.parametrize("answer", NO_ANSWERS)
async def test_what_has_no_sense_is_no_answer(answer: Answer) -> None:
    async with meddler("http://127.0.0.1:9") as between:
        between.meddle = lambda _method, _path: answer
        server = Homeserver(between.url, "token")
        with pytest.raises(AwayError):
            await server.put("/rooms/x/send/m.room.encrypted/1", {}, "event_id")
        with pytest.raises(AwayError):
            await server.get("/sync", needs="next_batch")
        await server.close()


@pytest.mark.parametrize(
    ("answer", "error", "status"),
    [
        (Answer(401, json.dumps({"errcode": "M_UNKNOWN_TOKEN"})), LoggedOutError, 401),
        (Answer(401, json.dumps({"errcode": "M_USER_LOCKED", "soft_logout": True})), ServerError, 401),
        (Answer(401, json.dumps({"flows": [], "session": "x"})), ServerError, 401),
        (Answer(403, json.dumps({"errcode": "M_FORBIDDEN"})), ServerError, 403),
        (Answer(429, json.dumps({"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 7})), ServerError, 429),
    ],
)
async def test_a_refusal_that_says_why_is_one(answer: Answer, error: type[ServerError], status: int) -> None:
    async with meddler("http://127.0.0.1:9") as between:
        between.meddle = lambda _method, _path: answer
        server = Homeserver(between.url, "token")
        with pytest.raises(error) as refused:
            await server.get("/sync", needs="next_batch")
        assert refused.value.status == status
        await server.close()


async def test_a_key_that_is_missing_makes_it_no_answer() -> None:
    async with meddler("http://127.0.0.1:9") as between:
        between.meddle = lambda _method, _path: Answer(200, "{}", "application/json")
        server = Homeserver(between.url, "token")
        with pytest.raises(AwayError, match="event_id"):
            await server.put("/rooms/x/send/m.room.encrypted/1", {}, "event_id")
        assert await server.put("/sendToDevice/m.dummy/1", {}) == {}
        await server.close()


@pytest.mark.matrix
@pytest.mark.parametrize(
    "answer", [Answer(200, HTML), Answer(200, "{}", "application/json"), Answer(404, HTML), Answer(401, HTML)]
)
async def test_nonsense_for_some_seconds_loses_no_letter_and_makes_no_second_room(
    synapse: Synapse, person: Register, tmp_path: Path, answer: Answer
) -> None:
    async with (
        meddler(synapse.url) as between,
        network(synapse, person("liaison"), tmp_path, between.url) as net,
        client(synapse, person("spain"), tmp_path, net.bot) as spain,
    ):
        await _welcomed(net, spain)
        await spain.say("/contacts Italy")
        assert await spain.hear("+39")
        for path in ("/keys/query", "/state", "/send/", "/sync", "/keys/claim", "/createRoom", "/event/"):
            net.channel._desk.people.forget([spain.user_id])  # type: ignore[union-attr]
            net.channel._desk.rooms.forget(spain.room)  # type: ignore[union-attr]
            between.meddle = lambda _method, asked, path=path: answer if path in asked else None  # type: ignore[misc]
            await spain.say(f"/clue China a van seen, {path.strip('/')}")
            net.say("spain", "words.unclear")
            await asyncio.sleep(2)
            between.meddle = lambda _method, _path: None
        await net.until(lambda: len(net.all(Clue)) == 7, 60)
        await net.settled()
        assert {one.fate for one in net.all(Outgoing)} <= {Fate.SENT, Fate.WITHHELD, Fate.PARKED}
        assert [one for one in net.all(Outgoing) if one.fate is Fate.PARKED and one.account_id] == []
        assert len(net.all(MatrixRoom)) == 1
        assert between.meddled


async def _welcomed(net: Network, officer: Client) -> None:
    assert officer.own.identity is not None
    net.vet("spain", officer.user_id, officer.own.identity.key)
    await net.settled()
    assert await officer.open()
