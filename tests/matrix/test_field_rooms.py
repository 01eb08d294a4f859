"""Field report R09: invitations by the hundred, withdrawn ones, and rooms with many people in them."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.matrix.rooms.invites import Invites
from tests.matrix.crowd import becomes, client, invited_by_a_crowd
from tests.matrix.desk import desk
from tests.matrix.network import network
from tests.matrix.phone import Phone
from tests.matrix.storm import Where
from tests.matrix.synapse import Synapse

pytestmark = pytest.mark.matrix
Register = Callable[[str], str]


async def test_r09_an_officer_among_strangers_is_answered_within_seconds(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    at = Where(synapse, person("liaison"), person("spain"), tmp_path)
    assert await invited_by_a_crowd(at, 40) < 60


async def test_r09_an_invitation_withdrawn_before_the_join_harms_nobody(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    joined: list[str] = []

    async def note(room_id: str, _who: str) -> None:
        joined.append(room_id)

    async with (
        desk(synapse, person("liaison"), tmp_path) as bot,
        client(synapse, f"{bot.user_id[1:].partition(':')[0]}-friend") as friend,
    ):
        who = str((await friend.get("/account/whoami"))["user_id"])
        invitation = {"type": "m.room.member", "state_key": bot.user_id, "sender": who}
        rooms = [
            str((await friend.post("/createRoom", {"invite": [bot.user_id]}))["room_id"]) for _ in range(2)
        ]
        await friend.post(f"/rooms/{rooms[0]}/kick", {"user_id": bot.user_id})
        invites = Invites(bot.server, bot.user_id, note)
        await invites.answer({room: [invitation] for room in rooms}, [who], False, datetime.now(UTC))
        assert joined == rooms[1:]
        await becomes(friend, rooms[1], bot.user_id, "join")


async def test_r09_nothing_is_said_in_a_room_of_many_even_where_a_vetted_officer_asked_the_bot_in(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path) as net,
        Phone(synapse.url, person("spain")) as spain,
        AsyncExitStack() as others,
    ):
        net.vet("spain", spain.user_id, await spain.do("master"))
        await net.settled()
        crowd = await spain.do("create_room", direct=False)
        await spain.do("state", room=crowd, type="m.room.join_rules", content={"join_rule": "public"})
        for number in range(20):
            name = f"{spain.user}-colleague-{number}"
            await (await others.enter_async_context(client(synapse, name))).post(f"/join/{crowd}")
        await spain.do("invite", room=crowd, user=net.bot)
        await spain.wait_for(lambda e: e.room == crowd and e.state_key == e.sender == net.bot)
        await spain.say(crowd, "/contacts Italy")
        await spain.until(lambda: "invite" in spain.memberships.values())
        (private,) = (room for room, membership in spain.memberships.items() if membership == "invite")
        await spain.do("join", room=private)
        assert (await spain.wait_text("nobody but you and me", net.bot)).room == private
        assert spain.messages(crowd, net.bot) == []
