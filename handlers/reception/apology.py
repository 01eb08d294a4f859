"""A message that could not be handled is put aside: its author is told, and may have the words back."""

from datetime import timedelta
from typing import Any

from handlers.core.context import Context
from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.law.handling import Handling, Tlp
from handlers.reception import overlong_text
from handlers.vocabulary.incoming import Incoming, Kind
from handlers.vocabulary.text import Text, copyable, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import people, taking
from storage.audit import Tag
from storage.people import Officer, Role
from storage.work import Work

_DAY = timedelta(days=1)
_EACH = 10  # after the second of a day, coordinators are told of each tenth


def say_sorry(work: Work, rules: Rules, incoming: Incoming) -> None:
    """An officer hears of it; strangers hear nothing; coordinators hear of it when it repeats."""
    account, officer = people.who_at(work, incoming.channel, incoming.address) or (None, None)
    work.audit(Tag.PUT_ASIDE, officer.id if officer else None, channel=incoming.channel)
    if account is not None and officer is not None and people.is_active(work, officer):
        _tell_author(Context(work, rules, officer, account, incoming))
    count = taking.put_aside_since(work, incoming.channel, incoming.address, work.now - _DAY) + 1
    if count == 2 or count % _EACH == 0:
        _tell_coordinators(work, incoming, officer, count)


def _tell_author(ctx: Context) -> None:
    """Nothing of the words is read again: nobody knows how they must be handled, so nothing is stricter."""
    typed = ctx.incoming.text if ctx.incoming.kind in {Kind.TEXT, Kind.EDIT} else ""
    ask = ctx.rules.operator_contact
    if not typed:
        ctx.reply("sorry", operator=ask)
        return
    strictest = Handling(Tlp.RED, personal=True).to_json()
    days, keeps = ctx.rules.periods.offer.days, {"line": typed}
    ctx.reply("sorry", overlong_text.back_button(), operator=ask, days=days, keeps=keeps, handling=strictest)


def _tell_coordinators(work: Work, incoming: Incoming, officer: Officer | None, count: int) -> None:
    about: dict[str, Any] = {"person": officer.id if officer else None, "count": count}
    about |= {"channel": incoming.channel, "address": incoming.address}
    for coordinator in people.with_role(work, Role.COORDINATOR):
        if officer is None or coordinator.id != officer.id:
            say(work, coordinator, "message.put_aside", **about)


def _veiled_sorry(voice: Voice, operator: str = "", days: int = 0) -> Text:
    back = overlong_text.until_when(voice, days) if days else None
    return paragraphs(_say_sorry(voice, operator), back)


@says("sorry", took=True, veil=_veiled_sorry)
def _say_sorry(voice: Voice, operator: str = "") -> Text:
    return lines(
        voice.t(
            "Your last message could not be handled; nothing was changed by it. The operator can see this."
        ),
        voice.t("If it happens again, ask: %(contact)s", contact=operator) if operator else None,
    )


@says("message.put_aside")
def _say_put_aside(voice: Voice, person: Officer | None, count: int, channel: str, address: str) -> Text:
    who = voice.t("From an unknown account:") if person is None else f"{person.name}:"
    return lines(
        voice.n(
            "%(count)s message of one sender could not be handled today, and was put aside.",
            "%(count)s messages of one sender could not be handled today, and were put aside.",
            count,
        ),
        text(f"{who} {channel} ", copyable(address)),
        voice.t("Nobody else has to wait. Please ask what was sent; the operator can see the reason."),
    )
