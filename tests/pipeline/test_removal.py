"""Content that stands where it is not sealed from end to end is taken back in time."""

import asyncio
from datetime import timedelta

from bot.channels.port import TryLaterError
from bot.pipeline.removal import Removal, note
from handlers.core.saying import say
from handlers.law.handling import Ceiling
from handlers.letters.letter import Abilities, Letter
from storage import outbox
from storage.outbox import Fate
from storage.people import Account, address_index, officer_named
from tests.talk import Talk


class Wall:
    """A channel whose messages can be taken back."""

    name = "wall"
    abilities = Abilities(Ceiling(), removes=True, removes_after=timedelta(hours=47))

    def __init__(self) -> None:
        self.removed: list[str] = []
        self.is_away = False

    async def remove(self, address: str, external: str) -> None:
        if self.is_away:
            raise TryLaterError("away")
        self.removed.append(f"{address}/{external}")

    async def deliver(self, letter: Letter) -> str:
        raise NotImplementedError


def sent(talk: Talk, wall: Wall, *guarded: bool) -> None:
    """Letters to mps on the wall, sent now."""
    with talk.work() as work:
        mps = officer_named(work, "mps")
        assert mps is not None
        index = address_index(work, "wall", "w1")
        account = work.add(
            Account(officer_id=mps.id, channel="wall", address="w1", address_index=index, made_at=work.now)
        )
        for number, is_guarded in enumerate(guarded, 1):
            row = say(work, mps, "cancel.nothing", account=account)
            row.channel = "wall"
            outbox.settle(work, row, Fate.SENT, external=f"{number}")
            row.guarded = is_guarded
            note(work, row, {"wall": wall}, ())  # type: ignore[dict-item]


def test_content_is_taken_back_before_it_cannot_be(talk: Talk) -> None:
    wall = Wall()
    sent(talk, wall, True, False, True)
    removal = Removal(talk.home.database, {"wall": wall}, talk.clock)  # type: ignore[dict-item]

    def after(hours: float) -> list[str]:
        talk.clock.move_to(talk.clock.now() + timedelta(hours=hours))
        asyncio.run(removal.step())
        return wall.removed

    assert after(46.9) == []
    wall.is_away = True
    assert after(0.2) == []
    wall.is_away = False
    assert after(0.1) == ["w1/1", "w1/3"]
    assert after(0.1) == ["w1/1", "w1/3"]
