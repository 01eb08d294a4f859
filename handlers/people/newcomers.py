"""Where somebody who is not active comes in: with a code, or with the next answer of an enrolment."""

from handlers.core import hooks, offers, unproven
from handlers.core.context import Context
from handlers.core.rules import Rules
from handlers.people import codes, enrol, further_accounts
from handlers.vocabulary.incoming import Incoming, Kind
from storage import people, strangers, vouching
from storage.outbox import Offer
from storage.people import Officer, State
from storage.work import Work

_ON_THE_WAY = {State.INVITED, State.PENDING}


@hooks.door
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
        is_press = ctx.incoming.kind is Kind.PRESS
        offer = offers.offer_of(ctx) if is_press else offers.numbered(ctx, incoming.text)
        if not incoming.proven and (offer is None or not unproven.may_press(ctx, offer)):
            return
        enrol.note_identity(ctx)
        enrol.go_on(ctx, _answer(ctx, offer))


def _answer(ctx: Context, offer: Offer | None) -> str:
    """What was typed, or what the button says; a button of a step that is over says nothing."""
    if offer is not None and offer.officer_id == ctx.officer.id:
        value = str(offer.params.get("value", ""))
        return value if value in enrol.choices(ctx.officer) else ""
    return "" if ctx.incoming.kind is Kind.PRESS else ctx.incoming.text


def _try(work: Work, rules: Rules, incoming: Incoming, code: str) -> bool:
    stranger = strangers.at(work, incoming.channel, incoming.address)
    if stranger is not None and codes.is_closed(work, stranger):
        return False
    invitation = vouching.invitation_with(work, code)
    if invitation is None or not codes.is_good(work, invitation):
        codes.guessed(work, rules, incoming, stranger)
        return False
    if stranger is not None:
        stranger.wrong_codes = 0
        work.session.add(stranger)
    (enrol.admit if invitation.officer_id is None else further_accounts.knock)(
        work, rules, incoming, invitation
    )
    return True
