"""A fresh emulator, one bot and named people for each test."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from tests.botapi import BotApi, running
from tests.botapi.control import Control

TOKEN = "100200300:TESTTOKENxyz"
MARTA, LI, STRANGER = 1001, 1002, 1003


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with running() as server:
        server.control.add_bot(TOKEN)
        server.control.add_user(MARTA, "Marta", "Ruiz", "marta_r", "es")
        server.control.add_user(LI, "李", "伟", None, "zh-hans")
        server.control.add_user(STRANGER, "Sam")
        yield server


@pytest.fixture
def people(api: BotApi) -> Control:
    return api.control


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=api.base_url, base_file_url=api.base_file_url) as client:
        yield client
