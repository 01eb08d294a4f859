"""Commands in our own words, as they can be typed where these are read: `!clue` where `/` is the client's."""

import re
from collections.abc import Callable
from functools import cache

from handlers.core.registry import command_words


@cache
def written_with(mark: str) -> Callable[[str], str]:
    """Puts the mark before each command that a text names."""
    if mark == "/":
        return str
    words = sorted(filter(str.isalnum, command_words()), key=len, reverse=True)
    named = re.compile(rf"(?<![A-Za-z0-9/:])/(?=(?:{'|'.join(map(re.escape, words))})(?![A-Za-z0-9/]))")
    return cache(lambda text: named.sub(mark, text))
