"""What Telegram, and the way to it, can answer: told as the port's errors.

The reasons name neither content nor secrets: Telegram's own sentences can quote what was sent to it.
"""

import re
from datetime import timedelta

import aiohttp
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.port import RefusedError, TryLaterError, UnreachableError, UnsureError
from bot.errors import OperatorError

NOT_MODIFIED = "message-is-not-modified"
NOT_THERE = "message-to-delete-not-found"
TOO_BIG = "file is too big"
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "user not found")
_NEVER_SENT_BY_HTTPX = {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"}
_NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
_MINUTE = timedelta(minutes=1)


class TokenError(OperatorError):
    """Telegram does not know this bot. Only the operator can mend that."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram does not accept the bot's token. Copy it from @BotFather into the file that"
            " telegram.token_file names; check telegram.api_base, too."
        )


def patience(error: RetryAfter) -> timedelta:
    """How long Telegram asks us to wait."""
    asked = error.retry_after
    return asked if isinstance(asked, timedelta) else timedelta(seconds=asked)


def translated(error: TelegramError) -> Exception:
    """The port's error for what a call raised."""
    if isinstance(error, RetryAfter):
        return TryLaterError("telegram-asked-for-patience", patience(error))
    if isinstance(error, Forbidden):
        return UnreachableError(reason(error))
    if isinstance(error, BadRequest):
        is_gone = any(words in error.message.lower() for words in _GONE)
        return UnreachableError(reason(error)) if is_gone else RefusedError(reason(error))
    if isinstance(error, ChatMigrated):
        # never followed: what is meant for a person must not end in a group
        return UnreachableError("chat-has-become-a-supergroup")
    if isinstance(error, InvalidToken):
        return TryLaterError("token-is-not-accepted", _MINUTE)
    return _from_the_way(error)


def _from_the_way(error: TelegramError) -> Exception:
    """What went wrong between us and Telegram."""
    if isinstance(error, Conflict):
        return TryLaterError(reason(error))
    if "Too Large" in error.message:
        return RefusedError("file-is-too-large")
    cause = error.__cause__
    if isinstance(error, NetworkError) and not _is_of_http(cause):
        # a gateway's page or an error of Telegram's own; a file of ours that broke off while it was read
        is_ours = cause is not None and not isinstance(cause, TelegramError)
        return RefusedError("what-was-to-be-sent-cannot-be-read") if is_ours else TryLaterError(reason(error))
    if isinstance(cause, _NEVER_SENT) or type(cause).__name__ in _NEVER_SENT_BY_HTTPX:
        return TryLaterError(type(cause).__name__)
    return UnsureError(type(cause or error).__name__)


def _is_of_http(cause: BaseException | None) -> bool:
    is_of_httpx = type(cause).__module__.startswith("httpx")
    return is_of_httpx or isinstance(cause, aiohttp.ClientError | TimeoutError)


def reason(error: TelegramError) -> str:
    """The beginning of Telegram's sentence, as far as it cannot quote anybody: "chat-not-found"."""
    words = re.split(r'[:"(<;\n]', error.message, maxsplit=1)[0].lower()
    return "-".join(re.findall(r"[a-z]+", words)[:8]) or type(error).__name__
