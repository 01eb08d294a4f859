"""Rooms that are replaced by others: followed where everything fits, never into a room with somebody else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.rooms.room import Room
from tests.matrix.network import Network, network
from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse

Register = Callable[[str], str]
SPAIN, THIRD = "@spain:example.org", "@third:example.org"


async def opened(phone: Phone, room: str) -> None:
    """Whoever knows the room may come in; a room that replaces it has the same rule."""
    await phone.do("state", room=room, type="m.room.join_rules", content={"join_rule": "public"})


async def replace(phone: Phone, room: str, successor: str) -> None:
    content = {"body": "moved", "replacement_room": successor}
    await phone.do("state", room=room, type="m.room.tombstone", content=content)


async def gone_again(phone: Phone, net: Network, room: str) -> None:
    """The bot looked in and left."""
    await phone.wait_for(
        lambda e: e.room == room and e.state_key == net.bot and e.content.get("membership") == "leave"
    )
    assert phone.messages(room, net.bot) == []


@pytest.mark.matrix
async def test_a_chain_of_upgrades_is_followed_without_an_invitation(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    name = person("liaison")
    async with Phone(synapse.url, person("spain")) as spain:
        async with network(synapse, name, tmp_path) as net:
            room = await net.welcome(spain, "spain")
            await opened(spain, room)
            for version in ("12", "12"):
                room = await spain.do("upgrade", room=room, version=version)
                await spain.wait_for(lambda e, r=room: e.room == r and e.state_key == e.sender == net.bot)  # type: ignore[misc]
            await spain.say(room, "/contacts Italy")
            assert (await spain.wait_text("+39", net.bot)).room == room
        # once more while nobody was there to see it
        room = await spain.do("upgrade", room=room, version="12")
        async with network(synapse, name, tmp_path) as net:
            await net.settled()
            net.say("spain", "words.unclear")
            assert (await spain.wait_text("did not understand", net.bot)).room == room


@pytest.mark.matrix
async def test_a_room_that_is_no_heir_or_holds_a_third_person_is_left_without_a_word(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, person("spain")) as spain,
        Phone(synapse.url, person("third")) as third,
    ):
        first = await net.welcome(spain, "spain")
        crowded = await spain.do("create_room", creation={"predecessor": {"room_id": first}})
        await opened(spain, crowded)
        await third.do("join", room=crowded)
        await replace(spain, first, crowded)
        await gone_again(spain, net, crowded)

        second = await net.room(spain)
        foreign = await spain.do("create_room")
        await opened(spain, foreign)
        await replace(spain, second, foreign)
        await gone_again(spain, net, foreign)

        net.say("spain", "words.unclear")
        await spain.until(lambda: "invite" in spain.memberships.values())
        (private,) = (room for room, membership in spain.memberships.items() if membership == "invite")
        await spain.do("join", room=private)
        assert (await spain.wait_text("did not understand", net.bot)).room == private


def room(*events: tuple[str, str, Json]) -> Room:
    """(type, sender, content) of its state."""
    made = Room("!old:example.org")
    made.apply(
        {"type": kind, "sender": by, "state_key": "", "content": content} for kind, by, content in events
    )
    return made


@pytest.mark.parametrize(
    ("version", "levels", "may"),
    [
        ("11", {"users": {SPAIN: 100}}, True),
        ("11", {"users": {SPAIN: 49}}, False),
        ("11", {"users": {SPAIN: 50}, "events": {"m.room.tombstone": 100}}, False),
        ("11", {"users_default": 50, "state_default": 50}, True),
        ("11", {"users": {SPAIN: "100"}}, False),
        ("11", {"users": [SPAIN]}, False),
        ("12", {"users": {}}, False),
    ],
)
def test_only_who_has_the_power_may_replace_a_room(version: str, levels: Json, may: bool) -> None:
    made = room(("m.room.create", THIRD, {"room_version": version}), ("m.room.power_levels", THIRD, levels))
    assert made.may_replace(SPAIN) is may


def test_the_maker_has_the_power_by_birth() -> None:
    assert room(("m.room.create", SPAIN, {})).may_replace(SPAIN)
    assert not room(("m.room.create", THIRD, {})).may_replace(SPAIN)
    named = {"room_version": "12", "additional_creators": [SPAIN]}
    assert room(("m.room.create", THIRD, named), ("m.room.power_levels", THIRD, {})).may_replace(SPAIN)


def test_a_tombstone_without_sense_names_no_heir() -> None:
    for content in ({}, {"replacement_room": ""}):
        assert room(("m.room.tombstone", SPAIN, content)).successor is None
    assert room(("m.room.create", SPAIN, {"predecessor": "!old"})).predecessor is None
