"""Who is believed, who is written to, and what is said to the others: nothing, or something neutral."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.audit import AuditEntry, Tag
from storage.clues import Clue
from storage.people import Stranger
from tests.matrix.network import network
from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse

pytestmark = pytest.mark.matrix
Register = Callable[[str], str]


async def test_a_replaced_identity_gets_nothing_and_is_not_acted_on(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room = await net.welcome(spain, "spain")
        await spain.say(room, "/contacts Italy")
        await spain.wait_text("+39", net.bot)
        await spain.do("bootstrap", reset=True)
        await net.until(lambda: not net.account(spain.user_id).trusted)
        await spain.say(room, "/clue China from whoever this is")
        await spain.say(room, "/contacts Italy")
        await spain.wait_text("new identity", net.bot)
        await net.settled()
        assert net.all(Clue) == []
        assert [one.text for one in net.heard] == ["/contacts Italy"]
        tags = [entry.tag for entry in net.all(AuditEntry)]
        assert tags.count(Tag.IDENTITY_CHANGED) == 1
        assert sum("+39" in message.body for message in spain.messages(room, net.bot)) == 1


async def test_an_unsigned_device_of_an_officer_reads_nothing_and_files_nothing(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    name = person("spain")
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, name) as spain,
        Phone(synapse.url, name, signed=False, strict=False) as stolen,
    ):
        room = await net.welcome(spain, "spain")
        await stolen.until(lambda: stolen.memberships.get(room) == "join")
        await spain.say(room, "/contacts Italy")
        await spain.wait_text("+39", net.bot)
        unread = await stolen.wait_for(lambda event: event.sender == net.bot and event.encrypted)
        assert not unread.readable
        await stolen.say(room, "/clue China from the stolen phone")
        await spain.wait_text("not verified", net.bot)
        assert net.all(Clue) == []


async def test_a_stranger_reads_one_neutral_line_a_day(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, person("stranger")) as stranger,
    ):
        net.expect_somebody()
        room = await net.room(stranger)
        for text in ("hello", "/contacts Italy", "/help"):
            await stranger.say(room, text)
        line = await stranger.wait_text("private", net.bot)
        await net.settled()
        assert [one.event_id for one in stranger.messages(room, net.bot)] == [line.event_id]
        assert len(net.all(Stranger)) == 1
        assert "/" not in line.body


async def test_a_stranger_who_is_not_expected_is_declined_without_a_word(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, person("stranger")) as stranger,
        Phone(synapse.url, person("spain")) as spain,
    ):
        await net.settled()
        rooms = await asyncio.gather(*(stranger.room_with(net.bot) for _ in range(20)))
        friendly = asyncio.create_task(net.welcome(spain, "spain"))
        for room in rooms:
            await stranger.wait_for(
                lambda e, room=room: (  # type: ignore[misc]
                    e.room == room and e.state_key == net.bot and e.content["membership"] == "leave"
                )
            )
        await spain.say(await friendly, "/help")
        await spain.wait_text("!contacts", net.bot)
        assert not any(stranger.messages(room, net.bot) for room in rooms)


async def test_a_third_person_in_the_room_ends_the_talk_there(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, person("spain")) as spain,
        Phone(synapse.url, person("third")) as third,
    ):
        room = await net.welcome(spain, "spain")
        await spain.do("invite", room=room, user=third.user_id)
        await third.until(lambda: third.memberships.get(room) == "invite")
        await third.do("join", room=room)
        await spain.wait_for(lambda e: e.state_key == e.sender == third.user_id)
        await spain.say(room, "/contacts Italy")
        await spain.until(lambda: any(r != room and m == "invite" for r, m in spain.memberships.items()))
        (private,) = (r for r, m in spain.memberships.items() if m == "invite")
        await spain.do("join", room=private)
        told = await spain.wait_text("nobody but you and me", net.bot)
        assert (told.room, told.shield) == (private, "NONE")
        assert spain.messages(room, net.bot) == []
        await spain.say(private, "/contacts Italy")
        assert (await spain.wait_text("+39", net.bot)).room == private


async def test_encryption_is_turned_on_before_anything_is_said(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room = await net.welcome(spain, "spain", encrypted=False)
        await spain.wait_for(lambda e: e.room == room and e.type == "m.room.encryption")
        await spain.say(room, "/contacts Italy")
        answer = await spain.wait_text("+39", net.bot)
        assert answer.encrypted


async def test_an_officer_without_a_room_is_given_one(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, person("spain")) as spain,
    ):
        net.vet("spain", spain.user_id, await spain.do("master"))
        await net.settled()
        net.say("spain", "words.unclear")
        await spain.until(lambda: "invite" in spain.memberships.values())
        (room,) = spain.memberships
        await spain.do("join", room=room)
        assert (await spain.wait_text("did not understand", net.bot)).shield == "NONE"
        net.say("spain", "button.gone")
        assert (await spain.wait_text("button", net.bot)).room == room


async def test_an_upgraded_room_is_followed(synapse: Synapse, person: Register, tmp_path: Path) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, person("spain")) as spain,
    ):
        old = await net.welcome(spain, "spain")
        await spain.say(old, "/help")
        await spain.wait_text("!contacts", net.bot)
        new = await spain.do("upgrade", room=old, version="11")
        await spain.do("invite", room=new, user=net.bot)
        await spain.wait_for(lambda e: e.room == new and e.state_key == e.sender == net.bot)
        await spain.say(new, "/contacts Italy")
        assert (await spain.wait_text("+39", net.bot)).room == new
