"""What the homeserver refuses, as every channel says it."""

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from bot.channels.matrix.device import Desk
from bot.channels.matrix.homeserver import media
from bot.channels.matrix.homeserver.errors import (
    AwayError,
    BadAttachmentError,
    LoggedOutError,
    MatrixError,
    ServerError,
    UndecryptableError,
)
from bot.channels.matrix.sending.sending import Line, Sending, as_port_errors, described
from bot.channels.port import RefusedError, TryLaterError, UnreachableError
from handlers.letters.letter import FileOut, Letter
from handlers.vocabulary.text import plain, text


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


@pytest.mark.parametrize(("status", "sent"), [(413, ["words"]), (403, ["words"]), (500, []), (429, [])])
async def test_words_go_out_where_their_picture_is_refused(
    monkeypatch: pytest.MonkeyPatch, status: int, sent: list[str]
) -> None:
    """Where the homeserver is only busy, both wait."""

    async def refuses(*_: object) -> object:
        raise ServerError(status, "M_UNKNOWN")

    async def says(_: object, letter: Letter, line: object) -> list[str]:
        assert line is None
        return [plain(letter.text)]

    monkeypatch.setattr(media, "send", refuses)
    monkeypatch.setattr(Sending, "_say", says)
    sending = Sending.__new__(Sending)
    sending._desk = cast("Desk", SimpleNamespace(server=None))
    file = FileOut("q.png", "image/png", 1, "00", lambda: iter([b"x"]), shown=(1, 1))
    whole = Letter(1, "@a:b", "stats", text("words"), files=[file])
    if sent:
        assert await sending._show(whole, cast("Line", None)) == sent
    else:
        with pytest.raises(ServerError):
            await sending._show(whole, cast("Line", None))


@pytest.mark.parametrize("handle", ["", "no-such-file", "[]", "{}", json.dumps({"file": None}), "7"])
def test_a_handle_of_no_encrypted_file_is_refused(handle: str) -> None:
    with pytest.raises(RefusedError):
        described(handle)
