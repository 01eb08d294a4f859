"""The jobs of an officer's day, by taps, in both languages; and a form that goes along to another channel."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import select

from handlers.law.handling import Ceiling, Tlp
from storage.clues import Clue
from tests.talk import Talk
from tests.telegram.phones import NUMBERS, Phones, phones_of

pytestmark = pytest.mark.telegram


@pytest.fixture
async def phones(talk: Talk) -> AsyncIterator[Phones]:
    async with phones_of(talk) as made:
        yield made


async def test_a_clue_from_madrid_is_taken_up_in_beijing(phones: Phones) -> None:
    await phones("spain> /clue", "spain> China", "spain> Three women held at a restaurant")
    heard = await phones("spain! File it")
    assert "新线索" in heard.to("mps")
    assert "已签收" in (await phones("mps! 签收")).to("mps")
    heard = await phones("mps! 受理")
    assert "has accepted" in heard.to("spain")
    heard = await phones("mps! 反馈结果", "mps> 三人获救")
    assert "三人获救" in heard.to("spain")


async def test_a_clue_from_beijing_is_taken_up_in_madrid(phones: Phones) -> None:
    await phones("mps> /线索", "mps> 西班牙", "mps> 一名男子失踪")
    heard = await phones("mps! 提交")
    assert "已提交" in heard.to("mps")
    assert "New clue" in heard.to("spain")
    await phones("spain! Acknowledge", "spain! Accept clue")
    heard = await phones("spain! Report the outcome", "spain> He is safe")
    assert "He is safe" in heard.to("mps")


async def test_a_request_is_asked_answered_and_confirmed(phones: Phones) -> None:
    await phones("spain> /request", "spain> China", "spain> Who owns the shop?")
    heard = await phones("spain! It is not urgent", "spain! Send")
    assert "答复期限" in heard.to("mps")
    heard = await phones("mps! 受理", "mps! 答复", "mps> 店铺归一家商行所有", "mps! 发送")
    assert "店铺归一家商行所有" in heard.to("spain")
    heard = await phones("spain! Confirm")
    assert "已确认" in heard.to("mps")


async def test_a_request_from_beijing_is_refused_with_its_ground(phones: Phones) -> None:
    await phones("mps> /请求", "mps> 西班牙", "mps> 店主是谁？")
    heard = await phones("mps! 不紧急", "mps! 发送")
    assert "Answer due" in heard.to("spain")
    asked = heard.buttons("spain")
    assert asked == ["Accept request", "Answer", "Ask a question", "More choices"]
    await phones("spain! More choices")
    heard = await phones("spain! Refuse request")
    ground = heard.buttons("spain")[0]
    heard = await phones(f"spain! {ground}", "spain! Send")
    assert "已拒绝" in heard.to("mps") or "拒绝" in heard.to("mps")


@pytest.mark.parametrize(
    ("who", "asked", "words", "later"),
    [
        ("spain", "/remind in 1 hour call Beijing", "call Beijing", "In an hour"),
        ("mps", "/提醒 1小时后 致电马德里", "致电马德里", "1小时后再提醒"),
    ],
)
async def test_a_reminder_comes_and_comes_again(
    phones: Phones, who: str, asked: str, words: str, later: str
) -> None:
    await phones(f"{who}> {asked}")
    heard = await phones("@ +1h")
    assert words in heard.to(who)
    assert later in heard.buttons(who)
    await phones(f"{who}! {later}")
    assert words in (await phones("@ +1h")).to(who)


async def test_a_clue_begun_on_telegram_is_finished_at_the_console(talk: Talk) -> None:
    async with phones_of(talk, Ceiling(Tlp.GREEN, personal=False), has_console=True) as phones:
        await phones("spain> /clue", "spain> China")
        heard = await phones("spain: Three women held at a restaurant")
        assert "Three women held at a restaurant" in heard.to("spain")  # at the console, where it may be
        heard = await phones("spain: confirm")
        assert "is filed" in heard.to("spain")
        screen = "\n".join(m["text"] for m in phones.people.screen(NUMBERS["spain"]))
        assert "Three women" not in screen
    with talk.work() as work:
        assert [clue.text for clue in work.all(select(Clue))] == ["Three women held at a restaurant"]
