"""What the homeserver refuses, as every channel says it."""

import json
from datetime import timedelta

import pytest

from bot.channels.matrix.homeserver.errors import (
    AwayError,
    BadAttachmentError,
    LoggedOutError,
    MatrixError,
    ServerError,
    UndecryptableError,
)
from bot.channels.matrix.sending.sending import as_port_errors, described
from bot.channels.port import RefusedError, TryLaterError, UnreachableError


@pytest.mark.parametrize(
    ("error", "becomes"),
    [
        (ServerError(429, "M_LIMIT_EXCEEDED", after=timedelta(seconds=7)), TryLaterError),
        (ServerError(500, "M_UNKNOWN"), TryLaterError),
        (ServerError(502, "M_UNKNOWN", after=timedelta(seconds=5)), TryLaterError),
        (LoggedOutError(401, "M_UNKNOWN_TOKEN"), TryLaterError),
        (AwayError("no answer"), TryLaterError),
        (UndecryptableError("no device can have the key"), TryLaterError),
        (ServerError(403, "M_FORBIDDEN"), UnreachableError),
        (ServerError(413, "M_TOO_LARGE"), RefusedError),
        (ServerError(404, "M_NOT_FOUND"), RefusedError),
        (BadAttachmentError("tampered"), RefusedError),
    ],
)
def test_each_refusal_has_its_meaning(error: MatrixError, becomes: type[Exception]) -> None:
    with pytest.raises(becomes), as_port_errors():
        raise error


def test_the_homeserver_says_how_long_to_wait() -> None:
    with pytest.raises(TryLaterError) as later, as_port_errors():
        raise ServerError(429, "M_LIMIT_EXCEEDED", after=timedelta(milliseconds=1500))
    assert later.value.after == timedelta(seconds=1.5)


@pytest.mark.parametrize("handle", ["", "no-such-file", "[]", "{}", json.dumps({"file": None}), "7"])
def test_a_handle_of_no_encrypted_file_is_refused(handle: str) -> None:
    with pytest.raises(RefusedError):
        described(handle)
