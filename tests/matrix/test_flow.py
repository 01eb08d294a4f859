"""One verification, event by event, with an app made of vodozemac's own parts."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
import vodozemac

from bot.channels.matrix.keys import sas
from bot.channels.matrix.keys.devices import Device
from bot.channels.matrix.verifying import flow
from bot.channels.matrix.verifying.flow import (
    ACCEPT,
    DONE,
    KEY,
    MAC,
    READY,
    START,
    CancelError,
    Sides,
    Talk,
)
from storage.verifications import Phase
from tests.house.files import ROOT, read

OWN = Device("@liaison:example.org", "BOT", "curve", "bot's device key")
THEIR = Device("@spain:example.org", "APP", "curve", "app's device key")
SIDES = Sides(OWN, "bot's identity", THEIR, "spain's identity")
STARTED: dict[str, Any] = {
    "from_device": "APP",
    "method": "m.sas.v1",
    "key_agreement_protocols": ["curve25519-hkdf-sha256"],
    "hashes": ["sha256"],
    "message_authentication_codes": ["hkdf-hmac-sha256.v2", "hkdf-hmac-sha256"],
    "short_authentication_string": ["decimal", "emoji"],
    "transaction_id": "one",
}


@dataclass
class App:
    """What the app does; `talk` is the bot's side, `phase` where that stands."""

    talk: Talk = field(default_factory=lambda: Talk("", "one", THEIR.user_id, THEIR.device_id))
    phase: Phase = Phase.ASKED
    sas: vodozemac.Sas = field(default_factory=vodozemac.Sas)

    def hears(self, kind: str, content: dict[str, Any]) -> None:
        """Put down and taken up again before each event, as between two starts of the bot."""
        self.talk = Talk.kept(self.talk.body())
        self.phase = flow.hear(self.talk, self.phase, kind, content, SIDES)

    def said(self, kind: str) -> dict[str, Any]:
        return next(content for name, content in reversed(self.talk.out) if name == kind)

    def shown(self) -> None:
        self.key = self.sas.public_key.to_base64()
        self.hears(START, STARTED)
        self.hears(KEY, {"key": self.key})
        own = vodozemac.Curve25519PublicKey.from_base64(self.said(KEY)["key"])
        self.agreed = self.sas.diffie_hellman(own)

    def mac(self, keys: dict[str, str]) -> dict[str, Any]:
        head = "MATRIX_KEY_VERIFICATION_MAC@spain:example.orgAPP@liaison:example.orgBOTone"
        macs = {name: self.agreed.calculate_mac(key, head + name) for name, key in keys.items()}
        return {"mac": macs, "keys": self.agreed.calculate_mac(",".join(sorted(keys)), head + "KEY_IDS")}


ITS_KEYS = {"ed25519:APP": THEIR.ed25519, "ed25519:spain's identity": "spain's identity"}


def test_an_app_and_the_bot_come_to_the_same_emoji_and_believe_each_other() -> None:
    app = App()
    flow.answer(app.talk, OWN)
    assert app.said(READY) == {"from_device": "BOT", "methods": ["m.sas.v1"], "transaction_id": "one"}
    app.shown()
    own = app.said(KEY)["key"]
    assert app.said(ACCEPT)["commitment"] == sas.commitment(own, STARTED)
    info = f"MATRIX_KEY_VERIFICATION_SAS|{THEIR.user_id}|APP|{app.key}|{OWN.user_id}|BOT|{own}|one"
    assert flow.shown(app.talk, SIDES)["emoji"] == list(app.agreed.bytes(info).emoji_indices)
    assert app.phase is Phase.SHOWN
    app.hears(MAC, app.mac(ITS_KEYS))
    assert (app.phase, app.talk.vouched, app.talk.has_vouched) == (Phase.SHOWN, True, False)
    assert not any(kind in (MAC, DONE) for kind, _ in app.talk.out)  # nobody has compared yet
    flow.vouch(app.talk, SIDES)
    head = "MATRIX_KEY_VERIFICATION_MAC@liaison:example.orgBOT@spain:example.orgAPPone"
    for name, key in {"ed25519:BOT": OWN.ed25519, "ed25519:bot's identity": "bot's identity"}.items():
        app.agreed.verify_mac(key, head + name, app.said(MAC)["mac"][name])


def test_an_app_without_emoji_compares_numbers() -> None:
    app = App()
    app.hears(START, STARTED | {"short_authentication_string": ["decimal"]})
    app.hears(KEY, {"key": app.sas.public_key.to_base64()})
    shown = flow.shown(app.talk, SIDES)
    assert shown["emoji"] == []
    assert len(shown["decimals"]) == 3


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"method": "m.qr_code.v1"}, "m.unknown_method"),
        ({"hashes": ["md5"]}, "m.unknown_method"),
        ({"hashes": "sha256"}, "m.unknown_method"),
        ({"key_agreement_protocols": ["curve25519"]}, "m.unknown_method"),
        ({"message_authentication_codes": ["hkdf-hmac-sha256"]}, "m.unknown_method"),
        ({"short_authentication_string": []}, "m.unknown_method"),
        ({"from_device": "OTHER"}, "m.invalid_message"),
    ],
)
def test_a_start_that_does_not_fit_ends_it(change: dict[str, Any], code: str) -> None:
    with pytest.raises(CancelError) as ended:
        App().hears(START, STARTED | change)
    assert ended.value.code == code


@pytest.mark.parametrize("kind", [KEY, MAC, READY, ACCEPT, "m.key.verification.tomorrow"])
def test_what_is_out_of_turn_ends_it(kind: str) -> None:
    with pytest.raises(CancelError) as ended:
        App().hears(kind, {"key": "AAAA", "mac": {}, "keys": ""})
    assert ended.value.code == "m.unexpected_message"


def test_the_same_once_more_changes_nothing_and_another_in_its_place_ends_it() -> None:
    app = App()
    app.shown()
    before = app.talk.body()
    app.hears(START, STARTED)
    app.hears(KEY, {"key": app.key})
    assert app.talk.body() == before
    for kind, content in ((START, STARTED | {"hashes": ["sha256", "x"]}), (KEY, {"key": "A" * 43})):
        with pytest.raises(CancelError) as ended:
            app.hears(kind, content)
        assert ended.value.code == "m.unexpected_message"


@pytest.mark.parametrize("key", [None, 7, "", "?", "A" * 43])
def test_a_key_that_is_none_ends_it(key: object) -> None:
    app = App()
    app.hears(START, STARTED)

    def sees() -> None:
        app.hears(KEY, {"key": key})
        flow.shown(app.talk, SIDES)

    with pytest.raises(CancelError) as ended:
        sees()
    assert ended.value.code == "m.invalid_message"


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        (ITS_KEYS | {"ed25519:APP": "another"}, "m.key_mismatch"),
        (ITS_KEYS | {"ed25519:spain's identity": "another"}, "m.key_mismatch"),
        ({"ed25519:APP": THEIR.ed25519}, "m.invalid_message"),
        ({}, "m.invalid_message"),
    ],
)
def test_keys_that_are_not_those_we_know_end_it(keys: dict[str, str], code: str) -> None:
    app = App()
    app.shown()
    with pytest.raises(CancelError) as ended:
        app.hears(MAC, app.mac(keys))
    assert ended.value.code == code
    assert not app.talk.vouched


def test_nothing_secret_is_left_when_it_is_over() -> None:
    app = App()
    app.shown()
    app.talk.forget()
    app.talk.out.clear()
    private = [app.talk.private, app.talk.their_public, app.talk.start]
    assert private == ["", "", None]


def places_of(pattern: str) -> list[str]:
    files = [path for top in ("bot", "handlers", "storage") for path in sorted((ROOT / top).rglob("*.py"))]
    return [str(path.relative_to(ROOT)) for path in files if re.search(pattern, read(path))]


def test_only_a_button_and_a_command_say_that_emoji_are_the_same() -> None:
    said = places_of(r"verifications\.compare\(")
    assert said == ["bot/commands/matrix.py", "handlers/verification/comparing.py"]
    assert places_of(r"= Phase\.MATCHED") == ["storage/verifications.py"]
