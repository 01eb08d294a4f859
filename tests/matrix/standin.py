"""A homeserver inside the test's process, and people at devices of their own: for more events than a real one
takes in a reasonable time. What the bot is told comes raw from the test; what the bot says is kept."""

import asyncio
import itertools
import json
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

from nio.crypto import OutboundGroupSession

from bot.channels.matrix.homeserver.errors import ServerError
from bot.channels.matrix.homeserver.plain import Json, parsed
from bot.channels.matrix.homeserver.server import Homeserver
from bot.channels.matrix.keys.crypto import MEGOLM
from bot.channels.matrix.keys.devices import Device
from bot.channels.matrix.keys.identity import Identity
from bot.channels.matrix.rooms.room import ENCRYPTION
from tests.matrix.pair import device

ROOM = "!dm:example.org"
BOT = "@liaison:example.org"
_SENT = re.compile(r"/rooms/([^/]+)/send/([^/]+)/(.+)")
_STATE = re.compile(r"/rooms/([^/]+)/state")
_numbers = itertools.count(1)


class Person:
    """Somebody with one device, which his or her identity signed."""

    def __init__(self, folder: Path, name: str) -> None:
        self.crypto = device(folder, name)
        self.own = self.crypto.own
        self.identity = Identity.generate(self.own.user_id)
        body = self.crypto.key_upload(None) or {}
        self.crypto.keys_uploaded()
        self._one_time_keys: Json = dict(body["one_time_keys"])
        bare = body["device_keys"]
        signed = self.identity.sign_device(bare)
        both = bare["signatures"][self.own.user_id] | signed["signatures"][self.own.user_id]
        self.device_keys: Json = signed | {"signatures": {self.own.user_id: both}}
        self.session = OutboundGroupSession()
        self.session.mark_as_shared()
        self.session.max_messages = 10**9
        self.read: list[str] = []
        self.room_keys: list[str] = []  # for which rooms it was given keys

    def hands_over(self, bot: Device, one_time_key: Json, room_id: str = ROOM) -> Json:
        """The room key, as a message to the bot's device."""
        self.crypto.begin(bot, one_time_key)
        key = {"algorithm": MEGOLM, "room_id": room_id, "session_id": self.session.id}
        content = self.crypto.to_device(bot, "m.room_key", key | {"session_key": self.session.session_key})
        return {"type": "m.room.encrypted", "sender": self.own.user_id, "content": content}

    def writes(self, plain: str) -> Json:
        """Whatever it is, encrypted: no client would."""
        cipher = str(self.session.encrypt(plain.encode(errors="replace").decode()))
        content = {"algorithm": MEGOLM, "session_id": self.session.id, "ciphertext": cipher}
        return self.event("m.room.encrypted", content | {"sender_key": self.own.curve25519})

    def says(self, text: str) -> Json:
        content = {"msgtype": "m.text", "body": text}
        return self.writes(json.dumps({"type": "m.room.message", "room_id": ROOM, "content": content}))

    def event(self, kind: str, content: Json, **more: Any) -> Json:
        fields = {"event_id": f"$e{next(_numbers)}", "origin_server_ts": 1_796_040_000_000, **more}
        return {"type": kind, "sender": self.own.user_id, "content": content, **fields}

    def claimed(self) -> Json:
        """One of its one-time keys; each is given away once."""
        name = next(iter(self._one_time_keys), None)
        return {} if name is None else {name: self._one_time_keys.pop(name)}

    def hears(self, content: Json) -> None:
        """A message to this device."""
        event = {"type": "m.room.encrypted", "sender": BOT, "content": content}
        payload = self.crypto.open_olm(event)
        if payload is not None and payload.type == "m.room_key":
            self.room_keys.append(str(payload.content["room_id"]))
            self.crypto.take_room_key(payload)

    def sees(self, room_id: str, content: Json, bot: Device) -> None:
        """An event of the bot's."""
        event = {"event_id": f"$seen{next(_numbers)}", "content": content}
        self.read.append(str(self.crypto.decrypt(room_id, event, [bot]).content.get("body", "")))


class Standin(Homeserver):
    """`feed`: the next answers to /sync, as raw JSON. `clear`: what the bot sent that anybody may read."""

    def __init__(self, *persons: Person) -> None:
        super().__init__("http://127.0.0.1:9")
        self.people = {one.own.user_id: one for one in persons}
        self.feed: asyncio.Queue[str] = asyncio.Queue()
        self.bot_keys: Json = {}
        self.one_time_keys: Json = {}
        self.identity: Json = {}
        self.clear: list[str] = []
        self.asked: defaultdict[str, int] = defaultdict(int)
        self.wrong: list[str] = []

    @property
    def bot(self) -> Device:
        name, keys = self.bot_keys["device_id"], self.bot_keys["keys"]
        return Device(BOT, name, keys[f"curve25519:{name}"], keys[f"ed25519:{name}"])

    async def call(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        query: Mapping[str, str] | None = None,
        timeout: float = 0.0,  # noqa: ARG002, ASYNC109 (its shape)
        needs: str = "",  # noqa: ARG002
    ) -> Json:
        if path == "/sync":
            is_about_invites = '"timeline":{"types":[]}' in (query or {})["filter"]
            return {"next_batch": "i"} if is_about_invites else self._plain(await self.feed.get())
        self.asked[f"{method} {path.partition('?')[0].split('/')[1]}"] += 1
        await asyncio.sleep(0)
        return self._plain(json.dumps(self._answer(path, body or {})))

    async def upload(self, chunks: AsyncIterator[bytes], size: int) -> str:  # noqa: ARG002
        return "mxc://example.org/file"

    async def download(self, mxc: str) -> AsyncIterator[bytes]:  # noqa: ARG002
        yield b"not what was sealed"

    def _plain(self, raw: str) -> Json:
        found = parsed(raw)
        return found if isinstance(found, dict) else {}

    def _answer(self, path: str, body: Json) -> Json:
        if found := _SENT.fullmatch(path):
            return self._sent(_unquoted(found[1]), found[2], body)
        if path.startswith("/sendToDevice/"):
            return self._to_devices(path, body)
        if found := _STATE.fullmatch(path):
            return self._state(_unquoted(found[1]))
        if (answer := self._known.get(path)) is not None:
            return answer(body)
        self.clear.append(json.dumps(body))
        return {"chunk": [], "next_batch": "x"}

    @property
    def _known(self) -> Mapping[str, Callable[[Json], Json]]:
        who = {"user_id": BOT, "device_id": "BOT", "access_token": "t"}
        return {
            "/login": lambda _: who,
            "/account/whoami": lambda _: who,
            "/keys/upload": self._keys,
            "/keys/device_signing/upload": self._signing,
            "/keys/signatures/upload": self._signed,
            "/keys/query": lambda body: self._shown(body["device_keys"]),
            "/keys/claim": self._given,
            "/joined_rooms": lambda _: {"joined_rooms": [ROOM]},
            "/createRoom": lambda _: {"room_id": "!made:example.org"},
        }

    def _keys(self, body: Json) -> Json:
        self.bot_keys = body.get("device_keys") or self.bot_keys
        self.one_time_keys |= body.get("one_time_keys") or {}
        return {}

    def _signing(self, body: Json) -> Json:
        self.identity = body
        return {}

    def _signed(self, body: Json) -> Json:
        self.bot_keys["signatures"][BOT] |= body[BOT]["BOT"]["signatures"][BOT]
        return {}

    def _given(self, body: Json) -> Json:
        wanted = body["one_time_keys"].items()
        return {"one_time_keys": {who: self._claimed(who, names) for who, names in wanted}}

    def _claimed(self, who: str, names: Json) -> Json:
        person = self.people.get(who)
        return dict.fromkeys(names, person.claimed()) if person is not None else {}

    def _shown(self, asked: Json) -> Json:
        own = {BOT: self.identity} if self.identity else {}
        parts = own | {name: one.identity.public_keys() for name, one in self.people.items() if name in asked}
        shown: Json = {"device_keys": {name: {} for name in asked}, "failures": {}}
        for name, one in self.people.items():
            if name in asked:
                shown["device_keys"][name] = {one.own.device_id: one.device_keys}
        if BOT in asked and self.bot_keys:
            shown["device_keys"][BOT] = {"BOT": self.bot_keys}
        for kind in ("master_key", "self_signing_key"):
            shown[kind + "s"] = {name: one[kind] for name, one in parts.items()}
        return shown

    def _state(self, room_id: str) -> Json:
        if room_id != ROOM:
            raise ServerError(403, "M_FORBIDDEN", "not in it")
        spain = next(iter(self.people))
        states = [("m.room.create", "", {"room_version": "11"}), ("m.room.encryption", "", ENCRYPTION)]
        states += [("m.room.member", who, {"membership": "join"}) for who in (spain, BOT)]
        return {
            "events": [
                {"type": kind, "state_key": key, "sender": spain, "content": content}
                for kind, key, content in states
            ]
        }

    def _sent(self, room_id: str, kind: str, body: Json) -> Json:
        if kind != "m.room.encrypted" or room_id != ROOM:
            self.wrong.append(f"{kind} into {room_id}: {json.dumps(body)[:300]}")
        else:
            next(iter(self.people.values())).sees(room_id, body, self.bot)
        return {"event_id": f"$bot{next(_numbers)}"}

    def _to_devices(self, path: str, body: Json) -> Json:
        for who, contents in body["messages"].items():
            for content in contents.values():
                if path.startswith("/sendToDevice/m.room.encrypted/") and who in self.people:
                    self.people[who].hears(content)
                else:
                    self.clear.append(json.dumps(content))
        return {}


def _unquoted(part: str) -> str:
    return part.replace("%21", "!").replace("%3A", ":")
