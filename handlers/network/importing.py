"""Bringing a file of agencies into the database, and out of it. Taken whole or not at all."""

from typing import Any

from handlers.core.saying import say
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.network import keeping, table
from handlers.network.fields import Entry, FaultError
from handlers.vocabulary.sheets import Fault, Row
from handlers.vocabulary.text import Text, bold, lines
from handlers.vocabulary.voice import Voice
from storage import people
from storage.audit import Tag
from storage.people import Role
from storage.work import Work


class _FaultyError(Exception):
    """Nothing of it stays."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__()
        self.faults = faults


def check(work: Work, data: bytes) -> tuple[int, list[Fault]]:
    """How many agencies a file holds, and everything that is wrong with it: it is taken in and undone."""
    found: list[int] = []
    try:
        keeping.tried(work, lambda: found.append(sum(_take(work, data))))
    except _FaultyError as error:
        return 0, error.faults
    return found[0], []


def take(work: Work, data: bytes) -> tuple[int, int, int, list[Fault]]:
    """How many were added, were changed, are as before; nothing of a file that has a fault."""
    try:
        with work.part():
            added, changed, same = _take(work, data)
    except _FaultyError as error:
        return 0, 0, 0, error.faults
    if added or changed:
        work.audit(Tag.AGENCY_CHANGED, detail="import", added=added, changed=changed)
        for coordinator in people.with_role(work, Role.COORDINATOR):
            say(work, coordinator, "agencies.imported", added=added, changed=changed)
    return added, changed, same, []


def _take(work: Work, data: bytes) -> tuple[int, int, int]:
    """An agency may stand before the one above it, so who is above whom comes last."""
    entries, faults = table.read(data)
    known = {agency.handle for agency in people.agencies(work)}
    before = _all(work)
    for last in (False, True):
        for row, entry in entries:
            if not last or "parent" in entry:
                faults += _kept(work, row, entry, last)
    if faults:
        raise _FaultyError(sorted(set(faults), key=lambda one: (one.line, one.column)))
    after = _all(work)
    changed = sum(handle in known and before[handle] != after[handle] for handle in after)
    return len(after) - len(known), changed, len(entries) - (len(after) - len(known)) - changed


def _all(work: Work) -> dict[str, dict[str, str]]:
    return {one.handle: keeping.described(work, one) for one in people.agencies(work)}


def _kept(work: Work, row: Row, entry: Entry, last: bool) -> list[Fault]:
    """One fault is enough to see of an agency at a time; the others are looked at all the same."""
    wanted: dict[str, Any] = {name: value for name, value in entry.items() if name != "parent"}
    if last:
        wanted = {name: entry[name] for name in ("handle", "parent")}
    try:
        with work.part():
            if last and people.agency_named(work, entry["handle"]) is None:
                return []  # it has a fault already
            keeping.keep(work, wanted)
    except FaultError as error:
        return [row.fault(error.column, str(error))]
    return []


def give(work: Work, is_toml: bool) -> bytes:
    """All that are still there."""
    found = list(_all(work).values())
    work.audit(Tag.EXPORTED, detail="agencies", count=len(found))
    return table.as_toml(found) if is_toml else table.as_csv(found)


@says("agencies.imported", free=True, rings=Rings.NEWS)
def _say_imported(voice: Voice, added: int, changed: int) -> Text:
    return lines(
        bold(voice.t("The operator has brought in a list of agencies.")),
        voice.t(
            "Added: %(added)s. Changed: %(changed)s. /agencies shows them.", added=added, changed=changed
        ),
    )
