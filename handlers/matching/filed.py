"""The clue or the request that a value hangs on."""

from collections.abc import Iterator

from handlers.core import access
from storage import items
from storage.clues import Clue
from storage.item import Item
from storage.requests import Request
from storage.work import Work


def row_of(work: Work, item: Item) -> Clue | Request | None:
    return work.get(Clue, item.id) if item.kind == "clue" else work.get(Request, item.id)


def texts_of(work: Work, item: Item) -> Iterator[str]:
    """What the agency that filed it wrote in it."""
    row = row_of(work, item)
    if row is None:
        return
    yield row.text
    yield from (one for one in row.details.values() if isinstance(one, str))
    for one in items.history_of(work, item):
        if one.act == "added" and one.agency_id == row.agency_id and one.words:
            yield str(one.words.get("text", ""))


def handling_of(work: Work, item: Item) -> str:
    """ "TLP:AMBER · H1" """
    subject, row = access.subject_of(work, item), row_of(work, item)
    codes = row.handling if isinstance(row, Clue) else row.details.get("handling", ()) if row else ()
    return " · ".join(filter(None, [f"TLP:{subject.handling.tlp}" if subject else "", "+".join(codes)]))
