"""A network on paper: what its channel's own reading makes of a raw message goes in, letters come out."""

import hashlib
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import select

from bot.channels.matrix.channel import Matrix
from bot.channels.port import Intake
from bot.chat.script import START
from bot.clock import VirtualClock
from bot.home.network import Home
from bot.pipeline.service import Service
from handlers.core.rules import DEFAULTS
from handlers.law.handling import Ceiling, Tlp
from handlers.letters.letter import Abilities, Letter
from handlers.vocabulary.incoming import Incoming
from handlers.vocabulary.text import plain
from storage import people
from storage.drafts import Draft
from storage.items import Attachment
from storage.outbox import Outgoing
from storage.people import Account, officer_named
from storage.work import Work
from tests import furnished

IDENTITY = "master key"
_ALBUM = timedelta(seconds=3)
ABILITIES = {
    "telegram": Abilities(Ceiling(Tlp.GREEN, personal=False), buttons=True, edits=True, removes=True),
    "matrix": Matrix.abilities,
}


class Paper:
    """Keeps what was sent."""

    def __init__(self, name: str) -> None:
        self.name, self.abilities = name, ABILITIES[name]
        self.letters: list[Letter] = []

    async def run(self, intake: Intake) -> None: ...
    async def busy(self, address: str) -> None: ...
    async def stop(self) -> None: ...

    async def deliver(self, letter: Letter) -> str:
        self.letters.append(letter)
        return f"L{letter.id}"

    async def fetch(self, handle: str) -> AsyncIterator[bytes]:
        yield hashlib.sha256(handle.encode()).digest()

    async def remove(self, address: str, external: str) -> None: ...
    async def remove_copies(
        self, address: str, older: Collection[str], until: str, known: Collection[str]
    ) -> None: ...


@dataclass
class Chat:
    """Officers of the demo network with accounts on one channel; each one's address is made by `address`."""

    home: Home
    service: Service
    paper: Paper
    clock: VirtualClock

    async def take(self, incoming: Incoming | None) -> list[Letter]:
        """What its writer is told."""
        if incoming is None:
            return []
        before = len(self.paper.letters)
        await self.service.intake.take(self.paper.name, [incoming])
        if "album" in incoming.extra:
            self.clock.move_to(self.clock.now() + _ALBUM)
        await self.service.quiet()
        return [one for one in self.paper.letters[before:] if one.address == incoming.address]

    def is_gone(self, address: str, message: str) -> bool:
        """Whether it was asked to go from its chat."""
        mine = [one for one in self.paper.letters if one.address == address]
        return any(message in (one.removes or "").split() for one in mine)

    def kept(self, address: str) -> str:
        """All words of a person's that are kept anywhere."""
        with self.home.database.work(self.clock.now()) as work:
            found = people.who_at(work, self.paper.name, address)
            assert found is not None
            return "\n".join(_words(work, found[1].id))

    def files(self, address: str) -> int:
        """How many of a person's files are kept."""
        with self.home.database.work(self.clock.now()) as work:
            found = people.who_at(work, self.paper.name, address)
            assert found is not None
            return sum(file.officer_id == found[1].id for file in work.all(select(Attachment)))

    def answers(self, address: str) -> str:
        """Those that are an answer in a form."""
        with self.home.database.work(self.clock.now()) as work:
            found = people.who_at(work, self.paper.name, address)
            assert found is not None
            return str([one.answers for one in work.all(select(Draft)) if one.officer_id == found[1].id])


def _words(work: Work, officer_id: int) -> Iterator[str]:
    for row in work.all(select(Outgoing)):
        if row.officer_id == officer_id:
            yield str((row.params, row.carried))
    for draft in work.all(select(Draft)):
        if draft.officer_id == officer_id:
            yield str(draft.answers)
    for file in work.all(select(Attachment)):
        if file.officer_id == officer_id:
            yield f"{file.caption} {file.name} {file.sha256}"


def text_of(letter: Letter) -> str:
    return plain(letter.where_it_stays or letter.text)


@contextmanager
def chat_of(folder: Path, channel: str, addresses: dict[str, str]) -> Iterator[Chat]:
    """`addresses`: of officers, by their handle."""
    folder.mkdir(parents=True, exist_ok=True)
    home = furnished.opened(f"sqlite:///{folder / 'liaison.db'}", folder, DEFAULTS, START)
    with home.database.work(START) as work:
        for handle, address in addresses.items():
            _give_account(work, channel, handle, address)
    paper, clock = Paper(channel), VirtualClock(START)
    try:
        yield Chat(home, Service(home, [paper], clock), paper, clock)
    finally:
        home.close()


def _give_account(work: Work, channel: str, handle: str, address: str) -> None:
    officer = officer_named(work, handle)
    assert officer is not None
    about: dict[str, Any] = {"identity": IDENTITY} if channel == "matrix" else {}
    index = people.address_index(work, channel, address)
    work.add(
        Account(
            officer_id=officer.id, channel=channel, address=address, address_index=index,
            made_at=work.now, used_at=work.now, **about,
        )
    )  # fmt: skip
