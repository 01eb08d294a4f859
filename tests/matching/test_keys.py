"""The keys that values are compared under: one for each kind, in no backup."""

from pathlib import Path

from storage.keys import Keyring


def test_each_kind_has_its_own_key_and_rotation_leaves_it() -> None:
    keyring = Keyring.generate()
    assert keyring.matching_key("phone") != keyring.matching_key("document")
    assert keyring.rotated().matching_key("phone") == keyring.matching_key("phone")


def test_no_backup_has_the_matching_key(tmp_path: Path) -> None:
    keyring = Keyring.generate()
    keyring.save(tmp_path / "data.key")
    keyring.save(tmp_path / "backup.key", beside_backup=True)
    whole, beside = Keyring.load(tmp_path / "data.key"), Keyring.load(tmp_path / "backup.key")
    assert whole.matching_key("phone") == keyring.matching_key("phone")
    assert beside.matching_key("phone") != keyring.matching_key("phone")
    assert beside.derive("blind index") == keyring.derive("blind index")
    assert "match" not in (tmp_path / "backup.key").read_text("ascii")


def test_a_keyring_from_before_has_one_all_the_same() -> None:
    keyring = Keyring({"00000000": bytes(32)}, "00000000", bytes(32))
    assert keyring.matching_key("phone") == Keyring.parse(keyring._render()).matching_key("phone")
