"""One of each kind of person, and the ways in which each can say something."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel, select

from bot.channels import console
from handlers.core.rules import Rates, Rules
from handlers.vocabulary.incoming import Incoming, Kind
from storage.outbox import Offer, Outgoing
from storage.people import Role, State, Stranger, officer_named
from storage.schema import METADATA
from storage.work import Work
from tests.people.steps import enrol
from tests.talk import Heard, Talk, talk_at

SECRET = "Three women held in the cellar"
UNHURRIED = Rules(rates=Rates(commands_per_minute=100_000, lookups_per_hour=100_000))

# who it is here, and as whom the house knows this person
PEOPLE: dict[str, str] = {
    "stranger": "stranger",
    "pending": "pending",
    "outsider": "germany",  # an officer of another agency
    "author": "spain",
    "addressee": "mps",
    "deputy": "italy",  # of the addressee
    "coordinator": "eu",
    "observer": "uk",
    "suspended": "netherlands",
    "left": "france",
}
# as which role the person may do anything at all; None: nothing
ROLES: dict[str, Role | None] = {
    "stranger": None,
    "pending": None,
    "outsider": Role.OFFICER,
    "author": Role.OFFICER,
    "addressee": Role.OFFICER,
    "deputy": Role.OFFICER,
    "coordinator": Role.COORDINATOR,
    "observer": Role.OBSERVER,
    "suspended": None,
    "left": None,
}
# what somebody hears who may do nothing, whatever it was
NOTHING: dict[str, set[str]] = {
    "stranger": {"stranger"},
    "pending": {"enrol.waiting"},
    "suspended": {"stranger"},
    "left": {"stranger"},
}
CONCERNED = {"author", "addressee", "deputy"}  # whom the clue and the request concern


def furnished(folder: Path) -> Talk:
    """All of them, one clue and one request between author and addressee, with their buttons."""
    talk = talk_at(f"sqlite:///{folder / 'liaison.db'}", folder, UNHURRIED)
    enrol(talk, "pending", "liaoning officer", "Petra Wartend")
    talk("mps> /me deputy italy until 31 December", "italy! Accept")
    with talk.work() as work:
        _become(work, "uk", role=Role.OBSERVER)
        _become(work, "netherlands", state=State.SUSPENDED)
        _become(work, "france", state=State.LEFT)
    talk(f"spain> /clue China {SECRET}", f"spain> /request China urgent (b) {SECRET}?")
    return talk


def _become(work: Work, handle: str, **what: object) -> None:
    officer = officer_named(work, handle)
    assert officer is not None
    for name, value in what.items():
        setattr(officer, name, value)
    work.add(officer)


def take(talk: Talk, incoming: Incoming) -> Heard:
    """As a channel hands it in; what this person was told."""
    before = len(talk.everything.events)

    async def run() -> None:
        await talk.runner.service.intake.take(console.NAME, [incoming])
        await talk.runner.settle()

    asyncio.run(run())
    return Heard(talk.everything.events[before:]).to(incoming.address)


def typed(talk: Talk, who: str, text: str) -> Heard:
    return take(talk, console.typed(who, talk.clock.now(), text))


def forwarded(talk: Talk, who: str, text: str) -> Heard:
    return take(talk, replace(console.typed(who, talk.clock.now(), text), forwarded=True))


def edited(talk: Talk, who: str, text: str) -> Heard:
    """A message that was no command becomes one."""
    first = console.typed(who, talk.clock.now(), "thank you")
    take(talk, first)
    return take(talk, console.typed(who, talk.clock.now(), text, Kind.EDIT, first.event))


def pressed(talk: Talk, who: str, token: str) -> Heard:
    return take(talk, console.typed(who, talk.clock.now(), token, Kind.PRESS))


WAYS: dict[str, Callable[[Talk, str, str], Heard]] = {
    "typed": typed,
    "forwarded": forwarded,
    "edited": edited,
}


COPY = 90  # the place of a copied button, where no real one stands
READS_ITS_LETTER = ("again", "clue.elsewhere", "files.", "form.")


def copied(work: Work, offer: Offer, to: str) -> str:
    """The token of the same button, as if it had been made to somebody else: under a letter of that person,
    unless the act goes by what its own letter says."""
    officer = officer_named(work, to)
    assert officer is not None
    letter = work.first(select(Outgoing.id).where(Outgoing.officer_id == officer.id).limit(1))
    copy = Offer(
        outgoing_id=offer.outgoing_id if offer.act.startswith(READS_ITS_LETTER) or not letter else letter,
        officer_id=officer.id,
        position=COPY,
        label=offer.label,
        act=offer.act,
        item=offer.item,
        params=offer.params,
        ends_at=work.now + timedelta(days=1),
    )
    return work.add(copy).token


# what may change although nothing was done: what came in, what is said about it, and the trail of it
TRACES = {
    "arrival",
    "outgoing",
    "offer",
    "audit_entry",
    "audit_head",
    "stranger",
    "account",
    "draft",
    "interruption",
}


def snapshot(talk: Talk) -> dict[str, Any]:
    """Everything in the database but traces."""
    ours: dict[str, type[SQLModel]] = {
        str(mapper.class_.__tablename__): mapper.class_
        for mapper in SQLModel._sa_registry.mappers
        if mapper.class_.__module__.startswith("storage.")
    }
    with talk.work() as work:
        names = sorted(set(METADATA.tables) & set(ours) - TRACES)
        return {name: sorted(map(_whole, work.all(select(ours[name])))) for name in names}


def _whole(row: SQLModel) -> str:
    """Every column, by name: a row that was read again says them in another order."""
    columns = (f"{name}={getattr(row, name)!r}" for name in sorted(type(row).model_fields))
    return f"{type(row).__name__}({', '.join(columns)})"


def forget_strangers(talk: Talk) -> None:
    """So that the one neutral line of the day can be seen again."""
    with talk.work() as work:
        for stranger in work.all(select(Stranger)):
            stranger.told_on = ""
            work.add(stranger)
