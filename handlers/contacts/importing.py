"""Bringing a table of contact points into the database, and out of it."""

from datetime import UTC, datetime, time
from typing import Any

from handlers.contacts import table
from handlers.contacts.fields import Surroundings
from handlers.contacts.phone_numbers import shown
from handlers.contacts.table import Entry
from handlers.vocabulary.sheets import Fault
from storage import contacts, people
from storage.audit import Tag
from storage.contacts import CONFIRM_EVERY, ContactPoint
from storage.work import Work


def check(work: Work, data: bytes) -> tuple[list[Entry], list[Fault]]:
    """What a file holds, and everything that is wrong with it."""
    return table.read(data, _around(work))


def notes(work: Work, data: bytes) -> list[Fault]:
    """What is no fault, but to be seen before it is taken in."""
    return table.notes(data, _around(work))


def _around(work: Work) -> Surroundings:
    return Surroundings({agency.handle: agency.id for agency in people.agencies(work)}, work.now.date())


def take(work: Work, data: bytes) -> tuple[int, int, list[Fault]]:
    """How many were added and how many changed; nothing of a file that has a fault."""
    entries, faults = check(work, data)
    if faults:
        return 0, 0, faults
    known = {_key(point): point for point in contacts.every_point(work)}
    handles = {agency.handle: agency.id for agency in people.agencies(work)}
    added = changed = 0
    for entry in entries:
        point = known.get(table.key_of(entry))
        values = _values(entry, handles, point)
        if point is None:
            work.session.add(ContactPoint(**values, made_at=work.now))
            added += 1
        elif any(_differs(name, getattr(point, name), value) for name, value in values.items()):
            point.sqlmodel_update(values)
            work.session.add(point)
            changed += 1
    work.audit(Tag.CONTACT_CHANGED, detail="import", added=added, changed=changed)
    return added, changed, []


def _differs(column: str, before: Any, after: Any) -> bool:
    """A number spelt as an earlier version of the library did is the same number."""
    is_number = column in {"phone", "duty_phone"} and before
    return bool((shown(before) if is_number else before) != after)


def _key(point: ContactPoint) -> tuple[object, ...]:
    return table.key_of(point.model_dump(include={"country", "subdivision", "role", "name"}))


def _values(entry: Entry, handles: dict[str, int], before: ContactPoint | None) -> dict[str, Any]:
    """The columns of the table; what the file does not name stays as it is."""
    values: dict[str, Any] = {
        name: value for name, value in entry.items() if name not in {"agency", "private", "confirmed"}
    }
    if "agency" in entry:
        values["agency_id"] = handles.get(str(entry["agency"] or ""))
    if "private" in entry:
        values["is_private"] = entry["private"]
    told = before.confirmed_at.date() if before and before.confirmed_at else None
    if (day := table.confirmed_on(entry)) not in (None, told):
        values["confirmed_at"] = datetime.combine(day, time(), UTC)
        values["ask_at"] = values["confirmed_at"] + CONFIRM_EVERY
    return values


def give(work: Work) -> bytes:
    """All of them, as a table."""
    points = contacts.every_point(work)
    work.audit(Tag.EXPORTED, detail="contacts", count=len(points))
    return table.write(points, {agency.id: agency for agency in people.agencies(work)})
