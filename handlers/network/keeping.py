"""Agencies made, changed, merged and closed: what must hold of them, and what follows.

Each act looks at everything before it changes anything; FaultError says what stands in the way. `tried` does
it and undoes it: what is asked beforehand and what is done cannot disagree.
"""

from collections.abc import Callable
from contextlib import suppress

from handlers.agencies import finding
from handlers.network.fields import OTHER_NAMES, REQUIRED, Entry, FaultError
from handlers.people.names import seen
from handlers.vocabulary.languages import N_
from storage import agencies, clues, people, requests, vouching
from storage.people import Agency, AgencyEnd, AgencyKind, Level, Role
from storage.work import Work

VOICES = 2  # of coordinators, that must remain wherever there were as many


class _UndoneError(Exception):
    """Only tried."""


def tried(work: Work, act: Callable[[], object]) -> None:
    """Do it and undo it. FaultError: it could not be done."""
    with suppress(_UndoneError), work.part():
        act()
        raise _UndoneError


def keep(work: Work, entry: Entry) -> tuple[Agency, bool]:
    """The agency as the entry has it, made where there is none of its short name; and whether anything is
    other than before. What the entry does not name stays as it is. FaultError."""
    handle = str(entry["handle"])
    found = people.agency_named(work, handle)
    if found is None:
        return _made(work, entry), True
    before = described(work, found)
    _fill(work, found, entry)
    return found, before != described(work, found)


def _made(work: Work, entry: Entry) -> Agency:
    if agencies.was_called(work, entry["handle"]) is not None:
        raise FaultError(N_("An agency that is closed was called so."), "handle")
    for column in REQUIRED:
        if not entry.get(column):
            raise FaultError(N_("This must not be empty."), column)
    made = Agency(handle=entry["handle"], name=entry["name"], level=Level(entry["level"]), made_at=work.now)
    work.add(made)
    _fill(work, made, entry)
    return made


def _fill(work: Work, agency: Agency, entry: Entry) -> None:
    before = _voices(work)
    for column in ("name", "country", "subdivision"):
        setattr(agency, column, entry.get(column, getattr(agency, column)))
    agency.kind, agency.level = (
        AgencyKind(entry.get("kind", agency.kind)),
        Level(entry.get("level", agency.level)),
    )
    names = {**agency.names, **{code: entry[code] for code in OTHER_NAMES if code in entry}}
    agency.names = {code: name for code, name in names.items() if name}
    if agency.subdivision and not agency.country:
        agency.country = agency.subdivision.partition("-")[0]
    if "parent" in entry:
        agency.parent_id = _parent(work, agency, entry["parent"])
    work.session.add(agency)
    _look_at(work, agency)
    if "covers" in entry:
        agencies.cover(work, agency.id, entry["covers"])
    _keep_voices(work, before)


def _parent(work: Work, agency: Agency, handle: str | None) -> int | None:
    if handle is None:
        return None
    parent = people.agency_named(work, handle)
    if parent is None:
        raise FaultError(N_("I do not know an agency “%(typed)s”."), "parent", typed=handle)
    above: Agency | None = parent
    while above is not None:
        if above.id == agency.id:
            raise FaultError(N_("“%(typed)s” is below it already."), "parent", typed=handle)
        above = work.get(Agency, above.parent_id)
    return parent.id


def _look_at(work: Work, agency: Agency) -> None:
    """What no single field can say; a name that looks like another's is as good as the same."""
    own = set(map(seen, finding.names_of(agency)))
    for other in people.agencies(work):
        if other.id != agency.id and own & set(map(seen, finding.names_of(other))):
            raise FaultError(N_("“%(typed)s” is called so, too."), "name", typed=other.handle)
    is_apart = agency.subdivision and not agency.subdivision.startswith(f"{agency.country}-")
    if is_apart:
        raise FaultError(N_("That part is not in this country."), "subdivision")
    if agency.level is Level.PROVINCIAL and not agency.subdivision:
        raise FaultError(N_("A provincial agency needs its province."), "subdivision")


def _voices(work: Work) -> int:
    coordinators = people.with_role(work, Role.COORDINATOR)
    return len(vouching.voices(work, (one.agency_id for one in coordinators)))


def _keep_voices(work: Work, before: int) -> None:
    """Nobody could be let in, or back, any more."""
    work.session.flush()
    if _voices(work) < min(before, VOICES):
        raise FaultError(N_("Coordinators of two lines of command must remain."), "parent")


def merge(work: Work, agency: Agency, into: Agency) -> None:
    """Its people, contact points, codes and countries are the other's from now on; who is there sees and
    answers what came to either. FaultError."""
    before = _voices(work)
    if agency.id == into.id:
        raise FaultError(N_("These are one already."))
    if into.parent_id == agency.id:
        into.parent_id = agency.parent_id
    for officer in agencies.everybody_of(work, agency.id):
        officer.agency_id = into.id
        work.session.add(officer)
    for point in agencies.points_of(work, agency.id):
        point.agency_id = into.id
        work.session.add(point)
    for code in agencies.codes_for(work, agency.id):
        code.agency_id = into.id
        work.session.add(code)
    for child in agencies.below(work, agency.id):
        child.parent_id = into.id
        work.session.add(child)
    both = {*people.countries_of(work, into.id), *people.countries_of(work, agency.id)}
    agencies.cover(work, into.id, sorted(both))
    _end(work, agency, into)
    agency.parent_id = into.id  # what its coordinators said before counts with the other's
    _keep_voices(work, before)


def _end(work: Work, agency: Agency, into: Agency | None) -> None:
    agencies.cover(work, agency.id, [])
    for earlier in agencies.ended_into(work, agency.id):
        earlier.into_id = into.id if into else None
        work.session.add(earlier)
    work.add(AgencyEnd(agency_id=agency.id, into_id=into.id if into else None, at=work.now))
    work.session.add(agency)


def close(work: Work, agency: Agency) -> None:
    """Its contact points and countries go; codes for it end. FaultError: somebody or something is there."""
    if found := agencies.people_of(work, agency.id):
        raise FaultError(N_("%(count)s of its people are still here: merge it instead."), count=len(found))
    if children := agencies.below(work, agency.id):
        names = ", ".join(one.handle for one in children[:5])
        raise FaultError(N_("Agencies are below it: %(typed)s. Move them first, or merge it."), typed=names)
    if requests.owed_by(work, [agency.id]) or clues.unacknowledged(work, [agency.id]):
        raise FaultError(N_("Something is still open there: merge it instead."))
    for code in agencies.codes_for(work, agency.id):
        code.ends_at = work.now
        work.session.add(code)
    agencies.drop_points(work, agency.id)
    _end(work, agency, None)


def described(work: Work, agency: Agency) -> dict[str, str]:
    """By column, as a file has it."""
    parent = work.get(Agency, agency.parent_id)
    return {
        "handle": agency.handle,
        "name": agency.name,
        **{code: agency.names.get(code, "") for code in OTHER_NAMES},
        "kind": str(agency.kind),
        "level": str(agency.level),
        "country": agency.country or "",
        "subdivision": agency.subdivision or "",
        "parent": parent.handle if parent else "",
        "covers": ", ".join(people.countries_of(work, agency.id)),
    }
