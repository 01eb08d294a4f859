"""Raw answers to /sync that no homeserver gives: broken events of every kind, and of every kind of sender."""

import json
import random
from collections.abc import Callable
from typing import Any

from bot.channels.matrix.homeserver.plain import Json
from tests.matrix.nonsense import INNER, LARGE, ODD, PLACES
from tests.matrix.standin import BOT, ROOM, Person

EVIL = "@evil:example.org"
_KINDS = ["m.room.message", "m.room.encrypted", "m.reaction", "m.room.redaction", "m.sticker", "m.poll.start",
          "m.room.topic", "m.room.name", "m.room.power_levels", "m.room.encryption", "m.room.server_acl",
          "m.key.verification.request", "m.call.invite", "org.example.odd", "", "m.room.pinned_events",
          ]  # fmt: skip
_TO_DEVICE = ["m.room_key", "m.forwarded_room_key", "m.room_key_request", "m.dummy", "m.secret.request",
              "m.key.verification.request", "m.key.verification.start", "m.room_key.withheld",
              "m.room.encrypted"]  # fmt: skip
_TOP = ["rooms", "to_device", "device_lists", "device_one_time_keys_count", "next_batch", "presence",
        "account_data", "device_unused_fallback_key_types"]  # fmt: skip


class Fuzzer:
    """`seen`: ids of events that the bot may know."""

    def __init__(self, seed: int, spain: Person, evil: Person) -> None:
        self._random = random.Random(seed)
        self._spain, self._evil = spain, evil
        self.seen = ["$none"]
        self._old: list[Json] = []
        self.bot: Any = None  # once it has keys

    # -- values

    def _value(self) -> str:
        """As raw JSON; a large one now and then."""
        return self._random.choice(LARGE if self._random.random() < 0.01 else ODD)

    def _raw(self, fields: Json, **raw: str) -> str:
        whole = {name: json.dumps(value) for name, value in fields.items()} | raw
        return "{" + ",".join(f"{json.dumps(name)}:{value}" for name, value in whole.items()) + "}"

    def _broken(self, own: Json) -> str:
        """With an odd value in one of its places, or in its content."""
        if self._random.random() < 0.5:
            return self._raw(own, **{self._random.choice(PLACES): self._value()})
        return self._raw(
            own, content=self._raw(own["content"], **{self._random.choice(INNER): self._value()})
        )

    # -- events of rooms

    def events(self, count: int) -> list[str]:
        """As raw JSON, for the officer's room."""
        makers: list[Callable[[], str]] = [
            self._in_clear, self._about, self._inside, self._spoilt, self._again, self._unknown, self._state,
        ]  # fmt: skip
        return [self._random.choice(makers)() for _ in range(count)]

    def _who(self) -> Person:
        return self._random.choice([self._spain, self._evil])

    def _in_clear(self) -> str:
        body = {"msgtype": "m.text", "body": self._random.choice(["/help", "1", "/clue China x", "x" * 3000])}
        return self._broken(self._who().event(self._random.choice(_KINDS), body))

    def _about(self) -> str:
        """A reaction, an edit, a reply, a redaction: in clear, as clients send them, or broken."""
        about = self._random.choice(self.seen[-50:])
        kind, rel = self._random.choice(
            [("m.reaction", "m.annotation"), ("m.room.message", "m.replace"), ("m.room.message", "m.thread")]
        )
        content = {"m.relates_to": {"rel_type": rel, "event_id": about, "key": "1️⃣"}, "body": "1"}
        event = self._who().event(kind, content)
        if self._random.random() < 0.3:
            event = self._who().event("m.room.redaction", {"redacts": about}, redacts=about)
        return json.dumps(event) if self._random.random() < 0.5 else self._broken(event)

    def _inside(self) -> str:
        """Nonsense that is encrypted as it should be."""
        value = self._value()
        plain = self._random.choice(
            [
                value,
                f'{{"type":"m.room.message","room_id":"{ROOM}","content":{value}}}',
                f'{{"type":{value},"room_id":"{ROOM}","content":{{}}}}',
                f'{{"type":"m.room.message","room_id":{value},"content":{{}}}}',
                f'{{"type":"m.room.message","room_id":"{ROOM}","content":{{"msgtype":"m.text","body":{value}}}}}',
                f'{{"type":"m.room.message","room_id":"{ROOM}","content":{{"msgtype":{value},"body":"x"}}}}',
                f'{{"type":"m.room.message","room_id":"{ROOM}","content":{{"msgtype":"m.image","body":"x","file":{value}}}}}',
            ]
        )
        return self._kept(self._who().writes(plain))

    def _spoilt(self) -> str:
        """A ciphertext that was cut or changed, or that belongs to no session."""
        event = self._who().writes('{"type":"m.room.message","content":{}}')
        cipher = str(event["content"]["ciphertext"])
        at = self._random.randrange(len(cipher))
        event["content"]["ciphertext"] = self._random.choice(
            [cipher[:at], cipher[:at] + "A" + cipher[at + 1 :], cipher * 50, "", "AwgA", "é" * 40]
        )
        return self._broken(event) if self._random.random() < 0.3 else json.dumps(event)

    def _again(self) -> str:
        """What was sent before, under another name, from somebody else, later."""
        if not self._old:
            return self._in_clear()
        event = self._random.choice(self._old) | {"event_id": f"$again{self._random.random()}"}
        return json.dumps(event | self._random.choice([{}, {"sender": EVIL}, {"sender": BOT}]))

    def _unknown(self) -> str:
        """Of a session whose key will never come."""
        event = self._who().writes("{}")
        event["content"]["session_id"] = f"unknown {self._random.random()}"
        return json.dumps(event)

    def _state(self) -> str:
        """Not who is in the room: what a homeserver says of that ends the talk there, and has to."""
        kind = self._random.choice([one for one in _KINDS if one.startswith("m.room.")])
        key = self._random.choice(["", EVIL, "@nobody:example.net", "\u202e"])
        return self._broken(self._who().event(kind, {"algorithm": "none"}, state_key=key))

    def _kept(self, event: Json) -> str:
        self._old = [*self._old, event][-200:]
        self.seen.append(event["event_id"])
        return json.dumps(event)

    # -- everything else in an answer

    def to_device(self, count: int) -> list[str]:
        return [self._to_device() for _ in range(count)]

    def _to_device(self) -> str:
        who, kind = self._who(), self._random.choice(_TO_DEVICE)
        content: Json = {"algorithm": "m.megolm.v1.aes-sha2", "room_id": ROOM, "session_id": "x",
                         "action": "request", "request_id": "7", "requesting_device_id": who.own.device_id,
                         "body": {"room_id": ROOM, "session_id": "x"}}  # fmt: skip
        if self.bot is not None and self._random.random() < 0.5:
            inner = json.loads(self._raw({"x": 1})) | {"value": self._random.randrange(9)}
            content = who.crypto.to_device(self.bot, kind, self._random.choice([inner, content, {}]))
            kind = "m.room.encrypted"
        event = {"type": kind, "sender": who.own.user_id, "content": content}
        if self._random.random() < 0.6:
            return self._raw(event, **{self._random.choice(["type", "sender", "content"]): self._value()})
        return json.dumps(event)

    def answer(self, token: str) -> str:
        """A whole answer with one odd thing at its top; nothing in it is anybody's message."""
        invites = {f"!i{self._random.random()}:example.org": {"invite_state": {"events": [
            {"type": "m.room.member", "sender": EVIL, "state_key": BOT, "content": {"membership": "invite"}}
        ]}} for _ in range(self._random.randrange(4))}  # fmt: skip
        whole = {
            "next_batch": token,
            "rooms": {"invite": invites},
            "device_lists": {"changed": [EVIL, "x" * 500], "left": [7]},
        }
        place = self._random.choice(_TOP)
        value = self._value()
        if place == "next_batch" or self._random.random() < 0.3:
            return self._raw(whole, rooms=f'{{"join":{{"{ROOM}":{value}}},"invite":{value}}}')
        return self._raw(whole, **{place: value})

    def with_events(self, token: str, to_device: list[str], events: list[str]) -> str:
        """An answer in which these stand in the officer's room, and in one that the bot is not in."""
        room = f'{{"timeline":{{"events":[{",".join(events)}],"limited":false}}}}'
        other = f'{{"timeline":{{"events":[{",".join(self.events(2))}]}}}}'
        rooms = f'{{"join":{{"{ROOM}":{room},"!other:example.net":{other}}}}}'
        return (
            f'{{"next_batch":"{token}","rooms":{rooms},"to_device":{{"events":[{",".join(to_device)}]}},'
            f'"device_one_time_keys_count":{{"signed_curve25519":50}}}}'
        )
