"""People on Telegram, as the emulator plays them, and what the bot takes in."""

import pytest

from bot.channels.telegram.channel import Telegram
from handlers.vocabulary.incoming import Kind
from tests.botapi.control import Control
from tests.channels.ledger import Ledger
from tests.telegram.conftest import LI, MARTA

pytestmark = pytest.mark.telegram


async def test_an_album_keeps_each_caption_with_its_file(people: Control, inbox: Ledger) -> None:
    await people.album(
        MARTA, [{"data": b"1", "caption": "front"}, {"data": b"2"}, {"data": b"3", "caption": "粤B"}]
    )
    got = [await inbox.next() for _ in range(3)]
    assert [one.text for one in got] == ["front", "", "粤B"]
    assert len({one.extra["album"] for one in got}) == 1
    assert all(one.files[0].mime == "image/jpeg" for one in got)


async def test_every_kind_of_file_can_be_fetched(people: Control, channel: Telegram, inbox: Ledger) -> None:
    for kind in ("photo", "document", "voice", "audio", "video", "animation", "video_note"):
        people.file(MARTA, kind, kind.encode(), name=f"a.{kind}")
        file = (await inbox.next()).files[0]
        assert file.size == len(kind)
        assert b"".join([chunk async for chunk in channel.fetch(file.handle)]) == kind.encode()


async def test_a_caption_that_is_edited_is_an_edit(people: Control, inbox: Ledger) -> None:
    sent = people.file(MARTA, "document", b"1", name="a.txt", caption="/clue Spain")
    await inbox.next()
    people.edit(MARTA, sent["message_id"], caption="/clue Italy")
    got = await inbox.next()
    assert (got.kind, got.text) == (Kind.EDIT, "/clue Italy")
    assert [file.name for file in got.files] == ["a.txt"]  # whether it is another one, its digest says


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_groups_and_channels_are_left_without_a_word(people: Control, inbox: Ledger, kind: str) -> None:
    place = people.add_chat("Colleagues", [MARTA, LI], kind=kind, bot_is_admin=True)
    if kind == "channel":
        people.channel_post(place["id"], "/clue China Three women")
    else:
        people.text(MARTA, "/clue China Three women", chat=place["id"])
    people.text(MARTA, "still here")
    assert (await inbox.next()).text == "still here"
    for _ in range(100):
        if people.calls("leaveChat"):
            break
        await inbox.pause()
    assert len(people.calls("leaveChat")) == 1
    assert people.said(MARTA, chat=place["id"]) == []


async def test_a_name_change_changes_no_address(people: Control, inbox: Ledger) -> None:
    people.rename(MARTA, first_name="Chief", username="chief_b")
    people.text(MARTA, "me again")
    got = await inbox.next()
    assert (got.address, got.name) == (str(MARTA), "Chief Ruiz")


async def test_a_late_press_still_counts(people: Control, inbox: Ledger) -> None:
    shown = people.said(MARTA) or [people.text(MARTA, "x")]
    await inbox.pause()
    people.press_data(MARTA, "tok-of-old", shown[-1]["message_id"], late=True)
    while (got := await inbox.next()).kind is not Kind.PRESS:
        pass
    people.text(MARTA, "still here")
    assert got.text == "tok-of-old"
    assert (await inbox.next()).text == "still here"
