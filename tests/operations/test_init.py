"""`liaison init`, as an operator types it."""

from pathlib import Path

from typer.testing import CliRunner

from bot.cli import app
from bot.configfile import load


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
