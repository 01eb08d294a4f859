"""What is typed into a form on Telegram, above what may stay there: taken in, taken away, and told why."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import select

from storage.clues import Clue
from storage.drafts import Draft
from storage.requests import Answer, Request
from tests.talk import Talk
from tests.telegram.phones import GREEN, Phones, phones_of

pytestmark = pytest.mark.telegram

SECRET = "Three women at the old harbour"


@pytest.fixture
async def phones(talk: Talk) -> AsyncIterator[Phones]:
    """With a console beside it, where everything may be shown."""
    async with phones_of(talk, GREEN, has_console=True) as made:
        yield made


def clues_of(phones: Phones) -> list[str]:
    with phones.talk.work() as work:
        return [clue.text for clue in work.all(select(Clue))]


async def test_answers_go_one_by_one_and_the_clue_is_whole(phones: Phones) -> None:
    heard = await phones("spain> /clue")
    assert "deleted here" not in heard.to("spain")
    heard = await phones("spain> China")
    assert "Your message was kept safely and deleted here" in heard.to("spain")
    heard = await phones(f"spain> {SECRET}")
    assert "deleted here" in heard.to("spain")
    assert "What you wrote is kept; it may not be shown on this channel." in heard.to("spain")
    assert SECRET not in phones.whole("spain")
    assert phones.typed("spain") == ["/clue"]
    heard = await phones("spain! File it")
    assert "is filed" in heard.to("spain")
    assert clues_of(phones) == [SECRET]


async def test_it_is_told_in_chinese(phones: Phones) -> None:
    heard = await phones("mps> /线索", "mps> 西班牙", "mps> 三名女子被困")
    assert "上一条消息已安全保存，并已从此处删除" in heard.to("mps")
    assert "您填写的内容已保存，但不得在本聊天中显示。" in heard.to("mps")
    assert "三名女子" not in phones.whole("mps")
    assert phones.typed("mps") == ["/线索"]


async def test_what_may_stay_stays_until_the_handling_is_stricter(phones: Phones) -> None:
    await phones("spain> /clue tlp:green " + SECRET, "spain> China")
    assert SECRET in phones.whole("spain")
    assert len(phones.typed("spain")) == 2
    await phones("spain! Add details", "spain! Handling and source", "spain! TLP")
    heard = await phones("spain! TLP:RED")
    assert "deleted here" in heard.to("spain")
    assert phones.typed("spain") == []


async def test_it_goes_from_telegram_though_the_console_made_it_stricter(phones: Phones) -> None:
    await phones("spain> /clue tlp:green " + SECRET, "spain> China")
    heard = await phones("spain: hello")
    assert SECRET in heard.to("spain")  # the draft goes along
    for label in ["Add details", "Handling and source", "TLP", "TLP:RED"]:
        letter = [letter for who, letter in phones._letters if who == "spain"][-1]
        number = next(key.number for key in letter.keys if key.label == label)
        heard = await phones(f"spain: {number}")
    assert phones.typed("spain") == []
    assert "deleted here" in heard.to("spain")
    assert SECRET in heard.to("spain")


async def test_a_photo_and_an_album_of_a_form_go_too(phones: Phones) -> None:
    await phones("spain> /clue China", f"spain+ {SECRET}")
    await phones.album("spain", [{"data": b"1", "caption": "front"}, {"data": b"2"}, {"data": b"3"}])
    assert phones.typed("spain") == []
    assert "front" not in phones.whole("spain")


async def test_a_country_that_is_unclear_keeps_nothing_here(phones: Phones) -> None:
    await phones(f"spain> /clue Congo {SECRET}")
    assert phones.typed("spain") == []
    heard = await phones("spain! Congo - Kinshasa")
    assert "is filed" in heard.to("spain")
    assert "deleted here" not in heard.to("spain")  # that was said before
    assert clues_of(phones) == [SECRET]


async def test_a_request_and_its_answer_by_forms(phones: Phones) -> None:
    await phones("spain> /request", "spain> China", f"spain> {SECRET}", "spain! It is not urgent")
    heard = await phones("spain! Send")
    assert "is on its way" in heard.to("spain")
    assert phones.typed("spain") == ["/request"]
    assert SECRET not in phones.whole("spain") + phones.whole("mps")
    await phones(f"mps> /answer {heard.ref}", "mps> Owned by Mr Li", "mps! 发送")
    assert "Mr Li" not in phones.whole("mps") + phones.whole("spain")
    with phones.talk.work() as work:
        assert [one.text for one in work.all(select(Request))] == [SECRET]
        assert [one.text for one in work.all(select(Answer))] == ["Owned by Mr Li"]


async def test_an_answer_and_an_addition_in_one_line(phones: Phones) -> None:
    clue = (await phones("spain> /clue China One woman")).ref
    await phones(f"spain> /clue {clue} {SECRET}")
    ref = (await phones("spain> /request China Who?")).ref
    await phones(f"mps> /answer {ref} Owned by Mr Li")
    assert phones.typed("spain") == phones.typed("mps") == []


async def test_a_draft_that_rests_and_is_put_away_shows_nothing_here(phones: Phones) -> None:
    await phones("spain> /clue China", "@ +2d", f"spain> {SECRET}")
    heard = await phones("spain! Go on")
    assert "Is this right" not in heard.to("spain")
    assert "may not be shown on this channel" in heard.to("spain")
    await phones("@ +30d")
    assert SECRET not in phones.whole("spain")


async def test_where_deleting_is_refused_all_the_rest_goes_on(phones: Phones) -> None:
    phones.people.fault("error", method="deleteMessage", code=400, times=0,
                        description="Bad Request: message can't be deleted for everyone")  # fmt: skip
    await phones("spain> /clue", "spain> China", f"spain> {SECRET}")
    heard = await phones("spain! File it")
    assert "is filed" in heard.to("spain")
    assert clues_of(phones) == [SECRET]


async def test_what_cannot_be_read_is_kept_and_put_where_it_belongs(phones: Phones) -> None:
    await phones("spain> /clue")
    heard = await phones(f"spain> {SECRET}")
    assert "Your message was kept safely and deleted here" in heard.to("spain")
    assert "Put it under “Facts”" in heard.buttons("spain")
    assert phones.typed("spain") == ["/clue"]
    await phones("spain! Put it under “Facts”", "spain> China", "spain! File it")
    assert clues_of(phones) == [SECRET]


async def test_in_chinese_what_is_written_beside_the_last_question(phones: Phones) -> None:
    await phones("mps> /线索 西班牙 一名男子")
    await phones("mps> /线索", "mps> 西班牙", "mps> 两名男子失踪")
    heard = await phones("mps> 他们最后一次出现是在上周五晚上的马德里火车站附近")
    assert "上一条消息已安全保存，并已从此处删除" in heard.to("mps")
    assert any("归入" in label for label in heard.buttons("mps"))
    assert "马德里" not in phones.whole("mps")
    await phones(f"mps! {next(label for label in heard.buttons('mps') if '归入' in label)}", "mps! 提交")
    assert clues_of(phones)[-1] == "两名男子失踪\n他们最后一次出现是在上周五晚上的马德里火车站附近"


async def test_it_can_be_read_where_it_may_be_shown(phones: Phones) -> None:
    await phones("spain> /clue", f"spain> {SECRET}")
    heard = await phones("spain: nowhere at all")
    assert SECRET in heard.to("spain")
    assert SECRET not in phones.whole("spain")


async def test_it_is_given_back_with_the_draft(phones: Phones) -> None:
    await phones("spain> /clue", f"spain> {SECRET}", "spain: hello")
    heard = await phones("@ +31d")
    assert SECRET in heard.to("spain")
    assert SECRET not in phones.whole("spain")


async def test_what_came_after_a_long_rest_may_become_something_else(phones: Phones) -> None:
    await phones("spain> /clue China", "@ +2d", f"spain> {SECRET}")
    heard = await phones("spain! Close this form")
    assert "What shall I do with it?" in heard.to("spain")
    await phones("spain! File as a clue", "spain> China", "spain! File it")
    assert clues_of(phones) == [SECRET]


async def test_a_file_that_no_question_takes_stays_and_is_said_to(phones: Phones) -> None:
    ref = (await phones("spain> /request China Who?")).ref
    await phones(f"mps> /回复 {ref} 提问", "mps+ 三名女子")
    assert "您的文件未保存" in phones.see("mps")
    assert "三名女子" in phones.typed("mps")


def test_the_console_keeps_nothing_besides(talk: Talk) -> None:
    heard = talk("spain> /clue", f"spain> {SECRET}")
    assert not any("Put it under" in label for label in heard.buttons)
    with talk.work() as work:
        (draft,) = work.all(select(Draft))
        assert "unread" not in draft.answers


async def test_what_no_question_asked_for_goes_from_any_form(phones: Phones) -> None:
    """Who looks a contact point up, or writes a notice, may tell a story all the same."""
    await phones("spain> /contacts")
    heard = await phones(f"spain> {SECRET}")
    assert "deleted here" in heard.to("spain")
    assert phones.typed("spain") == ["/contacts"]
    await phones("spain> Spian")
    assert phones.typed("spain") == ["/contacts", "Spian"]  # a slip
    await phones("eu> /notice", f"eu> {SECRET}")
    assert phones.typed("eu") == ["/notice"]
    await phones("mps> /联系人", "mps> 三名女子被困", "mps> 西斑牙")
    assert phones.typed("mps") == ["/联系人", "西斑牙"]
    await phones("@ +31d")
    assert SECRET not in phones.whole("eu") + phones.whole("spain")


async def test_it_goes_once_though_the_form_becomes_stricter(phones: Phones) -> None:
    await phones("spain> /clue tlp:green Three vans", f"spain> {SECRET}", "spain> China")
    assert SECRET not in phones.whole("spain")
    assert phones.typed("spain") == ["/clue tlp:green Three vans", "China"]
    for label in ["Add details", "Handling and source", "TLP", "TLP:RED"]:
        await phones(f"spain! {label}")
    assert phones.typed("spain") == []
    asked = [call["params"]["message_id"] for call in phones.people.calls("deleteMessage")]
    assert len(asked) == len(set(asked))


async def test_a_command_that_was_offered_quotes_nothing(phones: Phones) -> None:
    await phones(f"spain> /stauts {SECRET}", "spain! /status")
    assert SECRET not in phones.whole("spain")
