"""Rooms of several officers on a real homeserver, with strict clients."""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest

from bot.channels.matrix.rooms.room import CASE_MARK
from bot.channels.port import Presence, RoomKeeper, TryLaterError
from handlers.vocabulary.text import text
from storage.case_rooms import CaseRoom, CaseSeat, Seating
from tests.matrix.house import Process, serving
from tests.matrix.network import Network, network
from tests.matrix.phone import Phone, PhoneError
from tests.matrix.synapse import Synapse

Register = Callable[[str], str]


async def keeper_of(net: Network) -> RoomKeeper:
    """For the test alone: rooms that the database does not know would be left again."""
    net.stop_rooms()
    await net.until(lambda: net.channel.rooms is not None)
    assert net.channel.rooms is not None
    return net.channel.rooms


async def said(net: Network, keeper: RoomKeeper, room: str, key: str, words: str, *phones: Phone) -> str:
    """As soon as everybody who just came is ready."""
    readers = [one.user_id for one in phones]
    found: list[str] = []

    while not found:
        try:
            found.append(await keeper.say(room, key, text(words), readers))
        except TryLaterError:
            await net.settled()
    return found[0]


@pytest.mark.matrix
async def test_who_was_put_out_reads_nothing_that_is_said_later(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, person("spain")) as spain,
        Phone(synapse.url, person("france")) as france,
    ):
        for phone, handle in ((spain, "spain"), (france, "france")):
            net.vet(handle, phone.user_id, await phone.do("master"))
        keeper = await keeper_of(net)
        room = await keeper.open_room("token", "R-23456")
        assert await keeper.open_room("token", "R-23456") == room
        for phone in (spain, france):
            await keeper.admit(room, phone.user_id)
            await phone.until(lambda p=phone: p.memberships.get(room) == "invite")  # type: ignore[misc]
            await phone.do("join", room=room)
        await said(net, keeper, room, "one", "for both", spain, france)
        for phone in (spain, france):
            heard = await phone.wait_text("for both", net.bot)
            assert heard.shield == "NONE"
        await spain.say(room, "/contacts Italy")
        await france.wait_text("/contacts Italy", spain.user_id)
        await keeper.remove(room, france.user_id)
        await france.until(lambda: france.memberships.get(room) == "leave")
        await said(net, keeper, room, "two", "for one", spain)
        await spain.say(room, "between us")
        await spain.wait_text("for one", net.bot)
        assert (await keeper.members(room))[france.user_id] is Presence.GONE
        assert not [one for one in france.events.values() if one.body in ("for one", "between us")]
        assert net.heard == []


OFFICERS = ("spain", "france", "italy", "germany", "uk", "netherlands")
MESSAGES = int(os.environ.get("LIAISON_TEST_ROOM_MESSAGES", "60"))


def case_of(net: Network) -> CaseRoom:
    (found,) = net.all(CaseRoom)
    return found


def seats(net: Network) -> list[Seating]:
    return [one.state for one in net.all(CaseSeat)]


async def opened(net: Network, spain: Phone, private: str, words: str) -> str:
    """A request, and its case room by two taps; the room's id."""
    await spain.say(private, words)
    await spain.press(private, net.bot, "Case room")
    await spain.press(private, net.bot, "Open the room")
    await net.until(lambda: net.all(CaseRoom) and case_of(net).place is not None)
    return str(case_of(net).place)


async def come_in(phone: Phone, room: str, bot: str) -> None:
    """Accept the invitation, and read the summary."""
    await phone.until(lambda: phone.memberships.get(room) == "invite")
    await phone.do("join", room=room)
    heard = await phone.wait_for(lambda e: e.room == room and e.readable and "Case room R-" in e.body, 40)
    assert (heard.sender, heard.shield) == (bot, "NONE")


async def talk_together(phones: Sequence[Phone], room: str, first: int, count: int) -> list[str]:
    """Everybody writes in turn, and everybody reads it all."""
    words = [f"message {number}." for number in range(first, first + count)]
    for number, one in enumerate(words):
        await phones[number % len(phones)].say(room, one)
    for phone in phones:
        await phone.until(lambda p=phone: set(words) <= read_by(p, room), 120)  # type: ignore[misc]
    return words


def read_by(phone: Phone, room: str) -> set[str]:
    return {one.body for one in phone.events.values() if one.room == room and one.readable}


def unread_by(phone: Phone, room: str) -> list[str]:
    return [one.event_id for one in phone.events.values() if one.room == room and not one.readable]


@pytest.mark.matrix
@pytest.mark.timeout(300 + 3 * MESSAGES)
async def test_six_officers_come_and_go_and_nothing_is_lost_or_read_too_late(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    name, each = person("liaison"), MESSAGES // 4
    async with AsyncExitStack() as stack:
        phones = [await stack.enter_async_context(Phone(synapse.url, person(one))) for one in OFFICERS]
        spain, france, italy, germany, uk, late = phones
        async with network(synapse, name, tmp_path) as net:
            private = await net.welcome(spain, "spain")
            for handle, phone in zip(OFFICERS[1:], phones[1:], strict=True):
                net.vet(handle, phone.user_id, await phone.do("master"))
            places = "France, Italy, Germany, United Kingdom, Netherlands"
            room = await opened(net, spain, private, f"/request {places} Is the van known?")
            for phone in phones[:-1]:
                await come_in(phone, room, net.bot)
            before = await talk_together(phones[:-1], room, 0, each)
            await come_in(late, room, net.bot)
            await talk_together(phones, room, each, each)
        async with network(synapse, name, tmp_path) as net:
            await net.settled()
            await italy.do("leave", room=room)
            net.suspend("germany")
            await germany.until(lambda: germany.memberships.get(room) == "leave")
            inside = [spain, france, uk, late]
            after = await talk_together(inside, room, 2 * each, each)
            await spain.say(private, "!help")
            await net.until(lambda: Seating.LEFT in seats(net) and Seating.REMOVED in seats(net))
            after += await talk_together(inside, room, 3 * each, each)
            assert [unread_by(phone, room) for phone in phones] == [[]] * len(phones)
            assert not set(before) & read_by(late, room)
            for gone in (italy, germany):
                assert not set(after) & read_by(gone, room)
            assert [one.text for one in net.heard] == ["!help"]
            assert net.keys_of(room) == []


@pytest.mark.matrix
async def test_nobody_but_the_bot_rules_there(synapse: Synapse, person: Register, tmp_path: Path) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, person("spain")) as spain,
    ):
        net.vet("spain", spain.user_id, await spain.do("master"))
        keeper = await keeper_of(net)
        room = await keeper.open_room("rules", "R-23456")
        await keeper.admit(room, spain.user_id)
        await spain.until(lambda: spain.memberships.get(room) == "invite")
        await spain.do("join", room=room)
        stranger = person("stranger")
        tries: list[tuple[str, dict[str, object]]] = [
            ("invite", {"user": f"@{stranger}:example.org"}),
            ("state", {"type": "m.room.join_rules", "content": {"join_rule": "public"}}),
            ("state", {"type": "m.room.history_visibility", "content": {"history_visibility": "shared"}}),
            ("state", {"type": "m.room.power_levels", "content": {"users": {spain.user_id: 100}}}),
            ("state", {"type": "m.room.tombstone", "content": {"replacement_room": "!x:example.org"}}),
            ("state", {"type": "m.room.pinned_events", "content": {"pinned": []}}),
        ]
        for act, details in tries:
            with pytest.raises(PhoneError, match="403"):
                await spain.do(act, room=room, **details)
        await spain.say(room, "before")
        await keeper.freeze(room)
        await keeper.freeze(room)
        with pytest.raises(PhoneError, match="403"):
            await spain.say(room, "after")
        await said(net, keeper, room, "last", "the bot still can", spain)
        await keeper.members(await keeper.open_room("lost", "R-23456"))
        assert held_by(synapse, net.bot) == 2
        await keeper.leave_others([room])
        assert held_by(synapse, net.bot) == 1
        assert (await spain.wait_text("the bot still can", net.bot)).shield == "NONE"


_HELD = """SELECT count(DISTINCT room_id) FROM event_json JOIN local_current_membership USING (room_id)
    WHERE json LIKE ? AND user_id = ? AND membership = 'join'"""


def held_by(synapse: Synapse, bot: str) -> int:
    """In how many case rooms the bot is, whether anybody was invited there or not."""
    address = f"file:{synapse.folder / 'homeserver.db'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=30)) as database:
        return int(database.execute(_HELD, (f"%{CASE_MARK}%", bot)).fetchone()[0])


async def connected(process: Process, times: int) -> None:
    """Until the process has been let in by the homeserver, as the log counts it."""
    async with asyncio.timeout(60):
        while process.log.read_text().count("matrix.started") < times:  # noqa: ASYNC110 it reads a file
            await asyncio.sleep(0.02)


@pytest.mark.matrix
@pytest.mark.timeout(600)
async def test_a_process_that_is_killed_at_any_moment_leaves_one_room(
    synapse: Synapse, person: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed a little later each time while it makes the room and lets its people in."""
    name = person("liaison")
    monkeypatch.setenv("LIAISON_MATRIX__STORE", str(tmp_path / "matrix"))
    async with Phone(synapse.url, person("spain")) as spain, Phone(synapse.url, person("france")) as france:
        async with network(synapse, name, tmp_path) as net:
            private, bot = await net.welcome(spain, "spain"), net.bot
            net.vet("france", france.user_id, await france.do("master"))
            await spain.say(private, "/request France Is the van known?")
            await spain.wait_text("Case room", bot)
            await net.settled()
            net.stop_rooms()
            await spain.press(private, bot, "Case room")
            await spain.wait_text("is being opened", bot)
        assert held_by(synapse, bot) == 0
        for number in range(8):
            with serving(tmp_path, synapse.url, name) as process:
                await connected(process, number + 1)
                await asyncio.sleep(0.2 * number)
        with serving(tmp_path, synapse.url, name):
            await spain.until(lambda: others(spain, private), 60)
            (room,) = others(spain, private)
            for phone in (spain, france):
                await come_in(phone, room, bot)
        async with network(synapse, name, tmp_path) as net:
            await net.until(lambda: held_by(synapse, bot) == 1, 60)
            await spain.say(room, "still together")
            await france.wait_text("still together", spain.user_id)


def others(phone: Phone, private: str) -> list[str]:
    """The rooms that somebody is in or invited to, without the one with the bot."""
    return [one for one, shown in phone.memberships.items() if shown != "leave" and one != private]
