"""A request and an answer as everybody else sees them: the gate, and whose they are."""

from handlers.core.access import Subject
from handlers.core.when_to_ring import Concern, concern_of
from handlers.items import marks
from handlers.law.handling import Handling, Tlp
from storage import people, requests
from storage.item import Item
from storage.people import Agency, Officer
from storage.requests import Addressee, Request
from storage.work import Work


def subject(work: Work, request_id: int) -> Subject | None:
    request = work.get(Request, request_id)
    if request is None:
        return None

    def sees(work: Work, officer: Officer) -> bool:
        mine = people.agencies_of(work, officer)
        return request.agency_id in mine or any(
            is_at(work, one, mine) for one in requests.addressees_of(work, request_id)
        )

    item = Item("request", request.id)
    return Subject(_handling(work, request), sees, item, request.agency_id)


def concerns(work: Work, request_id: int) -> Concern:
    """Who asked, and who has it in hand; an agency where nobody has."""
    request = work.need(Request, request_id)
    parts = requests.addressees_of(work, request_id)
    in_hand = [(one.officer_id, one.at_agency_id) for one in parts]
    return concern_of(work, [(request.author_id, request.agency_id), *in_hand])


def _handling(work: Work, request: Request) -> Handling:
    own = Handling(Tlp(request.tlp), request.is_personal)
    return marks.handling_of(work, Item("request", request.id), own)


def is_at(work: Work, addressee: Addressee, mine: frozenset[int]) -> bool:
    """It was sent or handed to one of these agencies, or one of them stands above the addressed one."""
    asked = work.get(Agency, addressee.agency_id)
    above = asked.parent_id if asked is not None else None
    return bool({addressee.agency_id, addressee.at_agency_id, above} & mine)


def answer_subject(work: Work, answer_id: int) -> Subject | None:
    """An answer is for who asked, and for who gave it; not for the other addressees."""
    answer = work.get(requests.Answer, answer_id)
    if answer is None:
        return None
    request = work.need(Request, answer.request_id)
    addressee = work.need(Addressee, answer.addressee_id)

    def sees(work: Work, officer: Officer) -> bool:
        mine = people.agencies_of(work, officer)
        return request.agency_id in mine or is_at(work, addressee, mine)

    item = Item("request", request.id)
    return Subject(_handling(work, request), sees, item, request.agency_id)
