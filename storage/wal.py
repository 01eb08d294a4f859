"""SQLite's write-ahead log: what was overwritten or deleted stands there, sealed, until the log is cut."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

_PATIENCE = 0.2  # seconds: a reader or writer that takes longer is not waited for


def path_of(engine: Engine) -> Path | None:
    """None where there is no such log: on PostgreSQL, or in memory."""
    database = engine.url.database
    if engine.dialect.name != "sqlite" or not database:
        return None
    return Path(f"{database}-wal")


def cut(engine: Engine) -> bool:
    """All of it into the database, where what was dropped is overwritten, and the log down to nothing.

    False: somebody was reading or writing just now; nothing is lost, try again later.
    """
    path = path_of(engine)
    if path is None or not path.exists():
        return True
    # a connection of its own: those of the pool wait for writers much longer, and others wait for them
    with closing(sqlite3.connect(path.with_name(path.name.removesuffix("-wal")), timeout=_PATIENCE)) as own:
        (is_busy, _pages, _moved) = own.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy
