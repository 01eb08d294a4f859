"""Edited messages on Telegram: they correct what they filed, and above what may stay they leave the chat."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import select

from storage.clues import Clue
from storage.requests import Request
from tests.talk import Talk
from tests.telegram.phones import GONE, GREEN, NUMBERS, Phones, phones_of

pytestmark = pytest.mark.telegram
SECRET = "Three women at the old harbour"


@pytest.fixture
async def phones(talk: Talk) -> AsyncIterator[Phones]:
    async with phones_of(talk, GREEN) as made:
        yield made


def clues_of(phones: Phones) -> list[tuple[str, str]]:
    with phones.talk.work() as work:
        return [(clue.tlp, clue.text) for clue in work.all(select(Clue))]


async def test_the_message_of_a_clue_corrects_it(phones: Phones) -> None:
    await phones("spain> /clue China tlp:green Three vans")
    heard = await phones("spain~ /clue China tlp:green Four vans")
    assert "is corrected" in heard.to("spain")
    assert "Four vans" in heard.to("mps")
    assert clues_of(phones) == [("GREEN", "Four vans")]
    assert phones.typed("spain") == ["/clue China tlp:green Four vans"]


async def test_another_officers_message_with_the_same_number_does_not(phones: Phones) -> None:
    await phones("spain> /clue China tlp:green Three vans", "mps> 你好")
    own = next(m["message_id"] for m in phones.people.screen(NUMBERS["spain"]) if not m["by_bot"])
    phones.people.edit(NUMBERS["spain"], own, "/clue China tlp:green Five vans")
    await phones.settle()
    await phones("mps~ /线索 中国 四辆车")
    assert clues_of(phones) == [("GREEN", "Five vans")]


async def test_the_message_of_a_request_corrects_it(talk: Talk) -> None:
    async with phones_of(talk) as phones:
        await phones("spain> /request China Who owns the shop?")
        heard = await phones("spain~ /request China Who owns the restaurant?")
        assert "is corrected" in heard.to("spain")
        with talk.work() as work:
            assert [one.text for one in work.all(select(Request))] == ["Who owns the restaurant?"]


async def test_an_edit_that_makes_it_stricter_goes(phones: Phones) -> None:
    await phones("spain> /clue China tlp:green Three vans")
    heard = await phones(f"spain~ /clue China tlp:red {SECRET}")
    assert GONE in heard.to("spain")
    assert phones.typed("spain") == []
    assert clues_of(phones) == [("RED", SECRET)]
    assert SECRET not in phones.whole("spain") + phones.whole("mps")


async def test_words_under_one_picture_of_an_album_that_make_it_stricter_go(phones: Phones) -> None:
    said = ("/clue China tlp:green front", "plate A 123")
    pictures = [{"data": one.encode(), "caption": one} for one in said]
    await phones.album("spain", [*pictures, {"data": b"the yard"}])
    plate = phones.people.screen(NUMBERS["spain"])[1]["message_id"]
    phones.people.edit(NUMBERS["spain"], plate, caption=f"{SECRET} TLP:RED")
    await phones.settle()
    assert clues_of(phones) == [("RED", f"front\n{SECRET}")]
    assert SECRET not in phones.whole("spain") + phones.whole("mps")
    await phones("@ +1m")
    assert phones.typed("spain") == []  # nor any other picture of it


async def test_an_edit_never_makes_it_laxer(talk: Talk) -> None:
    async with phones_of(talk) as phones:
        await phones("spain> /clue China tlp:red Three vans", "spain~ /clue China tlp:green Four vans")
        assert clues_of(phones) == [("RED", "Four vans")]


async def test_any_other_message_that_is_edited_goes_and_is_kept(phones: Phones) -> None:
    await phones("spain> hello")
    heard = await phones(f"spain~ {SECRET}")
    assert "Editing an old message does not start anything." in heard.to("spain")
    assert GONE in heard.to("spain")
    assert phones.typed("spain") == []
    heard = await phones("spain! File as a clue")
    assert GONE not in heard.to("spain")
    await phones("spain> China", "spain! File it")
    assert clues_of(phones) == [("AMBER", SECRET)]
    asked = [call["params"]["message_id"] for call in phones.people.calls("deleteMessage")]
    assert len(asked) == len(set(asked))


async def test_a_command_in_an_edit_waits_for_one_press(phones: Phones) -> None:
    await phones("mps> 西班牙")
    heard = await phones("mps~ /线索 西班牙 三名女子")
    assert "已从此处删除" in heard.to("mps")
    assert heard.buttons("mps") == ["现在执行"]
    assert phones.typed("mps") == []
    assert "已提交" in (await phones("mps! 现在执行")).to("mps")
    assert clues_of(phones) == [("AMBER", "三名女子")]


@pytest.mark.parametrize("edited", ["Italy", "hi", "/contacts Spain"])
async def test_what_only_asks_may_be_edited_and_stay(phones: Phones, edited: str) -> None:
    await phones("spain> hello")
    heard = await phones(f"spain~ {edited}")
    assert GONE not in heard.to("spain")
    assert phones.typed("spain") == [edited]


async def test_where_deleting_an_edit_is_refused_it_is_said(phones: Phones) -> None:
    phones.people.fault("error", method="deleteMessage", code=400, times=0,
                        description="Bad Request: message can't be deleted for everyone")  # fmt: skip
    heard = await phones("spain> hello", f"spain~ {SECRET}")
    assert "Please delete it yourself" in heard.to("spain")
    assert GONE not in heard.to("spain")


def test_an_edit_of_any_other_message_is_asked_about_where_it_may_stay_too(talk: Talk) -> None:
    heard = talk("spain> hello", f"spain~ {SECRET}").of("edit.loose")
    assert heard.buttons == ["File as a clue", "Ask for information"]
    assert talk("spain~ hi").kinds == ["edit.no_command"]
    heard = talk("mps> 你好", "mps~ 港口有三名女子").of("edit.loose")
    assert heard.text.startswith("编辑旧消息")
