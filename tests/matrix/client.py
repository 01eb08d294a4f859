"""Somebody who writes from Python: with a device signed by an identity of their own, and whatever no
real client does."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from pathlib import Path

from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.homeserver.server import segment
from bot.channels.matrix.rooms.room import ENCRYPTION
from tests.matrix.desk import Desk, desk
from tests.matrix.synapse import Synapse

_numbers = itertools.count(1)


class Client:
    """`room` is the one with the bot, once it is open."""

    def __init__(self, own: Desk, bot: str) -> None:
        self.own, self.bot, self.room = own, bot, ""

    @property
    def user_id(self) -> str:
        return self.own.user_id

    async def open(self, seconds: float = 20, **more: object) -> bool:
        """Make an encrypted room with the bot; whether it came."""
        await self.own.sync_until(lambda: self.own.token is not None)
        made = await self.own.server.post(
            "/createRoom",
            {
                "preset": "private_chat",
                "is_direct": True,
                "invite": [self.bot],
                "initial_state": [{"type": "m.room.encryption", "state_key": "", "content": ENCRYPTION}],
                **more,
            },
        )
        self.room = made["room_id"]
        return await self.is_with_the_bot(True, seconds)

    async def is_with_the_bot(self, wanted: bool, seconds: float = 20) -> bool:
        """Whether it is so within these seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while wanted is not (self.bot in await self._joined()):  # noqa: ASYNC110 it asks
                    await asyncio.sleep(0.1)
                return True
        return False

    async def _joined(self) -> Json:
        members = await self.own.server.get(f"/rooms/{segment(self.room)}/joined_members")
        return dict(members["joined"])

    async def say(self, text: str, **content: object) -> str:
        return await self.send({"msgtype": "m.text", "body": text, **content})

    async def send(self, content: Json) -> str:
        self.own.people.forget([self.bot])
        return await self.own.send(self.room, content, self.bot, f"c{next(_numbers)}")

    async def send_plain(self, plain: str) -> str:
        """Whatever it is, as the content of an encrypted event, under the key that the bot has."""
        crypto, out = self.own.crypto.own, self.own.sharing._rooms[self.room]
        content = {
            "algorithm": ENCRYPTION["algorithm"],
            "sender_key": crypto.curve25519,
            "device_id": crypto.device_id,
            "session_id": out.session.id,
            "ciphertext": out.session.encrypt(plain),
        }
        return await self.put("m.room.encrypted", content)

    async def put(self, kind: str, content: Json) -> str:
        """An event as it is, not encrypted by us."""
        path = f"/rooms/{segment(self.room)}/send/{kind}/c{next(_numbers)}"
        return str((await self.own.server.put(path, content))["event_id"])

    async def event(self, event_id: str) -> Json:
        """As the homeserver has it."""
        return await self.own.server.get(f"/rooms/{segment(self.room)}/event/{segment(event_id)}")

    def heard(self) -> list[tuple[str, Json]]:
        """What the bot said so far: event and content."""
        return [
            (event["event_id"], clear.content)
            for event, clear in self.own.read
            if event["sender"] == self.bot
        ]

    async def hear(self, words: str, seconds: float = 20) -> tuple[str, Json] | None:
        """The first text of the bot that contains these words; None when none comes."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    for event_id, content in self.heard():
                        if words.casefold() in str(content.get("body", "")).casefold():
                            return event_id, content
                    await self.own.take(await self.own.sync.once(self.own.token, 1))
        return None


@contextlib.asynccontextmanager
async def client(synapse: Synapse, name: str, folder: Path, bot: str) -> AsyncIterator[Client]:
    """The account `name`, whose password is its name."""
    async with desk(synapse, name, folder / f"client-{name}") as own:
        yield Client(own, bot)
