"""Not too fast: beyond the limit a person is told once, and what came is handled when its turn comes."""

from datetime import timedelta

from handlers.chat import Incoming, Text, text
from handlers.context import say
from handlers.lang import Voice
from handlers.rules import Rules
from handlers.speech import Params, says
from storage import inbox, people
from storage.inbox import Arrival
from storage.outbox import Lane
from storage.people import Officer
from storage.work import Work

_MINUTE = timedelta(minutes=1)


def is_its_turn(work: Work, rules: Rules, arrival: Arrival, incoming: Incoming) -> bool:
    """False: it is put off, its place kept, and the person told if this is the first one put off."""
    earlier = inbox.nth_last_handled(work, arrival.sender, rules.rates.commands_per_minute)
    if earlier is None or earlier + _MINUTE <= work.now:
        return True
    turn = earlier + _MINUTE
    if not inbox.was_put_off(work, arrival.sender):
        account = people.account_at(work, incoming.channel, incoming.address)
        if account is not None:
            officer = work.need(Officer, account.officer_id)
            say(
                work, officer, "rate.wait", account=account, lane=Lane.ANSWER, turn={"time": turn.isoformat()}
            )
    inbox.postpone(work, arrival.sender, turn)
    return False


@says("rate.wait")
def _say_wait(voice: Voice, params: Params) -> Text:
    return text(
        voice.t(
            "That is a lot at once. I go on at %(turn)s, in your order; nothing is lost.", turn=params["turn"]
        )
    )
