"""What was shown leaves every chat in time, whatever one of them refuses; what cannot leave is emptied."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.channels.port import Left, TryLaterError, UnreachableError
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.clearing import EMPTY
from handlers.core.saying import say
from storage.leaving import Leaving
from storage.people import officer_named
from tests.botapi.control import Control
from tests.channels.contract import file_of, letter
from tests.talk import Talk
from tests.telegram.conftest import LI, MARTA
from tests.telegram.phones import GREEN, NUMBERS, Phones, phones_of

pytestmark = pytest.mark.telegram
SPAIN, ITALY, MPS = NUMBERS["spain"], NUMBERS["italy"], NUMBERS["mps"]
SECRET = "Three women are held at the old harbour"


@pytest.fixture
async def phones(talk: Talk) -> AsyncIterator[Phones]:
    """Everything may be shown; clocks in step."""
    async with phones_of(talk) as made:
        yield made


async def notice(phones: Phones, to: str, words: str) -> None:
    heard = await phones(f"eu> /notice {to} TLP:GREEN {words}", "eu! No acknowledgement needed")
    await phones(f"eu! {heard.buttons('eu')[0]}")


def still_leaving(phones: Phones) -> int:
    with phones.talk.work() as work:
        return len(work.all(select(Leaving.id).where(Leaving.due_at <= work.now)))


@pytest.mark.parametrize(
    "refusal",
    [
        {"kind": "flood", "seconds": 3600},
        {"kind": "error", "code": 400, "description": "Bad Request: message can't be deleted"},
        {"kind": "error", "code": 403, "description": "Forbidden: bot was blocked by the user"},
        {"kind": "html"},
        {"kind": "drop"},
    ],
)
async def test_what_one_chat_refuses_stops_no_other(phones: Phones, refusal: dict[str, object]) -> None:
    await notice(phones, "Italy, Spain, China", SECRET)
    for who in ("italy", "spain", "mps"):
        assert SECRET in phones.whole(who)
    phones.people.fault(**{"method": "deleteMessage", "chat_id": ITALY, "times": 0, **refusal})  # type: ignore[arg-type]
    await phones("@ +48h")
    assert SECRET not in phones.whole("spain")
    assert SECRET not in phones.whole("mps")


async def test_after_the_patience_it_asked_for_it_goes_from_that_chat_too(phones: Phones) -> None:
    await notice(phones, "Italy", SECRET)
    phones.people.fault("flood", method="deleteMessage", chat_id=ITALY, seconds=150)
    await phones("@ +47h", "@ +2m")
    assert SECRET in phones.whole("italy")
    await phones("@ +1m")
    assert SECRET not in phones.whole("italy")
    assert still_leaving(phones) == 0


async def test_what_the_bot_slept_through_is_emptied_and_its_owner_told(phones: Phones) -> None:
    await notice(phones, "Italy, China", SECRET)
    phones.clock.move_to(phones.clock.now() + timedelta(hours=49))
    phones.people.set_clock(phones.clock.now().timestamp(), frozen=True)
    await phones.service.removal.step()
    heard = await phones("@ +2m")
    for who in ("italy", "mps"):
        assert SECRET not in phones.whole(who)
        assert EMPTY in phones.people.texts(NUMBERS[who])
    assert heard.to("italy").count("could not be deleted here in time") == 1
    assert heard.to("mps").count("内容现已清空") == 1
    assert still_leaving(phones) == 0


async def test_a_file_is_emptied_like_a_text(people: Control, channel: Telegram) -> None:
    files = [file_of("list.pdf", b"names of victims", "page 1")]
    sent = await channel.deliver(letter(1, str(MARTA), "Here it is", files=files))
    people.advance(49 * 3600)
    assert await channel.remove(str(MARTA), sent) is Left.BLANK
    shown = people.said(MARTA)
    assert [one["text"] for one in shown] == [EMPTY, None]
    assert [one["caption"] for one in shown] == [None, None]
    assert [file["size"] for file in shown[1]["files"]] == [1]
    assert await channel.remove(str(MARTA), sent) is Left.BLANK  # asked again, it stands there as it is


async def test_where_not_even_the_file_can_be_changed_its_words_go(
    people: Control, channel: Telegram
) -> None:
    people.fault("error", method="editMessageMedia", code=400, times=0, description="Bad Request: no")
    files = [file_of("list.pdf", b"names of victims", "page 1")]
    sent = await channel.deliver(letter(1, str(MARTA), files=files))
    people.advance(49 * 3600)
    assert await channel.remove(str(MARTA), sent) is Left.SOME
    assert [one["caption"] for one in people.said(MARTA)] == [EMPTY]


async def test_what_its_reader_typed_cannot_be_emptied(people: Control, channel: Telegram) -> None:
    typed = people.text(MARTA, SECRET)["message_id"]
    people.advance(49 * 3600)
    assert await channel.remove(str(MARTA), str(typed)) is Left.SOME
    assert await channel.remove(str(MARTA), "999") is None  # there is no such message any more


async def test_whoever_blocked_the_bot_is_cleared_when_it_may_write_again(phones: Phones) -> None:
    await notice(phones, "Italy", SECRET)
    phones.people.fault("error", method="deleteMessage", code=403, times=10, chat_id=ITALY,
                        description="Forbidden: bot was blocked by the user")  # fmt: skip
    await phones("@ +3d")
    assert SECRET not in phones.whole("italy")
    assert EMPTY in phones.people.texts(ITALY)


@pytest.mark.parametrize("words", [SECRET, "x" * 9000])
async def test_a_copy_that_nobody_told_us_of_goes_too(phones: Phones, words: str) -> None:
    """The answer to the first one is lost; it stands there under a number that only Telegram knows."""
    await phones("italy> hello")
    phones.people.fault("lost", method="sendMessage", chat_id=ITALY)
    await notice(phones, "Italy", words)
    await phones("@ +10s")
    assert phones.whole("italy").count(words[:100]) > 1
    mine = phones.people.text(ITALY, "what I wrote in between")["message_id"]
    await phones.settle()
    await phones("@ +2m")
    assert len([one for one in phones.people.texts(ITALY) if words[:30] in one]) == len(words) // 4096 + 1
    assert mine in [one["message_id"] for one in phones.people.screen(ITALY)]
    await phones("@ +48h")
    assert words[:30] not in phones.whole("italy")


async def test_a_copy_of_what_a_killed_process_had_sent_goes_too(phones: Phones) -> None:
    await notice(phones, "Italy", SECRET)
    with phones.talk.work() as work:
        italy = officer_named(work, "italy")
        assert italy is not None
        say(work, italy, "cancel.nothing")
    claimed = await phones.service.delivery.claim()
    for one in claimed:
        await phones.telegram.deliver(one.letter)
    before = len(phones.people.said(ITALY))
    await phones.restart()
    assert len(phones.people.said(ITALY)) == before + len(claimed)
    await phones("@ +2m")
    assert len(phones.people.said(ITALY)) == before


async def test_clearing_keeps_no_reminder_and_no_answer_waiting(phones: Phones) -> None:
    """Fourteen deletions of five seconds each, and a reminder that is due meanwhile."""
    for number in range(14):
        await notice(phones, "Italy", f"{SECRET} {number}")
    await phones("spain> /remind in 2820 minutes call Rome")
    phones.people.fault("slow", method="deleteMessage", seconds=5, times=0)
    serving = asyncio.create_task(phones.service.run())
    phones.telegram.stop = _nothing  # type: ignore[method-assign]
    try:
        phones.clock.move_to(phones.clock.now() + timedelta(hours=47, minutes=1))
        begun = time.monotonic()
        await phones.people.wait(SPAIN, containing="You wanted to be reminded", seconds=8)
        phones.people.text(SPAIN, "/help")
        await phones.people.wait(SPAIN, containing="/clue", seconds=8)
        assert time.monotonic() - begun < 4.5
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        phones.people.clear_faults()
        del phones.telegram.stop


async def _nothing() -> None: ...


async def test_a_letter_does_not_wait_for_what_it_should_take_away(talk: Talk) -> None:
    async with phones_of(talk, GREEN) as phones:
        phones.people.fault("flood", method="deleteMessage", seconds=1, chat_id=SPAIN)
        heard = await phones(f"spain> /clue China {SECRET}")
        assert "is filed" in heard.to("spain")
        assert "Please delete it yourself" in heard.to("spain")
        await asyncio.sleep(1.1)
        await phones("@ +2m")
        assert phones.typed("spain") == []  # it went as soon as Telegram took it


async def test_being_told_to_wait_and_being_blocked_are_said_as_such(
    people: Control, channel: Telegram
) -> None:
    sent = await channel.deliver(letter(1, str(MARTA), "one"))
    people.fault("flood", method="deleteMessage", seconds=7, chat_id=MARTA)
    with pytest.raises(TryLaterError) as later:
        await channel.remove(str(MARTA), sent)
    assert later.value.after is not None
    assert 6 <= later.value.after.total_seconds() <= 7
    people.text(LI, "hello")
    other = await channel.deliver(letter(2, str(LI), "two"))
    people.fault(
        "error", method="deleteMessage", code=403, description="Forbidden: bot was blocked by the user"
    )
    with pytest.raises(UnreachableError):
        await channel.remove(str(LI), other)
