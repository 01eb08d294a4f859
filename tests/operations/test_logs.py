"""What must never be in a log is not in it, at any level, whoever logged it."""

import ast
import io
import json
import logging
import subprocess
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.operations import logs
from tests.house.files import ROOT, tracked

CLUE = "Three women held at a restaurant, plate 1234 BBB"
TOKEN = "123456:TESTTOKENxyz"
PASSWORD = "correct-horse-battery"
PHONE = "+442079460123"
SECRETS = (CLUE, "restaurant", TOKEN, PASSWORD, PHONE)


@pytest.fixture(params=["json", "console"])
def stream(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level, sys.excepthook)
    written = io.StringIO()
    logs.set_up(request.param, "debug", written)
    yield written
    root.handlers[:], sys.excepthook = before[0], before[2]
    root.setLevel(before[1])
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def broken() -> None:
    try:
        int(CLUE)
    except ValueError as error:
        raise RuntimeError(f"GET https://api.telegram.org/bot{TOKEN}/getMe {PASSWORD} {PHONE}") from error


def log_an_exception(log: Any) -> None:
    try:
        broken()
    except RuntimeError:
        log.exception("message.failed", text=CLUE, phone=PHONE)


def test_nothing_that_was_written_or_kept_secret_is_logged(
    stream: io.StringIO, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "httpx")  # whatever another test of this process made of it
    log = structlog.get_logger()
    log.info(CLUE, password=PASSWORD)
    log.warning("message.failed", text=CLUE, kind=CLUE, reason=PHONE, params={"token": TOKEN}, seen=[CLUE])
    log.bind(address=PHONE).error("delivery.refused", reason=f"refused: {CLUE}", channel=TOKEN + " ")
    log_an_exception(log)
    foreign = logging.getLogger("httpx")
    foreign.info("HTTP Request: POST https://api.telegram.org/bot%s/getMe", TOKEN)
    foreign.debug(f"password {PASSWORD} {PHONE}", extra={"text": CLUE})
    log_an_exception(logging.getLogger("nio.crypto") and log)
    logging.getLogger("asyncio").error(CLUE, exc_info=RuntimeError(CLUE))
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(CLUE, stacklevel=1)
    sys.excepthook(RuntimeError, RuntimeError(CLUE), None)
    shown = stream.getvalue()
    assert shown.count("\n") >= 9
    assert [secret for secret in SECRETS if secret in shown] == []


def test_what_an_operator_needs_is_there(stream: io.StringIO) -> None:
    structlog.get_logger().warning("delivery.later", channel="telegram", seconds=2.5, arrival=7)
    shown = stream.getvalue()
    assert all(word in shown for word in ("delivery.later", "telegram", "2.5", "7", "warning"))


def test_an_exception_is_named_by_kind_and_place() -> None:
    written = io.StringIO()
    logs.set_up("json", "info", written)
    log_an_exception(structlog.get_logger())
    structlog.reset_defaults()
    entry = json.loads(written.getvalue())
    assert (entry["error"], entry["event"], entry["text"]) == ("RuntimeError", "message.failed", logs.HIDDEN)
    assert [line.split(":")[0] for line in entry["trace"]] == [
        "RuntimeError at test_logs.py",
        "ValueError at test_logs.py",
    ]


def test_a_library_is_named_with_the_place_it_logged_from(
    stream: io.StringIO, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "httpx")  # whatever another test of this process made of it
    logging.getLogger("httpx").warning("anything")
    assert all(word in stream.getvalue() for word in ("httpx", "library", "test_logs.py"))


def test_a_crash_at_the_start_does_not_print_its_words() -> None:
    program = f"from bot.operations import logs; logs.set_up(); raise RuntimeError({PASSWORD!r})"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 1
    assert "RuntimeError" in done.stderr
    assert PASSWORD not in done.stderr + done.stdout


def test_every_event_of_ours_is_a_name_and_no_sentence() -> None:
    """A sentence would be hidden, and the operator would see nothing."""
    odd = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in tracked()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in {"bot", "handlers", "storage"}
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and _is_log_call(call) and not _names_event(call)
    ]
    assert odd == []


def _is_log_call(call: ast.Call) -> bool:
    levels = {"debug", "info", "warning", "error", "exception", "critical"}
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and function.attr in levels
        and isinstance(function.value, ast.Name)
        and function.value.id in {"log", "logger"}
    )


def _names_event(call: ast.Call) -> bool:
    first = call.args[0] if call.args else None
    return isinstance(first, ast.Constant) and logs._CODE.fullmatch(str(first.value)) is not None


def test_libraries_are_quiet_unless_somebody_looks_for_a_fault() -> None:
    for level, said in (
        ("info", ["ours", "library"]),
        ("warning", ["library"]),
        ("debug", ["ours"] + ["library"] * 3),
    ):
        written = io.StringIO()
        logs.set_up("json", level, written)
        structlog.get_logger("bot.run").info("ours")
        library = logging.getLogger("alembic.runtime")
        library.debug("a statement")
        library.info("an upgrade")
        library.warning("a fault")
        events = [json.loads(line)["event"] for line in written.getvalue().splitlines()]
        assert events == said, level
