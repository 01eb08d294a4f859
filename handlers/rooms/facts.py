"""What is known in a case, each with who said it; of it only what everybody in the room may read."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from handlers.items.life import LIVES
from storage import clues, items, people, requests
from storage.clues import Clue
from storage.item import Item
from storage.people import Officer
from storage.requests import Request
from storage.work import Work


@dataclass(frozen=True)
class Fact:
    """`words`: what somebody wrote; "" for a state only. `stands`: where it stands, an English source text;
    `due_at`: what is owed."""

    agency: int
    at: datetime
    words: str = ""
    stands: str = ""
    due_at: datetime | None = None


def known(work: Work, item: Item, readers: Collection[Officer]) -> tuple[list[Fact], int]:
    """The facts for all of these readers, and how many there are that not all of them may read."""
    is_for_all = for_all(work, item, readers)
    found = list(_of_clue(work, item) if item.kind == "clue" else _of_request(work, item))
    shown = [one for one in found if is_for_all(one.agency)]
    return shown, len(found) - len(shown)


def for_all(work: Work, item: Item, readers: Collection[Officer]) -> Callable[[int], bool]:
    """Whether everybody may read what an agency said about it: its own side, and whoever the item is from."""
    origin = origin_of(work, item)
    theirs = [people.agencies_of(work, one) for one in readers]
    return lambda agency: agency == origin or all({agency, origin} & mine for mine in theirs)


def origin_of(work: Work, item: Item) -> int:
    is_clue = item.kind == "clue"
    return work.need(Clue, item.id).agency_id if is_clue else work.need(Request, item.id).agency_id


def marking(work: Work, item: Item) -> str:
    """ "TLP:AMBER · H1+H2" """
    if item.kind == "clue":
        clue = work.need(Clue, item.id)
        return f"TLP:{clue.tlp} · {'+'.join(clue.handling)}"
    return f"TLP:{work.need(Request, item.id).tlp}"


def _of_clue(work: Work, item: Item) -> Iterator[Fact]:
    clue = work.need(Clue, item.id)
    if clue.withdrawn_at is not None:
        return
    yield Fact(clue.agency_id, clue.made_at, clue.text or clue.official_reference or "")
    for entry in items.history_of(work, item):
        if entry.act == "added" and entry.words:
            yield Fact(entry.agency_id or clue.agency_id, entry.at, entry.words["text"])
    states = LIVES["referral"].states
    for referral in clues.referrals_of(work, item.id):
        words = referral.outcome or ""
        yield Fact(referral.agency_id, referral.changed_at, words, states[referral.state])


def _of_request(work: Work, item: Item) -> Iterator[Fact]:
    request = work.need(Request, item.id)
    yield Fact(request.agency_id, request.made_at, request.text)
    states = LIVES["addressee"].states
    for addressee in requests.addressees_of(work, item.id):
        for answer in requests.answers_of(work, addressee.id):
            yield Fact(addressee.agency_id, answer.made_at, answer.text or answer.official_reference or "")
        due = addressee.due_at if addressee.state in requests.OPEN else None
        yield Fact(addressee.agency_id, addressee.changed_at, "", states[addressee.state], due)
