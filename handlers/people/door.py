"""Where somebody who is not active comes in: with a code, or with the next answer of an enrolment."""

from handlers import reception, strangers
from handlers.chat import Incoming, Kind
from handlers.context import Context
from handlers.people import codes, enrol, links
from handlers.rules import Rules
from storage import people, vouching
from storage.people import Officer, State
from storage.work import Work

_ON_THE_WAY = {State.INVITED, State.PENDING}


@strangers.door
def knock(work: Work, rules: Rules, incoming: Incoming, officer: Officer | None) -> bool:
    """False: there is nothing here for this person, who gets the neutral line."""
    if officer is not None and officer.state in _ON_THE_WAY:
        _go_on(work, rules, incoming, officer)
        return True
    if incoming.kind is not Kind.TEXT or (officer is not None and officer.state is not State.LEFT):
        return False
    code = codes.read(incoming.text)
    return code is not None and _try(work, rules, incoming, code)


def _go_on(work: Work, rules: Rules, incoming: Incoming, officer: Officer) -> None:
    account = people.account_at(work, incoming.channel, incoming.address)
    if account is not None and incoming.kind in {Kind.TEXT, Kind.PRESS}:
        ctx = Context(work, rules, officer, account, incoming)
        enrol.note_identity(ctx)
        enrol.go_on(ctx, _answer(ctx))


def _answer(ctx: Context) -> str:
    typed = ctx.incoming.text
    is_press = ctx.incoming.kind is Kind.PRESS
    offer = reception.offer_of(ctx) if is_press else reception.numbered(ctx, typed, None)
    if offer is not None and offer.officer_id == ctx.officer.id:
        return str(offer.params.get("value", ""))
    return "" if is_press else typed


def _try(work: Work, rules: Rules, incoming: Incoming, code: str) -> bool:
    stranger = people.stranger_at(work, incoming.channel, incoming.address)
    if codes.is_closed(work, stranger):
        return False
    invitation = vouching.invitation_with(work, code)
    if invitation is None or not codes.is_good(work, invitation):
        codes.guessed(work, rules, incoming, stranger)
        return False
    stranger.wrong_codes = 0
    work.session.add(stranger)
    (enrol.admit if invitation.officer_id is None else links.knock)(work, rules, incoming, invitation)
    return True
