"""A statement is compiled once in a process, not once a database: half of what a test's time went into.

SQLAlchemy keeps what it compiled with the engine, where it also comes to hold that engine's keys. In use
there is one engine; here each test has its own. So a compiled statement is copied, as it was before anybody
used it.
"""

from copy import copy
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.util import LRUCache

from storage import engine

_MOST = 3000  # statements; the product has some hundreds, each on two databases
_pristine: LRUCache[Any, Any] = LRUCache(_MOST)


class _Compiled(LRUCache[Any, Any]):
    """What one engine has compiled, by its dialect and the statement: or another one of its kind."""

    def get(self, key: Any, default: Any = None) -> Any:
        found = super().get(key)
        if found is None and (other := _pristine.get(_without_engine(key))) is not None:
            found = copy(other)
            found.dialect = key[0]
            super().__setitem__(key, found)
        return default if found is None else found

    def __setitem__(self, key: Any, compiled: Any) -> None:
        _pristine[_without_engine(key)] = copy(compiled)
        super().__setitem__(key, compiled)


def _without_engine(key: Any) -> Any:
    dialect, *statement = key
    return type(dialect), *statement


def share() -> None:
    """From here on, for every engine that `storage.engine` makes."""
    engine.create_engine = _created  # type: ignore[attr-defined]


def _created(*arguments: Any, **options: Any) -> Engine:
    made = create_engine(*arguments, **options)
    made._compiled_cache = _Compiled(_MOST)
    return made
