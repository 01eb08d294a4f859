"""nio's encryption machine, with what comes in handed out as plain data, and its store opened safely.

nio 0.26 drops Olm payloads it does not know and decides by itself whom to believe; here that is ours.
"""

import logging
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from nio.crypto import GroupSessionStore, InboundGroupSession, Olm, Session, SessionStore
from nio.store import Accounts, MegolmInboundSessions, OlmSessions, SqliteStore
from peewee import SqliteDatabase

from bot.channels.matrix.homeserver.errors import DeviceMismatchError
from bot.channels.matrix.shelf import Shelf

# nio's log lines name people, rooms and keys
logging.getLogger("nio").setLevel(logging.CRITICAL)
_DEFAULT_KEY = "DEFAULT_KEY"
_FILE = "keys.db"
_SESSIONS = 5  # Olm sessions with one device
_ROOM_KEYS = 500  # of one device: clients change theirs after a hundred messages, or a week
_WEDGED = 100
_DAY = 86_400.0
RoomKeyId = tuple[str, str, str]  # room, Curve25519 key of its maker, session


@dataclass(frozen=True)
class OlmPayload:
    """What one device sent to ours alone. `sender_key` and `ed25519` are the device's own keys."""

    sender: str
    sender_key: str
    ed25519: str
    type: str
    content: dict[str, Any]


class Store(SqliteStore):  # type: ignore[misc] # nio ships no types
    """nio's key store, journalled so that a kill loses nothing and a save does not wait for the disk."""

    def _create_database(self) -> SqliteDatabase:
        pragmas = {"foreign_keys": 1, "secure_delete": 1, "journal_mode": "wal", "synchronous": "normal"}
        return SqliteDatabase(self.database_path, pragmas=pragmas)

    def forget_sessions(self, ids: Sequence[str]) -> None:
        """Olm sessions that are not needed any more."""
        with self.database.bind_ctx(self.models):
            OlmSessions.delete().where(OlmSessions.session_id.in_(ids)).execute()

    def take_over(self, device_id: str) -> None:
        """What another device of ours could read, and nothing else of it."""
        with self.database.bind_ctx(self.models):
            own = Accounts.get(Accounts.user_id == self.user_id, Accounts.device_id == self.device_id)
            theirs = (Accounts.user_id == self.user_id) & (Accounts.device_id == device_id)
            for other in list(Accounts.select().where(theirs)):
                keys = MegolmInboundSessions.update(account=own)
                keys.where(MegolmInboundSessions.account == other).execute()
                other.delete_instance()

    def forget_room_keys(self, ids: Sequence[str]) -> None:
        with self.database.bind_ctx(self.models):
            MegolmInboundSessions.delete().where(MegolmInboundSessions.session_id.in_(ids)).execute()


class Sessions(SessionStore):  # type: ignore[misc] # nio ships no types
    """Olm sessions by device, the newest first. To ask for one makes none."""

    def get(self, sender_key: str) -> Session | None:
        return next(iter(self[sender_key]), None)

    def __getitem__(self, sender_key: str) -> list[Session]:
        return self._entries.get(sender_key, [])  # type: ignore[no-any-return]

    def pop(self, sender_key: str) -> None:
        self._entries.pop(sender_key, None)

    def trimmed(self, sender_key: str) -> list[Session]:
        """Those that are one too many, taken out: the ones that were used longest ago."""
        sessions = self[sender_key]
        sessions.sort(key=lambda one: one.use_time, reverse=True)
        old = sessions[_SESSIONS:]
        del sessions[_SESSIONS:]
        return old


class RoomKeys(GroupSessionStore):  # type: ignore[misc] # nio ships no types
    """Room keys of others. To ask for one makes no room for it."""

    def get(self, room_id: str, sender_key: str, session_id: str) -> InboundGroupSession | None:
        return self._entries.get(room_id, {}).get(sender_key, {}).get(session_id)

    def pop(self, room_id: str, sender_key: str, session_id: str) -> None:
        makers = self._entries.get(room_id, {})
        makers.get(sender_key, {}).pop(session_id, None)
        if not makers.get(sender_key):
            makers.pop(sender_key, None)
        if not makers:
            self._entries.pop(room_id, None)


class Machine(Olm):  # type: ignore[misc] # nio ships no types
    """`wedged` holds (user, Curve25519 key) of devices whose Olm messages cannot be read any more.

    Keys of people with an account here (whose devices are `known`) go to disk. Those of anybody else
    stay in memory,
    a few of each person, until the person is known or others need the place. `heard` is who is listened
    to now.
    """

    def __init__(self, user_id: str, device_id: str, store: Store) -> None:
        self.needs_fallback_key = False
        self.wedged: OrderedDict[tuple[str, str], None] = OrderedDict()
        self.heard = ""
        self._sessions_of_guests: Shelf[str] = Shelf(most=500, server=200, person=10, seconds=_DAY)
        self._keys_of_guests: Shelf[RoomKeyId] = Shelf(most=500, server=200, person=20, seconds=_DAY)
        super().__init__(user_id, device_id, store)

    def load(self) -> None:
        super().load()
        self.session_store.__class__, self.inbound_group_store.__class__ = Sessions, RoomKeys
        self._known = {device for device, _ in self.session_store.items()}
        self._from_before = {session.id for session in self.session_store}
        self._keys_of: defaultdict[str, list[RoomKeyId]] = defaultdict(list)
        for one in self.inbound_group_store:
            self._known.add(one.sender_key)
            self._keys_of[one.sender_key].append((one.room_id, one.sender_key, one.id))

    def signed_keys(self) -> dict[str, Any]:
        """This device's keys as the homeserver has them, signed by the device alone."""
        keys = self.account.identity_keys
        content = {
            "algorithms": self._algorithms,
            "device_id": self.device_id,
            "user_id": self.user_id,
            "keys": {f"{name}:{self.device_id}": keys[name] for name in ("curve25519", "ed25519")},
        }
        return content | {
            "signatures": {self.user_id: {f"ed25519:{self.device_id}": self.sign_json(content)}}
        }

    def share_keys(self) -> dict[str, Any]:
        """With a key that may be used again and again, for when all the others are used."""
        content: dict[str, Any] = super().share_keys()
        if not self.account.shared or self.needs_fallback_key:
            self.account._account.generate_fallback_key()
        fallback: dict[str, Any] = {}
        for name, key in self.account._account.fallback_key.items():
            signed = {"key": key.to_base64(), "fallback": True}
            signatures = {self.user_id: {f"ed25519:{self.device_id}": self.sign_json(signed)}}
            fallback[f"signed_curve25519:{name}"] = signed | {"signatures": signatures}
        return content | ({"fallback_keys": fallback} if fallback else {})

    def session_to_write(self, device: str) -> Session | None:
        """One that this process began, or that was begun with it: a ratchet from before may have been turned
        back, by a restored backup or a second process, and would write what its reader has read already."""
        fresh = (one for one in self.session_store[device] if one.id not in self._from_before)
        return max(fresh, key=lambda one: one.use_time, default=None)

    def know(self, device: str) -> None:
        """This device (its Curve25519 key) is of somebody with an account here: what there is of it is
        kept."""
        if device in self._known:
            return
        self._known.add(device)
        self._sessions_of_guests.drop(device)
        for session in self.session_store[device]:
            self.save_session(device, session)
        for key in [key for key in self._keys_of_guests if key[1] == device]:
            self._keys_of_guests.drop(key)
            if (found := self.inbound_group_store.get(*key)) is not None:
                self.save_inbound_group_session(found)

    def save_session(self, curve_key: str, session: Session) -> None:
        if curve_key in self._known:
            super().save_session(curve_key, session)
            if old := self.session_store.trimmed(curve_key):
                self.store.forget_sessions([one.id for one in old])
        else:
            self.session_store.trimmed(curve_key)
            for gone in self._sessions_of_guests.put(curve_key, self.heard, monotonic()):
                self.session_store.pop(gone)

    def save_inbound_group_session(self, session: InboundGroupSession) -> None:
        key: RoomKeyId = (session.room_id, session.sender_key, session.id)
        if session.sender_key in self._known:
            super().save_inbound_group_session(session)
            kept = self._keys_of[session.sender_key]
            kept.append(key)
            self.forget_room_keys(kept[:-_ROOM_KEYS])
        else:
            for gone in self._keys_of_guests.put(key, self.heard, monotonic()):
                self.inbound_group_store.pop(*gone)

    def forget_guests_keys(self, room_id: str) -> None:
        for key in [key for key in self._keys_of_guests if key[0] == room_id]:
            self._keys_of_guests.drop(key)
            self.inbound_group_store.pop(*key)

    def room_keys(self) -> list[RoomKeyId]:
        """Those on disk."""
        return [key for keys in self._keys_of.values() for key in keys]

    def forget_room_keys(self, keys: Sequence[RoomKeyId]) -> None:
        for key in list(keys):
            self.inbound_group_store.pop(*key)
            self._keys_of[key[1]].remove(key)
        if keys:
            self.store.forget_room_keys([session_id for _, _, session_id in keys])

    def _handle_olm_event(self, sender: str, sender_key: str, payload: dict[str, Any]) -> OlmPayload:
        signing = str(payload["keys"].get("ed25519", ""))
        return OlmPayload(sender, sender_key, signing, str(payload["type"]), payload["content"])

    def _mark_device_for_unwedging(self, sender: str, sender_key: str) -> None:
        self.wedged[sender, sender_key] = None
        if len(self.wedged) > _WEDGED:
            self.wedged.popitem(last=False)


def open_machine(user_id: str, device_id: str, folder: Path, key: str, *, new: bool) -> Machine:
    """The machine of this device, its keys in `folder` under `key`; made when `new`.

    Raises DeviceMismatchError when the keys of a device that already exists are not there.
    """
    if not key or key == _DEFAULT_KEY:
        raise ValueError("the key store needs a key of its own")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / _FILE
    if new:
        file.touch(mode=0o600)
        return Machine(user_id, device_id, Store(user_id, device_id, str(folder), key, file.name))
    store, _ = _existing(user_id, device_id, folder, key)
    return Machine(user_id, device_id, store)


def device_keys(user_id: str, device_id: str, folder: Path, key: str) -> Mapping[str, str]:
    """The public keys of a device that exists, for a process that does not hold it. DeviceMismatchError."""
    store, account = _existing(user_id, device_id, folder, key)
    try:
        return dict(account.identity_keys)
    finally:
        store.database.close()


def _existing(user_id: str, device_id: str, folder: Path, key: str) -> tuple[Store, Any]:
    file = folder / _FILE
    if not file.exists():
        raise DeviceMismatchError(
            f"The keys of device {device_id} are missing ({file}). Without them nothing "
            "sent to it can be read. Restore the file from the backup, or log in as a new device."
        )
    store = Store(user_id, device_id, str(folder), key, file.name)
    account = store.load_account()
    if account is None:
        raise DeviceMismatchError(f"The key store {file} belongs to another device than {device_id}.")
    return store, account
