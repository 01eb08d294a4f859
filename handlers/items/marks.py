"""Marks of words that became part of an item after it was filed: kept with them, shown with them, and heeded
by the gate, which handles an item as strictly as anything that was said about it."""

from collections.abc import Iterable, Mapping
from typing import Any

from handlers.law import typed_marks
from handlers.law.handling import Handling, Tlp, strictest
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Piece, dim, lines
from handlers.vocabulary.voice import Voice
from storage import items
from storage.item import Item
from storage.items import Happening
from storage.work import Work

_KEY = "marks"


def kept(marks: Mapping[str, Any]) -> dict[str, Any]:
    """For the `detail` of a happening."""
    found = typed_marks.of(marks)
    return {_KEY: found} if found else {}


def of(detail: Mapping[str, Any]) -> dict[str, Any]:
    """What of it was kept."""
    found: dict[str, Any] = detail.get(_KEY, {})
    return found


def handling_of(work: Work, item: Item, own: Handling) -> Handling:
    """`own`: as the item itself is marked."""
    for detail in items.details_of(work, item):
        if detail is None:  # what was said with it is not known: it may have been anything
            return Handling(Tlp.RED, own.personal, is_bound=True)
        if found := detail.get(_KEY):
            tlp = Tlp(found["tlp"]) if "tlp" in found else own.tlp
            own = strictest(own, Handling(tlp, is_bound="H2" in found.get("handling", ())))
    return own


_LIMITS = {
    "H1": N_("Not in court without permission."),
    "H2": N_("Not to be passed on without permission."),
}


def shown(voice: Voice, happening: Happening | None) -> Piece:
    """ "TLP:RED · H1+H2", and what binds its reader; nothing where nothing was marked."""
    return said(voice, happening.detail.get(_KEY, {})) if happening is not None else None


def said(voice: Voice, marks: Mapping[str, Any]) -> Piece:
    found = typed_marks.of(marks)
    named = [f"TLP:{found['tlp']}"] if "tlp" in found else []
    named += ["+".join(found["handling"])] if "handling" in found else []
    named += ["".join(found.get(name, "") for name in ("source", "information"))]
    if not any(named):
        return None
    return lines(dim(" · ".join(filter(None, named))), limits(voice, found.get("handling", ())))


def limits(voice: Voice, codes: Iterable[str]) -> Piece:
    """What the codes mean for whoever reads it."""
    binds = " ".join(voice.t(_LIMITS[code]) for code in codes if code in _LIMITS)
    return dim(binds) if binds else None
