"""When something of ours broke: the person is told, and what was written is not pretended to be done."""

from handlers.chat import Incoming, Text, text
from handlers.context import say
from handlers.lang import Voice
from handlers.speech import Params, says
from storage import people
from storage.outbox import Lane
from storage.people import Officer
from storage.work import Work


def say_sorry(work: Work, incoming: Incoming) -> None:
    """Tell an officer that the message could not be handled; strangers hear nothing."""
    account = people.account_at(work, incoming.channel, incoming.address)
    if account is not None:
        officer = work.need(Officer, account.officer_id)
        say(work, officer, "sorry", account=account, lane=Lane.ANSWER)


@says("sorry")
def _say_sorry(voice: Voice, _params: Params) -> Text:
    return text(
        voice.t(
            "Your last message could not be handled; nothing was changed by it. The operator can see this."
        )
    )
