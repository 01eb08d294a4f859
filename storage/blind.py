"""Exact look-ups over sealed values: a keyed hash of the normalised value.

The key hangs on the keyring's root, so `keys rotate` leaves every index valid.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Callable

import phonenumbers

from storage.keys import Keyring

INDEX_SIZE = 16  # bytes
_DROPPED = {"Zs", "Pd", "Cc", "Cf"}  # spaces, dashes, controls, marks without a width
_PLATE_DOTS = "·•・"  # 京A·12345


def blind_index(keyring: Keyring, kind: str, value: str) -> bytes:
    """16 bytes, equal for values of this kind that people would call the same."""
    message = f"{kind}\0{normalise(kind, value)}".encode("utf-8", "surrogatepass")
    return hmac.digest(keyring.derive("blind index"), message, hashlib.sha256)[:INDEX_SIZE]


def normalise(kind: str, value: str) -> str:
    """phone: E.164, else its digits; document, plate, account, code: capitals without spaces, dashes and dots
    in the middle; any other kind (email, name, …): one case, single spaces."""
    return _RULES.get(kind, _words)(unicodedata.normalize("NFKC", value))


def _phone(value: str) -> str:
    international = "+" + value.lstrip()[2:] if value.lstrip().startswith("00") else value
    try:
        number = phonenumbers.parse(international, None)
    except phonenumbers.NumberParseException:
        return "".join(str(unicodedata.digit(char)) for char in value if char.isdigit())
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _mark(value: str) -> str:
    kept = (char for char in value if unicodedata.category(char) not in _DROPPED and char not in _PLATE_DOTS)
    return unicodedata.normalize("NFKC", "".join(kept).upper())


def _words(value: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", value.casefold()).split())


_RULES: dict[str, Callable[[str], str]] = {
    "phone": _phone,
    "document": _mark,
    "plate": _mark,
    "account": _mark,
    "code": _mark,
}
