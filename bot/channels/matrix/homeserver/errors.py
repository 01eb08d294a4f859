"""What can go wrong towards a homeserver.

MatrixError
├── ServerError              the homeserver said no: `status`, `code` (its errcode), perhaps `after`
│   └── LoggedOutError       it no longer knows our access token
├── AwayError                no answer: no connection, cut off, too slow, or without sense; perhaps `after`
├── InteractiveAuthError     it wants more than a password; the sentence says what to do in a browser
├── ForeignIdentityError     the account has an identity that is not ours; it is never replaced
├── BrokenChainError         master key → self-signing key → device does not verify
├── DeviceMismatchError      key store and account name different devices; starting would be half deaf
├── BadAttachmentError       a file whose description or hash does not fit: nothing of it may be kept
├── WrongRecoveryKeyError    mistyped, or of another account; the sentence says which
└── UndecryptableError       no key for this event yet, or not a key we may believe
    └── BadEventError        its key is there and will not help: replayed, of another room, or nonsense
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.errors import OperatorError


class MatrixError(OperatorError):
    """Any of them. The text is for the operator and holds neither content nor secrets."""

    def as_codes(self) -> dict[str, Any]:
        """What a log line may say of it."""
        return {"error": type(self).__name__}

    @property
    def short(self) -> str:
        """The same as one code."""
        return "/".join(str(value) for value in self.as_codes().values() if value)


class ServerError(MatrixError):
    """`after` is set for rate limits and overload only; `data` is the refusal as it came."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str = "",
        after: timedelta | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{status} {code} {message}".strip())
        self.status, self.code, self.after, self.data = status, code, after, data or {}

    def as_codes(self) -> dict[str, Any]:
        return {"error": type(self).__name__, "status": self.status, "code": self.code}


class LoggedOutError(ServerError): ...


class AwayError(MatrixError):
    """`status`: of an answer without sense, where there was one."""

    def __init__(self, reason: str, after: timedelta | None = None, status: int | None = None) -> None:
        super().__init__(reason)
        self.after, self.status = after, status

    def as_codes(self) -> dict[str, Any]:
        return {"error": type(self).__name__, "status": self.status}


class InteractiveAuthError(MatrixError): ...


class ForeignIdentityError(MatrixError): ...


class BrokenChainError(MatrixError): ...


class DeviceMismatchError(MatrixError): ...


class BadAttachmentError(MatrixError): ...


class WrongRecoveryKeyError(MatrixError): ...


class UndecryptableError(MatrixError): ...


class BadEventError(UndecryptableError): ...
