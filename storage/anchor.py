"""Lines to keep elsewhere: how far the audit trail went at a time. A later look sees whether it still does.

    liaison-audit 2026-12-01T01:00:00Z 41 <link of entry 41> <seal>

The seal says that the line is ours. The link says what the trail was: against somebody with the keys, too.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session

from storage.audit import FIRST, AuditEntry, Fault, head_of
from storage.errors import TamperedError
from storage.keys import Keyring

LINE = re.compile(r"liaison-audit (\S{20}) (\d{1,18}) ([0-9a-f]{64}) ([0-9a-f]{32})")
_STAMP = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Anchor:
    """`at` as it is written in the line."""

    at: str
    number: int
    link: str
    seal: str

    def __str__(self) -> str:
        return f"liaison-audit {self.at} {self.number} {self.link} {self.seal}"


def take(session: Session, keyring: Keyring, now: datetime) -> Anchor:
    """Of the trail as it is now. TamperedError when its head is gone or was written by others."""
    head = head_of(session, keyring)
    if head is None:
        raise TamperedError("The head of the audit trail is not what was written.")
    at = now.astimezone(UTC).strftime(_STAMP)
    return Anchor(at, head.number, head.link, _seal(keyring, at, head.number, head.link))


def found_in(text: str) -> list[Anchor]:
    """Every anchor in a text, a whole log for one."""
    return [Anchor(at, int(number), link, seal) for at, number, link, seal in LINE.findall(text)]


def is_ours(keyring: Keyring, anchor: Anchor) -> bool:
    """Whether this network wrote this line."""
    return hmac.compare_digest(anchor.seal, _seal(keyring, anchor.at, anchor.number, anchor.link))


def fault(session: Session, keyring: Keyring, anchor: Anchor) -> Fault | None:
    """What is wrong with a trail that has to begin as this anchor says."""
    if not is_ours(keyring, anchor):
        return Fault(anchor.number, f"has an anchor, of {anchor.at}, that this network did not write")
    if anchor.number == 0:
        return None if anchor.link == FIRST else Fault(0, "is not where the anchor begins")
    entry = session.get(AuditEntry, anchor.number)
    if entry is None:
        return Fault(anchor.number, f"is gone: it was there at {anchor.at}")
    if entry.link != anchor.link:
        return Fault(anchor.number, f"is another one than at {anchor.at}: the trail was written anew")
    return None


def _seal(keyring: Keyring, at: str, number: int, link: str) -> str:
    message = f"{at} {number} {link}".encode()
    return hmac.new(keyring.derive("audit anchor"), message, hashlib.sha256).hexdigest()[:32]
