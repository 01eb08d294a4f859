"""Each thing that can be wrong is found, with what to mend."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from bot.operations import doctor
from bot.operations.findings import Level
from bot.settings.reading import write_new
from storage import retention
from storage.audit import Tag
from storage.clues import Clue
from storage.item import Item
from tests.house.files import ROOT
from tests.operations.conftest import Liaison, Site

TOKEN = "123456:TESTTOKENxyz"


def line_of(begins: str) -> int:
    """Where a new configuration has it."""
    written = (ROOT / "config.example.toml").read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(written, 1) if line.startswith(begins))


class Network(BaseHTTPRequestHandler):
    """A homeserver and the Bot API, as far as the doctor asks; `ahead`: of our clock."""

    ahead = timedelta(0)
    answers: dict[str, tuple[int, Any]]

    def do_GET(self) -> None:
        status, body = self.answers.get(self.path, (404, {}))
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def date_time_string(self, _timestamp: float | None = None) -> str:
        return (datetime.now(UTC) + self.ahead).strftime("%a, %d %b %Y %H:%M:%S GMT")

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    answers = {
        "/_matrix/client/versions": (200, {"versions": ["v1.11"]}),
        f"/bot{TOKEN}/getMe": (200, {"ok": True, "result": {"username": "liaison_bot"}}),
        "/bot9:revoked/getMe": (401, {"ok": False}),
    }
    monkeypatch.setattr(Network, "answers", answers, raising=False)
    server = HTTPServer(("127.0.0.1", 0), Network)
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


def seen(config: Path) -> dict[str, tuple[str, str, str]]:
    """By check: level, what was said, what to mend. The worst one of each."""
    found = sorted(doctor.examine(config), key=lambda f: list(Level).index(f.level))
    return {finding.check: (finding.level, finding.said, finding.mend) for finding in found}


def levels(config: Path) -> dict[str, str]:
    return {check: finding[0] for check, finding in seen(config).items()}


def add(site: Site, section: str, lines: str) -> None:
    written = site.config.read_text(encoding="utf-8")
    for line in lines.splitlines():
        key = line.split(" = ")[0]
        head, _, rest = written.partition(f"[{section}]")
        start = rest.index(f"\n{key} = ") + 1
        written = f"{head}[{section}]{rest[:start]}{line}{rest[rest.index(chr(10), start) :]}"
    site.config.write_text(written, encoding="utf-8")


def test_a_healthy_network_has_nothing_to_mend(site: Site, network: str, liaison: Liaison) -> None:
    add(site, "matrix", f'homeserver = "{network}"\nuser_id = "@liaison:example.org"')
    add(site, "telegram", f'token = "{TOKEN}"\napi_base = "{network}"')
    found = levels(site.config)
    del found["clock"]  # the script of the fixture has a clock of its own
    found.pop("identity", None)  # looked at where that clock is not ahead of ours: nobody has logged in yet
    assert set(found.values()) == {"ok"}
    assert {
        "python",
        "zones",
        "config",
        "disk",
        "key",
        "files",
        "database",
        "audit",
        "matrix",
        "telegram",
    } <= set(found)
    done = liaison("doctor", "--config", site.config)
    assert (done.code, TOKEN in done.out) == (0, False)


def test_a_new_folder_is_told_what_comes_next(tmp_path: Path) -> None:
    found = seen(write_new(tmp_path / "new"))
    assert found["database"][0] == "warn"
    places = [f"config.toml line {line_of(f'[{name}]')}, {name}" for name in ("matrix", "telegram")]
    assert found["channels"][2] == "fill in " + " or ".join(places)


def test_each_mistake_in_the_configuration_is_a_line(site: Site, liaison: Liaison) -> None:
    add(site, "limits", 'max_text = "many"')
    done = liaison("doctor", "--config", site.config, "--json")
    failed = [check for check in json.loads(done.out)["checks"] if check["level"] == "fail"]
    assert (done.code, len(failed)) == (1, 1)
    assert "limits.max_text: it must be a valid integer" in failed[0]["said"]


def test_a_key_that_is_missing_or_open_to_others_is_named(site: Site) -> None:
    site.key_file.chmod(0o640)
    level, said, mend = seen(site.config)["key"]
    assert (level, "chmod 600" in said, "storage.key_file" in mend) == ("fail", True, True)
    site.key_file.unlink()
    assert "is missing" in seen(site.config)["key"][1]


def test_a_secret_file_open_to_others_is_named(site: Site) -> None:
    token = site.folder / "token"
    token.write_text(TOKEN, encoding="ascii")
    token.chmod(0o644)
    add(site, "telegram", 'token_file = "token"\napi_base = "http://127.0.0.1:1"')
    level, _, mend = seen(site.config)["secrets"]
    assert (level, "telegram.token_file" in mend) == ("warn", True)


@pytest.mark.parametrize(
    ("statement", "check", "level", "said"),
    [
        ("UPDATE audit_entry SET tag = 'x' WHERE number = 2", "audit", "fail", "entry 2 was changed"),
        (
            "UPDATE alembic_version SET version_num = 'ffff'",
            "database",
            "fail",
            "newer version (schema ffff)",
        ),
        ("UPDATE alembic_version SET version_num = '0001'", "database", "fail", "schema 0001, this version"),
        ("UPDATE attachment SET file_id = 'gone'", "files", "fail", "1 attachments have no file"),
        ("UPDATE officer SET role = 'coordinator'", "rights", "fail", "written without our keys"),
    ],
)
def test_what_is_wrong_with_the_data_is_named(
    statement: str, check: str, level: str, said: str, site: Site
) -> None:
    with site.opened() as place, place.database.engine.begin() as connection:
        connection.execute(text(statement))
    found = seen(site.config)[check]
    assert (found[0], said in found[1]) == (level, True)


def test_something_that_waits_too_long_is_named(site: Site) -> None:
    with site.opened() as place, place.database.engine.begin() as connection:
        due = "UPDATE outgoing SET fate = 'waiting', due_at = '2020-01-01T00:00:00.000000Z'"
        connection.execute(text(due))
    level, said, _ = seen(site.config)["queue"]
    assert (level, said.startswith("something has been due for")) == ("warn", True)


@pytest.mark.parametrize("served", [True, False])
def test_letters_that_nobody_takes_are_named_with_what_to_do(
    served: bool, site: Site, liaison: Liaison, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.opened() as place, place.database.engine.begin() as connection:
        due = "UPDATE outgoing SET fate = 'waiting', due_at = '2020-01-01T00:00:00.000000Z'"
        connection.execute(text(due))
    monkeypatch.setattr(doctor, "is_served", lambda _: served)
    level, said, mend = seen(site.config)["outbox"]
    assert "letters could go out, and nobody takes them; the oldest for" in said
    assert (level, "start `liaison run`" in mend) == ("fail" if served else "warn", True)
    checks = json.loads(liaison("doctor", "--config", site.config, "--json").out)["checks"]
    assert {"check": "outbox", "level": level, "mend": mend} in [
        {key: check[key] for key in ("check", "level", "mend")} for check in checks
    ]


def test_a_database_out_of_reach_is_named_without_its_password(site: Site) -> None:
    add(site, "storage", 'url = "postgresql://liaison:SECRET@127.0.0.1:1/liaison"')
    level, said, mend = seen(site.config)["database"]
    assert (level, "storage.url" in mend, "SECRET" in said) == ("fail", True, False)


def test_a_database_that_cannot_be_written_is_named(make_site: Any) -> None:
    made = make_site("broken")
    (made.folder / "var/liaison.db").write_bytes(b"this is no database at all" * 100)
    assert seen(made.config)["database"][:2] == ("fail", "file is not a database")


@pytest.mark.parametrize(
    ("free", "level"), [(50_000_000, "fail"), (500_000_000, "warn"), (5_000_000_000, "ok")]
)
def test_a_disk_that_fills_up_is_named_in_time(
    free: int, level: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.operations.doctor.shutil.disk_usage", lambda _path: SimpleNamespace(free=free))
    assert levels(write_new(tmp_path / "new"))["disk"] == level


@pytest.mark.parametrize(
    ("lines", "check", "said"),
    [
        ('token = "no token"', "telegram", "the token is not of the form"),
        ('token = "9:revoked"\napi_base = "{network}"', "telegram", "Telegram refuses the token (HTTP 401)"),
        (
            f'token = "{TOKEN}"\napi_base = "http://127.0.0.1:1"',
            "telegram",
            "http://127.0.0.1:1 cannot be reached",
        ),
    ],
)
def test_what_is_wrong_with_telegram_is_named(
    lines: str, check: str, said: str, make_site: Any, network: str
) -> None:
    made = make_site("telegram")
    add(made, "telegram", lines.replace("{network}", network))
    found = seen(made.config)[check]
    assert (found[0], said in found[1]) == ("fail", True)


@pytest.mark.parametrize(
    ("address", "said"),
    [("http://127.0.0.1:1", "cannot be reached"), ("{network}/elsewhere", "is no Matrix")],
)
def test_what_is_wrong_with_matrix_is_named(address: str, said: str, make_site: Any, network: str) -> None:
    made = make_site("matrix")
    address = address.replace("{network}", network)
    add(made, "matrix", f'homeserver = "{address}"\nuser_id = "@liaison:example.org"')
    level, found, mend = seen(made.config)["matrix"]
    line = f"line {line_of('homeserver =')}, matrix.homeserver"
    assert (level, said in found, line in mend) == ("fail", True, True)


@pytest.mark.parametrize(("seconds", "level"), [(0, "ok"), (90, "fail"), (-90, "fail")])
def test_a_clock_that_is_off_is_named(
    seconds: int, level: str, make_site: Any, network: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Network, "ahead", timedelta(seconds=seconds))
    made = make_site("clock")
    add(made, "matrix", f'homeserver = "{network}"\nuser_id = "@liaison:example.org"')
    assert levels(made.config)["clock"] == level


def test_a_faulty_exercise_is_named(site: Site, tmp_path: Path) -> None:
    (tmp_path / "van.toml").write_text("[name", "utf-8")
    add(site, "service", f'scenarios = "{tmp_path}"')
    level, said, _ = seen(site.config)["scenarios"]
    assert (level, said.startswith("van.toml: This is no TOML file")) == ("warn", True)
    (tmp_path / "van.toml").unlink()
    assert seen(site.config)["scenarios"][:2] == ("ok", "3 can be played")


def test_backups_that_hold_what_was_erased_since_are_named(
    site: Site, tmp_path: Path, liaison: Liaison
) -> None:
    assert liaison("backup", str(tmp_path / "one"), "--config", site.config).code == 0
    assert "backups" not in seen(site.config), "nothing was erased since"
    with site.opened() as place, place.database.work(datetime.now(UTC)) as work:
        item = Item("clue", work.first(select(Clue.id)))
        retention.erase(work, item)
        work.audit(Tag.ERASED, None, item)
    assert liaison("backup", str(tmp_path / "two"), "--config", site.config).code == 0
    level, said, _ = seen(site.config)["backups"]
    assert (level, said.startswith("1 were taken before the last erasure")) == ("ok", True)
