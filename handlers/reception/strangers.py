"""Whoever is not active: one neutral line a day, and no sign of what this is; of a crowd, only some."""

from handlers.core import hooks
from handlers.core.rules import Rules
from handlers.core.saying import say_to_place
from handlers.core.speech import says
from handlers.vocabulary.incoming import Incoming
from handlers.vocabulary.text import Text, text
from handlers.vocabulary.voice import Voice
from storage import strangers
from storage.audit import Tag
from storage.people import Officer, Stranger
from storage.work import Work


def receive(work: Work, rules: Rules, incoming: Incoming, officer: Officer | None) -> None:
    """A suspended person gets the same line as an unknown one."""
    if hooks.opens(work, rules, incoming, officer):
        return
    stranger, today = strangers.at(work, incoming.channel, incoming.address), f"{work.now:%Y-%m-%d}"
    if stranger is not None and stranger.told_on == today:
        return
    if strangers.lately(work) >= rules.rates.strangers_per_hour and not _was_just_noted(work, stranger):
        return
    stranger = stranger or strangers.new(work, incoming.channel, incoming.address)
    stranger.told_on, stranger.seen_at = today, work.now
    work.session.add(stranger)
    work.audit(Tag.STRANGER_WROTE, channel=incoming.channel)
    say_to_place(work, incoming, "stranger")


def _was_just_noted(work: Work, stranger: Stranger | None) -> bool:
    """For a wrong code, of the same message."""
    return stranger is not None and stranger.seen_at == work.now


@says("stranger", to_strangers=True)
def _say_neutral(voice: Voice) -> Text:
    return text(voice.t("This account is private. If you were given a code, please send it."))
