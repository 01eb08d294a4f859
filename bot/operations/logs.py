"""Logs that an operator may hand to anybody: what happened, where and how often, never what was written.

Ours name an event ("message.failed") and give numbers and codes; a text passes only under a key that is
known to hold codes, and only when it looks like one. What libraries log is not ours to trust (one prints
addresses with the bot's token in them): of theirs, and of every exception, only kind and place are kept.
"""

import logging
import re
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import EventDict

from bot.errors import OperatorError
from storage.errors import DatabaseAwayError, UnusableError

HIDDEN = "…"
CODES = {
    *(
        "act",
        "channel",
        "code",
        "command",
        "error",
        "event",
        "fate",
        "form",
        "kind",
        "lane",
        "level",
        "logger",
    ),
    *("mode", "place", "reason", "state", "step", "tag", "tick", "timestamp", "version"),
}
_CODE = re.compile(r"(?!.*\d{7})[A-Za-z0-9_.:/+-]{1,60}")
_STAMP = re.compile(r"[0-9T:.Z-]{20,32}")
_OURS = ("bot", "handlers", "storage")
_FRAMES = 6  # the innermost ones say enough

Fault = tuple[type[BaseException], BaseException, TracebackType | None]


def set_up(
    form: Literal["json", "console"] = "json", level: str = "info", stream: TextIO | None = None
) -> None:
    """From now on everything that anybody in this process logs passes here. Call it once, at the start."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _forget_foreign_words],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                without_content,
                _renderer(form),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    ours = logging.getLevelNamesMapping()[level.upper()]
    # what libraries say of their daily work is for who looks for a fault in them
    root.setLevel(ours if ours == logging.DEBUG else max(ours, logging.WARNING))
    for name in _OURS:
        logging.getLogger(name).setLevel(ours)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)  # two lines a second say nothing
    # "one is still running", every second: what makes a look at the clock wait says so itself
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    _catch_what_nobody_caught()


def without_content(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """The allow-list. That the database is away is told once (`storage.trouble`), not by all it holds up."""
    fault = _fault(event.pop("exc_info", None))
    if fault is not None and isinstance(fault[1], DatabaseAwayError):
        raise structlog.DropEvent
    event.pop("exception", None)
    kept = {key: _shown(key, value) for key, value in event.items() if key not in {"stack_info", "stack"}}
    if fault is not None:
        kept["error"], kept["trace"] = fault[0].__name__, places(fault)
    return kept


def places(fault: Fault) -> list[str]:
    """Which kinds of exception, and where: "ValueError at dispatch.py:101", the last cause first."""
    lines: list[str] = []
    error: BaseException | None = fault[1]
    while error is not None and len(lines) < _FRAMES:
        frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
        at = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
        lines.append(f"{type(error).__name__} at {at}" if at else type(error).__name__)
        error = error.__cause__ or error.__context__
    return lines


def _shown(key: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, OperatorError):  # written for whoever reads the log
        return str(value)
    if isinstance(value, UnusableError):
        return value.mend
    is_code = isinstance(value, str) and (_CODE if key != "timestamp" else _STAMP).fullmatch(value)
    return value if key in CODES and is_code else HIDDEN


def _forget_foreign_words(_logger: Any, _method: str, event: EventDict) -> EventDict:
    record: logging.LogRecord = event["_record"]
    event["event"], event["logger"] = "library", record.name
    event["place"] = f"{record.filename}:{record.lineno}"
    return event


def _fault(exc_info: Any) -> Fault | None:
    if isinstance(exc_info, BaseException):
        return type(exc_info), exc_info, exc_info.__traceback__
    found = exc_info if isinstance(exc_info, tuple) else sys.exc_info() if exc_info else None
    return found if found and found[1] is not None else None


def _renderer(form: str) -> Any:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(exception_formatter=lambda _stream, _fault: None)


def _catch_what_nobody_caught() -> None:
    """Python's own tracebacks and warnings hold the words of the exception."""
    logging.captureWarnings(capture=True)
    sys.excepthook = lambda *fault: _log_crash(fault)
    threading.excepthook = lambda args: _log_crash((args.exc_type, args.exc_value, args.exc_traceback))


def _log_crash(fault: tuple[Any, ...]) -> None:
    structlog.get_logger().critical("crashed", exc_info=fault)
