"""Whoever is not active: one neutral line a day, and no sign of what this is."""

from collections.abc import Callable

from handlers.chat import Incoming, Text, text
from handlers.lang import Voice, nearest_language
from handlers.rules import Rules
from handlers.speech import Params, says
from storage import people
from storage.audit import Tag
from storage.outbox import Lane, Outgoing
from storage.people import Officer
from storage.work import Work

Door = Callable[[Work, Rules, Incoming, Officer | None], bool]
_doors: list[Door] = []


def door(opens: Door) -> Door:
    """Asked, in turn, before the neutral line: True where it took the message (a code to enrol with)."""
    _doors.append(opens)
    return opens


def receive(work: Work, rules: Rules, incoming: Incoming, officer: Officer | None) -> None:
    """A suspended person gets the same line as an unknown one."""
    if any(opens(work, rules, incoming, officer) for opens in _doors):
        return
    stranger = people.stranger_at(work, incoming.channel, incoming.address)
    today = f"{work.now:%Y-%m-%d}"
    if stranger.told_on != today:
        stranger.told_on = today
        work.session.add(stranger)
        work.audit(Tag.STRANGER_WROTE, channel=incoming.channel)
        say_to_place(work, incoming, "stranger")


def say_to_place(work: Work, incoming: Incoming, kind: str, **params: object) -> None:
    """To somebody who is no active officer, where the message came from."""
    work.add(
        Outgoing(
            place={"channel": incoming.channel, "address": incoming.address},
            kind=kind,
            params={"language": nearest_language(incoming.language), **params},
            lane=Lane.ANSWER,
            due_at=work.now,
            made_at=work.now,
        )
    )


@says("stranger", to_strangers=True)
def _say_neutral(voice: Voice, _params: Params) -> Text:
    return text(voice.t("This account is private. If you were given a code, please send it."))
