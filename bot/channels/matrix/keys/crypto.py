"""Reading and writing encrypted events. Holds the device's keys; knows neither HTTP nor who is vetted."""

import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nio.crypto import InboundGroupSession, OutboundGroupSession
from nio.events.to_device import OlmEvent
from nio.exceptions import EncryptionError

from bot.channels.matrix.homeserver.errors import BadEventError, UndecryptableError
from bot.channels.matrix.homeserver.plain import Json, is_sound, parsed
from bot.channels.matrix.homeserver.signing import encode, verifies
from bot.channels.matrix.keys.devices import Device
from bot.channels.matrix.keys.identity import Identity
from bot.channels.matrix.keys.machine import Machine, OlmPayload
from bot.channels.matrix.keys.replays import Replays, session_name

MEGOLM = "m.megolm.v1.aes-sha2"
OLM = "m.olm.v1.curve25519-aes-sha2"


@dataclass(frozen=True)
class Clear:
    """A decrypted event: its true type and content, and the keys of the device that wrote it."""

    type: str
    content: Json
    curve25519: str
    ed25519: str


@dataclass(frozen=True)
class RoomKey:
    """A key that arrived: events of this session can be read now."""

    room_id: str
    session_id: str


class Crypto:
    """One device. All methods are quick and leave what must survive in the key store before they return."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self.replays = Replays()
        keys = machine.account.identity_keys
        self.own = Device(machine.user_id, machine.device_id, keys["curve25519"], keys["ed25519"])
        self._shown = machine.signed_keys()

    def vouch(self, identity: Identity) -> None:
        """From now on, whom we write to is told in each message that our device is this identity's."""
        ours = identity.sign_device(self._shown)["signatures"][self.own.user_id]
        self._shown["signatures"][self.own.user_id] |= ours

    def key_upload(self, one_time_keys: int | None, fallback_used: bool = False) -> Json | None:
        """The body of `/keys/upload` if due: at first, when half the one-time keys there are used, and
        when the one that stands in for them is."""
        machine = self._machine
        is_enough = one_time_keys is None or one_time_keys > self._enough
        if machine.account.shared and is_enough and not fallback_used:
            return None
        machine.needs_fallback_key = fallback_used
        machine.uploaded_key_count = min(one_time_keys or 0, self._most - 1)
        body: Json = machine.share_keys()
        # before the request: the same keys go up again after a crash, not others under the same names
        machine.save_account()
        return body

    def keys_uploaded(self) -> None:
        """The homeserver has what `key_upload` gave."""
        self._machine.account.shared = True
        self._machine.mark_keys_as_published()
        self._machine.save_account()

    @property
    def _most(self) -> int:
        return int(self._machine.account.max_one_time_keys)

    @property
    def _enough(self) -> int:
        return self._most // 2

    def open_olm(self, event: Mapping[str, Any]) -> OlmPayload | None:
        """What an encrypted to-device event holds; None for what is not for us, broken, or seen before."""
        sealed = OlmEvent.from_dict(dict(event))
        if not isinstance(sealed, OlmEvent):
            return None
        self._machine.heard = sealed.sender
        try:
            opened = self._machine.decrypt_event(sealed)
        except (ValueError, KeyError, TypeError):  # vodozemac's errors are ValueErrors; the rest is nonsense
            return None
        return opened if isinstance(opened, OlmPayload) else None

    def take_room_key(self, payload: OlmPayload) -> RoomKey | None:
        """Keep a room key that its maker sent us. Who that is gets checked whenever it is used."""
        self._machine.heard, content = payload.sender, payload.content
        wanted = ("room_id", "session_id", "session_key")
        if content.get("algorithm") != MEGOLM or not all(
            isinstance(content.get(name), str) for name in wanted
        ):
            return None
        room_id, session_id = content["room_id"], content["session_id"]
        if self._session(room_id, session_id, payload.sender_key) is None:
            try:
                self._machine.create_group_session(
                    payload.sender_key, payload.ed25519, room_id, session_id, content["session_key"]
                )
            except ValueError:
                return None
        known = self._session(room_id, session_id, payload.sender_key)
        return RoomKey(room_id, session_id) if known else None

    def take_forwarded_key(self, payload: OlmPayload) -> RoomKey | None:
        """Keep a room key sent once more on our request: from the device that made it, and no other."""
        self._machine.heard, content = payload.sender, payload.content
        try:
            same = content["sender_key"] == payload.sender_key
            if content["algorithm"] != MEGOLM or not same or content["forwarding_curve25519_key_chain"]:
                return None
            session = InboundGroupSession.import_session(
                content["session_key"], payload.ed25519, payload.sender_key, str(content["room_id"])
            )
        except (KeyError, TypeError, ValueError):
            return None
        if session.id != content.get("session_id"):
            return None
        if self._session(session.room_id, session.id, payload.sender_key) is None:
            self._machine.inbound_group_store.add(session)
            self._machine.save_inbound_group_session(session)
        return RoomKey(session.room_id, session.id)

    def decrypt(self, room_id: str, event: Mapping[str, Any], authors: Iterable[Device]) -> Clear:
        """The event in clear, written by one of these devices.

        Raises UndecryptableError while its key is missing, BadEventError for what no key will help.
        """
        content = event.get("content", {})
        session_id, cipher = content.get("session_id"), content.get("ciphertext")
        if (
            content.get("algorithm") != MEGOLM
            or not isinstance(cipher, str)
            or not isinstance(session_id, str)
        ):
            raise BadEventError("not a Megolm event")
        session = self._session_of(room_id, session_id, authors)
        if session is None:
            raise UndecryptableError("no key from a device of the sender")
        plain, index = self._decrypt(session, cipher)
        if not self.replays.is_first(room_id, session_id, index, str(event["event_id"])):
            raise BadEventError("the same message under another event id")
        return _clear(plain, room_id, session)

    def _decrypt(self, session: InboundGroupSession, cipher: str) -> tuple[str, int]:
        try:
            plain, index = session.decrypt(cipher)
        except UnicodeDecodeError as error:
            raise BadEventError("not a text") from error
        except ValueError as error:
            raise UndecryptableError("the key does not fit") from error
        return str(plain), int(index)

    def _session_of(
        self, room_id: str, session_id: str, authors: Iterable[Device]
    ) -> InboundGroupSession | None:
        for device in authors:
            session = self._session(room_id, session_id, device.curve25519)
            if session is not None and session.ed25519 == device.ed25519:
                return session
        return None

    def _session(self, room_id: str, session_id: str, sender_key: str) -> InboundGroupSession | None:
        return self._machine.inbound_group_store.get(room_id, sender_key, session_id)

    def take_over(self, device_id: str) -> None:
        """The room keys of a device of ours that is no more; what it was in the middle of is dropped."""
        self._machine.store.take_over(device_id)
        self._machine.load()

    def forget_room_keys(self, names: Container[bytes]) -> None:
        """Those that go by these names in `replays`."""
        keys = [one for one in self._machine.room_keys() if session_name(one[0], one[2]) in names]
        self._machine.forget_room_keys(keys)

    def forget_room(self, room_id: str) -> None:
        """All keys to what others wrote in a room."""
        self._machine.forget_room_keys([one for one in self._machine.room_keys() if one[0] == room_id])
        self._machine.forget_guests_keys(room_id)

    def forget_guests(self, room_id: str) -> None:
        """Room keys of people without an account, of a room that we left."""
        self._machine.forget_guests_keys(room_id)

    def know(self, device_key: str) -> None:
        """The device with this Curve25519 key is of somebody with an account here: its keys are kept."""
        self._machine.know(device_key)

    def can_reach(self, device: Device) -> bool:
        """Whether there is an Olm session to write to the device with."""
        return self._machine.session_to_write(device.curve25519) is not None

    def begin(self, device: Device, one_time_key: Mapping[str, Any]) -> bool:
        """Start an Olm session with a claimed one-time key, if the device itself signed that key."""
        self._machine.heard, key = device.user_id, one_time_key.get("key")
        if not verifies(one_time_key, device.user_id, f"ed25519:{device.device_id}", device.ed25519):
            return False
        try:
            self._machine.create_session(key, device.curve25519)
        except (ValueError, TypeError):
            return False
        return True

    def to_device(self, device: Device, kind: str, content: Json) -> Json:
        """Content for one device only, as the content of an `m.room.encrypted` to-device event."""
        payload = {
            "sender": self.own.user_id,
            "sender_device": self.own.device_id,
            "keys": {"ed25519": self.own.ed25519},
            # whose we are, for a reader who sees this after our device was replaced
            "sender_device_keys": self._shown,
            "recipient": device.user_id,
            "recipient_keys": {"ed25519": device.ed25519},
            "type": kind,
            "content": content,
        }
        self._machine.heard = device.user_id
        session = self._machine.session_to_write(device.curve25519)
        if session is None:
            raise UndecryptableError("there is no session with the device")
        number, cipher = session.encrypt(json.dumps(payload, ensure_ascii=False)).to_parts()
        self._machine.save_session(device.curve25519, session)
        sealed = {device.curve25519: {"type": number, "body": encode(cipher)}}
        return {"algorithm": OLM, "sender_key": self.own.curve25519, "ciphertext": sealed}

    def take_wedged(self) -> set[tuple[str, str]]:
        """(user, Curve25519 key) of devices that need a new Olm session; each is given once."""
        wedged = set(self._machine.wedged)
        self._machine.wedged.clear()
        return wedged

    def encrypt(self, session: OutboundGroupSession, room_id: str, kind: str, content: Json) -> Json:
        """The content of an `m.room.encrypted` event."""
        plain = json.dumps({"type": kind, "content": content, "room_id": room_id}, ensure_ascii=False)
        try:
            cipher = session.encrypt(plain)
        except EncryptionError as error:
            raise UndecryptableError("the room key was not shared") from error
        return {
            "algorithm": MEGOLM,
            # newer clients look at neither of these; matrix-js-sdk 37 shows nothing without the first
            "sender_key": self.own.curve25519,
            "device_id": self.own.device_id,
            "session_id": session.id,
            "ciphertext": cipher,
        }


def _clear(plain: str, room_id: str, session: InboundGroupSession) -> Clear:
    try:
        data = parsed(plain)
        if data["room_id"] != room_id:
            raise BadEventError("written for another room")
        kind, content = data["type"], data["content"]
    except (ValueError, KeyError, TypeError) as error:
        raise BadEventError("not an event") from error
    if not isinstance(kind, str) or not isinstance(content, dict) or not is_sound(content):
        raise BadEventError("not an event")
    return Clear(kind, content, session.sender_key, session.ed25519)
