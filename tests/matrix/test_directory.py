"""Whom the homeserver shows: each person's server is asked apart, and again after a while."""

import asyncio
import time
from pathlib import Path
from typing import cast

import pytest

from bot.channels.matrix.homeserver.errors import AwayError
from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.homeserver.server import Homeserver
from bot.channels.matrix.keys import directory
from bot.channels.matrix.keys.directory import People
from bot.channels.matrix.receiving.reading import Reader
from bot.channels.matrix.rooms.sync import News, RoomNews
from tests.matrix.pair import NOON, ROOM, Writer, device

EVIL, OTHER = "@x:evil.example", "@other:example.org"


class Servers:
    """Answers `/keys/query` as Synapse does; `away` cannot be asked, `slow` takes so many seconds."""

    def __init__(self, devices: dict[str, Json]) -> None:
        self.devices, self.away, self.slow = devices, set[str](), dict[str, float]()
        self.asked: list[list[str]] = []

    async def post(self, _path: str, body: Json) -> Json:
        users = sorted(body["device_keys"])
        self.asked.append(users)
        server = users[0].partition(":")[2]
        await asyncio.sleep(self.slow.get(server, 0))
        answer: Json = {"device_keys": {user: self.devices.get(user, {}) for user in users}}
        if server in self.away:
            answer = {
                "device_keys": {},
                "failures": {server: {"status": 503, "message": "Not ready for retry"}},
            }
        return answer


@pytest.fixture
def spain(tmp_path: Path) -> Writer:
    return Writer(device(tmp_path, "spain"), device(tmp_path, "liaison"))


@pytest.fixture
def servers(spain: Writer) -> Servers:
    own = spain.own.own
    return Servers({own.user_id: {own.device_id: (spain.own.key_upload(None) or {})["device_keys"]}})


def people(servers: Servers) -> People:
    return People(cast("Homeserver", servers))


def _event(sender: str) -> Json:
    return {
        "type": "m.room.message",
        "event_id": "$x",
        "sender": sender,
        "content": {"msgtype": "m.text", "body": "x"},
    }


async def test_an_author_whose_server_is_away_holds_up_nobody_else(spain: Writer, servers: Servers) -> None:
    bot, servers.away = spain.bot, {"evil.example"}
    bot.take_room_key(bot.open_olm(spain.hands_over()) or pytest.fail("no key"))
    reader = Reader(bot, people(servers))
    rooms = [RoomNews("!evil:evil.example", (), [_event(EVIL)]), RoomNews(ROOM, (), [spain.writes("urgent")])]
    reading = await reader.read(News("t", False, rooms), (), NOON)
    assert [one.content["body"] for one in reading.written] == ["urgent"]
    assert [one.sender for one in reading.parked] == [EVIL]
    assert reader.put_off == {"$x"}


async def test_what_was_put_off_is_read_once_its_author_can_be_asked_for(
    spain: Writer, servers: Servers
) -> None:
    servers.away = {"evil.example"}
    reader = Reader(spain.bot, found := people(servers))
    first = await reader.read(News("t", False, [RoomNews(ROOM, (), [_event(EVIL)])]), (), NOON)
    servers.away = set()
    found._lines.clear()  # its pause is over
    again = await reader.read(News("", False), first.parked, NOON)
    assert [one.author.user_id for one in again.written] == [EVIL]
    assert (again.read, reader.put_off) == (["$x"], set())


async def test_a_slow_server_is_waited_for_only_a_moment(
    servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "_PATIENCE", 0.05)
    servers.slow = {"evil.example": 0.3}
    begun = time.monotonic()
    found = await (who := people(servers)).of_all([EVIL, OTHER])
    assert time.monotonic() - begun < 0.3
    assert found.keys() == {OTHER}
    with pytest.raises(AwayError):
        await who.of(EVIL)
    await asyncio.sleep(0.5)
    assert (await who.of(EVIL)).user_id == EVIL
    assert [one for one in servers.asked if EVIL in one] == [[EVIL]]


async def test_a_server_that_is_away_is_not_asked_with_every_message(servers: Servers) -> None:
    servers.away, who = {"evil.example"}, people(servers)
    for _ in range(20):
        assert await who.of_all([EVIL]) == {}
    assert len(servers.asked) == 1


async def test_devices_are_asked_for_again_after_an_hour_and_when_they_change(
    servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, now = people(servers), time.monotonic()
    await who.of(OTHER)
    await who.of(OTHER)
    assert len(servers.asked) == 1
    monkeypatch.setattr(time, "monotonic", lambda: now + 3_601)
    await who.of(OTHER)
    assert len(servers.asked) == 2
    who.forget([OTHER])
    await who.of(OTHER)
    assert len(servers.asked) == 3


async def test_an_answer_from_before_a_change_is_not_kept(servers: Servers) -> None:
    servers.slow, who = {"example.org": 0.05}, people(servers)
    asking = asyncio.create_task(who.of(OTHER))
    await asyncio.sleep(0.02)
    who.forget([OTHER])
    await asking
    assert len(servers.asked) == 2


async def test_somebody_of_whom_nothing_is_said_is_not_somebody_without_devices() -> None:
    class Silent(Servers):
        async def post(self, _path: str, _body: Json) -> Json:
            return {"device_keys": {}}

    with pytest.raises(AwayError):
        await people(Silent({})).of(OTHER)
