"""`liaison init`, as an operator types it."""

import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app, main
from bot.home.network import open_folder, open_settings
from bot.operations.findings import Finding
from bot.settings.reading import load, write_new
from storage.keys import Keyring
from tests.people.steps import CODE


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


def test_init_with_flags_makes_a_network_that_can_be_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[Path] = []

    def examine(path: Path) -> list[Finding]:
        looked_at.append(path)
        return []

    monkeypatch.setattr("bot.commands.setup.examine", examine)
    (tmp_path / "pw").write_text("a-long-password", "ascii")
    words = [
        "init", "--dir", str(tmp_path / "here"), "--homeserver", "https://matrix.test",
        "--user-id", "@bot:matrix.test",
        "--password-file", str(tmp_path / "pw"), "--language", "en",
        "--coordinator", "eu=EU Delegation", "--coordinator", "iom=IOM",
    ]  # fmt: skip
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    settings = load(tmp_path / "here/config.toml")
    assert settings.matrix.homeserver == "https://matrix.test"
    assert settings.matrix.password is not None
    assert list(settings.service.languages) == ["en"]
    assert "# offered to officers" in (tmp_path / "here/config.toml").read_text("utf-8")
    assert len(CODE.findall(done.output)) == 2
    assert looked_at == [tmp_path / "here/config.toml"], "it ends with the doctor"


def test_init_asks_and_keeps_secrets_in_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.commands.setup.examine", lambda _path: [])
    typed = [
        "",
        "100200300:an-invented-secret-value-of-35-letters",
        "en zh",
        "",
        "eu=EU Delegation",
        "iom=IOM",
    ]
    done = CliRunner().invoke(app, ["init", "--ask", "--dir", str(tmp_path)], input="\n".join(typed) + "\n")
    assert done.exit_code == 0, done.output
    assert "an-invented" not in done.output
    assert "an-invented" not in (tmp_path / "config.toml").read_text("utf-8")
    assert (tmp_path / "var/telegram.token").stat().st_mode & 0o077 == 0
    assert load(tmp_path / "config.toml").telegram.is_on


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--homeserver", "http://matrix.test", "--user-id", "@bot:matrix.test"], "matrix.homeserver"),
        (["--coordinator", "eu"], "There is no agency eu."),
        (["--agencies", "nowhere.csv"], "cannot be read"),
    ],
)
def test_an_init_that_fails_can_be_begun_anew(
    tmp_path: Path,
    words: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.argv", ["liaison", "init", "--dir", str(tmp_path), *words])
    with pytest.raises(SystemExit):
        main()
    assert said in capsys.readouterr().err
    assert not (tmp_path / "config.toml").exists()
    assert CliRunner().invoke(app, ["init", "--dir", str(tmp_path)]).exit_code == 0


def test_what_init_prints_can_be_pasted(tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 60)
    done = CliRunner().invoke(app, ["init", "--dir", str(folder)])
    commands = [line.strip() for line in done.output.splitlines() if line.startswith("  liaison invite")]
    assert len(commands) == 2
    for line in commands:
        assert CliRunner().invoke(app, shlex.split(line)[1:]).exit_code == 0
