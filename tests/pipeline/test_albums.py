"""Pictures that were sent together become one message, each with what is written under it."""

import asyncio
from datetime import timedelta

from bot.pipeline.intake import DatabaseIntake
from handlers.vocabulary.incoming import Incoming, IncomingFile
from storage import inbox, taking
from tests.talk import Talk

_events = iter(range(10_000))


def picture(talk: Talk, caption: str, album: str = "a1") -> Incoming:
    event = str(next(_events))
    file = IncomingFile(f"{event}.jpg", "image/jpeg", f"handle-{event}", caption=caption)
    return Incoming(
        "console", "spain", event, talk.clock.now(), caption, files=(file,), extra={"album": album}
    )


def words(talk: Talk, said: str) -> Incoming:
    return Incoming("console", "spain", str(next(_events)), talk.clock.now(), said)


def take(talk: Talk, *arrivals: Incoming) -> None:
    async def keep() -> None:
        intake = DatabaseIntake(talk.home.database, talk.clock, lambda: None, lambda: None)
        for one in arrivals:
            await intake.take("console", [one])
            talk.clock.move_to(talk.clock.now() + timedelta(seconds=0.2))

    asyncio.run(keep())


def due(talk: Talk) -> list[Incoming]:
    """What is handled now, in order."""
    found = []
    with talk.work() as work:
        is_more = True
        while is_more:
            ours, is_more = taking.take(work, 16, frozenset(), timedelta(0))
            for one in ours:
                row = taking.taken(work, [one.id])[one.id]
                found.append(Incoming.from_json(row.body or {}))
                inbox.finish(work, row)
                work.session.flush()
    return found


def test_an_album_is_one_message(talk: Talk) -> None:
    take(talk, *(picture(talk, caption) for caption in ("front", "", "plate 粤B")))
    assert due(talk) == []
    talk.clock.move_to(talk.clock.now() + timedelta(seconds=2))
    (whole,) = due(talk)
    assert whole.text == "front\nplate 粤B"
    assert [file.caption for file in whole.files] == ["front", "", "plate 粤B"]


def test_what_is_said_between_the_pictures_is_not_swallowed(talk: Talk) -> None:
    pictures = [picture(talk, "") for _ in range(10)]
    take(talk, *pictures[:5], words(talk, "/help"), *pictures[5:])
    talk.clock.move_to(talk.clock.now() + timedelta(seconds=2))
    whole, said = due(talk)
    assert len(whole.files) == 10
    assert said.text == "/help"


def test_two_albums_stay_apart_and_a_repeat_adds_nothing(talk: Talk) -> None:
    first, second = picture(talk, "x", "a1"), picture(talk, "y", "a2")
    take(talk, first, second, first, second, second)
    talk.clock.move_to(talk.clock.now() + timedelta(seconds=2))
    assert [(one.text, len(one.files)) for one in due(talk)] == [("x", 1), ("y", 1)]


def test_a_picture_that_comes_too_late_is_a_message_of_its_own(talk: Talk) -> None:
    take(talk, picture(talk, "x"))
    talk.clock.move_to(talk.clock.now() + timedelta(seconds=2))
    take(talk, picture(talk, "late"))
    talk.clock.move_to(talk.clock.now() + timedelta(seconds=2))
    assert [one.text for one in due(talk)] == ["x", "late"]
