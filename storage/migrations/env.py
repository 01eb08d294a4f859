"""How Alembic meets the schema: on the connection it is handed."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import String
from sqlmodel.sql.sqltypes import AutoString

from storage.columns import Code
from storage.schema import METADATA


def _rendered(kind: str, what: Any, _context: Any) -> str | Literal[False]:
    """Texts and codes are plain strings to the database."""
    if kind == "type" and isinstance(what, AutoString | Code | String):
        return "sa.String()"
    return False


_connection = context.config.attributes["connection"]
context.configure(
    connection=_connection,
    target_metadata=METADATA,
    render_as_batch=_connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=_rendered,
    user_module_prefix="columns.",
)
with context.begin_transaction():
    context.run_migrations()
