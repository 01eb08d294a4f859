"""A channel that does not let the bot in: coordinators hear of it on the others, and that it is back."""

from datetime import datetime

from handlers.core.saying import say
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Text, bold, lines, text
from handlers.vocabulary.voice import Voice
from storage import inbox, people
from storage.people import Role
from storage.work import Work

_WHY = {
    "": N_("It does not accept the bot’s account any more. The operator has to mend it."),
    "away": N_("Its server does not answer. It is asked again all the time; the operator has to see why."),
    "certificate": N_(
        "Its server’s certificate is not valid; it may have expired. The operator has to mend it."
    ),
    "locked": N_("Its server has locked the bot’s account. The operator has to have it unlocked."),
}


def went_out(work: Work, channel: str, why: str = "", since: datetime | None = None) -> None:
    """Told once, whatever happens to it until it is back. `why`: a code, of those above."""
    if inbox.out_since(work, channel) is None:
        inbox.note_out(work, channel, since or work.now, why)
        _tell(work, "channel.out", channel, since or work.now)


def came_back(work: Work, channel: str) -> bool:
    """Whether it had been out."""
    since = inbox.out_since(work, channel)
    if since is not None:
        inbox.note_out(work, channel, None)
        _tell(work, "channel.back", channel, since)
    return since is not None


def _tell(work: Work, kind: str, channel: str, since: datetime) -> None:
    for coordinator in people.with_role(work, Role.COORDINATOR):
        say(work, coordinator, kind, urgent=True, channel=channel, since=since.isoformat())


@says("channel.out", free=True, rings=Rings.AT_ONCE)
def _say_out(voice: Voice, channel: str, since: datetime) -> Text:
    """Nothing, where it has come back before this could be said."""
    if inbox.out_since(voice.work, channel) is None:
        return ()
    return lines(
        bold(
            voice.t(
                "%(channel)s is out of service since %(time)s.",
                channel=channel.capitalize(),
                time=voice.when(since),
            )
        ),
        voice.t(_WHY.get(inbox.why_out(voice.work, channel), _WHY[""])),
        voice.t("What goes to people who can only be reached there waits, and goes out when it is back."),
    )


@says("channel.back", free=True)
def _say_back(voice: Voice, channel: str, since: datetime) -> Text:
    return text(
        voice.t(
            "%(channel)s works again. It was out of service since %(time)s.",
            channel=channel.capitalize(),
            time=voice.when(since),
        )
    )
