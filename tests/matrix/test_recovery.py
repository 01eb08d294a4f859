"""The recovery key: any client can use it, and the identity comes back with it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.channels.matrix.homeserver.errors import ForeignIdentityError, WrongRecoveryKeyError
from bot.channels.matrix.keys.identity import establish
from bot.channels.matrix.keys.recovery import export, restore
from tests.matrix.desk import Drawer, desk
from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse

pytestmark = pytest.mark.matrix
Register = Callable[[str], str]


async def test_another_session_of_the_account_is_verified_with_the_recovery_key(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    name = person("liaison")
    async with desk(synapse, name, tmp_path) as bot:
        assert bot.identity is not None
        key = await export(bot.server, bot.identity)
        async with Phone(synapse.url, name, signed=False) as operator:
            assert await operator.do("recover", key=key) is True
            assert operator.device_id in (await bot.people.of(bot.user_id)).trusted(bot.identity.key)


async def test_a_lost_identity_comes_back_with_the_recovery_key(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    name = person("liaison")
    async with desk(synapse, name, tmp_path / "old") as bot:
        assert bot.identity is not None
        key, before = await export(bot.server, bot.identity), bot.identity.key
    drawer = Drawer()
    async with desk(synapse, name, tmp_path / "new", drawer, signed=False) as bare:
        with pytest.raises(ForeignIdentityError):
            await establish(bare.server, drawer, bare.crypto.own, name)
        await restore(bare.server, drawer, bare.user_id, key)
        assert (await establish(bare.server, drawer, bare.crypto.own, name)).key == before


async def test_a_mistyped_or_foreign_recovery_key_restores_nothing(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    drawer = Drawer()
    async with desk(synapse, person("liaison"), tmp_path / "a", drawer) as bot:
        assert bot.identity is not None
        old, new = await export(bot.server, bot.identity), await export(bot.server, bot.identity)
        swapped = new[:-1] + ("2" if new[-1] != "2" else "3")
        for wrong in (swapped, new[:20], "0OIl", "", old):
            with pytest.raises(WrongRecoveryKeyError):
                await restore(bot.server, drawer, bot.user_id, wrong)
    async with desk(synapse, person("liaison"), tmp_path / "b") as other:
        with pytest.raises(WrongRecoveryKeyError, match="no recovery key"):
            await restore(other.server, drawer, other.user_id, new)
