"""What comes without a command on Telegram, above what may stay there: it leaves, and nothing is lost."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import select

from handlers.access import Ceiling, Tlp
from storage.items import Attachment
from tests.talk import Talk
from tests.telegram.phones import NUMBERS, Phones, phones_of

pytestmark = pytest.mark.telegram
GREEN = Ceiling(Tlp.GREEN, personal=False)
SECRET = "Three women at Calle Falsa 7"
GONE = "deleted here"
SPAIN = NUMBERS["spain"]


@pytest.fixture
async def phones(talk: Talk) -> AsyncIterator[Phones]:
    async with phones_of(talk, GREEN) as made:
        yield made


def files_of(phones: Phones) -> list[str]:
    """Item and name of each file that is kept."""
    with phones.talk.work() as work:
        return [f"{file.item.partition(':')[0]} {file.name}" for file in work.all(select(Attachment))]


def deletions(phones: Phones) -> int:
    return len(phones.people.calls("deleteMessage"))


def test_the_console_shows_what_it_did_before(talk: Talk) -> None:
    heard = talk(f"spain> {SECRET}", "spain! File as a clue")
    assert GONE not in heard.text


async def test_a_photo_goes_at_once_and_is_filed(phones: Phones) -> None:
    heard = await phones(f"spain+ {SECRET}")
    assert "Kept: 1 file. What is it for?" in heard.to("spain")
    assert GONE in heard.to("spain")
    assert phones.typed("spain") == []
    assert SECRET not in phones.whole("spain")
    heard = await phones("spain! File as a clue", "spain> China")
    assert heard.to("spain").count(GONE) == 1  # of the country alone: the photo was told of before
    assert "is filed" in (await phones("spain! File it")).to("spain")
    assert files_of(phones) == ["clue photo.jpg"]
    assert deletions(phones) == 2


async def test_it_is_told_in_chinese(phones: Phones) -> None:
    heard = await phones("mps+ 三名女子")
    assert "已保存1个文件。请选择用途。" in heard.to("mps")
    assert "已从此处删除" in heard.to("mps")
    assert "三名女子" not in phones.whole("mps")


@pytest.mark.parametrize("kind", ["voice", "document", "video"])
async def test_so_does_every_kind_of_file(phones: Phones, kind: str) -> None:
    phones.people.file(SPAIN, kind, b"1", name="The address of Li.bin")
    await phones.settle()
    assert phones.typed("spain") == []
    assert "Li" not in phones.whole("spain")


async def test_what_is_marked_as_green_may_stay(phones: Phones) -> None:
    heard = await phones("spain+ tlp:green Three vans")
    assert GONE not in heard.to("spain")
    assert phones.typed("spain") == ["tlp:green Three vans"]
    await phones("spain! Drop")
    assert phones.typed("spain") == ["tlp:green Three vans"]


async def test_an_album_and_its_late_pictures_go_together(phones: Phones) -> None:
    album = await phones.album("spain", [{"data": b"1", "caption": "China front"}, {"data": b"2"}])
    assert phones.typed("spain") == []
    await phones("spain! File as a clue")
    before, told = deletions(phones), phones.see("spain").count(GONE)
    await phones.late("spain", album)
    assert "Another picture of the same album is there." in phones.see("spain")
    assert phones.see("spain").count(GONE) == told + 1
    assert phones.typed("spain") == []
    assert deletions(phones) == before + 1
    assert files_of(phones) == ["clue photo.jpg"] * 3


async def test_a_late_picture_before_anybody_said_what_for(phones: Phones) -> None:
    await phones.late("spain", await phones.album("spain", [{"data": b"1"}, {"data": b"2"}]))
    assert phones.see("spain").count(GONE) == 2
    assert phones.typed("spain") == []
    heard = await phones("spain! File as a clue", "spain> China", "spain! File it")
    assert "is filed" in heard.to("spain")
    assert files_of(phones) == ["clue photo.jpg"] * 3


async def test_a_late_picture_of_a_form(phones: Phones) -> None:
    await phones("spain> /clue China")
    await phones.late("spain", await phones.album("spain", [{"data": b"1"}, {"data": b"2"}]))
    assert "Another picture" in phones.see("spain")
    assert phones.typed("spain") == []


async def test_what_is_too_large_is_not_kept_and_stays(phones: Phones) -> None:
    phones.people.file(SPAIN, "video", b"1", size=30 * 1024 * 1024)
    await phones.settle()
    assert "please delete it yourself" in phones.see("spain")
    assert GONE not in phones.see("spain")
    assert len(phones.typed("spain")) == 1


async def test_where_deleting_is_refused_that_is_what_is_said(phones: Phones) -> None:
    phones.people.fault("error", method="deleteMessage", code=400, times=0,
                        description="Bad Request: message can't be deleted for everyone")  # fmt: skip
    heard = await phones(f"spain+ {SECRET}")
    assert GONE not in heard.to("spain")
    assert "What you wrote is kept safely." in heard.to("spain")
    assert "Please delete it yourself" in heard.to("spain")
    heard = await phones("mps+ 三名女子")
    assert "未能从此处删除您的消息，请自行删除" in heard.to("mps")


async def test_what_is_gone_already_counts_as_deleted(phones: Phones) -> None:
    sent = phones.people.file(SPAIN, "photo", b"1")
    await phones.people.wait_confirmed()
    phones.people.delete(SPAIN, sent["message_id"])
    await phones.settle()
    assert GONE in phones.see("spain")


async def test_telegram_is_away_when_it_should_be_deleted(phones: Phones) -> None:
    phones.people.fault(
        "error", method="deleteMessage", code=500, times=2, description="Internal Server Error"
    )
    await phones(f"spain+ {SECRET}", "@ +1m")
    assert phones.typed("spain") == []
    assert phones.see("spain").count(GONE) == 1


async def test_the_bot_dies_before_it_could_delete_it(phones: Phones) -> None:
    phones.people.file(SPAIN, "photo", b"1", caption=SECRET)
    await phones.people.wait_confirmed()
    for _ in range(3):
        await phones.service.dispatcher.step()
    assert await phones.service.delivery.claim()
    assert phones.typed("spain") == [SECRET]
    await phones.restart()
    assert phones.typed("spain") == []
    assert phones.see("spain").count(GONE) == 1
    assert deletions(phones) == 1
