"""Words that nobody has a use for leave a Telegram chat, too: behind a command that is satisfied without
them, in a form that they do not answer, and where the answer itself may not be said."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.pipeline import removal
from handlers.core.rules import Demand, Rules, StepUp
from handlers.letters.letter import Letter
from tests.talk import Talk, talk_at
from tests.telegram.phones import GONE, GREEN, Phones, phones_of
from tests.telegram.test_kinds import post
from tests.telegram.test_step_up import KEY, code_of

pytestmark = pytest.mark.telegram
WORDS = "three women held behind the old market"
AS_COORDINATOR = [
    "/suspend netherlands {}", "/suspend eu {}", "/suspend iom {}", "/reinstate netherlands {}",
    "/reinstate spain {}", "/reset spain {}", "/reset netherlands {}", "/reset eu {}",
    "/invite spain officer {}", "/invite spain {}", "/lockdown {}", "/approve {}", "/officers {}",
    "/officers Spain {}", "/agency {}",
    "/agency spain {}", "/trail {}", "/trail spain {}", "/stats {}", "/暂停 netherlands {}", "/恢复 spain {}",
]  # fmt: skip
AS_OFFICER = [
    "/clue list {}", "/status list {}", "/outstanding all {}", "/agreements Spain {}", "/notices 2 {}",
    "/me deputy italy {}", "/me deputy off {}", "/me language en {}", "/me totp {}", "/me link {}",
    "/me quiet 22:00-06:00 {}", "/me zone Madrid {}", "/remind list {}", "/remind delete 1 {}",
    "/contacts mine {}", "/contacts Spain police {}", "/help clue {}", "/language en {}", "/cancel {}",
    "/线索 列表 {}", "/我 时区 马德里 {}", "/联系人 西班牙 {}",
]  # fmt: skip


@pytest.fixture
async def phones(talk: Talk) -> AsyncIterator[Phones]:
    async with phones_of(talk, GREEN) as made:
        yield made


@pytest.mark.parametrize("line", AS_COORDINATOR)
async def test_what_a_coordinator_writes_behind_a_name(phones: Phones, line: str) -> None:
    await phones("eu> " + line.format(WORDS))
    assert phones.typed("eu") == []
    assert WORDS not in phones.whole("eu")


@pytest.mark.parametrize("line", AS_OFFICER)
async def test_what_an_officer_writes_behind_all_that_is_asked(phones: Phones, line: str) -> None:
    await phones("spain> " + line.format(WORDS))
    assert phones.typed("spain") == []
    assert WORDS not in phones.whole("spain")


@pytest.mark.parametrize("line", ["/start {}", "/开始 {}"])
async def test_a_second_greeting_with_words_behind_it(phones: Phones, line: str) -> None:
    """The greeting alone is answered once; its words are not left without an answer, and not in the chat."""
    await phones("spain> /start", "spain> " + line.format(WORDS))
    assert phones.typed("spain") == ["/start"]


async def test_where_the_network_breaks_in_the_middle(
    phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours while the answer goes out: it is given up, and the words leave later."""

    async def broken(_letter: Letter) -> str:
        raise ValueError("a fault of ours")

    monkeypatch.setattr(phones.telegram, "deliver", broken)
    monkeypatch.setattr(removal, "taken_away", _nothing_taken)
    await phones(f"spain> {WORDS}")
    monkeypatch.undo()
    await phones("@ +5m")
    assert phones.typed("spain") == []


async def _nothing_taken(_channel: object, letter: Letter) -> tuple[Letter, list[str]]:
    return letter, []


@pytest.mark.parametrize("begin", ["/contacts", "/联系人"])
@pytest.mark.parametrize(
    "words", [WORDS, "/remind every Monday 9:00 " + WORDS, "三名女子被关在旧市场后面的仓库里"]
)
async def test_what_somebody_else_wrote_and_a_form_cannot_read(
    phones: Phones, begin: str, words: str
) -> None:
    await phones(f"spain> {begin}")
    post(phones, {"text": words}, forward_from="Hidden Person")
    await phones.settle()
    assert phones.typed("spain") == [begin]
    assert words not in phones.whole("spain")


@pytest.mark.parametrize(
    "line", ["/contacts China {}", "/联系人 西班牙 {}", "/clue China {}", "/status {}", "{}"]
)
async def test_what_gets_no_answer_while_everything_is_stopped(phones: Phones, line: str) -> None:
    await phones("eu> /lockdown", "eu! Stop all content now", "spain> " + line.format(WORDS))
    await phones("@ +1m")
    assert phones.typed("spain") == []


@pytest.mark.parametrize("line", ["Italy {}", "/officers Italy {}"])
async def test_what_stands_beside_the_answer_to_a_question(phones: Phones, line: str) -> None:
    await phones("spain> /contacts")
    post(phones, {"text": line.format(WORDS)}, forward_from="Hidden Person")
    await phones.settle()
    assert phones.typed("spain") == ["/contacts"]


async def test_a_coordinator_is_no_exception(phones: Phones) -> None:
    await phones("eu> /lockdown", "eu! Stop all content now", f"eu> /contacts China {WORDS}", "@ +1m")
    assert phones.typed("eu") == ["/lockdown"]


@pytest.mark.parametrize("lines", [["/me name {}"], ["/me name", "{}"]])
async def test_what_is_no_name(phones: Phones, lines: list[str]) -> None:
    told = await phones(*("spain> " + line.format("three women 2 vans") for line in lines))
    assert "Only letters belong into a name" in told.to("spain")
    assert not [line for line in phones.typed("spain") if "women" in line]


async def test_it_is_answered_when_the_network_goes_on(phones: Phones) -> None:
    """And said once that it was taken away."""
    await phones("eu> /lockdown", "eu! Stop all content now", f"spain> /contacts China {WORDS}", "@ +1m")
    heard = await phones("eu! Release", "iom! Release", "@ +1m")
    assert heard.to("spain").count(GONE) == 1


async def test_what_waits_for_the_digits(tmp_path: Path) -> None:
    """Where they never come, nothing stands there either; nor is it told of twice."""
    rules = Rules(step_up=StepUp({"telegram": Demand.OWN}))
    talk = talk_at(f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path, rules)
    async with phones_of(talk, GREEN) as phones:
        key = KEY.search((await phones("eu> /me", "eu! Authenticator app")).to("eu"))
        assert key is not None
        await phones(f"eu> {code_of(phones, key.group())}", "@ +1d")
        heard = await phones(f"eu> /suspend italy {WORDS}")
        assert "six digits" in heard.to("eu")
        assert phones.typed("eu") == ["/me"]
        heard = await phones(f"eu> {code_of(phones, key.group())}")
        assert "suspended" in heard.to("eu")
        assert GONE not in heard.to("eu").partition("suspended")[2]
    talk.home.close()
