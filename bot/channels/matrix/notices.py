"""What the channel itself has to tell a person, put into the outbox like everything else."""

from datetime import datetime, timedelta
from typing import Any

from bot.channels.matrix.accounts import Known
from handlers.core.saying import say, say_to_place
from handlers.core.speech import says
from handlers.vocabulary.incoming import Incoming
from handlers.vocabulary.text import Text, copyable, lines, text
from handlers.vocabulary.voice import Voice
from storage.matrix import CHANNEL
from storage.outbox import Lane
from storage.people import Account, Officer
from storage.work import Work

UNREADABLE, PUT_ASIDE, LOOSE, UNSIGNED, CHANGED, NOT_PRIVATE, VERIFY = (
    "matrix.unreadable",
    "matrix.put_aside",
    "matrix.loose",
    "matrix.unsigned",
    "matrix.changed",
    "matrix.not_private",
    "matrix.verify",
)
_AGAIN = timedelta(minutes=10)


def tell(work: Work, address: str, who: Known | None, kind: str, **params: Any) -> None:
    """Put one notice into the outbox, for whom it concerns."""
    if who is not None and who.active:
        officer, account = work.need(Officer, who.officer_id), work.need(Account, who.account_id)
        say(work, officer, kind, account=account, lane=Lane.ANSWER, **params)
    else:
        say_to_place(work, Incoming(CHANNEL, address, "", work.now), kind, **params)


class Patience:
    """The same thing is told to the same person once in a while, not with every message."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], datetime] = {}

    def allows(self, address: str, kind: str, now: datetime) -> bool:
        last = self._told.get((address, kind))
        if last is not None and now - last < _AGAIN:
            return False
        self._told = {key: at for key, at in self._told.items() if now - at < _AGAIN}
        self._told[address, kind] = now
        return True


@says(UNREADABLE, to_strangers=True)
def _say_unreadable(voice: Voice) -> Text:
    return lines(
        voice.t("I cannot read something you wrote: your app did not send me its key. It was not taken."),
        voice.t("Please write it again. If that does not help, sign out of the app, sign in and verify it."),
    )


@says(PUT_ASIDE, to_strangers=True)
def _say_put_aside(voice: Voice) -> Text:
    return lines(
        voice.t("Something that came from your account made no sense to me. It was not taken."),
        voice.t("If you just wrote something, please write it again in plain words."),
    )


@says(LOOSE, to_strangers=True)
def _say_loose(voice: Voice) -> Text:
    return lines(
        voice.t("Your app does not protect which message you reply to, or change. It was not taken."),
        voice.t("Please write it as a new message, with the reference in it."),
    )


@says(UNSIGNED, to_strangers=True)
def _say_unsigned(voice: Voice) -> Text:
    return lines(
        voice.t("You wrote from a device that your account has not verified. What you wrote was not taken."),
        voice.t("Please verify it in the app (Settings, Security, with your recovery key) and write again."),
    )


@says(CHANGED, to_strangers=True)
def _say_changed(voice: Voice) -> Text:
    return lines(
        voice.t(
            "Your account shows a new identity. What you wrote was not taken, and nothing is shown"
            " here until two coordinators have approved it; they have been notified."
        ),
        voice.t("Was it not you who reset it? Please call a coordinator now."),
    )


@says(NOT_PRIVATE, to_strangers=True)
def _say_not_private(voice: Voice) -> Text:
    return lines(
        voice.t("I only read encrypted messages, in a chat with nobody but you and me."),
        voice.t("What you just wrote elsewhere was not taken. Please write it here."),
    )


@says(VERIFY, to_strangers=True)
def _say_verify(voice: Voice, fingerprint: str) -> Text:
    return lines(
        voice.t("Your app and I found no way to compare emoji, so I ended it; we can go on as before."),
        text(
            voice.t("To be sure of me, compare this with what your coordinator has:"),
            " ",
            copyable(fingerprint),
        ),
    )
