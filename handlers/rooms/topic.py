"""A topic as everybody else sees it: standing, TLP:GREEN, for the agencies that were invited."""

from typing import Any

from handlers.core.access import Subject
from handlers.core.when_to_ring import Concern
from handlers.items import references
from handlers.law.handling import Handling, Tlp
from storage import people, topics
from storage.item import Item
from storage.people import Officer, Role
from storage.topics import Topic
from storage.work import Work

KIND, LETTER = "topic", "T"


def key(made: Topic) -> Item:
    return Item(KIND, made.id)


def words(item: Item) -> str:
    """How what is said about its room is called: "topic.closed", "room.closed"."""
    return KIND if item.kind == KIND else "room"


def about(work: Work, item: Item) -> dict[str, Any]:
    """What a message about its room needs besides: of a topic, what it is called."""
    more = {KIND: item.id} if item.kind == KIND else {}
    return references.about(work, item, **more)


def subject(work: Work, topic_id: int) -> Subject | None:
    made = work.get(Topic, topic_id)
    if made is None:
        return None

    def sees(work: Work, officer: Officer) -> bool:
        return officer.role is not Role.OBSERVER and bool(invited(made) & people.agencies_of(work, officer))

    return Subject(Handling(Tlp.GREEN), sees, origin=made.agency_id)


def invited(made: Topic) -> set[int]:
    """With whose it is."""
    return {made.agency_id, *made.agencies}


def concerns(work: Work, topic_id: int) -> Concern:
    """All of the agencies: nobody has it in hand."""
    return Concern(frozenset(), frozenset(invited(work.need(Topic, topic_id))))


def seen(work: Work, officer: Officer) -> list[Item]:
    mine = people.agencies_of(work, officer)
    return [key(one) for one in topics.all_of_them(work) if invited(one) & mine]
