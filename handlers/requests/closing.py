"""When a request is over: all have answered, or nobody confirmed the rest."""

from handlers.core.saying import say
from handlers.reminders import planning
from handlers.requests.clock import item_of, matter_of
from handlers.requests.life import LIFE, S
from storage import items, people, requests
from storage.audit import Tag
from storage.requests import Addressee, Request
from storage.work import Work

OVER = {S.CLOSED, S.WITHDRAWN}


def close_unconfirmed(work: Work, addressee: Addressee) -> None:
    request = requests.hold(work, addressee.request_id)
    if addressee.state in OVER:
        return
    planning.cancel(work, matter_of(addressee))
    item = item_of(request.id)
    LIFE.take(work, None, addressee, LIFE.move("close"), item, agency_id=addressee.agency_id)
    close_if_done(work, request)


def close_if_done(work: Work, request: Request) -> None:
    """Once nothing is open at any agency, the request is closed, and everybody told."""
    parts = requests.addressees_of(work, request.id)
    if request.closed_at is not None or any(one.state not in OVER for one in parts):
        return
    request.closed_at = work.now
    work.add(request)
    item = item_of(request.id)
    items.note(work, item, "closed", None)
    work.audit(Tag.REQUEST_CLOSED, None, item)
    for officer in people.officers_of(work, [request.agency_id]):
        say(work, officer, "request.closed", item=item, ref=items.reference_of(work, item))


def open_again(work: Work, request: Request, addressee: Addressee) -> None:
    """Something of it goes on: it is closed no more."""
    if request.closed_at is not None and addressee.state not in OVER:
        request.closed_at = None
        work.add(request)
