"""Not too fast: beyond the limit a person is told once, and what came is handled when its turn comes."""

from datetime import datetime, timedelta

from handlers.core.params import Shown
from handlers.core.registry import parse
from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.vocabulary import typed_line
from handlers.vocabulary.incoming import Incoming, Kind
from handlers.vocabulary.text import Text, text
from handlers.vocabulary.voice import Voice
from storage import inbox, people
from storage.inbox import Arrival
from storage.outbox import Lane
from storage.work import Work

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


def is_its_turn(work: Work, rules: Rules, arrival: Arrival, incoming: Incoming) -> bool:
    """False: it is put off, its place kept, and the person told if this is the first one put off."""
    earlier = inbox.nth_last_handled(work, arrival.sender, rules.rates.commands_per_minute)
    if earlier is not None and earlier + _MINUTE > work.now:
        turn = earlier + _MINUTE
        _tell_once(work, arrival, incoming, "rate.wait", turn)
        inbox.postpone(work, arrival.sender, turn)
        return False
    return not _is_lookup(incoming) or _is_lookups_turn(work, rules, arrival, incoming)


def _is_lookup(incoming: Incoming) -> bool:
    parsed = parse(typed_line.cleaned(incoming.text)) if incoming.kind is Kind.TEXT else None
    return parsed is not None and parsed[0].is_lookup


def _is_lookups_turn(work: Work, rules: Rules, arrival: Arrival, incoming: Incoming) -> bool:
    done = inbox.lookups_since(work, arrival.sender, work.now - _HOUR)
    limit = rules.rates.lookups_per_hour
    if len(done) >= limit:
        turn = done[-limit] + _HOUR
        _tell_once(work, arrival, incoming, "rate.lookups", turn)
        inbox.put_off_alone(work, arrival, turn)
        return False
    arrival.is_lookup = True
    work.session.add(arrival)
    return True


def _tell_once(work: Work, arrival: Arrival, incoming: Incoming, kind: str, turn: datetime) -> None:
    if inbox.was_put_off(work, arrival.sender, lookups=kind == "rate.lookups"):
        return
    if (who := people.who_at(work, incoming.channel, incoming.address)) is not None:
        account, officer = who
        time = {"time": turn.isoformat()}
        say(work, officer, kind, account=account, lane=Lane.ANSWER, turn=time)


@says("rate.wait", free=True)
def _say_wait(voice: Voice, turn: Shown) -> Text:
    return text(
        voice.t("That is a lot at once. I go on at %(turn)s, in your order; nothing is lost.", turn=turn)
    )


@says("rate.lookups", free=True)
def _say_lookups(voice: Voice, turn: Shown) -> Text:
    return text(
        voice.t(
            "Those are many look-ups for one hour. I answer this one at %(turn)s; the rest goes on at once.",
            turn=turn,
        )
    )
