"""nio's encryption machine, with what comes in handed out as plain data, and its store opened safely.

nio 0.26 drops Olm payloads it does not know and decides by itself whom to believe; here that is ours.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nio.crypto import Olm
from nio.store import SqliteStore
from peewee import SqliteDatabase

from bot.channels.matrix.errors import DeviceMismatchError

# nio's log lines name people, rooms and keys
logging.getLogger("nio").setLevel(logging.CRITICAL)
_DEFAULT_KEY = "DEFAULT_KEY"
_FILE = "keys.db"


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


class Machine(Olm):  # type: ignore[misc] # nio ships no types
    """`wedged` holds (user, Curve25519 key) of devices whose Olm messages cannot be read any more."""

    def __init__(self, user_id: str, device_id: str, store: Store) -> None:
        self.wedged: set[tuple[str, str]] = set()
        super().__init__(user_id, device_id, store)

    def _handle_olm_event(self, sender: str, sender_key: str, payload: dict[str, Any]) -> OlmPayload:
        signing = str(payload["keys"].get("ed25519", ""))
        return OlmPayload(sender, sender_key, signing, str(payload["type"]), payload["content"])

    def _mark_device_for_unwedging(self, sender: str, sender_key: str) -> None:
        self.wedged.add((sender, sender_key))


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
