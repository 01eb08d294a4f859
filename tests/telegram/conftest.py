"""A channel on a fresh emulator, with named people."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.limits import Pace
from bot.channels.telegram.line import Settings
from bot.clock import RealClock
from tests.botapi import BotApi, running
from tests.botapi.control import Control
from tests.channels.contract import listening
from tests.channels.ledger import Ledger

TOKEN = "100200300:TESTTOKENxyz"
MARTA, LI = 1001, 1002


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with running() as server:
        server.control.add_bot(TOKEN)
        server.control.add_user(MARTA, "Marta", "Ruiz", "marta_r", "es")
        server.control.add_user(LI, "李", "伟", None, "zh-hans")
        server.control.flood(enabled=False)
        yield server


@pytest.fixture
def people(api: BotApi) -> Control:
    return api.control


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
async def channel(api: BotApi, ledger: Ledger) -> AsyncIterator[Telegram]:
    """Receiving into `ledger`; Marta has written "hello"."""
    made = Telegram(Settings(TOKEN, api.url, pace=Pace(per_second=0)), RealClock())
    async with listening(made, ledger):
        api.control.text(MARTA, "hello")
        await ledger.next()
        yield made


@pytest.fixture
def inbox(channel: Telegram, ledger: Ledger) -> Ledger:
    """Where `channel` puts what it receives."""
    assert channel.name == "telegram"
    return ledger
