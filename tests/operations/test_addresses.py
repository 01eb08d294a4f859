"""What would pass the network in clear: refused by the configuration, or warned of by the doctor."""

from pathlib import Path

import pytest

from bot.operations import doctor
from bot.settings.addresses import callable_address, is_here
from bot.settings.reading import ConfigError, load
from storage.engine import hosts_in_clear

CALLED = {
    "matrix.homeserver": '[matrix]\nuser_id = "@liaison:m.org"\nhomeserver = "{}"',
    "telegram.api_base": '[telegram]\napi_base = "{}"',
    "telegram.webhook_url": '[telegram]\nwebhook_url = "{}"',
}
IN_CLEAR = [
    "http://m.org",
    "HTTP://M.ORG:8008/",
    "http:m.org",
    "http:///m.org",
    "http://m.org\\\\@127.0.0.1",
    "http://localhost.m.org",
    "http://127.0.0.1.m.org",
    "http://0.0.0.0:8008",
    "http://[::]:8008",
    "http://10.0.0.1",
    "http://192.168.1.7",
    "http://[2001:db8::1]",
    "http://[fe80::1]",
]


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("address", IN_CLEAR)
@pytest.mark.parametrize("key", CALLED)
def test_an_address_in_clear_is_refused_by_start_and_doctor(tmp_path: Path, key: str, address: str) -> None:
    path = written(tmp_path, CALLED[key].format(address))
    with pytest.raises(ConfigError) as caught:
        load(path)
    (line,) = caught.value.lines
    assert f"{key}: it must start with https://" in line
    assert line in [found.said for found in doctor.examine(path) if found.level == "fail"]


@pytest.mark.parametrize("address", ["https://me:secret@m.org", "https://me@m.org", "http://127.0.0.1@m.org"])
def test_an_address_with_a_name_or_password_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="it must not hold a name or a password") as caught:
        callable_address(address)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "address", ["m.org", "//m.org", "ftp://127.0.0.1", "ws://localhost", "http://", "https"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="starts with https://"):
        callable_address(address)


@pytest.mark.parametrize(
    ("typed", "called"),
    [
        ("https://m.org", "https://m.org"),
        ("HTTPS://M.org/sub/", "https://m.org/sub/"),
        ("https://m.org/", "https://m.org/"),
        ("http://127.0.0.1:8008", "http://127.0.0.1:8008"),
        ("http://127.0.0.53:8008", "http://127.0.0.53:8008"),
        ("HTTP://LocalHost:8008", "http://localhost:8008"),
        ("http://localhost.:8008", "http://localhost.:8008"),
        ("http://[::1]:8008", "http://[::1]:8008"),
        ("http://[::ffff:127.0.0.1]:8008", "http://[::ffff:7f00:1]:8008"),
        ("http://127.1:8008", "http://127.0.0.1:8008"),
        ("http://0x7f000001:8008", "http://127.0.0.1:8008"),
    ],
)
def test_what_was_looked_at_is_what_is_called(tmp_path: Path, typed: str, called: str) -> None:
    assert load(written(tmp_path, f'[telegram]\napi_base = "{typed}"')).telegram.api_base == called


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST.", "::1", "[::1]", "::ffff:127.0.0.1"])
def test_this_machine_is_known(host: str) -> None:
    assert is_here(host)


@pytest.mark.parametrize("host", ["", "0.0.0.0", "::", "[::]", "*", "m.org", "localhost.m.org", "192.0.2.1"])  # noqa: S104
def test_nothing_else_is_this_machine(host: str) -> None:
    assert not is_here(host)


def exposed(path: Path) -> list[tuple[str, str, str]]:
    return [(f.level, f.said, f.mend) for f in doctor.examine(path) if f.check == "exposed"]


@pytest.mark.parametrize("address", ["0.0.0.0:9464", "[::]:9464", "192.0.2.1:9464", "bot.internal:9464"])
def test_figures_open_to_others_are_warned_of(tmp_path: Path, address: str) -> None:
    ((level, said, mend),) = exposed(written(tmp_path, f'[service]\nmetrics = "{address}"'))
    assert (level, address in said) == ("warn", True)
    assert mend == "listen on 127.0.0.1: config.toml line 2, service.metrics"


def test_a_webhook_open_to_others_is_warned_of(tmp_path: Path) -> None:
    text = '[telegram]\nmode = "{}"\nwebhook_listen = "0.0.0.0:8443"'
    assert exposed(written(tmp_path, text.format("polling"))) == []
    ((_, said, mend),) = exposed(written(tmp_path, text.format("webhook")))
    assert "0.0.0.0:8443 is in clear" in said
    assert mend.endswith("config.toml line 3, telegram.webhook_listen")


def test_figures_for_this_machine_alone_are_in_order(tmp_path: Path) -> None:
    for address in ("127.0.0.1:9464", "localhost:9464", "[::1]:9464"):
        assert exposed(written(tmp_path, f'[service]\nmetrics = "{address}"')) == []


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("sqlite:///var/liaison.db", []),
        ("postgresql://me@db.internal/liaison", ["db.internal"]),
        ("postgresql://me@db.internal/liaison?sslmode=prefer", ["db.internal"]),
        ("postgresql://me@db.internal/liaison?sslmode=disable", ["db.internal"]),
        ("postgresql://me@db.internal/liaison?sslmode=require", []),
        ("postgresql://me@db.internal/liaison?sslmode=verify-full", []),
        ("postgresql://me@[2001:db8::1]:5432/liaison", ["2001:db8::1"]),
        ("postgresql:///liaison?host=db.internal", ["db.internal"]),
        ("postgresql:///liaison?host=db1:5432&host=db2:5432", ["db1", "db2"]),
        ("postgresql://me@localhost/liaison?hostaddr=192.0.2.1", ["192.0.2.1"]),
        ("postgresql:///liaison", []),
        ("postgresql:///liaison?host=/run/postgresql", []),
    ],
)
def test_a_database_that_may_be_spoken_to_in_clear_is_known(
    url: str, hosts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PGHOST", "PGHOSTADDR", "PGSSLMODE", "PGSERVICE"):
        monkeypatch.delenv(name, raising=False)
    assert hosts_in_clear(url) == hosts


def test_the_environment_speaks_where_the_address_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "db.internal")
    assert hosts_in_clear("postgresql:///liaison") == ["db.internal"]
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    assert hosts_in_clear("postgresql:///liaison") == []
    assert hosts_in_clear("postgresql:///liaison?sslmode=prefer") == ["db.internal"]


def test_a_database_in_clear_is_warned_of_unless_it_is_here(tmp_path: Path) -> None:
    text = '[storage]\nurl = "postgresql://me@{}/liaison"'
    assert exposed(written(tmp_path, text.format("localhost:1"))) == []
    ((level, said, mend),) = exposed(written(tmp_path, text.format("192.0.2.1:1")))
    assert (level, "to 192.0.2.1 in clear" in said) == ("warn", True)
    assert mend == (
        "add ?sslmode=verify-full (or at least require) to the address: config.toml line 2, storage.url"
    )
