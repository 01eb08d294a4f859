"""The bytes of a database's own files, free pages included: of SQLite's with its log, of PostgreSQL's tables,
their long values and indexes, read through a server that lets us (ours does)."""

from pathlib import Path

from sqlalchemy import text

from storage.engine import Database
from tests.storage.carving import carved_of, readable

_FILES = "SELECT pg_relation_filepath(oid) FROM pg_class WHERE pg_relation_filepath(oid) IS NOT NULL"
_READ = text("SELECT pg_read_binary_file(:path, 0, 1000000000, true)")


def raw(database: Database) -> bytes:
    return b"\n".join(_sqlite(database) if database.is_sqlite else _postgres(database))


def left(database: Database, word: str) -> set[str]:
    """Where the word can still be read by somebody who has the keys."""
    return carved_of(raw(database), database.keyring, word)


def said_by(database: Database) -> list[bytes]:
    """What every sealed value says that can be read there."""
    return [plain for _, plain in readable(raw(database), database.keyring)]


def tidied(database: Database, whole: bool = True) -> None:
    """As an operator tidies PostgreSQL: what was dropped leaves its files. SQLite does that by itself."""
    database.cut_log()
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            by_itself = connection.execution_options(isolation_level="AUTOCOMMIT")
            # the planner's statistics hold a sample of each column, the sealed ones too
            for statement in ("ANALYZE", "VACUUM FULL") if whole else ("VACUUM",):
                by_itself.exec_driver_sql(statement)


def _sqlite(database: Database) -> list[bytes]:
    path = Path(str(database.engine.url.database))
    return [one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*"))]


def _postgres(database: Database) -> list[bytes]:
    with database.engine.connect() as connection:
        connection.exec_driver_sql("CHECKPOINT")  # from memory into the files
        paths = connection.exec_driver_sql(_FILES).scalars().all()
        return [connection.execute(_READ, {"path": path}).scalar_one() or b"" for path in paths]
