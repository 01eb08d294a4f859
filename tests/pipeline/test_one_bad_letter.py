"""Whatever is wrong with one letter ends that letter, and keeps no other from its reader."""

import asyncio
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlmodel import col, select

from bot.channels.console import Console
from bot.channels.port import TryLaterError
from bot.pipeline import delivery
from handlers.core import speech
from handlers.core.saying import say
from handlers.letters.letter import Letter
from handlers.vocabulary.text import Text
from handlers.vocabulary.voice import Voice
from storage import claimed, outbox
from storage.outbox import Fate, Lane, Outgoing
from storage.people import officer_named
from storage.work import Work
from tests.talk import Talk

WHO = ("spain", "italy", "mps")


def tell_all(talk: Talk, *names: str) -> list[int]:
    """One letter each; their ids."""
    with talk.work() as work:
        return [_tell(work, name) for name in names or WHO]


def _tell(work: Work, name: str) -> int:
    officer = officer_named(work, name)
    assert officer is not None
    return say(work, officer, "help", lane=Lane.BULK, role="officer").id


def fates(talk: Talk, letters: list[int]) -> list[Fate]:
    with talk.work() as work:
        query = select(Outgoing.fate).where(col(Outgoing.id).in_(letters)).order_by(col(Outgoing.id))
        return work.all(query)


def _one_more_goes_out(talk: Talk) -> None:
    assert talk("france> /help").to("france").kinds == ["help"]


def test_one_that_cannot_be_opened(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    letters = tell_all(talk)
    with talk.work() as work:  # what it says was sealed for another row
        taken = text("UPDATE outgoing SET params = (SELECT params FROM outgoing WHERE id = :a) WHERE id = :b")
        work.session.connection().execute(taken, {"a": letters[0], "b": letters[1]})
    heard = talk("@ +1s")
    assert fates(talk, letters) == [Fate.SENT, Fate.FAILED, Fate.SENT]
    assert heard.to("italy").kinds == ["undelivered.yours"]
    assert sorted(heard.to("eu").kinds) == ["tampering.value", "undelivered.noted"]
    _one_more_goes_out(talk)


def test_one_that_upsets_the_database_while_it_is_put_into_words(
    talk_anywhere: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk, said = talk_anywhere, speech.speech("help")
    letters = tell_all(talk)

    def broken(voice: Voice, role: str, operator: str = "", broken: bool = False) -> Text:
        if broken:
            voice.work.all(text("SELECT * FROM no_such_table"))
        return said.words(voice, {"role": role, "operator": operator})

    monkeypatch.setitem(speech._speeches, "help", speech.Speech("help", broken))
    with talk.work() as work:
        work.need(Outgoing, letters[1]).params = {"role": "officer", "broken": True}
    talk("@ +1s")
    assert fates(talk, letters) == [Fate.SENT, Fate.FAILED, Fate.SENT]
    _one_more_goes_out(talk)


def _die_in_words(talk: Talk) -> None:
    """A process claims, and is gone before anything is in words; the next one begins."""
    assert talk.runner.service.delivery._claim()
    talk.clock.move_to(talk.clock.now() + timedelta(minutes=3))
    talk.runner.service.take_up()


def test_one_that_ends_every_process_is_given_up_and_takes_nobody_with_it(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    letters = tell_all(talk)
    _die_in_words(talk)  # with all three in hand: from now on each is claimed by itself
    first = talk.runner.service.delivery._claim()
    assert list(first) == letters[:1]
    for _ in range(delivery._BEGUN):
        talk.clock.move_to(talk.clock.now() + timedelta(minutes=3))
        talk.runner.service.take_up()
        assert list(talk.runner.service.delivery._claim()) == letters[:1]
    talk.clock.move_to(talk.clock.now() + timedelta(minutes=3))
    talk.runner.service.take_up()
    talk("@ +1s")
    assert fates(talk, letters) == [Fate.FAILED, Fate.SENT, Fate.SENT]
    with talk.work() as work:
        assert not work.need(Outgoing, letters[1]).may_be_twice, "it had not been handed to the network"


@pytest.mark.parametrize("hook", ["_when_sent", "_when_shown"])
def test_what_follows_from_one_does_not_bring_it_or_others_twice(
    hook: str, talk_anywhere: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = talk_anywhere

    def broken(*_: object) -> None:
        raise ValueError("a mistake of ours")

    follows: Any = broken if hook == "_when_sent" else [broken]
    monkeypatch.setitem(getattr(speech, hook), "clue.referred", follows)
    heard = talk("spain> /clue Italy Three women", "@ +10m")
    assert heard.to("italy").kinds.count("clue.referred") == 1
    assert heard.to("spain").kinds.count("clue.filed") == 1
    with talk.work() as work:
        assert {row.fate for row in work.all(select(Outgoing))} == {Fate.SENT}


ATTEMPTS = (1, 9, 47, 64, 1100, 10**6, 2**31 - 2)
LATER = {
    "away": (TryLaterError("away"), timedelta(minutes=15)),
    "away for ages": (TryLaterError("away", timedelta.max), timedelta(days=1)),
    "no answer": (TimeoutError(), timedelta(minutes=15)),
}


def test_however_often_it_was_tried_it_is_tried_again(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    why: list[Exception] = []
    real: Any = Console.deliver

    async def deliver(self: Console, letter: Letter) -> str:
        if why:
            raise why[0]
        return str(await real(self, letter))

    monkeypatch.setattr(Console, "deliver", deliver)
    (letter,) = tell_all(talk, "spain")
    for attempts, (later, at_most) in product(ATTEMPTS, LATER.values()):
        why[:] = [later]
        with talk.work() as work:
            work.execute(update(Outgoing).values(attempts=attempts, due_at=work.now))
        asyncio.run(talk.runner.service.delivery.step())
        with talk.work() as work:
            row = work.need(Outgoing, letter)
            assert (row.fate, row.attempts) == (Fate.WAITING, attempts + 1)
            assert timedelta(0) < row.due_at - work.now <= at_most
    why.clear()
    assert talk("@ +1d").to("spain").kinds == ["help"]


async def test_one_that_takes_for_ever_is_given_back(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    service, seen = talk.runner.service, set[int]()

    async def never(_self: Console, _letter: Letter) -> str:
        seen.update(service.delivery.under_way)
        await asyncio.Event().wait()
        return ""

    monkeypatch.setattr(Console, "deliver", never)
    monkeypatch.setattr(delivery, "_LONGEST_SENDING", 0.05)
    letters = await asyncio.to_thread(tell_all, talk, "spain")
    await service.delivery.step()
    assert seen == set(letters)
    assert not service.delivery.under_way
    with talk.work() as work:
        row = work.need(Outgoing, letters[0])
        assert (row.fate, row.may_be_twice) == (Fate.WAITING, True)


async def test_one_that_takes_minutes_is_not_taken_over(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, arrived = asyncio.Event(), asyncio.Event()

    async def slow(_self: Console, letter: Letter) -> str:
        begun.set()
        await arrived.wait()
        return str(letter.id)

    monkeypatch.setattr(Console, "deliver", slow)
    letters = await asyncio.to_thread(tell_all, talk, "spain")
    service = talk.runner.service
    sending = asyncio.create_task(service.delivery.step())
    await begun.wait()
    for _ in range(5):
        talk.clock.move_to(talk.clock.now() + timedelta(minutes=1))
        await asyncio.to_thread(service._release)
        assert not await service.delivery.claim()
    arrived.set()
    await sending
    with talk.work() as work:
        row = work.need(Outgoing, letters[0])
        assert (row.fate, row.may_be_twice, row.attempts) == (Fate.SENT, False, 1)


def test_who_stood_still_for_minutes_does_not_undo_what_others_did(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    (letter,) = tell_all(talk, "spain")
    with talk.work() as work:
        (row,) = outbox.claim(work)
        attempt = row.attempts
    talk.clock.move_to(talk.clock.now() + timedelta(minutes=3))
    talk.runner.service._release()
    with talk.work() as work:
        assert claimed.in_hand(work, {letter: attempt}), (
            "put back, and nobody has it: what became of it counts"
        )
    assert talk("@ +1s").to("spain").kinds == ["help"]
    with talk.work() as work:
        assert not claimed.in_hand(work, {letter: attempt})
