"""The configuration: its example is its documentation, and what is wrong is named with its line."""

import re
import stat
import tomllib
from datetime import time, timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.settings.reading import EXAMPLE, ConfigError, load, settings_for, write_new
from bot.settings.sections import Settings
from handlers.core.rules import DEFAULTS
from handlers.law.deadlines import CalendarDays
from handlers.law.handling import Ceiling, Tlp
from storage.keys import Keyring
from tests.house.files import ROOT


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(written(folder, text))
    return caught.value.lines


def keys(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def test_the_example_names_every_key_of_the_model() -> None:
    shipped = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    assert set(shipped) == set(Settings.model_fields)
    for section, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            assert set(shipped[section]) == keys(field.annotation)


def test_the_example_holds_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert load(tmp_path / "config.toml") == load(written(tmp_path, ""))


def test_the_example_has_a_comment_for_every_key() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").split("[[corridors]]")[0].splitlines()
    bare = [line for line in lines if re.match(r"\w+ = ", line) and "  #" not in line.replace(" #", "  #")]
    assert bare == []


def test_the_example_at_the_top_is_the_one_that_is_shipped() -> None:
    assert (ROOT / "config.example.toml").resolve() == ROOT / "bot/config.example.toml"


def test_how_much_may_be_compared_is_the_operators(tmp_path: Path) -> None:
    rules = load(written(tmp_path, '[matching]\nof_officer = 20\nagencies = 3\nfirst = "6 hours"\n')).rules()
    assert (rules.matching.of_officer, rules.matching.agencies) == (20, 3)
    assert rules.matching.first == timedelta(hours=6)
    assert refused(tmp_path, "[matching]\nat_once = 0\n")


def test_the_defaults_are_those_of_the_handlers(tmp_path: Path) -> None:
    assert load(written(tmp_path, "")).rules() == DEFAULTS


def test_what_is_set_reaches_the_handlers(tmp_path: Path) -> None:
    text = """
    [requests]
    urgent_direct = "90 minutes"
    other = "2 weeks"
    late = ["2 days"]
    [reminders]
    quiet_from = "22:30"
    snooze = "2 hours"
    [notices]
    approval_above = 5
    [limits]
    commands_per_minute = 5
    vetting_warnings = ["14 days"]
    [service]
    zone = "Europe/Brussels"
    labels = { XK = { en = "Kosovo" } }
    """
    rules = load(written(tmp_path, text)).rules()
    assert rules.deadlines.urgent_direct == timedelta(minutes=90)
    assert rules.deadlines.other == CalendarDays(14)
    assert rules.quiet.start == time(22, 30)
    assert (rules.reminding.late, rules.reminding.snooze) == ((timedelta(days=2),), timedelta(hours=2))
    assert (rules.rates.commands_per_minute, rules.notices.approval_above) == (5, 5)
    assert rules.periods.vetting_warnings == (timedelta(days=14),)
    assert (rules.service_zone, rules.labels) == ("Europe/Brussels", {"XK": {"en": "Kosovo"}})


def test_paths_count_from_the_folder_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/token").write_text("123456:AAbb\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "secrets")
    settings = load(
        written(tmp_path, '[telegram]\ntoken_file = "secrets/token"\n[storage]\nfiles = "/srv/files"')
    )
    assert settings.storage.url == f"sqlite:///{tmp_path}/var/liaison.db"
    assert settings.storage.key_file == tmp_path / "var/data.key"
    assert settings.storage.files == Path("/srv/files")
    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == "123456:AAbb"


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIAISON_LIMITS__LOOKUPS_PER_HOUR", "7")
    monkeypatch.setenv("LIAISON_SERVICE__LANGUAGES", '["zh"]')
    monkeypatch.setenv("LIAISON_TELEGRAM__TOKEN", "123456:AAbb")
    settings = load(written(tmp_path, "[limits]\nlookups_per_hour = 9\nmax_text = 10"))
    assert (settings.limits.lookups_per_hour, settings.limits.max_text) == (7, 10)
    assert settings.service.languages == ("zh",)
    assert settings.telegram.is_on


def test_secrets_do_not_show(tmp_path: Path) -> None:
    text = '[telegram]\ntoken = "123456:SECRET"\n[storage]\nurl = "postgresql://me:SECRET@db/liaison"'
    assert "SECRET" not in repr(load(written(tmp_path, text)))


WEBHOOK = '[telegram]\ntoken = "1:a"\nmode = "webhook"\nwebhook_url = "https://bot.net/hook"\n'


@pytest.mark.parametrize(
    "more", ["", 'api_base = "https://api.bot.net"\n', 'webhook_listen = "127.0.0.1:65535"\n']
)
def test_a_webhook_as_telegram_takes_it_is_taken(tmp_path: Path, more: str) -> None:
    """A server of one's own calls any port."""
    port = ":9443" if "api_base" in more else ":8443"
    text = WEBHOOK.replace("bot.net/", f"bot.net{port}/") + more + 'webhook_secret = "aZ09_-"'
    assert load(written(tmp_path, text)).telegram.mode == "webhook"


def test_telegram_shows_green_and_nothing_personal_by_default(tmp_path: Path) -> None:
    assert load(written(tmp_path, "")).telegram.most() == Ceiling(Tlp.GREEN, personal=False)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[telegram]\ntoken = "<token>"', "line 2, telegram.token: it still holds a placeholder"),
        ('[matrix]\npassword = "CHANGE-ME"', "line 2, matrix.password: it still holds a placeholder"),
        ('[matrix]\nhomeserver = "https://matrix.example.org"', "line 2, matrix.homeserver: it still holds"),
        ('[matrix]\n\nhomserver = "https://m.org"', "did you mean matrix.homeserver?"),
        ("[matrx]\n", "line 1, matrx: there is no such key; did you mean matrix?"),
        ("[limits]\nmax_text = -1", "line 2, limits.max_text: it must be greater than 0"),
        ('[limits]\nvetting = "a year"', 'line 2, limits.vetting: it must be a length of time such as "10'),
        ('[service]\nzone = "Bejing"', "line 2, service.zone: it must be a zone of the IANA"),
        ('[service]\nlabels = { ZZZ = { en = "Nowhere" } }', "ZZZ is no ISO 3166 code"),
        ('[telegram]\ntoken_file = "nowhere"', "nowhere cannot be read"),
        ('[telegram]\ntoken = "1:a"\nmode = "webhook"', "telegram.webhook_secret: it is missing"),
        (WEBHOOK + 'webhook_secret = "geheim ß"', "line 5, telegram.webhook_secret: it must be 1 to 256 of"),
        (WEBHOOK + f'webhook_secret = "{"a" * 257}"', "line 5, telegram.webhook_secret: it must be 1 to 256"),
        (
            WEBHOOK.replace("bot.net", "bot.net:9443") + 'webhook_secret = "a"',
            "no other ports than 80, 88, 443",
        ),
        (
            WEBHOOK.replace("bot.net", "bot.net:99999") + 'webhook_secret = "a"',
            "line 4, telegram.webhook_url",
        ),
        (
            '[telegram]\nwebhook_listen = "127.0.0.1:99999"',
            'line 2, telegram.webhook_listen: it must be "host:port"',
        ),
        (
            '[telegram]\nwebhook_listen = "127.0.0.1:0"',
            'line 2, telegram.webhook_listen: it must be "host:port"',
        ),
        ('[matrix]\nhomeserver = "https://m.org"', "line 1, matrix.user_id: it is missing"),
        ('[matrix]\nhomeserver = "m.org"', "it must be an address that starts with https://"),
        ('[matrix]\nuser_id = "liaison"', 'it must be a full Matrix id, "@name:server"'),
        ('[storage]\nurl = "mysql://x/y"', "it must start with sqlite:/// or postgresql://"),
        ('[[corridors]]\nfrom = "CN"\nto = "*"', "line 1, corridors.personal_data: it is missing"),
        (
            '[[corridors]]\nfrom = "China"\nto = "*"\npersonal_data = "deny"',
            "line 2, corridors.from: it must be",
        ),
        ('[service]\nlanguages = ["xx"]', "line 2, service.languages: it must name some of: en, zh"),
        ("[limits", "it is not TOML: "),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: str, tmp_path: Path) -> None:
    assert any(line in found for found in refused(tmp_path, text))


def test_everything_wrong_is_said_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = '[limits]\nmax_text = "many"\nmax_fil = 1\n[telegram]\ntoken = "<token>"\ntoken_file = "x"'
    assert [line.split(":")[0] for line in refused(tmp_path, text)] == [
        "line 2, limits.max_text",
        "line 3, limits.max_fil",
        "line 5, telegram.token",
        "line 6, telegram.token_file",
    ]


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        (
            "LIAISON_MATRX__PASSWORD",
            "x",
            "LIAISON_MATRX__PASSWORD: there is no such key; did you mean matrix",
        ),
        (
            "LIAISON_MATRIX__PASWORD",
            "x",
            "LIAISON_MATRIX__PASWORD: there is no such key; did you mean matrix",
        ),
        ("LIAISON_LIMITS__MAX_TEXT", "many", "LIAISON_LIMITS__MAX_TEXT: it must be a valid integer"),
        ("LIAISON_SERVICE__LANGUAGES", "zh", "environment that holds a list must hold it as JSON"),
    ],
)
def test_what_is_wrong_in_the_environment_is_said_by_its_name(
    variable: str, value: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    assert any(said in line for line in refused(tmp_path, ""))


def test_a_message_about_a_secret_does_not_hold_it(tmp_path: Path) -> None:
    text = '[telegram]\ntoken = "123456:SECRET"\ntoken_file = "config.toml"\nmode = "SECRET"\nmoed = "SECRET"'
    assert "SECRET" not in "\n".join(refused(tmp_path, text))


def test_a_missing_file_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="`liaison init` writes one"):
        load(tmp_path / "config.toml")


def test_a_new_folder_is_ready_for_use_and_closed_to_others(tmp_path: Path) -> None:
    settings = settings_for(None, tmp_path / "new")
    assert Keyring.load(settings.storage.key_file).current
    assert settings.storage.key_file == tmp_path / "new/var/data.key"
    modes = [stat.S_IMODE((tmp_path / "new" / name).stat().st_mode) for name in ("", "config.toml")]
    assert modes == [0o700, 0o600]
    assert settings_for(tmp_path / "new/config.toml", None) == settings_for(None, tmp_path / "new")


def test_a_configuration_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    path = written(tmp_path, "# mine")
    with pytest.raises(FileExistsError):
        write_new(tmp_path)
    assert path.read_text(encoding="utf-8") == "# mine"
    assert [found.name for found in tmp_path.iterdir()] == ["config.toml"]
