"""Bringing a database to this version's schema, and back."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from storage.errors import NewerDatabaseError

if TYPE_CHECKING:
    from alembic.config import Config

_HERE = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = 0x4C49_4149  # "LIAI": several processes may start at once


def revision_of(engine: Engine) -> str | None:
    """The schema the database has; None for an empty one."""
    with engine.connect() as connection:
        return revision_on(connection)


def revision_on(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def newest() -> str:
    """The schema this version needs."""
    return max(shipped())


@cache
def shipped() -> frozenset[str]:
    """Every schema this version knows; each migration's file is named by the one it leads to."""
    return frozenset(file.name.partition("_")[0] for file in (_HERE / "versions").glob("[0-9]*.py"))


def upgrade(engine: Engine, to: str = "head") -> bool:
    """Whether anything was to do. NewerDatabaseError for a database this version does not know."""
    with engine.connect() as connection, connection.begin():
        return upgrade_on(connection, to)


def upgrade_on(connection: Connection, to: str = "head") -> bool:
    """The same inside a transaction of the caller's."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = 0"))  # what another process upgrades is waited for
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _ONE_AT_A_TIME})
    before = revision_on(connection)
    refuse_newer(before)
    if to == "head" and before == newest():
        return False
    _move(connection, "upgrade", to)
    return before != revision_on(connection)


def downgrade(engine: Engine, to: str) -> None:
    """Back to an older schema; what only the newer one holds is lost."""
    with engine.connect() as connection, connection.begin():
        _move(connection, "downgrade", to)


def refuse_newer(revision: str | None) -> None:
    """NewerDatabaseError."""
    if revision is not None and revision not in shipped():
        raise NewerDatabaseError(
            f"The database was made by a newer version (schema {revision}). Install that one, or restore a"
            " backup."
        )


def _move(connection: Connection, way: str, to: str) -> None:
    from alembic import command  # loaded where there is something to do: most starts have nothing

    getattr(command, way)(_config(connection), to)


def _config(connection: Connection | None) -> "Config":
    from alembic.config import Config  # as above

    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
