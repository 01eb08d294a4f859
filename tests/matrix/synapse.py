"""A real Matrix homeserver for the tests: Synapse on SQLite, loopback only, in its own environment.

Its dependencies stay out of ours: pinned in ``synapse.lock``, installed once into ``.cache/`` of the
checkout (``LIAISON_TEST_CACHE`` names another place). The server's data lives in a folder of the test run.
"""

import base64
import contextlib
import fcntl
import hashlib
import hmac
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LOCK = HERE / "synapse.lock"
TAKE = ("-m", "pip", "install", "--require-hashes", "--only-binary=:all:", "-r")
SERVER_NAME = "example.org"
START_SECONDS = 60
UNLIMITED = {"per_second": 100_000, "burst_count": 100_000}


class CannotInstallError(RuntimeError):
    """A counterpart of the Matrix tests could not be installed; the text says which and why."""


def cache_folder() -> Path:
    """Where installed counterparts are kept between runs (made when missing)."""
    folder = Path(os.environ.get("LIAISON_TEST_CACHE") or HERE.parent.parent / ".cache")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextlib.contextmanager
def alone(name: str) -> Iterator[None]:
    """Hold a lock between processes, so that parallel test workers install a thing once."""
    with (cache_folder() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def installed() -> Path:
    """The Python of Synapse's own environment; made from its lock if missing. Raises CannotInstallError."""
    stamp = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:16]
    folder = cache_folder() / f"synapse-{stamp}"
    python = folder / "bin" / "python"
    with alone("synapse"):
        if not (folder / "complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            _run([sys.executable, "-m", "venv", str(folder)])
            _run([str(python), *TAKE, str(LOCK)])
            (folder / "complete").touch()
    return python


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise CannotInstallError(f"{' '.join(command[:4])} … failed: {done.stderr.strip()[-600:]}")


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Synapse:
    """One homeserver process on a fixed port; it can be stopped, killed and started again on the same data.

    ``limits`` replaces rate limits by Synapse's own option names; without it nothing is limited.
    """

    def __init__(self, folder: Path, limits: dict[str, Any] | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.media = folder / "media"
        self._secret = secrets.token_hex(16)
        self._process: subprocess.Popen[bytes] | None = None
        self._python = installed()
        folder.mkdir(parents=True, exist_ok=True)
        seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        (folder / "signing.key").write_text(f"ed25519 a_test {seed}\n")
        self.limit(limits or {})

    def limit(self, limits: dict[str, Any]) -> None:
        """Write the configuration with these rate limits; counts from the next start."""
        (self.folder / "homeserver.yaml").write_text(json.dumps(self._config() | limits))
        (self.folder / "log.yaml").write_text(json.dumps(self._log_config()))

    def start(self) -> None:
        """Start the process and wait until it answers."""
        command = [str(self._python), "-m", "synapse.app.homeserver", "-c", "homeserver.yaml"]
        with (self.folder / "console.log").open("ab") as console:
            self._process = subprocess.Popen(command, cwd=self.folder, stdout=console, stderr=console)
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                tail = (self.folder / "console.log").read_text()[-2000:]
                raise RuntimeError(f"Synapse did not start: {tail}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop in good order (SIGTERM)."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Die at once (SIGKILL)."""
        self._end(signal.SIGKILL)

    def register(self, name: str, password: str | None = None) -> str:
        """Make an account and return its full id; the password is the name unless given."""
        user_id: str = self.account(name, password)["user_id"]
        return user_id

    def account(self, name: str, password: str | None = None) -> dict[str, Any]:
        """Make an account, logged in: `user_id`, `device_id`, `access_token`."""
        nonce = self._call("/_synapse/admin/v1/register")["nonce"]
        password = password or name
        text = "\0".join([nonce, name, password, "notadmin"]).encode()
        mac = hmac.new(self._secret.encode(), text, hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": name, "password": password, "admin": False, "mac": mac}
        return self._call("/_synapse/admin/v1/register", body)

    def log(self) -> str:
        """What the server wrote so far (requests with method, path and status)."""
        path = self.folder / "synapse.log"
        return path.read_text() if path.exists() else ""

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _answers(self) -> bool:
        try:
            self._call("/_matrix/client/versions")
        except OSError:
            return False
        return True

    def _call(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data)  # noqa: S310 our own loopback address
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            parsed: dict[str, Any] = json.load(answer)
        return parsed

    def _config(self) -> dict[str, Any]:
        listener = {
            "port": self.port,
            "type": "http",
            "bind_addresses": ["127.0.0.1"],
            "resources": [{"names": ["client"]}],
        }
        unlimited = dict.fromkeys(
            ("rc_message", "rc_registration", "rc_joins_per_room", "rc_admin_redaction", "rc_room_creation"),
            UNLIMITED,
        )
        return unlimited | {
            "server_name": SERVER_NAME,
            "report_stats": False,
            "listeners": [listener],
            "database": {"name": "sqlite3", "args": {"database": "homeserver.db"}},
            "media_store_path": str(self.media),
            "signing_key_path": str(self.folder / "signing.key"),
            "registration_shared_secret": self._secret,
            "trusted_key_servers": [],
            "log_config": str(self.folder / "log.yaml"),
            "pid_file": str(self.folder / "homeserver.pid"),
            "rc_login": dict.fromkeys(("address", "account", "failed_attempts"), UNLIMITED),
            "rc_joins": dict.fromkeys(("local", "remote"), UNLIMITED),
            "rc_invites": dict.fromkeys(("per_room", "per_user", "per_issuer"), UNLIMITED),
            "rc_key_requests": UNLIMITED,
            "rc_presence": {"per_user": UNLIMITED},
            "presence": {"enabled": False},
            "url_preview_enabled": False,
            "bcrypt_rounds": 4,
            "max_upload_size": "60M",
        }

    def _log_config(self) -> dict[str, Any]:
        handler = {
            "class": "logging.FileHandler",
            "filename": str(self.folder / "synapse.log"),
            "formatter": "plain",
        }
        return {
            "version": 1,
            "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
            "handlers": {"file": handler},
            "loggers": {"synapse.access": {"level": "INFO"}},
            "root": {"level": "WARNING", "handlers": ["file"]},
            "disable_existing_loggers": False,
        }
