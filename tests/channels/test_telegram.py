"""The contract over Telegram: by long poll, and by webhook."""

import socket
from collections.abc import AsyncIterator, Sequence

import pytest

from bot.channels.port import Channel
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.limits import Pace
from bot.channels.telegram.line import Settings, Webhook
from bot.clock import RealClock
from tests.botapi import BotApi, running
from tests.channels.contract import Harness, Promises, Seen

pytestmark = pytest.mark.telegram
TOKEN = "100200300:TESTTOKENxyz"
OFFICER = 1001


class TelegramHarness:
    officer = str(OFFICER)

    def __init__(self, api: BotApi, webhook: Webhook | None = None) -> None:
        self._api, self._webhook = api, webhook
        self._people = api.control
        self._people.add_bot(TOKEN)
        self._people.add_user(OFFICER, "Marta", "Ruiz", language_code="es")
        self._people.flood(enabled=False)
        self._people.webhook_retry(0.1)

    async def open(self) -> Channel:
        settings = Settings(TOKEN, self._api.url, self._webhook, pace=Pace(per_second=0))
        return Telegram(settings, RealClock())

    async def write(self, words: str) -> str:
        return str(self._people.text(OFFICER, words)["message_id"])

    async def rewrite(self, message: str, words: str) -> None:
        self._people.edit(OFFICER, int(message), words)

    async def attach(self, name: str, data: bytes, caption: str) -> None:
        self._people.file(OFFICER, "document", data, name=name, caption=caption)

    async def press(self, key: str) -> None:
        query = self._people.press(OFFICER, key)
        await self._people.wait_answer(query)

    async def screen(self) -> Sequence[Seen]:
        return [
            Seen(
                id=str(message["message_id"]),
                text=message["text"] or message["caption"] or "",
                keys=tuple(label for row in message["buttons"] for label in row),
                files=tuple((file["name"], file["size"], file["sha256"]) for file in message["files"]),
            )
            for message in self._people.said(OFFICER)
        ]

    async def break_line(self) -> None:
        self._people.fault("drop", times=0)

    async def mend_line(self) -> None:
        self._people.clear_faults()

    async def shut_out(self) -> None:
        self._people.block(OFFICER)

    async def again(self) -> None:
        bot = self._api.world.bots[TOKEN]
        last = next(iter(self._api.world.bots[TOKEN].dialogs[OFFICER].messages.values()))
        self._people.inject({"update_id": bot.mailbox.next_id - 1, "message": last.json()})


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with running() as server:
        yield server


class TestLongPoll(Promises):
    @pytest.fixture
    async def harness(self, api: BotApi) -> Harness:
        return TelegramHarness(api)


class TestWebhook(Promises):
    @pytest.fixture
    async def harness(self, api: BotApi) -> Harness:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        return TelegramHarness(api, Webhook(f"http://127.0.0.1:{port}/telegram", "s3cret-of-ours", port=port))
