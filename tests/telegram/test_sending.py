"""What leaves for Telegram, and what becomes of it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.port import RefusedError, TryLaterError, UnreachableError, UnsureError
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.clearing import Clearing
from bot.channels.telegram.limits import Limits, Pace
from bot.channels.telegram.line import Line, Settings
from bot.channels.telegram.sending import Sender
from handlers.letters.letter import FileOut, Key
from handlers.vocabulary.text import bold
from tests.botapi import BotApi
from tests.botapi.control import Control
from tests.channels.contract import file_of, letter
from tests.telegram.conftest import LI, MARTA, TOKEN

pytestmark = pytest.mark.telegram

TO = str(MARTA)


def words(people: Control) -> list[str]:
    return people.texts(MARTA)


async def test_what_somebody_filed_cannot_be_forwarded(people: Control, channel: Telegram) -> None:
    await channel.deliver(letter(1, TO, "C-7Q4M", files=[file_of("a.txt", b"1")], guarded=True))
    await channel.deliver(letter(2, TO, "/help shows what I can do"))
    assert [one["protected"] for one in people.said(MARTA)] == [True, True, False]


async def test_the_keys_hang_under_the_last_part(people: Control, channel: Telegram) -> None:
    sent = await channel.deliver(letter(1, TO, "a" * 5000, keys=[Key("tok", "Acknowledge", 1)]))
    assert [one["buttons"] for one in people.said(MARTA)] == [[], [["Acknowledge"]]]
    assert len(sent.split()) == 2


async def test_a_long_caption_goes_on_as_words(people: Control, channel: Telegram) -> None:
    await channel.deliver(letter(1, TO, files=[file_of("a.txt", b"1", "c" * 1500)]))
    seen = people.said(MARTA)
    assert [len(one["caption"] or one["text"]) for one in seen] == [1024, 476]


def picture(data: bytes = b"\x89PNG picture") -> FileOut:
    return replace(file_of("a.png", data), shown=(1080, 400))


async def test_a_picture_and_its_words_are_one_message(people: Control, channel: Telegram) -> None:
    await channel.deliver(letter(1, TO, "Late: 5", files=[picture()], keys=[Key("tok", "Q2 2026", 1)]))
    (seen,) = people.said(MARTA)
    assert (seen["kind"], seen["caption"]) == ("photo", "Late: 5")
    assert seen["buttons"] == [["Q2 2026"]]


async def test_words_go_out_where_the_picture_is_refused(people: Control, channel: Telegram) -> None:
    await channel.deliver(letter(1, TO, "Late: 5", files=[picture(b"no picture")]))
    assert words(people) == ["Late: 5"]


async def test_words_that_do_not_fit_under_it_go_before_it(people: Control, channel: Telegram) -> None:
    await channel.deliver(letter(1, TO, "a" * 1500, files=[picture()]))
    assert [len(one["text"] or "") for one in people.said(MARTA)] == [1500, 0]


async def test_no_part_goes_out_again_because_a_later_one_failed(people: Control, channel: Telegram) -> None:
    long = letter(1, TO, "a" * 4096, "b" * 4096, "c" * 10)
    people.fault("error", method="sendMessage", after=1)
    with pytest.raises(TryLaterError):
        await channel.deliver(long)
    sent = await channel.deliver(long)
    assert [text[0] for text in words(people)] == ["a", "b", "c"]
    assert len(sent.split()) == 3


async def test_patience_is_asked_for_and_kept(people: Control, channel: Telegram) -> None:
    people.fault("flood", method="sendMessage", seconds=35)
    with pytest.raises(TryLaterError) as later:
        await channel.deliver(letter(1, TO, "hello"))
    assert later.value.after == timedelta(seconds=35)


@pytest.mark.parametrize("fault", ["lost", "garbage"])
async def test_an_answer_that_stays_out_means_one_repeat_at_most(
    people: Control, channel: Telegram, fault: str
) -> None:
    people.fault(fault, method="sendMessage", times=0)
    with pytest.raises(UnsureError):
        await channel.deliver(letter(1, TO, "hello"))
    with pytest.raises(RefusedError):
        await channel.deliver(letter(1, TO, "hello"))
    assert len(people.calls("sendMessage")) == 2


async def test_nothing_is_repeated_while_telegram_is_away(people: Control, channel: Telegram) -> None:
    people.fault("lost", method="sendMessage")
    with pytest.raises(UnsureError):
        await channel.deliver(letter(1, TO, "hello"))
    people.fault("error", method="getMe", times=3)
    for _ in range(3):
        with pytest.raises(TryLaterError):
            await channel.deliver(letter(1, TO, "hello"))
    await channel.deliver(letter(1, TO, "hello"))
    assert words(people) == ["hello", "hello"]


@pytest.mark.parametrize("fault", ["error", "html"])
async def test_a_fault_of_the_server_is_waited_out(people: Control, channel: Telegram, fault: str) -> None:
    people.fault(fault, method="sendMessage", times=4)
    for _ in range(4):
        with pytest.raises(TryLaterError):
            await channel.deliver(letter(1, TO, "hello"))
    await channel.deliver(letter(1, TO, "hello"))
    assert words(people) == ["hello"]


@pytest.mark.parametrize("how", ["blocked", "deactivated", "unknown"])
async def test_whoever_cannot_be_reached(people: Control, channel: Telegram, how: str) -> None:
    if how == "blocked":
        people.block(MARTA)
    if how == "deactivated":
        people.deactivate(MARTA)
    to = str(LI) if how == "unknown" else TO
    with pytest.raises(UnreachableError):
        await channel.deliver(letter(1, to, "hello"))


@pytest.mark.parametrize("gone", ["deleted", "two parts", "a file"])
async def test_what_cannot_be_edited_is_said_anew(people: Control, channel: Telegram, gone: str) -> None:
    files = [file_of("a.txt", b"1")] if gone == "a file" else []
    long = "a" * 5000 if gone == "two parts" else ""
    old = await channel.deliver(letter(1, TO, long, files=files) if long or files else letter(1, TO, "sent"))
    if gone == "deleted":
        people.delete(MARTA, int(old))
    await channel.deliver(letter(2, TO, bold("taken up"), replaces=old))
    assert words(people) == ["taken up"]


async def test_a_file_that_breaks_off_is_refused(channel: Telegram) -> None:
    def broken() -> object:
        yield b"1"
        raise OSError("disk")

    file = file_of("a.txt", b"12345")
    bad = type(file)(file.name, file.mime, file.size, file.sha256, broken)  # type: ignore[arg-type]
    with pytest.raises(RefusedError):
        await channel.deliver(letter(1, TO, files=[bad]))


async def test_a_letter_of_nothing_is_refused(channel: Telegram) -> None:
    with pytest.raises(RefusedError):
        await channel.deliver(letter(1, TO, " \u200b "))


async def test_each_officer_has_a_menu_of_his_own(people: Control, channel: Telegram) -> None:
    menu = [("help", "我能做什么"), ("/no command", "x")]
    for number in range(2):
        await channel.deliver(letter(number, TO, "hello", menu=menu))
    await eventually(lambda: people.menu(MARTA) == [{"command": "help", "description": "我能做什么"}])
    assert people.menu(LI) == []
    assert len(people.calls("setMyCommands")) == 1
    await channel.deliver(letter(3, TO, "This account is private."))
    await eventually(lambda: people.menu(MARTA) == [])


async def eventually(holds: Callable[[], bool]) -> None:
    for _ in range(500):
        if holds():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it never came to be")


async def test_a_notice_meets_no_refusal(api: BotApi, people: Control) -> None:
    """The emulator's limits are on; the channel's own pace is Telegram's."""
    people.flood(enabled=True)
    for officer in range(2000, 2095):
        people.add_user(officer, f"Officer {officer}")
        people.text(officer, "hello")
    line, loop = Line(Settings(TOKEN, api.url)), asyncio.get_running_loop()
    sender = Sender(line.bot, Limits(Pace()), Clearing(line.bot))
    begun = loop.time()
    await asyncio.gather(*(sender.send(letter(n, str(n), "Notice", bulk=True)) for n in range(2000, 2095)))
    assert people.refused_by_flood() == 0
    assert loop.time() - begun < 5
    await line.close()
