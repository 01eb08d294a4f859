"""Bringing a database to this version's schema, and back."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from storage.errors import NewerDatabaseError

_HERE = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = 0x4C49_4149  # "LIAI": several processes may start at once


def revision_of(engine: Engine) -> str | None:
    """The schema the database has; None for an empty one."""
    with engine.connect() as connection:
        return revision_on(connection)


def revision_on(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The schema this version needs."""
    return str(_scripts().get_current_head())


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
    command.upgrade(_config(connection), to)
    return before != revision_on(connection)


def downgrade(engine: Engine, to: str) -> None:
    """Back to an older schema; what only the newer one holds is lost."""
    with engine.connect() as connection, connection.begin():
        command.downgrade(_config(connection), to)


def refuse_newer(revision: str | None) -> None:
    """NewerDatabaseError."""
    known = {script.revision for script in _scripts().walk_revisions()}
    if revision is not None and revision not in known:
        raise NewerDatabaseError(
            f"The database was made by a newer version (schema {revision}). Install that one, or restore a"
            " backup."
        )


@cache
def _scripts() -> ScriptDirectory:
    """What is shipped; read once."""
    return ScriptDirectory.from_config(_config(None))


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
