"""The data keys: a file or variable with one stable root and one or more data keys, one of them current.

    # comment
    root <base64>                never changes: the blind index and everything `derive` gives hang on it
    match <base64>               what agencies hold is compared under it; no backup has it
    key 1f2e3d4c <base64>        seals values and files; old ones stay to read what they sealed
    current 1f2e3d4c

Lines may also be separated by `;`, so that the whole fits an environment variable.
"""

import base64
import binascii
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Dialect, Engine

from storage.alarms import Alarms
from storage.disk import sync_folder, write_beside
from storage.errors import KeyFileError, KeyringMissingError, TamperedError, UnknownKeyError

VERSION = b"\x01"
KEY_SIZE = 32  # AES-256
_ID_SIZE = 4
_HEADER_SIZE = 1 + _ID_SIZE
_NONCE_SIZE = 12
_TAG_SIZE = 16
_HEADLINE = "# Liaison's data keys. Keep them secret, and keep a copy: without them nothing can be read.\n"


def hkdf(key: bytes, purpose: str, salt: bytes | None = None) -> bytes:
    """32 bytes for one purpose (RFC 5869, SHA-256)."""
    info = b"liaison:" + purpose.encode()
    return HKDF(algorithm=SHA256(), length=KEY_SIZE, salt=salt, info=info).derive(key)


class Keyring:
    """Seals with the current key, opens with any it holds.

    One that was loaded from a file looks there again when it meets a key it does not know,
    so that a running process follows `keys rotate`.
    """

    def __init__(
        self,
        keys: Mapping[str, bytes],
        current: str,
        root: bytes,
        path: Path | None = None,
        match: bytes | None = None,
    ) -> None:
        if current not in keys:
            raise KeyFileError(f"The current key {current} is not among the data keys.")
        self._keys = dict(keys)
        self._current = current
        self._root = root
        self._path = path
        self._match = match
        self.alarms = Alarms()  # what does not open is met by whoever has the keys
        self._derived: dict[str, bytes] = {}
        self._ciphers: dict[tuple[str, str], AESGCM] = {}

    @classmethod
    def generate(cls) -> Self:
        key_id = secrets.token_hex(_ID_SIZE)
        key, root, match = (secrets.token_bytes(KEY_SIZE) for _ in range(3))
        return cls({key_id: key}, key_id, root, match=match)

    @classmethod
    def parse(cls, text: str, path: Path | None = None) -> Self:
        """KeyFileError with a sentence that never shows a key."""
        keys: dict[str, bytes] = {}
        single: dict[str, str] = {}
        for number, words in _lines(text):
            match words:
                case ["key", key_id, secret] if _is_key_id(key_id) and key_id not in keys:
                    keys[key_id] = _decode(secret, number)
                case ["root" | "current" | "match" as name, value] if name not in single:
                    single[name] = value
                case _:
                    raise KeyFileError(f"Line {number} of the data keys cannot be understood.")
        if missing := {"root", "current"} - single.keys():
            raise KeyFileError(f"The data keys have no line that starts with: {', '.join(sorted(missing))}.")
        match = _decode(single["match"], None, "matching key") if "match" in single else None
        return cls(keys, single["current"], _decode(single["root"], None), path, match)

    @classmethod
    def load(cls, path: Path) -> Self:
        """FileNotFoundError when there is none; KeyFileError when others may read it or it makes no sense."""
        with path.open(encoding="ascii", errors="replace") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise KeyFileError(f"Other users can read {path}. Close it with: chmod 600 {path}")
            return cls.parse(file.read(), path)

    @classmethod
    def load_or_create(cls, path: Path) -> Self:
        """Two processes that start at once end up with the same keys."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = write_beside(path, cls.generate()._render())
            try:
                path.hardlink_to(draft)  # unlike a rename, never replaces what another process just made
            except FileExistsError:
                pass
            finally:
                draft.unlink()
            sync_folder(path.parent)
        return cls.load(path)

    @property
    def current(self) -> str:
        """The id of the key that seals from now on: 8 hex digits."""
        return self._current

    @property
    def ids(self) -> frozenset[str]:
        """Of all keys: 8 hex digits each."""
        return frozenset(self._keys)

    @property
    def header(self) -> bytes:
        """What every value sealed under the current key starts with (rotation looks for others)."""
        return VERSION + bytes.fromhex(self._current)

    def rotated(self) -> "Keyring":
        """With a new current key; the old ones and the root stay."""
        fresh = secrets.token_hex(_ID_SIZE)
        keys = self._keys | {fresh: secrets.token_bytes(KEY_SIZE)}
        return Keyring(keys, fresh, self._root, self._path, self._match)

    def save(self, path: Path, beside_backup: bool = False) -> None:
        """Replaces the file in one step, mode 0600, on the disk when this returns. Beside a backup the
        matching key is left out."""
        draft = write_beside(path, self._render(with_match=not beside_backup))
        draft.replace(path)
        sync_folder(path.parent)

    def derive(self, purpose: str) -> bytes:
        """32 bytes for a purpose of its own. From the root, so rotation does not change them."""
        if purpose not in self._derived:
            self._derived[purpose] = hkdf(self._root, "root:" + purpose)
        return self._derived[purpose]

    def matching_key(self, kind: str) -> bytes:
        """32 bytes for the values of one kind. Keyrings from before there was such a key take the root."""
        name = f"match:{kind}"
        if name not in self._derived:
            self._derived[name] = hkdf(self._match or self._root, name)
        return self._derived[name]

    @property
    def matching_id(self) -> str:
        """Tells matching keys apart, and says nothing of them."""
        return self.matching_key("id")[:_ID_SIZE].hex()

    def data_key(self, purpose: str, key_id: str) -> bytes:
        """The sub-key of one data key. UnknownKeyError."""
        if key_id not in self._keys:
            self.reread()
        if key_id not in self._keys:
            raise UnknownKeyError(f"Sealed under the key {key_id}, which is not in the keyring.")
        return hkdf(self._keys[key_id], purpose)

    def seal(self, plain: bytes, context: bytes, purpose: str = "values") -> bytes:
        """version | key id | nonce | ciphertext. `context` is bound, not stored: `open` needs it too."""
        header, nonce = self.header, secrets.token_bytes(_NONCE_SIZE)
        return header + nonce + self._cipher(header, purpose).encrypt(nonce, plain, header + context)

    def open(self, blob: bytes, context: bytes, purpose: str = "values") -> bytes:
        """TamperedError when it is not what was sealed in this context; UnknownKeyError."""
        header, nonce, sealed = _split(blob)
        try:
            return self._cipher(header, purpose).decrypt(nonce, sealed, header + context)
        except InvalidTag:
            raise TamperedError("A sealed value was changed, or moved from another place.") from None

    def _cipher(self, header: bytes, purpose: str) -> AESGCM:
        key_id = header[1:].hex()
        cipher = self._ciphers.get((purpose, key_id))
        if cipher is None:
            cipher = self._ciphers[purpose, key_id] = AESGCM(self.data_key(purpose, key_id))
        return cipher

    def reread(self) -> None:
        """Follow what another process wrote to the key file; a file with another root is not ours."""
        if self._path is not None and self._path.exists():
            newer = Keyring.load(self._path)
            if newer._root == self._root:
                self._keys, self._current = self._keys | newer._keys, newer._current

    def _render(self, with_match: bool = True) -> str:
        lines = [f"root {_encode(self._root)}"]
        lines += [f"match {_encode(self._match)}"] if self._match and with_match else []
        lines += [f"key {key_id} {_encode(key)}" for key_id, key in self._keys.items()]
        return _HEADLINE + "\n".join([*lines, f"current {self._current}"]) + "\n"


def use(engine: Engine, keyring: Keyring) -> None:
    """From now on the sealed columns of this engine use this keyring.

    It hangs on the dialect because that is all a column type gets to see.
    """
    engine.dialect.liaison_keyring = keyring  # type: ignore[attr-defined]


def keyring_of(dialect: Dialect) -> Keyring:
    """KeyringMissingError when nobody called `use`."""
    keyring: Any = getattr(dialect, "liaison_keyring", None)
    if not isinstance(keyring, Keyring):
        raise KeyringMissingError("This database has no keyring yet: call storage.keys.use(engine, keyring).")
    return keyring


def _split(blob: bytes) -> tuple[bytes, bytes, bytes]:
    if len(blob) < _HEADER_SIZE + _NONCE_SIZE + _TAG_SIZE or blob[:1] != VERSION:
        raise TamperedError("This is not a sealed value.")
    nonce_end = _HEADER_SIZE + _NONCE_SIZE
    return blob[:_HEADER_SIZE], blob[_HEADER_SIZE:nonce_end], blob[nonce_end:]


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.replace(";", "\n").splitlines(), start=1):
        words = line.partition("#")[0].split()
        if words:
            yield number, words


def _is_key_id(text: str) -> bool:
    return len(text) == 2 * _ID_SIZE and set(text) <= set("0123456789abcdef")


def _encode(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()


def _decode(secret: str, line: int | None, name: str = "root") -> bytes:
    where = f"The {name}" if line is None else f"The key on line {line}"
    try:
        key = base64.b64decode(secret, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise KeyFileError(f"{where} of the data keys is not base64.") from None
    if len(key) != KEY_SIZE:
        raise KeyFileError(f"{where} of the data keys is {len(key)} bytes long instead of {KEY_SIZE}.")
    return key
