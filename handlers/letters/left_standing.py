"""What could not be taken back from a chat in time: its owner is told, in one message for all of it."""

from handlers.core.saying import say
from handlers.core.speech import says
from handlers.vocabulary.text import Text, bold, lines, text
from handlers.vocabulary.voice import Voice
from storage import outbox
from storage.people import Account, Officer
from storage.work import Work

_KIND = "left.standing"


def tell(work: Work, account_id: int, emptied: int, stays: int) -> None:
    """How many messages of this chat stand there emptied, and how many with what they say."""
    account = work.get(Account, account_id)
    if account is None or not (emptied or stays):
        return
    officer = work.need(Officer, account.officer_id)
    waiting = outbox.waiting_for(work, officer.id, _KIND)
    if waiting is None:
        say(work, officer, _KIND, account=account, emptied=emptied, stays=stays)
        return
    before = waiting.params or {}
    waiting.params = {"emptied": before["emptied"] + emptied, "stays": before["stays"] + stays}
    work.session.add(waiting)


@says(_KIND, free=True)
def _say_left(voice: Voice, emptied: int, stays: int) -> Text:
    return lines(
        text(
            voice.n(
                "%(count)s message could not be deleted here in time. It is emptied now.",
                "%(count)s messages could not be deleted here in time. They are emptied now.",
                emptied,
            )
        )
        if emptied
        else None,
        bold(
            voice.n(
                "%(count)s message here cannot be deleted by me any more. Please delete it yourself: what it"
                " holds may not stay.",
                "%(count)s messages here cannot be deleted by me any more. Please delete them yourself: what"
                " they hold may not stay.",
                stays,
            )
        )
        if stays
        else None,
    )
