"""A network out of one database and into another, with nothing changed: nobody serves it meanwhile."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from itertools import zip_longest
from pathlib import Path

from bot.errors import OperatorError
from bot.home.network import make_room_for
from bot.home.premises import in_use, premises
from bot.home.served import alone
from bot.settings.sections import Settings
from storage import dump, presence
from storage.engine import Database

_KINDS = ("sqlite:///", "postgresql://")


def address_in(said: str) -> str:
    """An address, or what stands in a file: a password is nobody's business. OperatorError."""
    path = Path(said)
    url = path.read_text("utf-8").strip() if "://" not in said and path.is_file() else said
    if not url.startswith(_KINDS):
        some = " or ".join(f"{kind}…" for kind in _KINDS)
        raise OperatorError(f"{said} is no database, nor a file that holds the address of one: {some}")
    return url


def move(settings: Settings, source: str, target: str, now: datetime) -> int:
    """How many rows arrived, read back and compared. OperatorError, StorageError: TARGET is as it was before,
    or has to be emptied, and SOURCE is never changed."""
    if source == target:
        raise OperatorError("That is one and the same database.")
    with ExitStack() as stack:
        for url in (source, target):
            stack.enter_context(alone(_at(settings, url)))
        make_room_for(target)
        from_there = stack.enter_context(in_use(_at(settings, source))).database
        to_there = stack.enter_context(premises(_at(settings, target))).database
        _refuse_served(from_there, to_there)
        if not dump.is_empty(to_there):
            raise OperatorError(f"There is data at {_named(to_there)} already; nothing was changed.")
        with dump.snapshot(from_there) as moment:
            dump.replace(to_there, moment.revision, moment.blocks, now, is_noted=False)
        return _compared(from_there, to_there)


def _at(settings: Settings, url: str) -> Settings:
    return settings.model_copy(update={"storage": settings.storage.model_copy(update={"url": url})})


def _refuse_served(*databases: Database) -> None:
    for database in databases:
        if not database.is_sqlite and presence.is_anybody_there(database.engine):
            raise OperatorError(f"A process serves {_named(database)}: stop it first.")


def _compared(old: Database, new: Database) -> int:
    rows = 0
    with _blocks(old) as before, _blocks(new) as after:
        for one, other in zip_longest(before, after):
            if one != other:
                raise OperatorError(f"What arrived at {_named(new)} is not what was read: do not use it.")
            rows += one.count(b"\n") - 1
    return rows


@contextmanager
def _blocks(database: Database) -> Iterator[Iterator[bytes]]:
    with dump.snapshot(database) as moment:
        yield moment.blocks


def _named(database: Database) -> str:
    """Without a password."""
    return str(database.engine.url)
