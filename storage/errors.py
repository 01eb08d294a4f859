"""What storage can raise. Catch the leaf you can act on, or `StorageError` for all of it.

StorageError
├── TamperedError        a sealed value or file is not what we wrote (changed, cut, or moved elsewhere)
├── UnknownKeyError      sealed under a key that is not in the keyring
├── KeyFileError         the key file or variable cannot be used; the sentence says why
├── KeyringMissingError  this engine has no keyring: call `storage.keys.use(engine, keyring)`
├── UnsealedValueError   text was about to reach a sealed column without its row: a bug, nothing was written
├── NaiveDateTimeError   a datetime without a zone (also a ValueError)
├── NotJsonError         a value that JSON cannot hold (also a ValueError)
├── TooLargeError        a file went over its limit; nothing of it was kept
├── UnknownFileError     no such file in the store
├── MissingRowError      an id that names no row
├── BusyError            somebody else was writing: nothing was changed, try the same again
│   └── FencedError      another process leads this now: nothing was changed
├── UnusableError        `why`, and what to `mend`
│   ├── DatabaseAwayError  it cannot be reached, read or written: nothing was changed, try the same later
│   └── DamagedError     something in it cannot be read any more
└── NewerDatabaseError   the database was made by a newer version than this
"""

from sqlalchemy.exc import DontWrapMixin

from storage.trouble import MEND, Trouble


class StorageError(DontWrapMixin, Exception):
    """DontWrapMixin: SQLAlchemy would add the statement's parameters, and so content, to the message."""


class TamperedError(StorageError): ...


class UnknownKeyError(StorageError): ...


class KeyFileError(StorageError): ...


class KeyringMissingError(StorageError): ...


class UnsealedValueError(StorageError): ...


class NaiveDateTimeError(StorageError, ValueError): ...


class NotJsonError(StorageError, ValueError): ...


class TooLargeError(StorageError):
    def __init__(self, limit: int) -> None:
        super().__init__(f"The file is larger than {limit} bytes.")
        self.limit = limit  # bytes


class UnknownFileError(StorageError): ...


class MissingRowError(StorageError): ...


class BusyError(StorageError): ...


class FencedError(BusyError): ...


class NewerDatabaseError(StorageError): ...


class UnusableError(StorageError):
    """Its text is what the driver says."""

    def __init__(self, said: str, why: Trouble) -> None:
        super().__init__(said)
        self.why = why

    @property
    def mend(self) -> str:
        """What the operator does."""
        return MEND[self.why]


class DatabaseAwayError(UnusableError):
    def __init__(self, said: str, why: Trouble = Trouble.AWAY) -> None:
        super().__init__(said, why)


class DamagedError(UnusableError):
    """The rest of it may still be read: it is what asked for this that fails."""

    def __init__(self, said: str, why: Trouble = Trouble.DAMAGED) -> None:
        super().__init__(said, why)


class ContentError(StorageError):
    """Words that may not quote asked for what somebody filed, typed or is called."""


# nothing was changed, and the same may be tried again: at once, or when the database is back
AWAY = (BusyError, DatabaseAwayError)
