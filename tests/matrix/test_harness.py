"""The counterparts themselves: a homeserver that can be stopped, and phones that read each other."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse

pytestmark = pytest.mark.matrix


async def test_two_signed_phones_read_each_other_in_strict_mode(
    synapse: Synapse, person: Callable[[str], str], tmp_path: Path
) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"\x89PNG" + bytes(range(256)))
    async with Phone(synapse.url, person("spain")) as spain, Phone(synapse.url, person("italy")) as italy:
        room = await spain.room_with(italy.user_id)
        await italy.until(lambda: italy.memberships.get(room) == "invite")
        await italy.do("join", room=room)
        await spain.wait_for(lambda event: event.state_key == italy.user_id)
        await spain.say(room, "three women at a restaurant")
        got = await italy.wait_text("three women")
        assert (got.sender, got.shield, got.encrypted) == (spain.user_id, "NONE", True)
        await italy.react(room, got.event_id, "👍")
        await spain.wait_for(lambda event: event.type == "m.reaction" and event.sender == italy.user_id)
        await spain.send_file(room, photo, "m.image", "image/png")
        sent = await italy.wait_for(lambda event: event.content.get("filename") == "photo.png")
        assert await italy.fetch_file(sent) == photo.read_bytes()


async def test_an_unsigned_phone_is_not_trusted_in_strict_mode(
    synapse: Synapse, person: Callable[[str], str]
) -> None:
    name = person("spain")
    async with (
        Phone(synapse.url, name, signed=False) as spain,
        Phone(synapse.url, person("italy")) as italy,
    ):
        room = await italy.room_with(spain.user_id)
        await spain.until(lambda: spain.memberships.get(room) == "invite")
        await spain.do("join", room=room)
        await italy.wait_for(lambda event: event.state_key == spain.user_id and event.sender == spain.user_id)
        event_id = await italy.say(room, "for signed devices only")
        got = await spain.wait_for(lambda event: event.event_id == event_id)
        assert not got.readable


async def test_a_killed_homeserver_comes_back_with_its_data(
    synapse: Synapse, person: Callable[[str], str]
) -> None:
    name = person("spain")
    synapse.kill()
    synapse.start()
    async with Phone(synapse.url, name) as spain:
        assert spain.user_id == f"@{name}:example.org"
