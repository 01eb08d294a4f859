"""Whose files are fetched, how many of them, and that nobody waits for somebody else's."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.console import Console
from handlers.core.rules import Files, Rules
from handlers.vocabulary.incoming import Incoming, IncomingFile
from storage.people import State, officer_named
from tests.talk import Heard, Talk, said, talk_at

SIZE = 1000


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[Callable[[Files], Talk]]:
    def make(files: Files) -> Talk:
        made.append(talk_at(database_url, tmp_path, Rules(files=files)))
        return made[-1]

    made: list[Talk] = []
    yield make
    for talk in made:
        talk.home.close()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "van.jpg"
    path.write_bytes(b"x" * SIZE)
    return path


def stored(talk: Talk) -> int:
    return sum(1 for _ in talk.home.store.ids())


def become(talk: Talk, name: str, state: State) -> None:
    with talk.work() as work:
        officer = officer_named(work, name)
        assert officer is not None
        officer.state = state
        work.session.add(officer)


@pytest.mark.parametrize("state", [State.SUSPENDED, State.LEFT, State.PENDING, State.INVITED])
def test_nobody_elses_files_are_fetched(talk: Talk, photo: Path, state: State) -> None:
    with talk.work() as work:
        officer = officer_named(work, "italy")
        assert officer is not None
        officer.preferences = {"asked": "name"}
        work.session.add(officer)
    become(talk, "italy", state)
    talk(f"italy+ {photo}", f"stranger+ {photo}", f"italy+ {photo} a caption")
    assert stored(talk) == 0


def test_not_those_of_somebody_whose_vetting_is_over_either(talk: Talk, photo: Path) -> None:
    with talk.work() as work:
        officer = officer_named(work, "italy")
        assert officer is not None
        officer.vetted_until = work.now
        work.session.add(officer)
    assert talk(f"italy+ {photo}").kinds == ["stranger"]
    assert stored(talk) == 0


def test_who_is_suspended_while_a_file_is_fetched_leaves_nothing(
    talk_anywhere: Talk, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fetch(_self: Console, _handle: str) -> AsyncIterator[bytes]:
        yield b"x"
        become(talk_anywhere, "italy", State.SUSPENDED)

    monkeypatch.setattr(Console, "fetch", fetch)
    assert said(talk_anywhere(f"italy+ {photo} /clue Spain a van").events) == [("italy", "stranger")]
    assert stored(talk_anywhere) == 0


def test_so_many_an_hour(house: Callable[[Files], Talk], photo: Path) -> None:
    talk = house(Files(per_hour=3))
    heard = talk(*[f"spain+ {photo}"] * 5)
    assert [event["kind"] == "file.refused" for event in heard.events] == [False] * 3 + [True] * 2
    assert "those are many files for one hour" in heard.text
    assert talk(f"italy+ {photo}").kinds == talk("@ +1h", f"spain+ {photo}").kinds
    assert stored(talk) == 5


def test_an_album_counts_each_picture(house: Callable[[Files], Talk], photo: Path) -> None:
    talk = house(Files(per_hour=4))
    heard = send(talk, [IncomingFile(f"{n}.jpg", "image/jpeg", str(photo)) for n in range(10)])
    assert heard.kinds.count("file.refused") == 6
    assert stored(talk) == 4


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (Files(bytes_per_hour=2 * SIZE), "many files for one hour"),
        (Files(bytes_per_day=2 * SIZE), "many files for one day"),
        (Files(bytes_in_all=2 * SIZE + 500), "no room for files"),
    ],
)
@pytest.mark.parametrize("size", [None, SIZE], ids=["size unknown", "size known"])
def test_so_many_bytes(
    house: Callable[[Files], Talk], photo: Path, files: Files, words: str, size: int | None
) -> None:
    talk = house(files)
    one = IncomingFile("van.jpg", "image/jpeg", str(photo), size)
    refused = send(talk, [one, one, one]).of("file.refused")
    assert len(refused.events) == 1
    assert words in refused.text
    assert stored(talk) == 2


def test_what_was_dropped_counts_all_the_same(house: Callable[[Files], Talk], photo: Path) -> None:
    talk = house(Files(per_hour=2))
    talk(f"spain+ {photo}", "spain> /cancel", f"spain+ {photo}", "spain> /cancel")
    assert talk(f"spain+ {photo}").kinds == ["file.refused"]


def test_others_are_answered_while_a_file_drips(
    talk: Talk, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dripping, answered = asyncio.Event(), asyncio.Event()

    async def fetch(_self: Console, _handle: str) -> AsyncIterator[bytes]:
        yield b"x"
        dripping.set()
        await answered.wait()

    monkeypatch.setattr(Console, "fetch", fetch)

    async def come_in() -> list[tuple[str, str]]:
        service, typed = talk.runner.service, talk.runner._incoming
        await service.intake.take("console", [typed("spain", "+", f"{photo} /clue Italy x")])
        await service.dispatcher.step()
        await asyncio.wait_for(dripping.wait(), 10)
        await service.intake.take("console", [typed("spain", ">", "/cancel"), typed("mps", ">", "/help")])
        while await service.dispatcher.step() or await service.delivery.step():
            pass
        before = said(talk.everything.events)
        answered.set()
        await service.quiet()
        return before

    assert asyncio.run(come_in()) == [("mps", "help")]
    assert talk.everything.to("spain").kinds == ["clue.filed", "cancel.nothing"]


@pytest.mark.parametrize("error", [ValueError("not what it should be"), RecursionError(), KeyError("x")])
def test_a_file_that_breaks_its_channel_is_only_missing(
    talk: Talk, photo: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def fetch(_self: Console, _handle: str) -> AsyncIterator[bytes]:
        yield b"x"
        raise error

    monkeypatch.setattr(Console, "fetch", fetch)
    heard = talk(f"spain+ {photo} /clue Italy A van")
    assert heard.to("spain").kinds == ["file.refused", "clue.filed"]
    assert "could not be fetched" in heard.text
    assert not [path for path in talk.home.store.root.rglob("*") if path.is_file()]


def send(talk: Talk, files: list[IncomingFile]) -> Heard:
    """One message with these files."""
    before = len(talk.everything.events)
    incoming = Incoming("console", "spain", f"e{before}", talk.clock.now(), files=tuple(files))

    async def come_in() -> None:
        await talk.runner.service.intake.take("console", [replace(incoming, text="")])
        await talk.runner.settle(incoming)

    asyncio.run(come_in())
    return Heard(talk.everything.events[before:])
