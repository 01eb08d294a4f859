"""Text as both databases can hold it."""

import json
import re
from typing import Any

from storage.errors import NotJsonError

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

# made once: `json.dumps` makes a new one for each value
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def clean(text: str) -> str:
    """Without U+0000 (PostgreSQL refuses it) and lone surrogates (not UTF-8); nothing else is touched."""
    return _UNSTORABLE.sub("", text)


def dump_json(value: Any) -> str:
    """Compact JSON of the cleaned value. NotJsonError for what JSON cannot hold (NaN, a datetime)."""
    dumped = _dump(value)
    if "\\u0000" in dumped or _UNSTORABLE.search(dumped):
        return _dump(_clean_all(value))
    return dumped


def _dump(value: Any) -> str:
    try:
        return _encode(value)
    except (TypeError, ValueError) as error:
        raise NotJsonError(str(error)) from None


def _clean_all(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {_clean_all(key): _clean_all(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean_all(item) for item in value]
    return value
