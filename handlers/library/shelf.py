"""The index of a network's library, in the memory of this process, and always as the database is now.

Before each search it is asked whether anything has changed since, by whichever process: a count, a sum and a
newest row. What changed is read anew, and nothing else. It goes with the process, and at a lockdown.
"""

import threading
from weakref import WeakKeyDictionary

from handlers.core import access
from handlers.library import entry as entries
from handlers.library import shipped
from handlers.library.index import Index
from storage import library, people
from storage.item import Item
from storage.library import Stamp
from storage.work import Place, Work

_shelves: WeakKeyDictionary[Place, "_Shelf"] = WeakKeyDictionary()
_making = threading.Lock()


class _Shelf:
    """Of one database."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.index = Index()
        self._stamp: Stamp | None = None
        self._versions: dict[int, int] = {}
        for one in shipped.entries().values():
            self.index.put(f"{entries.SHIPPED}{one.name}", list(one.texts.values()))

    def follow(self, work: Work) -> None:
        """Take in what has changed."""
        stamp = library.stamp(work)
        if stamp == self._stamp:
            return
        now = library.versions(work)
        for gone in self._versions.keys() - now.keys():
            self.index.drop(Item("library", gone))
        changed = [row_id for row_id, version in now.items() if self._versions.get(row_id) != version]
        for row in library.entries(work, changed):
            self.index.put(Item("library", row.id), list(entries.of_row(row).texts.values()))
        self._stamp, self._versions = stamp, now


def search(work: Work, question: str) -> list[str]:
    """What is published and has to do with it, the best first, whoever may see it: "library:12" or
    "shipped:…"."""
    if people.is_on(work, access.LOCKDOWN):
        _shelves.pop(work.place, None)
        return []
    shelf = _shelf(work)
    with shelf.lock:
        shelf.follow(work)
        return shelf.index.search(question)


def _shelf(work: Work) -> _Shelf:
    with _making:
        return _shelves.setdefault(work.place, _shelves.get(work.place) or _Shelf())
