"""One verification as the specification has it, from what the app sends to what it is sent. Pure: no network,
no database, and nobody's word that the emoji are the same.

The app asks and begins, we answer: so of two who begin at once there is never a question.
Source: Matrix specification, client-server API, "Key verification framework" and "Short Authentication
String (SAS) verification".
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from bot.channels.matrix.homeserver.plain import Json, part, strings
from bot.channels.matrix.keys import sas
from bot.channels.matrix.keys.devices import Device
from bot.channels.matrix.keys.sas import Agreed, Side
from storage.verifications import Phase

PREFIX = "m.key.verification."
REQUEST, READY, START, ACCEPT, KEY, MAC, DONE, CANCEL = (
    PREFIX + name for name in ("request", "ready", "start", "accept", "key", "mac", "done", "cancel")
)
# codes of a cancel, and what a reader of them is told
REASONS = {
    "m.user": "It was ended here.",
    "m.timeout": "The time for it is over.",
    "m.unknown_transaction": "No such verification is under way.",
    "m.unknown_method": "Only emoji can be compared here.",
    "m.unexpected_message": "That was not its turn.",
    "m.invalid_message": "That made no sense.",
    "m.key_mismatch": "The keys are not those that were confirmed.",
    "m.mismatched_sas": "The emoji are not the same.",
}


class CancelError(Exception):
    """It ends here. `code`: of REASONS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Sides:
    """Us and the person: their devices, and the identities that are vouched for."""

    own: Device
    own_key: str
    their: Device
    their_key: str


@dataclass
class Talk:
    """What is agreed so far; kept sealed. `room_id` is empty where it goes from device to device. `out`: type
    and content of what the app is still to be sent, `sent` how many before that; all under numbers of their
    own, so that a repeat is dropped by the homeserver."""

    room_id: str
    transaction: str
    user_id: str
    device_id: str
    private: str = ""
    start: Json | None = None
    their_public: str = ""
    vouched: bool = False  # by their app, for the keys that we know them by
    has_vouched: bool = False  # we did
    out: list[tuple[str, Json]] = field(default_factory=list)
    sent: int = 0

    @classmethod
    def kept(cls, body: Mapping[str, Any]) -> Self:
        return cls(**body)

    def body(self) -> Json:
        return asdict(self)

    def say(self, kind: str, content: Json) -> None:
        """Put it behind what is to be sent."""
        is_there: Json = (
            {"m.relates_to": {"rel_type": "m.reference", "event_id": self.transaction}}
            if self.room_id
            else {"transaction_id": self.transaction}
        )
        self.out.append((kind, content | is_there))

    def cancel(self, code: str) -> None:
        self.say(CANCEL, {"code": code, "reason": REASONS[code]})

    def forget(self) -> None:
        """Nothing secret is needed any more."""
        self.private, self.their_public, self.start = "", "", None


def can_compare(request: Mapping[str, Any]) -> bool:
    return sas.METHOD in strings(request.get("methods"))


def answer(talk: Talk, own: Device) -> None:
    """We are ready for it."""
    talk.say(READY, {"from_device": own.device_id, "methods": [sas.METHOD]})


def hear(talk: Talk, phase: Phase, kind: str, content: Json, sides: Sides) -> Phase:
    """What follows from an event of the app's; where the verification stands then. CancelError."""
    if kind == START:
        return _start(talk, phase, content)
    if kind == KEY:
        return _key(talk, phase, content)
    if kind == MAC:
        return _mac(talk, phase, content, sides)
    if kind == DONE:
        return phase  # theirs needs no answer; it came to something when ours went out
    raise CancelError("m.unexpected_message")


def _start(talk: Talk, phase: Phase, content: Json) -> Phase:
    if talk.start == content:
        return phase
    if phase is not Phase.ASKED:
        raise CancelError("m.unexpected_message")
    if content.get("from_device") != talk.device_id:
        raise CancelError("m.invalid_message")
    wanted = {
        "key_agreement_protocols": sas.AGREEMENT,
        "hashes": sas.HASH,
        "message_authentication_codes": sas.MAC,
        "short_authentication_string": "decimal",
    }
    if content.get("method") != sas.METHOD or not sas.offers(content, **wanted):
        raise CancelError("m.unknown_method")
    talk.start, talk.private = content, sas.new_key()
    accepted = {
        "method": sas.METHOD,
        "key_agreement_protocol": sas.AGREEMENT,
        "hash": sas.HASH,
        "message_authentication_code": sas.MAC,
        "short_authentication_string": _strings(content),
        "commitment": sas.commitment(sas.public_of(talk.private), content),
    }
    talk.say(ACCEPT, accepted)
    return Phase.BEGUN


def _strings(start: Json) -> list[str]:
    return [one for one in ("emoji", "decimal") if one in strings(start.get("short_authentication_string"))]


def _key(talk: Talk, phase: Phase, content: Json) -> Phase:
    key = content.get("key")
    if phase is not Phase.BEGUN:
        if key and key == talk.their_public:
            return phase
        raise CancelError("m.unexpected_message")
    if not isinstance(key, str):
        raise CancelError("m.invalid_message")
    talk.their_public = key
    talk.say(KEY, {"key": sas.public_of(talk.private)})
    return Phase.SHOWN


def _mac(talk: Talk, phase: Phase, content: Json, sides: Sides) -> Phase:
    if phase not in {Phase.SHOWN, Phase.MATCHED}:
        raise CancelError("m.unexpected_message")
    keys = _keys(sides.their, sides.their_key)
    if not keys.keys() <= part(content, "mac").keys():
        raise CancelError("m.invalid_message")  # an app that vouches for its device alone
    if not _agreed(talk, sides).vouched(content, keys, _side(sides.their), _side(sides.own)):
        raise CancelError("m.key_mismatch")
    talk.vouched = True
    return phase


def shown(talk: Talk, sides: Sides) -> dict[str, list[int]]:
    """What both sides see: emoji, where their app has them, and numbers. CancelError: their key is none."""
    try:
        agreed = _agreed(talk, sides)
        has_emoji = "emoji" in _strings(talk.start or {})
        return {"emoji": agreed.emoji() if has_emoji else [], "decimals": agreed.decimals()}
    except ValueError as error:
        raise CancelError("m.invalid_message") from error


def vouch(talk: Talk, sides: Sides) -> None:
    """Somebody said that they are the same: our word for our keys goes to the app."""
    keys = _keys(sides.own, sides.own_key)
    talk.say(MAC, _agreed(talk, sides).macs(keys, _side(sides.own), _side(sides.their)))
    talk.has_vouched = True


def _agreed(talk: Talk, sides: Sides) -> Agreed:
    their, own = _side(sides.their), _side(sides.own)
    return Agreed(talk.private, talk.their_public, their, own, talk.transaction)


def _keys(device: Device, identity: str) -> dict[str, str]:
    """What is vouched for: the device, and the identity above it."""
    return {f"ed25519:{device.device_id}": device.ed25519, f"ed25519:{identity}": identity}


def _side(device: Device) -> Side:
    return Side(device.user_id, device.device_id)
