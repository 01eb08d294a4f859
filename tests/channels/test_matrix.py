"""The contract over Matrix: a real homeserver, and a phone in strict isolation mode."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.channels.matrix import Account, Matrix
from bot.channels.port import Channel
from bot.clock import RealClock
from tests.channels.contract import Harness, Promises, Seen
from tests.channels.ledger import Ledger
from tests.matrix.conftest import node, person, synapse
from tests.matrix.network import enrolled, furnished
from tests.matrix.phone import Phone
from tests.matrix.phone.driver import Arrived
from tests.matrix.proxy import Proxy, line_to
from tests.matrix.synapse import Synapse

__all__ = ["node", "person", "synapse"]
pytestmark = pytest.mark.matrix


class MatrixHarness:
    """`room` is where the officer and the bot are; each channel keeps its device in `folder`."""

    def __init__(self, proxy: Proxy, phone: Phone, bot: str, folder: Path) -> None:
        self.officer, self._phone, self._proxy, self._bot = phone.user_id, phone, proxy, bot
        self._home = furnished(folder)
        self._account = Account(proxy.url, f"@{bot}:example.org", folder / "matrix", password=bot)
        self._room = ""
        self._tokens: list[str] = []
        self._again = False

    async def move_in(self) -> None:
        """The bot has its device, the officer an account and a room with it."""
        enrolled(self._home, "spain", self.officer, await self._phone.do("master"))
        channel, ledger = self._matrix(), Ledger()
        task = asyncio.create_task(channel.run(ledger))
        while not channel.is_ready:  # noqa: ASYNC110 (nothing else says so)
            await asyncio.sleep(0.02)
        self._room = await self._phone.room_with(self._account.user_id)
        await self._phone.wait_for(lambda e: e.state_key == e.sender == self._account.user_id)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await channel.stop()

    def _matrix(self) -> Matrix:
        return Matrix(self._account, self._home.database, RealClock().now)

    async def open(self) -> Channel:
        channel = self._matrix()
        ask = channel.server.get

        async def get(path: str, query: Any = None, timeout: float = 30.0, needs: str = "") -> Any:  # noqa: ASYNC109
            if path == "/sync" and query and "since" in query:
                self._tokens.append(query["since"])
                if self._again:
                    self._again, query = False, {**query, "since": self._tokens[-2]}
            return await ask(path, query, timeout, needs)

        channel.server.get = get  # type: ignore[method-assign]
        return channel

    async def write(self, words: str) -> str:
        return await self._phone.say(self._room, words)

    async def rewrite(self, message: str, words: str) -> None:
        await self._phone.edit(self._room, message, words)

    async def attach(self, name: str, data: bytes, caption: str) -> None:
        path = Path(self._account.folder).parent / "attached.bin"
        path.write_bytes(data)
        await self._phone.send_file(
            self._room, path, "m.file", "application/octet-stream", title=name, caption=caption
        )

    async def press(self, key: str) -> None:
        """Keys are numbers here."""

    async def screen(self) -> Sequence[Seen]:
        await self._settle()
        found: dict[str, Seen] = {}
        for event in self._phone.messages(self._room, self._account.user_id):
            assert event.readable
            assert event.shield == "NONE"
            await self._show(event, found)
        return list(found.values())

    async def _show(self, event: Arrived, found: dict[str, Seen]) -> None:
        relation = event.relation or {}
        if event.redacted or event.event_id in self._phone.redactions:
            found.pop(event.event_id, None)
        elif relation.get("rel_type") == "m.replace":
            target = relation["event_id"]
            found[target] = Seen(target, event.content["m.new_content"]["body"])
        elif event.event_id not in found:
            found[event.event_id] = Seen(event.event_id, event.body, files=await self._files(event))

    async def _files(self, event: Arrived) -> tuple[tuple[str, int, str], ...]:
        if "file" not in event.content:
            return ()
        data = await self._phone.fetch_file(event)
        return ((event.content["filename"], len(data), hashlib.sha256(data).hexdigest()),)

    async def _settle(self) -> None:
        """Whatever the bot sent before this has come to the phone once its own words came back."""
        mark = await self._phone.do(
            "send", room=self._room, type="org.example.mark", content={"body": "here"}
        )
        await self._phone.wait_for(lambda event: event.event_id == mark)

    async def break_line(self) -> None:
        self._proxy.cut()

    async def mend_line(self) -> None:
        self._proxy.mend()

    async def shut_out(self) -> None:
        await self._phone.do("leave", room=self._room)
        await asyncio.sleep(0.5)

    async def again(self) -> None:
        self._again = True


class TestMatrix(Promises):
    @pytest.fixture
    async def harness(
        self, synapse: Synapse, person: Callable[[str], str], tmp_path: Path
    ) -> AsyncIterator[Harness]:
        async with line_to(synapse.url) as proxy, Phone(synapse.url, person("spain")) as phone:
            harness = MatrixHarness(proxy, phone, person("liaison"), tmp_path)
            await harness.move_in()
            yield harness
