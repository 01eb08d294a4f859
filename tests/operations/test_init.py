"""`liaison init`, as an operator types it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.configfile import load, write_new
from bot.home import open_folder, open_settings
from storage.keys import Keyring


def test_init_writes_a_configuration_and_says_what_comes_next(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["init", "--dir", str(tmp_path / "here")])
    assert done.exit_code == 0
    assert "liaison doctor --config" in done.output
    assert load(tmp_path / "here/config.toml").storage.key_file.is_file()


def test_init_refuses_to_write_over_one(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("# mine", encoding="utf-8")
    done = CliRunner().invoke(app, ["init", "--dir", str(tmp_path)])
    assert done.exit_code == 1
    assert "is there already; nothing was changed" in done.output


def test_a_data_folder_is_one_network_for_every_command(tmp_path: Path) -> None:
    settings = load(write_new(tmp_path / "here"))
    by_folder, by_settings = open_folder(tmp_path / "here"), open_settings(settings)
    assert str(by_folder.database.engine.url) == str(by_settings.database.engine.url)
    assert by_folder.database.keyring.derive("x") == by_settings.database.keyring.derive("x")
    for home in (by_folder, by_settings):
        home.database.close()


def test_the_data_key_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Keyring.load_or_create(tmp_path / "key")
    lines = (tmp_path / "key").read_text("ascii").splitlines()
    monkeypatch.setenv("LIAISON_STORAGE__DATA_KEY", ";".join(lines[1:]))
    home = open_folder(tmp_path / "here")
    assert home.database.keyring.derive("x") == Keyring.load(tmp_path / "key").derive("x")
    assert not (tmp_path / "here/var/data.key").exists()
    home.database.close()
