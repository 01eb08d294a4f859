"""Two coordinators begin one at the same instant, each in a process of his own: one is begun."""

import threading
from contextlib import suppress
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.channels import console
from bot.home.network import Home, open_home
from handlers.reception import receive
from handlers.vocabulary.incoming import Incoming, Kind
from storage import exercises
from storage.exercises import Exercise
from storage.outbox import Offer
from storage.work import Work
from tests.talk import Talk, talk_at

COORDINATORS = ("eu", "iom")


def pressed(talk: Talk) -> list[Incoming]:
    """“For the network”, of each."""
    for one in COORDINATORS:
        talk(f"{one}> /exercise", f"{one}! Open 3")
    with talk.work() as work:
        query = select(Offer.token).where(Offer.act == "exercise.gather").order_by(col(Offer.id))
        tokens = work.all(query)
    now = talk.clock.now()
    return [
        console.typed(who, now, token, Kind.PRESS) for who, token in zip(COORDINATORS, tokens, strict=True)
    ]


def test_of_two_at_the_same_instant_one_is_begun(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has seen that there is none waits for the other one to see it, too."""
    talk = talk_at(database_url, tmp_path)
    presses, both, look = pressed(talk), threading.Barrier(2), exercises.of_network
    homes = [open_home(database_url, tmp_path / "data.key", tmp_path / "files") for _ in presses]

    def together(work: Work) -> Exercise | None:
        found = look(work)
        with suppress(threading.BrokenBarrierError):
            both.wait(1)
        return found

    def press(home: Home, one: Incoming) -> None:
        with home.database.work(one.at) as work:
            receive.receive(work, home.rules, one)

    monkeypatch.setattr(exercises, "of_network", together)
    threads = [
        threading.Thread(target=press, args=given, daemon=True) for given in zip(homes, presses, strict=True)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    monkeypatch.undo()
    for home in homes:
        home.close()
    with talk.work() as work:
        assert len(work.all(select(Exercise))) == 1
    heard = talk("@ +1m")
    assert sorted(event["kind"] for event in heard.events if event["to"] in COORDINATORS) == [
        "exercise.gathering",
        "exercise.one_at_a_time",
    ]
    talk.home.close()
