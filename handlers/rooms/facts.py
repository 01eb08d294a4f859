"""What is known in a case, each with who said it; of it only what everybody in the room may read."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from handlers.items.life import LIVES
from handlers.rooms import topic
from storage import clues, items, people, requests
from storage.clues import Clue
from storage.item import Item
from storage.items import Happening
from storage.people import Officer
from storage.requests import Addressee, AddresseeState, Answer, Request
from storage.work import Work

_SAID = frozenset({"added", "clarify", "clarified", "back"})  # with words that hold on


@dataclass(frozen=True)
class Fact:
    """`agency` said it; `part`: in whose part of the item. `words`: what somebody wrote; "" for a state only.
    `stands`: where it stands, an English source text; `due_at`: what is owed."""

    agency: int
    part: int
    at: datetime
    words: str = ""
    stands: str = ""
    due_at: datetime | None = None


def known(work: Work, item: Item, readers: Collection[Officer]) -> tuple[list[Fact], int]:
    """The facts for all of these readers, and how many there are that not all of them may read."""
    if item.kind == topic.KIND:
        return [], 0
    is_for_all = for_all(work, item, readers)
    found = [] if is_withdrawn(work, item) else list(_of(work, item))
    shown = [one for one in found if is_for_all(one.part)]
    return shown, len([one for one in found if one.words]) - len([one for one in shown if one.words])


def for_all(work: Work, item: Item, readers: Collection[Officer]) -> Callable[[int], bool]:
    """Whether everybody may read an agency's part of it: its own side, and whoever the item is from."""
    origin = origin_of(work, item)
    theirs = [people.agencies_of(work, one) for one in readers]
    return lambda part: part == origin or all({part, origin} & mine for mine in theirs)


def origin_of(work: Work, item: Item) -> int:
    is_clue = item.kind == "clue"
    return work.need(Clue, item.id).agency_id if is_clue else work.need(Request, item.id).agency_id


def marking(work: Work, item: Item) -> str:
    """ "TLP:AMBER · H1+H2" """
    if item.kind == "clue":
        clue = work.need(Clue, item.id)
        return f"TLP:{clue.tlp} · {'+'.join(clue.handling)}"
    return f"TLP:{work.need(Request, item.id).tlp}"


def is_withdrawn(work: Work, item: Item) -> bool:
    """From somebody at least: what it said is to be used no more."""
    if item.kind == "clue":
        return work.need(Clue, item.id).withdrawn_at is not None
    return any(one.state is AddresseeState.WITHDRAWN for one in requests.addressees_of(work, item.id))


def _of(work: Work, item: Item) -> Iterator[Fact]:
    yield from _of_clue(work, item) if item.kind == "clue" else _of_request(work, item)


def _of_clue(work: Work, item: Item) -> Iterator[Fact]:
    clue = work.need(Clue, item.id)
    words = clue.text or clue.official_reference or ""
    yield Fact(clue.agency_id, clue.agency_id, clue.made_at, words)
    yield from _said(work, item, clue.agency_id)
    states = LIVES["referral"].states
    for one in clues.referrals_of(work, item.id):
        yield Fact(one.agency_id, one.agency_id, one.changed_at, one.outcome or "", states[one.state])


def _of_request(work: Work, item: Item) -> Iterator[Fact]:
    request = work.need(Request, item.id)
    yield Fact(request.agency_id, request.agency_id, request.made_at, request.text)
    yield from _said(work, item, request.agency_id)
    standing, states = _answers(work, item), LIVES["addressee"].states
    for one in requests.addressees_of(work, item.id):
        for answer in standing[one.agency_id]:
            words = answer.text or answer.official_reference or ""
            yield Fact(one.agency_id, one.agency_id, answer.made_at, words)
        yield Fact(one.agency_id, one.agency_id, one.changed_at, "", states[one.state], _due(one))


def _due(addressee: Addressee) -> datetime | None:
    return addressee.due_at if addressee.state in requests.OPEN else None


def _said(work: Work, item: Item, origin: int) -> Iterator[Fact]:
    """What was added to it, asked about it, and said to that; as it reads now."""
    for entry in items.history_of(work, item):
        if entry.act in _SAID and entry.words and entry.words.get("text"):
            officer = work.get(Officer, entry.officer_id)
            part = entry.agency_id or origin
            by = officer.agency_id if officer is not None else part
            yield Fact(by, part, entry.at, entry.words["text"])


def _answers(work: Work, item: Item) -> defaultdict[int, list[Answer]]:
    """Of each agency what it has answered and what still holds: not what was corrected or taken back."""
    found: defaultdict[int, list[Answer]] = defaultdict(list)
    for entry in items.history_of(work, item):
        if entry.agency_id is not None and entry.act in {"correct", "take_back"}:
            found[entry.agency_id] = []
        if entry.agency_id is not None and (answer := _answer(work, entry)) is not None:
            found[entry.agency_id].append(answer)
    return found


def _answer(work: Work, entry: Happening) -> Answer | None:
    found = entry.detail.get("answer")
    return work.get(Answer, found) if isinstance(found, int) else None
