"""Putting one message into the outbox."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.core.carried import Carried, Place
from handlers.core.speech import speech
from handlers.vocabulary.incoming import Incoming
from handlers.vocabulary.languages import nearest_language
from handlers.vocabulary.text import Button, Label
from handlers.vocabulary.voice import Voice
from storage.item import NO_ITEM, Item
from storage.outbox import Lane, Offer, Outgoing
from storage.people import Account, Officer
from storage.work import Work

FOR_DELIVERY = frozenset(
    {"buttons", "item", "files", "account", "lane", "urgent", "replaces", "at", "ends_at"}
    | {"said_in", "handling", "takes_back", "keeps", "may_be_anything"}
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
    **params: Any,
) -> Outgoing:
    """Put one message to an officer into the outbox. `params` are what its words are given, as JSON;
    WrongParamsError where they are not what its kind declares.

    Without an `account`, delivery chooses the one used last. `at`: not before; `ends_at`: of its buttons.
    The others: see `Carried`.
    """
    speech(kind).check(params)
    carried = Carried(list(said_in), handling, list(takes_back), dict(keeps or {}), may_be_anything)
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
        due_at=at or work.now,
        made_at=work.now,
    )
    work.session.add(outgoing)
    if buttons:
        work.session.flush()  # they point to it
    for position, button in enumerate(buttons, start=1):
        label = button.label if isinstance(button.label, Label) else Label(button.label)
        offer = Offer(
            outgoing_id=outgoing.id,
            officer_id=officer.id,
            position=position,
            label=label.source,
            label_params=dict(label.params) or None,
            act=button.act,
            item=button.item or item,
            params=dict(button.params),
            group=button.group,
            ends_at=ends_at,
        )
        work.session.add(offer)
    return outgoing


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
