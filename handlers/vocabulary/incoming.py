"""What came in: one thing that one person did on one channel."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a person did."""

    TEXT = "text"
    EDIT = "edit"  # of the message `about`
    DELETE = "delete"  # of the message `about`
    PRESS = (
        "press"  # `text` is the token of an offer, or the number or emoji chosen under the message `about`
    )


@dataclass(frozen=True)
class IncomingFile:
    """`handle` is what its channel needs to fetch it. `file_id`, `size` and `sha256` once it is kept sealed;
    `problem` when it cannot be: "empty", "too_large", "unreachable", or too many: "hour", "day", "full"."""

    name: str
    mime: str
    handle: str
    size: int | None = None
    file_id: str | None = None
    sha256: str | None = None
    problem: str | None = None
    caption: str = ""  # what its sender wrote under it


@dataclass(frozen=True)
class Incoming:
    """One thing that one person did on one channel. `event` is its id there.

    `at`: when it was written, says the network, and nothing is decided by that; `received`: when it was
    kept, by our own clock. `proven`: whether it is sure to be this person's; where it is not, the network
    could have made it up.
    """

    channel: str
    address: str
    event: str
    at: datetime
    text: str = ""
    kind: Kind = Kind.TEXT
    about: str | None = None
    files: tuple[IncomingFile, ...] = ()
    forwarded: bool = False
    name: str = ""  # as the person shows it there
    language: str = ""  # what the person's client is set to
    extra: Mapping[str, Any] = field(default_factory=dict)  # what else the channel knows, "identity" among it
    proven: bool = True
    received: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """For the inbox."""
        body = dict(vars(self))
        body["at"] = self.at.isoformat()
        body["received"] = self.received.isoformat() if self.received is not None else None
        body["files"] = [dict(vars(file)) for file in self.files]
        body["extra"] = dict(self.extra)
        return body

    def joined(self, other: "Incoming") -> "Incoming":
        """One message of two: a further picture of the same album, with what is written under it."""
        words = "\n".join(filter(None, (self.text, other.text)))
        messages = " ".join(str(one.extra["message"]) for one in (self, other) if "message" in one.extra)
        extra = {**self.extra, "message": messages} if messages else self.extra
        return replace(self, text=words, files=(*self.files, *other.files), extra=extra)

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Incoming":
        files = tuple(IncomingFile(**file) for file in body["files"])
        at, received = datetime.fromisoformat(body["at"]), body.get("received")
        received = datetime.fromisoformat(received) if received is not None else None
        read = {"at": at, "received": received, "kind": Kind(body["kind"]), "files": files}
        return cls(**{**body, **read})
