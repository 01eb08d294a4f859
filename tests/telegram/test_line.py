"""Starting, outages, secrets."""

import asyncio
import io
import logging

import aiohttp
import pytest

from bot.channels.port import RefusedError, TryLaterError
from bot.channels.telegram import hook
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.errors import TokenError
from bot.channels.telegram.limits import Pace
from bot.channels.telegram.line import Settings, Webhook
from bot.clock import RealClock
from storage.errors import TooLargeError
from tests.botapi import BotApi
from tests.botapi.control import Control
from tests.channels.contract import letter, listening
from tests.channels.ledger import Ledger
from tests.telegram.conftest import MARTA, TOKEN

pytestmark = pytest.mark.telegram


def another(api: BotApi, token: str = TOKEN) -> Telegram:
    return Telegram(Settings(token, api.url, pace=Pace(per_second=0)), RealClock())


DEEP = b'{"update_id": 1, "message": ' + b'{"reply_to_message": ' * 20_000 + b"1" + b"}" * 20_001
REVOKED = [(401, "Unauthorized"), (403, "Forbidden: user is deactivated"), (404, "Not Found")]


async def test_a_wrong_token_is_for_the_operator(api: BotApi, ledger: Ledger) -> None:
    wrong = another(api, "1:WRONG")
    with pytest.raises(TokenError, match="BotFather"):
        await wrong.run(ledger)
    await wrong.stop()


@pytest.mark.parametrize(("code", "words"), REVOKED)
async def test_a_token_that_is_refused_at_the_start_is_for_the_operator(
    api: BotApi, ledger: Ledger, code: int, words: str
) -> None:
    api.control.fault("error", method="getMe", code=code, description=words, times=0)
    made = another(api)
    with pytest.raises(TokenError):
        await asyncio.wait_for(made.run(ledger), 5)
    await made.stop()


@pytest.mark.parametrize(("code", "words"), REVOKED)
async def test_a_token_taken_back_while_it_runs_is_for_the_operator(
    api: BotApi, ledger: Ledger, code: int, words: str
) -> None:
    made = another(api)
    task = asyncio.create_task(made.run(ledger))
    api.control.text(MARTA, "hello")
    await ledger.next()
    api.control.fault("error", method="getUpdates", code=code, description=words, times=0)
    api.control.text(MARTA, "x")
    with pytest.raises(TokenError):
        await asyncio.wait_for(task, 5)
    await made.stop()


@pytest.mark.parametrize(("code", "words"), REVOKED)
async def test_a_token_taken_back_shows_behind_a_webhook_too(
    api: BotApi, ledger: Ledger, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    """Where nothing is asked for, only asking shows it."""
    monkeypatch.setattr(hook, "_ANNOUNCED_SECONDS", 0.2)
    url = f"http://127.0.0.1:{unused_tcp_port}/telegram"
    made = Telegram(Settings(TOKEN, api.url, Webhook(url, "s3cret", port=unused_tcp_port)), RealClock())
    task = asyncio.create_task(made.run(ledger))
    api.control.text(MARTA, "hello")
    await ledger.next()
    api.control.fault("error", code=code, description=words, times=0)
    with pytest.raises(TokenError):
        await asyncio.wait_for(task, 5)
    await made.stop()


async def test_it_starts_when_telegram_is_there_again(api: BotApi, people: Control, ledger: Ledger) -> None:
    people.fault("html", times=2)
    people.text(MARTA, "waiting")
    async with listening(another(api), ledger):
        assert (await ledger.next()).text == "waiting"


async def test_a_webhook_of_another_time_does_not_stop_polling(api: BotApi, ledger: Ledger) -> None:
    client = another(api)
    await client._line.bot.set_webhook("https://bot.example.org/old")
    await client.stop()
    api.control.text(MARTA, "hello")
    async with listening(another(api), ledger):
        assert (await ledger.next()).text == "hello"


async def test_a_second_poller_is_explained(
    people: Control, inbox: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    people.fault(
        "error", method="getUpdates", code=409, description="Conflict: terminated by other getUpdates"
    )
    people.text(MARTA, "x")
    for _ in range(100):
        if "another-process-receives-for-this-bot" in capsys.readouterr().out:
            return
        await inbox.pause()
    pytest.fail("nothing was said about the conflict")


@pytest.mark.parametrize(
    ("secret", "status"),
    [
        ("", 403),
        ("wrong", 403),
        ("s3cret", 200),
        ("geheim-ß", 403),
        ("\udcff\udcfe", 403),
        ("s3cret\u200b", 403),
    ],
)
async def test_only_telegram_may_call_the_webhook(
    api: BotApi, ledger: Ledger, unused_tcp_port: int, secret: str, status: int
) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}/telegram"
    made = Telegram(Settings(TOKEN, api.url, Webhook(url, "s3cret", port=unused_tcp_port)), RealClock())
    async with listening(made, ledger):
        api.control.text(MARTA, "hello")
        await ledger.next()
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        async with aiohttp.ClientSession() as session:
            async with session.post(url, json={"update_id": 1}, headers=headers) as answer:
                assert answer.status == status
            for body in (b"{", b"[" * 100_000, b'{"update_id": ' + b"9" * 5000 + b"}", b"\xff\xfe", DEEP):
                async with session.post(url, data=io.BytesIO(body), headers=headers) as answer:
                    assert answer.status == (400 if status == 200 else 403)
            async with session.post(url, data=io.BytesIO(b" " * 2_000_000), headers=headers) as answer:
                assert answer.status == (413 if status == 200 else 403)
        api.control.text(MARTA, "still there")
        await ledger.until("still there")


@pytest.mark.parametrize("claimed", [25_000_000, "unknown"])
async def test_a_file_over_the_limit_is_said_to_be_too_large(
    people: Control, channel: Telegram, ledger: Ledger, claimed: int | str
) -> None:
    people.file(MARTA, "document", b"\0" * (21 * 1024 * 1024), name="film.mp4", size=claimed)
    file = (await ledger.next()).files[0]
    assert file.size == (claimed if isinstance(claimed, int) else None)
    with pytest.raises(TooLargeError):
        _ = [chunk async for chunk in channel.fetch(file.handle)]


async def test_a_download_that_breaks_off_may_be_tried_again(
    people: Control, channel: Telegram, ledger: Ledger
) -> None:
    people.file(MARTA, "document", b"12345", name="a.txt")
    handle = (await ledger.next()).files[0].handle
    people.fault("drop", method="download", times=2)  # the client itself tries twice
    with pytest.raises(TryLaterError):
        _ = [chunk async for chunk in channel.fetch(handle)]
    assert b"".join([chunk async for chunk in channel.fetch(handle)]) == b"12345"


async def test_no_secret_and_no_word_reaches_a_log(
    people: Control,
    channel: Telegram,
    ledger: Ledger,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    people.text(MARTA, "three women, +34 900 111 222")
    await ledger.next()
    people.inject({"message": {"text": "three women"}})
    faults = ("error", "html", "garbage", "drop", "flood", "lost")
    for number, fault in enumerate(faults):
        people.fault(fault, method="sendMessage")
        with pytest.raises((TryLaterError, RefusedError)) as raised:
            await channel.deliver(letter(number, str(MARTA), "three women, +34 900 111 222"))
        assert "three women" not in str(raised.value)
    people.fault(
        "error", code=400, description='Bad Request: can\'t parse: "three women"', method="sendMessage"
    )
    with pytest.raises((TryLaterError, RefusedError)) as raised:
        await channel.deliver(letter(99, str(MARTA), "three women"))
    said = caplog.text + "".join(capfd.readouterr()) + str(raised.value)
    assert not [secret for secret in (TOKEN, "TESTTOKENxyz", "three women", "900 111") if secret in said]
