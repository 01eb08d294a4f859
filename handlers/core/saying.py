"""Putting one message into the outbox."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.core.carried import Carried, Place
from handlers.core.rules import DEFAULTS, Rules
from handlers.core.speech import speech
from handlers.core.when_to_ring import Moment, Rings, moment
from handlers.vocabulary.incoming import Incoming
from handlers.vocabulary.languages import N_, nearest_language
from handlers.vocabulary.text import Button, Label
from handlers.vocabulary.voice import Voice
from storage import items, outbox
from storage.item import NO_ITEM, Item
from storage.outbox import MORE, Fate, Lane, Offer, Outgoing
from storage.people import Account, Officer
from storage.work import Work

NEWS = "news"  # what waits, in one message; `handlers.items.news` has its words
_MOST_SHOWN = 4  # of it, by a button each
MOST_AT_HAND = 4  # buttons under a message that arrives by itself
FOR_DELIVERY = frozenset(
    {"buttons", "item", "files", "account", "lane", "urgent", "replaces", "at", "ends_at"}
    | {"said_in", "handling", "takes_back", "keeps", "may_be_anything", "unopened"}
)  # what goes with the words, and is none of theirs


def say(
    work: Work,
    officer: Officer,
    kind: str,
    *,
    buttons: Sequence[Button] = (),
    item: Item = NO_ITEM,
    files: Sequence[int] = (),
    account: Account | None = None,
    lane: Lane = Lane.BULK,
    urgent: bool = False,
    replaces: int | None = None,
    at: datetime | None = None,
    ends_at: datetime | None = None,
    said_in: Sequence[Place] = (),
    handling: Mapping[str, Any] | None = None,
    takes_back: Sequence[int] = (),
    keeps: Mapping[str, Any] | None = None,
    may_be_anything: bool = False,
    unopened: int = 0,
    **params: Any,
) -> Outgoing:
    """Put one message to an officer into the outbox. `params` are what its words are given, as JSON;
    WrongParamsError where they are not what its kind declares.

    Without an `account`, delivery chooses the one used last. `at`: not before; `ends_at`: of its buttons.
    The others: see `Carried`. What is not asked for comes when its reader may be rung: that may be in one
    message with other news.
    """
    speech(kind).check(params)
    is_asked_for = lane is Lane.ANSWER or account is not None or at is not None or replaces is not None
    due = Moment(at or work.now) if is_asked_for else _moment(work, officer, kind, item, urgent, params)
    if due is not None and due.with_others:
        return _with_others(work, officer, item, due.at)
    is_calm = due is not None and not (is_asked_for or urgent)
    news = _brought_along(work, officer, kind, params, due.at) if due is not None and is_calm else None
    own = list(said_in), handling, list(takes_back), dict(keeps or {}), may_be_anything, unopened
    carried = Carried(*own, news)
    outgoing = Outgoing(
        officer_id=officer.id,
        account_id=account.id if account else None,
        kind=kind,
        params=params,
        carried=carried.to_json(),
        item=item,
        files=list(files),
        lane=lane,
        urgent=urgent,
        replaces_id=replaces,
        due_at=due.at if due is not None else work.now,
        made_at=work.now,
        fate=Fate.WAITING if due is not None else Fate.WITHHELD,
    )
    work.session.add(outgoing)
    for position, button in enumerate(_at_hand(buttons) if lane is Lane.BULK else buttons, start=1):
        work.session.add(_offer(outgoing, button, position, item, ends_at))
    return outgoing


def say_all(
    work: Work,
    rules: Rules,
    officers: Iterable[Officer],
    kind: str,
    buttons: Sequence[Button] = (),
    *,
    but: Officer | None = None,
    **params: Any,
) -> int:
    """How many were told; who did it (`but`) is not told what he or she just did."""
    ends_at, others = (
        work.now + rules.periods.offer,
        [one for one in officers if but is None or one.id != but.id],
    )
    for officer in others:
        say(work, officer, kind, buttons=buttons, ends_at=ends_at, **params)
    return len(others)


def _moment(
    work: Work, officer: Officer, kind: str, item: Item, urgent: bool, params: Mapping[str, Any]
) -> Moment | None:
    rings = speech(kind).ringing(work, params)
    return moment(work, work.place.rules or DEFAULTS, officer, rings, item, urgent=urgent)


def _brought_along(
    work: Work, officer: Officer, kind: str, params: Mapping[str, Any], at: datetime
) -> Mapping[str, Any] | None:
    """News that waits comes with the next thing to read. An alarm leaves it, a reminder sees to it itself."""
    rules = work.place.rules or DEFAULTS
    if not rules.waits or speech(kind).ringing(work, params) is Rings.AT_ONCE:
        return None
    return take_news(work, officer, before=at)


def _with_others(work: Work, officer: Officer, item: Item, at: datetime) -> Outgoing:
    """Into the one message of news that waits for this person: each item once, as it stands by then."""
    waiting = outbox.waiting_for(work, officer.id, NEWS)
    if waiting is None:
        return say(work, officer, NEWS, at=at, buttons=[_shows(work, item)], reader=officer.id, listed=[item])
    listed = list((waiting.params or {})["listed"])
    waiting.due_at = min(waiting.due_at, at)
    if item not in listed:
        waiting.params = {"reader": officer.id, "listed": [*listed, item]}
        if len(listed) < _MOST_SHOWN:
            work.add(_offer(waiting, _shows(work, item), len(listed) + 1, item, None))
    work.add(waiting)
    return waiting


def take_news(work: Work, officer: Officer, before: datetime | None = None) -> Mapping[str, Any] | None:
    """What of news waits for this person, to be said with something else; it does not go out by itself.
    `before`: when that is, where it is not now; what is due earlier does not wait for it."""
    waiting = outbox.waiting_for(work, officer.id, NEWS)
    if waiting is None or (before is not None and waiting.due_at < before):
        return None
    news = waiting.params
    outbox.settle(work, waiting, Fate.WITHHELD)
    return news


def give_back(work: Work, row: Outgoing) -> None:
    """The letter is not said: the news that it was to bring comes by itself."""
    news, officer = Carried.of(row).news, work.get(Officer, row.officer_id)
    if news is not None and officer is not None:
        for item in news["listed"]:
            _with_others(work, officer, Item.kept(item), work.now)


def _shows(work: Work, item: Item) -> Button:
    return Button(items.reference_of(work, item), "status", item=item, group="")


def _offer(outgoing: Outgoing, button: Button, position: int, item: Item, ends_at: datetime | None) -> Offer:
    label = button.label if isinstance(button.label, Label) else Label(button.label)
    return Offer(
        outgoing_id=outgoing.id,
        officer_id=outgoing.officer_id,
        position=position,
        label=label.source,
        label_params=dict(label.params) or None,
        act=button.act,
        item=button.item or item,
        params=dict(button.params),
        group=button.group,
        ends_at=ends_at,
    )


def _at_hand(buttons: Sequence[Button]) -> Sequence[Button]:
    """Under what comes unasked a thumb sees the first few; the others stand behind the last of them."""
    if len(buttons) <= MOST_AT_HAND:
        return buttons
    first = MOST_AT_HAND - 1
    return [*buttons[:first], Button(N_("More choices"), MORE, group=""), *buttons[first:]]


def voice_for(work: Work, officer: Officer) -> Voice:
    return Voice(officer.language, ZoneInfo(officer.zone), work.now, work)


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
