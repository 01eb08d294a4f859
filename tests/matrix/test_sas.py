"""Short authentication strings, held against vodozemac's own."""

from collections.abc import Mapping

import pytest
import vodozemac

from bot.channels.matrix.homeserver.signing import encode
from bot.channels.matrix.keys import sas
from bot.channels.matrix.keys.sas import Agreed, Side

APP, BOT = Side("@spain:example.org", "APP"), Side("@liaison:example.org", "BOT")
KEYS = {"ed25519:APP": "one key", "ed25519:master": "another"}


def both() -> tuple[Agreed, vodozemac.EstablishedSas, str]:
    """The bot's side, the app's as vodozemac has it, and what both derive from."""
    theirs, private = vodozemac.Sas(), sas.new_key()
    public, own = theirs.public_key.to_base64(), sas.public_of(private)
    agreed = Agreed(private, public, APP, BOT, "$request")
    established = theirs.diffie_hellman(vodozemac.Curve25519PublicKey.from_base64(own))
    info = f"{APP.user_id}|{APP.device_id}|{public}|{BOT.user_id}|{BOT.device_id}|{own}|$request"
    return agreed, established, f"MATRIX_KEY_VERIFICATION_SAS|{info}"


def info(of: Side, to: Side, name: str) -> str:
    sides = f"{of.user_id}{of.device_id}{to.user_id}{to.device_id}"
    return f"MATRIX_KEY_VERIFICATION_MAC{sides}$request{name}"


def test_emoji_and_numbers_are_those_of_the_reference() -> None:
    for _ in range(200):
        agreed, established, said = both()
        found = established.bytes(said)
        assert agreed.emoji() == list(found.emoji_indices)
        assert agreed.decimals() == list(found.decimals)


def test_what_we_vouch_for_the_reference_believes() -> None:
    agreed, established, _ = both()
    content = agreed.macs(KEYS, BOT, APP)
    for name, key in KEYS.items():
        established.verify_mac(key, info(BOT, APP, name), content["mac"][name])
    established.verify_mac(",".join(sorted(KEYS)), info(BOT, APP, "KEY_IDS"), content["keys"])


def vouched(established: vodozemac.EstablishedSas, keys: Mapping[str, str]) -> dict[str, object]:
    macs = {name: established.calculate_mac(key, info(APP, BOT, name)) for name, key in keys.items()}
    return {"mac": macs, "keys": established.calculate_mac(",".join(sorted(keys)), info(APP, BOT, "KEY_IDS"))}


def test_what_the_reference_vouches_for_we_believe_and_nothing_else() -> None:
    agreed, established, _ = both()
    content = vouched(established, KEYS)
    assert agreed.vouched(content, KEYS, APP, BOT)
    assert agreed.vouched(vouched(established, KEYS | {"ed25519:more": "a key"}), KEYS, APP, BOT)
    assert not agreed.vouched(content, KEYS | {"ed25519:APP": "one kay"}, APP, BOT)
    assert not agreed.vouched(content, KEYS, BOT, APP)
    assert not agreed.vouched(vouched(established, {"ed25519:APP": "one key"}), KEYS, APP, BOT)
    assert not agreed.vouched({**content, "keys": "AAAA"}, KEYS, APP, BOT)
    assert not agreed.vouched({**content, "mac": {"ed25519:APP": 7}}, KEYS, APP, BOT)
    assert not agreed.vouched({}, KEYS, APP, BOT)


@pytest.mark.parametrize("key", ["", "!", encode(bytes(31)), encode(bytes(32)), encode(b"\1" + bytes(31))])
def test_a_key_that_is_none_or_gives_the_secret_away_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Agreed(sas.new_key(), key, APP, BOT, "$request").emoji()


def test_what_binds_us_is_the_hash_of_our_key_and_their_start() -> None:
    start = {"method": "m.sas.v1", "from_device": "APP", "hashes": ["sha256"]}
    assert sas.commitment("key", start) == sas.commitment("key", dict(reversed(start.items())))
    assert sas.commitment("key", start) != sas.commitment("kez", start)
    # printf 'key{}' | openssl sha256 -binary | base64
    assert sas.commitment("key", {}) == "k7hnN3UnZE62xCYpdrD4oDLbnbWBrxx0l69f3Fyg8tc"
