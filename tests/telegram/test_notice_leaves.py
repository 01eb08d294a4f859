"""The text of a notice whose TLP is raised after it was typed on Telegram: it goes, once, wherever it was."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import select

from storage.notices import Notice
from storage.people import officer_named
from tests.talk import Talk
from tests.telegram.phones import GONE, GREEN, NUMBERS, Phones, phones_of

pytestmark = pytest.mark.telegram
WORDS = "The office at Calle Falsa is closed"


@pytest.fixture
async def phones(talk: Talk) -> AsyncIterator[Phones]:
    async with phones_of(talk, GREEN, has_console=True) as made:
        yield made


async def test_in_one_line(phones: Phones) -> None:
    await phones(f"eu> /notice all {WORDS}")
    (own,) = [m["message_id"] for m in phones.people.screen(NUMBERS["eu"]) if not m["by_bot"]]
    heard = await phones("eu! Change TLP")
    assert "TLP:AMBER" in heard.to("eu")
    assert GONE in heard.to("eu")
    assert phones.typed("eu") == []
    assert WORDS not in phones.whole("eu")
    heard = await phones("eu! Mark as urgent")
    assert GONE not in heard.to("eu")
    heard = await phones(*["eu! Change TLP"] * 4)
    assert WORDS in heard.to("eu")  # it is GREEN again
    heard = await phones("eu! Change TLP")
    assert GONE not in heard.to("eu")
    asked = [call["params"]["message_id"] for call in phones.people.calls("deleteMessage")]
    assert asked.count(str(own)) == 1


async def test_in_the_form_and_it_can_still_be_sent(phones: Phones) -> None:
    await phones("eu> /notice", "eu> spain", f"eu> {WORDS}")
    heard = await phones("eu! Now", "eu! Change TLP")
    assert GONE in heard.to("eu")
    assert phones.typed("eu") == ["/notice"]
    await phones("eu! Send to 1")
    with phones.talk.work() as work:
        (notice,) = work.all(select(Notice))
        assert (notice.tlp, notice.texts) == ("AMBER", {"en": WORDS})
    assert WORDS not in phones.whole("eu") + phones.whole("spain")


async def test_it_goes_from_telegram_though_it_was_raised_at_the_console(phones: Phones) -> None:
    await phones("eu> /notice", "eu> spain", f"eu> {WORDS}", "eu: now")
    letter = [letter for who, letter in phones._letters if who == "eu"][-1]
    number = next(key.number for key in letter.keys if key.label == "Change TLP")
    assert WORDS in phones.typed("eu")
    heard = await phones(f"eu: {number}")
    assert phones.typed("eu") == ["/notice"]
    assert heard.to("eu").count(GONE) == 1


async def test_in_chinese(phones: Phones) -> None:
    with phones.talk.work() as work:
        eu = officer_named(work, "eu")
        assert eu is not None
        eu.language = "zh"
        work.session.add(eu)
    heard = await phones(f"eu> /通知 全体 {WORDS}", "eu! 更改TLP")
    assert "内容已保存，但不得在本聊天中显示" in heard.to("eu")
    assert "已从此处删除" in heard.to("eu")
