"""What people without an account can make us keep, and whom they can keep out: little, and nobody."""

import asyncio
import itertools
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nio.crypto import OutboundGroupSession

from bot.channels.matrix.accounts import Known
from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.homeserver.server import Homeserver
from bot.channels.matrix.keys.crypto import Crypto
from bot.channels.matrix.receiving.parked import Waiting
from bot.channels.matrix.receiving.reading import Parked
from bot.channels.matrix.rooms.invites import Invites
from bot.channels.matrix.shelf import Pace, Shelf
from storage.matrix import MatrixParked, MatrixRoom
from storage.outbox import Outgoing
from tests.matrix.client import client
from tests.matrix.network import network
from tests.matrix.pair import NOON, Writer, device
from tests.matrix.synapse import Synapse

Register = Callable[[str], str]
OWN = "@bot:example.org"
_people = st.sampled_from([f"@p{number}:s{number % 3}.example" for number in range(9)])


@given(st.lists(st.tuples(st.integers(0, 30), _people), max_size=120))
def test_a_shelf_never_holds_more_than_it_may(puts: list[tuple[int, str]]) -> None:
    shelf: Shelf[int] = Shelf(most=10, server=6, person=3, seconds=50.0)
    kept: dict[int, str] = {}
    for at, (key, person) in enumerate(puts):
        kept[key] = person
        for gone in shelf.put(key, person, float(at)):
            del kept[gone]
        assert key in kept, "the newest is never turned away"
        assert set(shelf) == kept.keys()
        owners = list(kept.values())
        assert len(owners) <= 10
        assert all(owners.count(one) <= 3 for one in owners)
        assert all(
            sum(o.endswith(s) for o in owners) <= 6 for s in ("s0.example", "s1.example", "s2.example")
        )


def test_whoever_fills_a_shelf_pushes_out_their_own() -> None:
    shelf: Shelf[str] = Shelf(most=10, server=8, person=5, seconds=1e9)
    shelf.put("code", "@newcomer:police.example", 0.0)
    for number in range(500):
        shelf.put(f"x{number}", f"@sock{number}:evil{number % 4}.example", 1.0 + number)
    assert "code" in shelf


def test_what_is_old_goes() -> None:
    shelf: Shelf[str] = Shelf(most=10, server=8, person=5, seconds=60.0)
    shelf.put("a", "@x:y", 0.0)
    assert shelf.expired(59.0) == []
    assert shelf.put("b", "@z:y", 60.0) == ["a"]


def test_a_pace_gives_a_burst_and_then_one_at_a_time() -> None:
    pace = Pace(burst=3, seconds=10.0)
    assert [pace.takes("x", 0.0) for _ in range(5)] == [True, True, True, False, False]
    assert [pace.takes("x", 10.0), pace.takes("x", 10.0)] == [True, False]
    assert pace.takes("y", 10.0)
    assert [pace.takes("x", 1000.0) for _ in range(4)] == [True, True, True, False]


class Calls:
    """A homeserver that says yes."""

    def __init__(self) -> None:
        self.made: list[str] = []

    async def post(self, path: str, _body: Json | None = None) -> Json:
        self.made.append(path)
        return {}


def _invitation(who: str) -> list[Json]:
    return [{"type": "m.room.member", "state_key": OWN, "sender": who, "content": {"membership": "invite"}}]


async def _joined(_room: str, _who: str) -> None: ...


SOCKS: list[Callable[[int], str]] = [
    lambda _n: "@sock:evil.example",
    lambda n: f"@sock{n}:evil.example",
    lambda n: f"@sock{n}:police.example",
    lambda n: f"@sock{n}:evil{n % 20}.example",
]


@pytest.mark.parametrize("sock", SOCKS)
async def test_a_flood_of_invitations_keeps_no_newcomer_out(sock: Callable[[int], str]) -> None:
    calls = Calls()
    invites = Invites(cast("Homeserver", calls), OWN, _joined)
    flood = {f"!{number}:evil.example": _invitation(sock(number)) for number in range(400)}
    await invites.answer(flood, [], True, NOON)
    await invites.answer({"!new:police.example": _invitation("@newcomer:police.example")}, [], True, NOON)
    async with asyncio.timeout(25):
        while not any("new" in path for path in calls.made):  # noqa: ASYNC110 it looks
            await asyncio.sleep(0.05)
    assert sum(path.startswith("/join") for path in calls.made) <= 45
    await invites.stop()


async def test_people_we_know_come_in_before_all_others_and_strangers_only_while_a_code_is_out() -> None:
    calls = Calls()
    invites = Invites(cast("Homeserver", calls), OWN, _joined)
    both = {"!s:x.example": _invitation("@s:x.example"), "!f:y.example": _invitation("@f:y.example")}
    await invites.answer(both, ["@f:y.example"], False, NOON)
    await asyncio.sleep(0.05)
    assert sorted(calls.made) == ["/join/%21f%3Ay.example", "/rooms/%21s%3Ax.example/leave"]
    await invites.answer({"!n:x.example": [{"type": "m.room.member"}]}, ["@f:y.example"], True, NOON)
    await asyncio.sleep(0.05)
    assert calls.made[-1] == "/rooms/%21n%3Ax.example/leave"
    await invites.stop()


@pytest.fixture
def bot(tmp_path: Path) -> Crypto:
    return device(tmp_path, "liaison")


def _size(tmp_path: Path) -> int:
    return sum(path.stat().st_size for path in (tmp_path / "liaison").glob("keys.db*"))


def test_room_keys_of_strangers_cost_no_disk_and_little_memory(bot: Crypto, tmp_path: Path) -> None:
    evil = Writer(device(tmp_path, "evil"), bot)
    before = _size(tmp_path)
    for _ in range(300):
        session = OutboundGroupSession()
        key = evil.key | {
            "room_id": f"!{uuid.uuid4().hex}:evil.example",
            "session_id": session.id,
            "session_key": session.session_key,
        }
        assert bot.take_room_key(bot.open_olm(evil.hands_over(key)) or pytest.fail("no key"))
    assert sum(1 for _ in bot._machine.inbound_group_store) == 20
    assert _size(tmp_path) - before <= 64 * 1024, "the account, nothing else"
    again = device(tmp_path, "liaison")
    assert sum(1 for _ in again._machine.inbound_group_store) == 0
    assert sum(1 for _ in again._machine.session_store) == 0


def test_of_one_device_of_somebody_we_know_there_are_so_many_keys(bot: Crypto, tmp_path: Path) -> None:
    spain = Writer(device(tmp_path, "spain"), bot)
    bot.know(spain.own.own.curve25519)
    for _ in range(510):
        bot.take_room_key(bot.open_olm(spain.hands_over(spain.another_key())) or pytest.fail("no key"))
    assert len(bot._machine.room_keys()) == 500
    assert len(device(tmp_path, "liaison")._machine.room_keys()) == 500


def test_a_guest_who_gets_an_account_keeps_the_keys(bot: Crypto, tmp_path: Path) -> None:
    newcomer = Writer(device(tmp_path, "newcomer"), bot)
    bot.take_room_key(bot.open_olm(newcomer.hands_over()) or pytest.fail("no key"))
    bot.know(newcomer.own.own.curve25519)
    again = device(tmp_path, "liaison")
    assert again.can_reach(newcomer.own.own) or list(again._machine.session_store)
    assert again.decrypt("!dm:example.org", newcomer.writes("my name"), [newcomer.own.own]).content["body"]


def test_when_all_one_time_keys_are_gone_the_fallback_key_still_works(bot: Crypto, tmp_path: Path) -> None:
    upload = bot.key_upload(None) or {}
    (fallback,) = upload["fallback_keys"].values()
    assert fallback["fallback"] is True
    bot.keys_uploaded()
    for name in ("one", "two"):
        own = device(tmp_path, name)
        assert own.begin(bot.own, fallback)
        sealed = own.to_device(bot.own, "m.dummy", {})
        event = {"type": "m.room.encrypted", "sender": own.own.user_id, "content": sealed}
        assert (bot.open_olm(event) or pytest.fail("not opened")).type == "m.dummy"
    assert bot.key_upload(50) is None or bot.key_upload(60) is None
    renewed = bot.key_upload(None, fallback_used=True) or {}
    assert list(renewed["fallback_keys"].values()) != [fallback]


KNOWN = {"@spain:example.org": Known(1, 1, None, True, True)}
_ids = itertools.count(1)


def _parked(sender: str, minutes: int = 0) -> Parked:
    event = {"event_id": f"$p{next(_ids)}", "sender": sender}
    return Parked("!r:example.org", event, NOON + timedelta(minutes=minutes))


def test_events_that_wait_are_few_of_strangers_and_fifty_of_an_officer() -> None:
    waiting = Waiting()
    officer = [_parked("@spain:example.org") for _ in range(80)]
    kept, gone = waiting.admit(officer, KNOWN)
    waiting.put(kept)
    assert (len(kept), gone) == (50, [])
    for number in range(1_000):
        kept, gone = waiting.admit([_parked(f"@p{number % 250}:evil{number % 25}.example")], KNOWN)
        waiting.drop(gone)
        waiting.put(kept)
    assert len(waiting.events) == 50 + 200
    assert sum(one.sender == "@p7:evil7.example" for one in waiting.events.values()) <= 5
    assert waiting.too_old(NOON + timedelta(days=1)) != []
    waiting.drop(waiting.too_old(NOON + timedelta(days=1)))
    assert {one.sender for one in waiting.events.values()} == {"@spain:example.org"}
    assert len(waiting.too_old(NOON + timedelta(days=7))) == 50


@pytest.mark.matrix
async def test_a_strangers_room_with_others_in_it_is_left_and_nothing_of_it_is_kept(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        client(synapse, person("mallory"), tmp_path, net.bot) as mallory,
        client(synapse, person("puppet"), tmp_path, net.bot) as puppet,
    ):
        net.expect_somebody()
        await net.settled()
        await mallory.open(3, preset="public_chat")
        assert await mallory.is_with_the_bot(False)
        assert await mallory.open()
        await mallory.own.server.post(f"/rooms/{mallory.room}/invite", {"user_id": puppet.user_id})
        assert await mallory.is_with_the_bot(False)
        unreadable = {"algorithm": "m.megolm.v1.aes-sha2", "session_id": "s", "ciphertext": "A" * 9}
        await mallory.put("m.room.encrypted", unreadable)
        await asyncio.sleep(1)
        assert net.all(MatrixParked) == []
        assert net.all(MatrixRoom) == []


@pytest.mark.matrix
async def test_a_stranger_who_says_nothing_of_use_is_left_after_a_day(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        client(synapse, person("mallory"), tmp_path, net.bot) as mallory,
    ):
        net.expect_somebody()
        await net.settled()
        assert await mallory.open()
        await mallory.say("hello")
        assert await mallory.hear("private")
        assert len(net.all(MatrixRoom)) == 1
        net.clock.ahead += timedelta(days=1, minutes=1)
        assert await mallory.is_with_the_bot(False)
        await net.until(lambda: net.all(MatrixRoom) == [])
        assert [one.kind for one in net.all(Outgoing)] == ["stranger"]


@pytest.mark.matrix
async def test_a_room_from_before_a_start_in_which_nobody_is_known_is_left(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    name = person("liaison")
    async with client(synapse, person("mallory"), tmp_path, f"@{name}:example.org") as mallory:
        async with network(synapse, name, tmp_path) as net:
            net.expect_somebody()
            await net.settled()
            assert await mallory.open()
        await mallory.own.server.post(f"/rooms/{mallory.room}/invite", {"user_id": "@third:example.org"})
        async with network(synapse, name, tmp_path) as net:
            assert await mallory.is_with_the_bot(False)
