"""An entry of the library as everybody else sees it: the gate, its line in a list, how it is shown.

It is written for the whole network and is no case: need to know ends at who may read content at all. Its
marking, its corridor and the ceiling of a channel hold as for anything else.
"""

from handlers.core.access import Subject
from handlers.law.handling import Handling, Tlp
from handlers.vocabulary.text import Text, bold, text
from handlers.vocabulary.voice import Voice
from storage import items, library, people
from storage.item import Item
from storage.library import EntryState, LibraryEntry
from storage.people import Agency, Officer, Role
from storage.work import Work

READ_BY_ALL = frozenset({EntryState.PUBLISHED, EntryState.WAITING})  # somebody else has to approve it


def key(entry: LibraryEntry) -> Item:
    return Item("library", entry.id)


def subject(work: Work, entry_id: int) -> Subject | None:
    entry = work.get(LibraryEntry, entry_id)
    if entry is None:
        return None

    def sees(work: Work, officer: Officer) -> bool:
        if officer.role is Role.OBSERVER:
            return False
        return entry.state in READ_BY_ALL or entry.agency_id in people.agencies_of(work, officer)

    return Subject(Handling(Tlp(entry.tlp)), sees, origin=entry.agency_id)


def seen(work: Work, officer: Officer) -> list[Item]:
    """Its own agency's, and what is published."""
    own = library.owned_by(work, list(people.agencies_of(work, officer)))
    found = [*own, *library.in_state(work, EntryState.PUBLISHED)]
    return [Item("library", entry_id) for entry_id in dict.fromkeys(found)]


def line(voice: Voice, _officer: Officer, entry_id: int) -> Text:
    """Without content."""
    entry = voice.work.need(LibraryEntry, entry_id)
    by = voice.agency(voice.work.need(Agency, entry.agency_id))
    return text(bold(items.reference_of(voice.work, key(entry))), f" {by} · {voice.ago(entry.made_at)}")


def waiting_for(work: Work, officer: Officer) -> list[int]:
    """Of others, to be approved; the oldest first."""
    found = library.entries(work, library.in_state(work, EntryState.WAITING))
    return sorted(entry.id for entry in found if is_second(work, officer, entry))


def is_second(work: Work, officer: Officer, entry: LibraryEntry) -> bool:
    """Of another line of command than it is from, whomever this person stands in for."""
    is_own = entry.agency_id in people.agencies_of(work, officer)
    return not is_own and people.are_two(work, entry.agency_id, officer.agency_id)
