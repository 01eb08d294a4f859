"""The bot's own identity, as a homeserver and a client that isolates unsigned devices see it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.channels.matrix.homeserver.errors import DeviceMismatchError, ForeignIdentityError
from bot.channels.matrix.keys.identity import SECRET, Identity, establish, is_believed, query
from tests.matrix.desk import Drawer, desk
from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse

pytestmark = pytest.mark.matrix
Register = Callable[[str], str]


async def test_a_signed_bot_and_a_strict_phone_read_each_other(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        desk(synapse, person("liaison"), tmp_path) as bot,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room = await bot.welcome(spain)
        await spain.say(room, "/clue China three women")
        await bot.sync_until(lambda: bot.bodies() == ["/clue China three women"])
        await bot.say(room, "Filed.", spain.user_id, "t1")
        got = await spain.wait_text("Filed.")
        assert (got.sender, got.shield, got.encrypted) == (bot.user_id, "NONE", True)
        assert (await spain.do("trust", user=bot.user_id, device=bot.crypto.own.device_id))["signed"]


async def test_without_a_signature_the_strict_phone_sends_nothing_readable(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    name = person("liaison")
    async with (
        desk(synapse, name, tmp_path, signed=False) as bot,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room = await bot.welcome(spain)
        await spain.say(room, "secret")
        await bot.sync_until(lambda: bool(bot.unread))
        await bot.take(await bot.sync.once(bot.token, 1))
        assert bot.bodies() == []
        assert len(bot.unread) == 1


async def test_the_same_identity_and_device_are_found_again_at_the_next_start(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    name, drawer = person("liaison"), Drawer()
    async with desk(synapse, name, tmp_path, drawer) as bot:
        before = (bot.identity and bot.identity.key, bot.crypto.own)
    async with desk(synapse, name, tmp_path, drawer) as again:
        assert (again.identity and again.identity.key, again.crypto.own) == before
        assert is_believed(await query(again.server, again.user_id), str(before[0]), again.crypto.own)
    assert "/logout" not in synapse.log()


async def test_an_identity_already_on_the_server_is_never_replaced(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    name, drawer = person("liaison"), Drawer()
    async with Phone(synapse.url, name), desk(synapse, name, tmp_path, drawer, signed=False) as bot:
        before = await query(bot.server, bot.user_id)
        with pytest.raises(ForeignIdentityError, match="already has a cross-signing identity"):
            await establish(bot.server, drawer, bot.crypto.own, name)
        assert (await query(bot.server, bot.user_id))["master_keys"] == before["master_keys"]
        assert drawer.get(SECRET) is None


async def test_keys_made_before_a_crash_are_the_ones_uploaded_after_it(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    name, drawer = person("liaison"), Drawer()
    made = Identity.generate(f"@{name}:example.org")
    drawer.put(SECRET, made.seeds())
    async with desk(synapse, name, tmp_path, drawer) as bot:
        assert bot.identity is not None
        assert bot.identity.key == made.key


async def test_a_lost_key_store_stops_the_start_instead_of_going_half_deaf(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    name, drawer = person("liaison"), Drawer()
    async with desk(synapse, name, tmp_path / "store", drawer):
        pass
    with pytest.raises(DeviceMismatchError, match="are missing"):
        async with desk(synapse, name, tmp_path / "elsewhere", drawer):
            pass
