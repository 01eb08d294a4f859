"""What everybody here knows, and nobody has to be kept from: agencies, the network's own people, their desks."""

import re
from collections.abc import Iterable

from handlers.recognising.folding import fold

_BETWEEN = re.compile(r"[\s().,/·-]+")


class Known:
    """Names, numbers and mail addresses that are no finding, however they are written."""

    def __init__(self, said: Iterable[str] = ()) -> None:
        self._whole: set[str] = set()
        self.add(*said)

    def add(self, *said: str) -> None:
        """Each as a whole; a name's parts count, too, where it has any."""
        for one in filter(None, said):
            self._whole.add(_same(one))
            self._whole.update(_same(part) for part in one.split() if len(part) > 1 and part[0].isalpha())

    def holds(self, said: str) -> bool:
        """Whether it is known; a number also with or without what stands before it."""
        same = _same(said)
        return same in self._whole or (len(same) >= 7 and same.isdigit() and self._ends_with(same))

    def _ends_with(self, digits: str) -> bool:
        return any(one.lstrip("+").endswith(digits.lstrip("0")) for one in self._whole if one[-1:].isdigit())


def _same(said: str) -> str:
    return _BETWEEN.sub("", fold(said).plain.casefold())
