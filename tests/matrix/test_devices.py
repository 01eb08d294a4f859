"""Who gets room keys: what an officer's pinned identity signed, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.channels.matrix.homeserver.errors import UndecryptableError
from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.keys.devices import Device, all_devices, master_of, signed_devices
from bot.channels.matrix.keys.identity import Identity, query
from tests.matrix.desk import desk
from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse

Register = Callable[[str], str]
SPAIN = "@spain:example.org"


@pytest.mark.matrix
async def test_a_new_unsigned_device_of_an_officer_gets_no_room_key(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    name = person("spain")
    async with (
        desk(synapse, person("liaison"), tmp_path) as bot,
        Phone(synapse.url, name) as phone,
        Phone(synapse.url, name, signed=False) as stolen,
    ):
        room = await bot.welcome(phone)
        await stolen.until(lambda: stolen.memberships.get(room) == "join")
        await bot.say(room, "for the signed device", phone.user_id, "t1")
        assert (await phone.wait_text("for the signed device")).shield == "NONE"
        unread = await stolen.wait_for(lambda event: event.sender == bot.user_id and event.encrypted)
        assert not unread.readable


@pytest.mark.matrix
async def test_a_replaced_identity_leaves_no_device_to_write_to(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        desk(synapse, person("liaison"), tmp_path) as bot,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room = await bot.welcome(spain)
        pinned = (await bot.people.of(spain.user_id)).master
        await spain.do("bootstrap", reset=True)
        await bot.take(await bot.sync.once(bot.token, 5))
        now = await bot.people.of(spain.user_id)
        assert pinned is not None
        assert now.master != pinned
        assert now.trusted(pinned) == {}
        assert signed_devices(await query(bot.server, spain.user_id), spain.user_id, pinned) == {}
        with pytest.raises(UndecryptableError):
            await bot.sharing.encrypt(room, "m.room.message", {}, now.trusted(pinned).values())


class Book:
    """What `/keys/query` shows of one officer, with real signatures."""

    def __init__(self) -> None:
        self.identity, self.phone = Identity.generate(SPAIN), Identity.generate(SPAIN)
        keys = {"curve25519:PHONE": "c" * 43, "ed25519:PHONE": self.phone.key}
        self.device: Json = {"user_id": SPAIN, "device_id": "PHONE", "algorithms": [], "keys": keys}
        self.identity.sign_device(self.device)

    def shown(self, *, signed: bool = True) -> Json:
        """The answer as an honest homeserver gives it."""
        by_identity = self.identity.sign_device(self.device)["signatures"][SPAIN] if signed else {}
        own = Identity.from_seeds(SPAIN, self.phone.master.private_bytes_raw() * 3).sign_device(self.device)
        by_itself = {"ed25519:PHONE": next(iter(own["signatures"][SPAIN].values()))}
        device = self.device | {"signatures": {SPAIN: by_itself | by_identity}}
        keys = self.identity.public_keys()
        return {
            "device_keys": {SPAIN: {"PHONE": device}},
            "master_keys": {SPAIN: keys["master_key"]},
            "self_signing_keys": {SPAIN: keys["self_signing_key"]},
        }


def test_a_device_signed_by_the_pinned_identity_is_trusted() -> None:
    book = Book()
    found = signed_devices(book.shown(), SPAIN, book.identity.key)
    assert found == {"PHONE": Device(SPAIN, "PHONE", "c" * 43, book.phone.key)}


def test_a_device_that_only_signed_itself_is_known_but_not_trusted() -> None:
    book = Book()
    assert "PHONE" in all_devices(book.shown(signed=False), SPAIN)
    assert signed_devices(book.shown(signed=False), SPAIN, book.identity.key) == {}


def test_a_self_signing_key_of_somebody_else_vouches_for_nothing() -> None:
    book, other = Book(), Identity.generate(SPAIN)
    shown = book.shown()
    shown["self_signing_keys"] = {SPAIN: other.public_keys()["self_signing_key"]}
    assert signed_devices(shown, SPAIN, book.identity.key) == {}


def test_keys_exchanged_behind_the_signature_are_not_believed() -> None:
    book = Book()
    shown = book.shown()
    shown["device_keys"][SPAIN]["PHONE"]["keys"]["curve25519:PHONE"] = "x" * 43
    assert all_devices(shown, SPAIN) == {}


def test_a_device_shown_under_another_name_or_person_is_not_believed() -> None:
    book = Book()
    shown = book.shown()
    shown["device_keys"][SPAIN]["TABLET"] = shown["device_keys"][SPAIN].pop("PHONE")
    assert all_devices(shown, SPAIN) == {}
    assert (
        master_of({"master_keys": {"@x:example.org": shown["master_keys"][SPAIN]}}, "@x:example.org") is None
    )


@pytest.mark.parametrize("nonsense", [None, 7, "x", [], {"keys": 3}, {"usage": None}])
def test_nonsense_from_the_homeserver_is_nobodys_device(nonsense: object) -> None:
    for kind in ("device_keys", "master_keys", "self_signing_keys"):
        shown = Book().shown() | {kind: {SPAIN: nonsense}}
        assert signed_devices(shown, SPAIN, Book().identity.key) == {}
        assert all_devices(shown | {"device_keys": {SPAIN: {"PHONE": nonsense}}}, SPAIN) == {}
