"""Under systemd: the unit that `liaison service install` writes, and what systemd is told."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.files import ROOT
from tests.operations.conftest import Liaison, Site, SitesMade
from tests.operations.test_served import NOBODY

EXPOSURE = 15  # tenths: systemd's own figure
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")


@pytest.fixture
def house(make_site: SitesMade, used_site: Site) -> Site:
    return make_site("house", "sqlite", used_site)


def with_secrets(site: Site) -> None:
    text = site.config.read_text("utf-8")
    secret = site.folder / "token"
    secret.write_text("123456:TESTTOKENxyz")
    secret.chmod(0o600)
    site.config.write_text(text.replace('token_file = ""', f'token_file = "{secret}"'), "utf-8")


def test_it_is_installed_by_a_command(house: Site, liaison: Liaison, tmp_path: Path) -> None:
    with_secrets(house)
    done = liaison("service", "install", "--config", house.config, "--dir", tmp_path)
    assert (done.code, done.err) == (0, "")
    text = (tmp_path / "liaison.service").read_text()
    assert "@user@" not in text
    assert f"run --config {house.config.resolve()}\n" in text
    assert f"LoadCredential=telegram.token_file:{house.folder / 'token'}\n" in text
    assert "Environment=LIAISON_TELEGRAM__TOKEN_FILE=%d/telegram.token_file\n" in text
    assert f"ReadWritePaths={house.folder / 'var'}\n" in text
    assert "TESTTOKEN" not in text
    assert "systemctl enable --now liaison.service" in done.out


def test_where_it_cannot_be_written_it_says_so(house: Site, liaison: Liaison, tmp_path: Path) -> None:
    done = liaison("service", "install", "--config", house.config, "--dir", tmp_path / "none")
    assert (done.code, "cannot be written" in done.err) == (1, True)


@needs_systemd
def test_it_is_as_closed_as_promised(house: Site, liaison: Liaison, tmp_path: Path) -> None:
    with_secrets(house)
    liaison("service", "install", "--config", house.config, "--dir", tmp_path)
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSURE}", "--no-pager"]
    done = subprocess.run(
        [*command, tmp_path / "liaison.service"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr


@pytest.mark.slow
def test_systemd_hears_that_it_is_ready_alive_and_stopping(house: Site, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        ear.settimeout(90)
        said = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "300000"}
        command = [sys.executable, "-m", "bot", "run", "--config", str(house.config)]
        with subprocess.Popen(command, cwd=ROOT, env=os.environ | NOBODY | said) as process:
            try:
                heard = [ear.recv(100).decode() for _ in range(3)]
                process.send_signal(signal.SIGTERM)
                while heard[-1] != "STOPPING=1":
                    heard.append(ear.recv(100).decode())
                assert process.wait(60) == 0
            finally:
                process.kill()
    assert heard[:3] == ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]
