"""When a request is received: when the first letter about it, with content or without, reaches the agency.

Mostly that is the moment it is sent. Where nobody could be reached, or a lockdown held it, the limits of
the house count from the letter that does arrive, and the requester is told. Until then they count from the
sending, so that nothing waits for ever; a date of the requester's own stays as it is.
"""

from datetime import datetime, timedelta
from functools import partial

from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.core.speech import says, when_going, when_sent
from handlers.core.when_to_ring import Rings, moment
from handlers.requests.clock import item_of, settle_clock, zone_of
from handlers.requests.life import LIFE
from handlers.vocabulary.text import Text, text
from handlers.vocabulary.voice import Voice
from storage import items, outbox, people
from storage.outbox import Outgoing
from storage.people import Agency, Officer
from storage.requests import Addressee, AddresseeState, Request
from storage.work import Work

_LETTER = "request.received"
_NOTABLE = timedelta(minutes=5)  # of delay: less is the same moment to a clock of hours and days


@when_going(_LETTER)
def _is_received(work: Work, rules: Rules, row: Outgoing) -> None:
    """Before it is put into words, so that it names the deadline that holds; tried again, it moves again."""
    addressee = work.need(Addressee, (row.params or {})["addressee"])
    since = _could_be_told(work, rules, row, addressee)
    is_late = addressee.state is AddresseeState.SENT and work.now - since > _NOTABLE
    if is_late and not _arrived(work, addressee):
        addressee.received_at = work.now
        settle_clock(work, rules, work.need(Request, addressee.request_id), addressee)


def _could_be_told(work: Work, rules: Rules, row: Outgoing, addressee: Addressee) -> datetime:
    """When the first of the agency might be rung: that they sleep makes nothing late."""
    team = people.officers_of(work, [addressee.at_agency_id])
    wanted = partial(moment, work, rules, urgent=row.urgent, at=addressee.received_at)
    found = [wanted(one, Rings.BY_DAY, row.item) for one in team]
    return min((one.at for one in found if one is not None), default=addressee.received_at)


@when_sent(_LETTER)
def _was_late(work: Work, officer: Officer, row: Outgoing) -> None:
    """The first that arrives: who asked is told once from when the time counts."""
    addressee = work.need(Addressee, (row.params or {})["addressee"])
    request, item = work.need(Request, addressee.request_id), item_of(addressee.request_id)
    is_late = addressee.state is AddresseeState.SENT and addressee.received_at - request.made_at > _NOTABLE
    if not is_late or addressee.due_at is None or _arrived(work, addressee) != 1:
        return
    LIFE.take(work, officer.id, addressee, LIFE.move("received"), item, agency_id=addressee.agency_id)
    for one in people.officers_of(work, [request.agency_id]):
        say(
            work,
            one,
            "request.late",
            item=item,
            ref=items.reference_of(work, item),
            addressee=addressee.id,
            due=addressee.due_at.isoformat(),
        )


def _arrived(work: Work, addressee: Addressee) -> int:
    """How many letters about it have reached the agency."""
    there = people.officers_of(work, [addressee.agency_id, addressee.at_agency_id])
    deputies = [deputy for one in there if (deputy := people.deputy_of(work, one)) is not None]
    readers = {one.id for one in (*there, *deputies)}
    return outbox.sent_to(work, item_of(addressee.request_id), _LETTER, readers)


@says("request.late", rings=Rings.NEWS)
def _say_late(voice: Voice, addressee: Addressee, due: datetime, ref: str) -> Text:
    agency = voice.agency(voice.work.need(Agency, addressee.agency_id))
    time = voice.when(due, zone_of(voice.work, addressee.agency_id), deadline=True)
    return text(
        voice.t(
            "%(ref)s has reached %(agency)s only now. The answer is due %(time)s.",
            ref=ref,
            agency=agency,
            time=time,
        )
    )
