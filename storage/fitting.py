"""Whether the data keys are those of a database: with others it looks as if somebody had changed all of it,
and whoever is known to it would be a stranger."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, LargeBinary, select, type_coerce

from storage.errors import KeyFileError
from storage.inbox import Cursor
from storage.keys import Keyring
from storage.people import Officer

_SOME = 20  # rows: one that somebody changed does not stop the bot
_SEALED: Sequence[Any] = (Officer.name, Cursor.value)


def refuse_others(engine: Engine, keyring: Keyring) -> None:
    """Of a database with tables in it. KeyFileError: nothing of it is sealed under any of these keys."""
    with engine.connect() as connection:
        headers = [header for column in _SEALED for header in _headers(connection, column)]
    found = sorted({header.hex() for header in headers} - set(keyring.ids))
    if found and not any(header.hex() in keyring.ids for header in headers):
        raise KeyFileError(
            f"The data keys are not those of this database: it is sealed under the key {found[0]}, which they"
            " do not hold. Bring back the key file that does (storage.key_file); nothing was changed."
        )


def _headers(connection: Connection, column: Any) -> list[bytes]:
    """The ids of the keys under which the first values are sealed."""
    stored = connection.execute(select(type_coerce(column, LargeBinary)).limit(_SOME)).scalars()
    return [bytes(value)[1:5] for value in stored if value]
