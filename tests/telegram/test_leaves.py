"""What comes without a command on Telegram, above what may stay there: it leaves, and nothing is lost."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from handlers.core.rules import DEFAULTS
from storage.clues import Clue
from storage.items import Attachment
from tests.talk import Talk, talk_at
from tests.telegram.phones import GONE, GREEN, NUMBERS, Phones, phones_of

pytestmark = pytest.mark.telegram
SECRET = "Three women at the old harbour"
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


async def test_of_an_album_only_what_is_kept_leaves(phones: Phones) -> None:
    big = {"kind": "video", "data": b"2", "caption": "the film", "size": 30 * 1024 * 1024}
    await phones.album("spain", [{"data": b"1", "caption": "front"}, big])
    assert phones.typed("spain") == ["the film"]
    assert "please delete it yourself" in phones.see("spain")
    assert files_of(phones) == [" photo.jpg"]


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
        await phones.service.dispatcher.fetched()
    assert await phones.service.delivery.claim()
    assert phones.typed("spain") == [SECRET]
    await phones.restart()
    assert phones.typed("spain") == []
    assert phones.see("spain").count(GONE) == 1
    assert deletions(phones) == 1


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("spain", SECRET),
        ("mps", "三名女子被困在餐馆"),
        ("spain", "China: three vans"),
        ("spain", "Li +86 10 5550 10"),
    ],
)
async def test_words_that_are_offered_to_be_filed_go_at_once(phones: Phones, who: str, said: str) -> None:
    heard = await phones(f"{who}> {said}")
    assert (GONE if who == "spain" else "已从此处删除") in heard.to(who)
    assert len(heard.buttons(who)) > 2
    assert phones.typed(who) == []


@pytest.mark.parametrize("said", ["hello", "Good morning!", "你好", "thank you", "Spain", "西班牙", "/help"])
async def test_a_greeting_and_a_look_up_stay(phones: Phones, said: str) -> None:
    heard = await phones(f"spain> {said}")
    assert GONE not in heard.to("spain")
    assert phones.typed("spain") == [said]


async def test_they_are_deleted_and_told_of_once(phones: Phones) -> None:
    await phones(f"spain> {SECRET}")
    heard = await phones("spain! File as a clue")
    assert "I find no country in that. What you wrote is kept." in heard.to("spain")
    assert GONE not in heard.to("spain")
    assert GONE in (await phones("spain> China")).to("spain")
    assert GONE not in (await phones("spain! File it")).to("spain")
    assert deletions(phones) == 2  # the words and the country
    with phones.talk.work() as work:
        assert [clue.text for clue in work.all(select(Clue))] == [SECRET]


async def test_a_place_and_a_card_go_too(phones: Phones) -> None:
    phones.people.location(SPAIN, 40.4168, -3.7038)
    phones.people.contact(SPAIN, "+34 900 555 010", "Marta")
    await phones.settle()
    assert phones.typed("spain") == []
    assert "40.4168" not in phones.whole("spain")
    assert phones.see("spain").count(GONE) == 2


async def test_a_mistyped_command_keeps_what_stood_behind_it(phones: Phones) -> None:
    heard = await phones(f"spain> /cleu China {SECRET}")
    assert "There is no such command." in heard.to("spain")
    assert GONE in heard.to("spain")
    heard = await phones("spain! /clue")
    assert "is filed" in heard.to("spain")
    assert GONE not in heard.to("spain")
    with phones.talk.work() as work:
        assert [clue.text for clue in work.all(select(Clue))] == [SECRET]


async def test_a_mistyped_reference_keeps_the_words(phones: Phones) -> None:
    heard = await phones(f"spain> /clue C-7KM3QY {SECRET}")
    assert "There is no such reference." in heard.to("spain")
    assert phones.typed("spain") == []
    await phones("spain! Go on without it", "spain> China", "spain! File it")
    with phones.talk.work() as work:
        assert [clue.text for clue in work.all(select(Clue))] == [SECRET]


async def test_an_answer_that_is_not_owed_may_become_a_clue(phones: Phones) -> None:
    heard = await phones(f"spain> /answer {SECRET}")
    assert "No request is waiting for your answer." in heard.to("spain")
    assert phones.typed("spain") == []
    heard = await phones("spain! File as a clue")
    assert "I find no country in that" in heard.to("spain")


async def test_an_answer_without_its_reference_goes_once(phones: Phones) -> None:
    await phones("spain> /request China Who?")
    heard = await phones(f"mps> /回复 {SECRET}")
    assert phones.typed("mps") == []
    assert heard.to("mps").count("已从此处删除") == 1
    heard = await phones("mps! 发送")
    assert "已从此处删除" not in heard.to("mps")
    assert SECRET not in phones.whole("mps") + phones.whole("spain")


async def test_what_is_not_theirs_to_change_is_not_lost(phones: Phones) -> None:
    clue = (await phones("spain> /clue China One woman")).ref
    await phones(f"mps> /clue {clue} {SECRET}")
    assert phones.typed("mps") == []
    heard = await phones("mps! 作为线索提交", "mps> 西班牙", "mps! 提交")
    assert "已提交" in heard.to("mps")


def test_behind_a_mistyped_command_nothing_is_lost_anywhere(talk: Talk) -> None:
    heard = talk(f"spain> /cleu China {SECRET}", "spain! /clue")
    assert "is filed" in heard.text


async def test_a_text_that_is_too_long_goes_and_comes_back_as_a_file(talk: Talk) -> None:
    rules = replace(DEFAULTS, max_text=300)
    talk.home = replace(talk.home, rules=rules)
    async with phones_of(talk, GREEN, has_console=True) as phones:
        heard = await phones("spain> /clue China " + SECRET * 20)
        assert "That is too long" in heard.to("spain")
        assert GONE in heard.to("spain")
        assert phones.typed("spain") == []
        heard = await phones("spain! Give it back as a file")
        assert "on a channel of yours where it may be shown" in heard.to("spain")
        (letter,) = [letter for who, letter in heard.at_console if letter.kind == "text.back"]
        assert b"".join(letter.files[0].read()) == ("/clue China " + SECRET * 20).encode()
        assert SECRET not in phones.whole("spain")


async def test_without_another_channel_it_waits_for_one(talk: Talk) -> None:
    talk.home = replace(talk.home, rules=replace(DEFAULTS, max_text=30))
    async with phones_of(talk, GREEN) as phones:
        await phones("mps> " + "三名女子" * 20)
        heard = await phones("mps! 以文件形式取回")
        assert "您没有可显示该内容的渠道" in heard.to("mps")
        assert heard.buttons("mps") == ["以文件形式取回"]
        assert "三名女子" not in phones.whole("mps")
        heard = await phones("mps! 以文件形式取回")
        assert heard.buttons("mps") == ["以文件形式取回"]


def test_at_the_console_it_is_told_as_before(tmp_path: Path) -> None:
    talk = talk_at(f"sqlite:///{tmp_path / 'l.db'}", tmp_path, replace(DEFAULTS, max_text=30))
    heard = talk("spain> " + SECRET * 20)
    talk.home.close()
    assert heard.kinds == ["text.too_long"]
    assert heard.buttons == []
