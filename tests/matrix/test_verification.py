"""Emoji compared by telephone, with a real client in strict isolation."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot.channels.matrix.verifying.flow import CANCEL, REQUEST
from storage.audit import AuditEntry, Tag
from storage.clues import Clue
from storage.verifications import Phase, Verification
from tests.matrix.network import Network, network
from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse
from tests.matrix.telephone import Console, begun, ended, is_signed, seen
from tests.matrix.verification import run

pytestmark = [pytest.mark.matrix, pytest.mark.timeout(240)]
Register = Callable[[str], str]


@dataclass
class Call:
    """An officer at a phone, in a room with the bot, and somebody at the console."""

    net: Network
    spain: Phone
    room: str
    console: Console

    def rows(self) -> list[Verification]:
        return sorted(self.net.all(Verification), key=lambda row: row.begun_at)

    def trail(self) -> list[str]:
        wanted = (Tag.EMOJI_COMPARED, Tag.IDENTITY_VERIFIED, Tag.VERIFICATION_ENDED)
        with self.net.home.database.work(self.net.service.clock.now(), write=False) as work:
            found = work.all(select(AuditEntry).order_by(AuditEntry.number))  # type: ignore[arg-type]
            return [one.tag for one in found if one.tag in wanted]

    async def begun(self) -> str:
        number = await begun(self.spain, self.net.bot, room=self.room)
        assert await self.console.shows("spain") == seen(self.spain, number)
        return number

    async def ends(self, number: str, code: str) -> None:
        """With the app, and with us."""
        assert (await ended(self.spain, number, "Cancelled"))["code"] == code
        await self.net.until(lambda: self.rows()[-1].phase is Phase.ENDED)
        await self.net.until(lambda: self.rows()[-1].body is None)
        assert self.rows()[-1].why == code


@contextlib.asynccontextmanager
async def call(synapse: Synapse, person: Register, folder: Path) -> AsyncIterator[Call]:
    name = person("liaison")
    async with network(synapse, name, folder) as net, Phone(synapse.url, person("spain")) as spain:
        room = await net.welcome(spain, "spain")
        await spain.say(room, "/help")
        await spain.wait_text("!contacts", net.bot)
        yield Call(net, spain, room, Console(folder, synapse.url, name))


@pytest.mark.parametrize("way", ["room", "device"])
async def test_the_operator_and_an_officer_compare_emoji_by_telephone(
    synapse: Synapse, person: Register, tmp_path: Path, way: str
) -> None:
    async with call(synapse, person, tmp_path) as at:
        where = {"room": at.room} if way == "room" else {"device": at.net.channel.device}
        number = await begun(at.spain, at.net.bot, **where)
        signs = await at.console.shows("spain")
        assert signs == seen(at.spain, number)
        assert len(signs) == 7
        told = await at.spain.wait_text("never show mine in this chat", at.net.bot)
        assert not any(sign.split()[0] in told.body for sign in signs)
        await at.spain.do("confirm_sas", verification=number)
        await asyncio.sleep(2.5)  # time in which a bot that confirms by itself would have
        assert at.spain.verifications[number]["phase"] == "Started"
        assert at.trail() == []
        assert not await is_signed(tmp_path, synapse.url, at.spain.user_id)
        assert "confirmed; waits" not in await at.console.verify("spain")
        assert "Confirmed" in await at.console.verify("spain", "--same")
        await ended(at.spain, number)
        await at.spain.wait_text("confirmed by phone, by the operator", at.net.bot)
        assert await comes_to_trust(at)
        assert await is_signed(tmp_path, synapse.url, at.spain.user_id)
        assert at.trail() == [Tag.EMOJI_COMPARED, Tag.IDENTITY_VERIFIED]
        await at.net.until(lambda: at.rows()[0].body is None)
        assert (at.rows()[0].phase, at.rows()[0].shown) == (Phase.DONE, None)
        assert "nothing to compare" in await at.console.verify("spain", "--same")


async def comes_to_trust(at: Call) -> bool:
    """Whether the app has the bot for verified, once it has asked for the new signature."""
    for _ in range(100):
        trust = await at.spain.do("trust", user=at.net.bot, device=at.net.channel.device)
        if trust["user_verified"]:
            return True
        await asyncio.sleep(0.1)
    return False


async def test_a_confirmed_coordinator_compares_for_others_and_never_for_himself(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with call(synapse, person, tmp_path) as at, Phone(synapse.url, person("eu")) as eu:
        desk = await at.net.welcome(eu, "eu")
        await eu.say(desk, "/help")
        await eu.wait_text("!contacts", at.net.bot)
        own = await begun(eu, at.net.bot, room=desk)
        await at.console.shows("eu")
        await eu.do("confirm_sas", verification=own)
        await at.console.verify("eu", "--same")
        await ended(eu, own)
        await eu.wait_text("you can compare for others", at.net.bot)
        number = await begun(at.spain, at.net.bot, device=at.net.channel.device)
        mine = await eu.wait_text("They are the same", at.net.bot)
        assert mine.shield == "NONE"
        shown = [sign for sign, _ in at.spain.verifications[number]["emojis"]]
        assert [line.split()[0] for line in mine.body.splitlines()[2:9]] == shown
        await at.spain.do("confirm_sas", verification=number)
        await eu.press(desk, at.net.bot, "They are the same")
        await ended(at.spain, number)
        assert at.trail()[-2:] == [Tag.EMOJI_COMPARED, Tag.IDENTITY_VERIFIED]
        again = await begun(eu, at.net.bot, room=desk)
        await at.console.shows("eu")
        await at.net.settled()
        shown = [sign for sign, _ in eu.verifications[again]["emojis"]]
        assert not any(
            "".join(shown[:3]) in one.body.replace("\n", "") for one in eu.messages(desk, at.net.bot)
        )
        assert sum("These are mine" in one.body for one in eu.messages(desk, at.net.bot)) == 1


async def test_every_other_end_is_the_right_one_and_is_said(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with call(synapse, person, tmp_path) as at:
        number = await at.begun()
        await at.spain.do("cancel_verification", verification=number)
        await at.ends(number, "m.user")
        await at.spain.wait_text("app has ended the verification", at.net.bot)

        number = await at.begun()
        await at.spain.do("mismatch_sas", verification=number)
        await at.ends(number, "m.mismatched_sas")
        await at.spain.wait_text("were not the same", at.net.bot)

        number = await at.begun()
        await at.spain.do("confirm_sas", verification=number)
        assert "warns" in await at.console.verify("spain", "--different")
        await at.ends(number, "m.mismatched_sas")

        number = await at.begun()
        at.net.clock.ahead += timedelta(minutes=11)
        await at.ends(number, "m.timeout")
        await at.spain.wait_text("time for comparing emoji is over", at.net.bot)
        at.net.clock.ahead = timedelta()

        assert not await is_signed(tmp_path, synapse.url, at.spain.user_id)
        assert Tag.IDENTITY_VERIFIED not in at.trail()


def request(
    phone: Phone, transaction: str, stamp: float | None = 0, method: str = "m.sas.v1"
) -> dict[str, Any]:
    """What an app asks with, so many seconds from now."""
    at = None if stamp is None else int((time.time() + stamp) * 1000)
    asked = {
        "from_device": phone.device_id,
        "methods": [method],
        "transaction_id": transaction,
        "timestamp": at,
    }
    return {"type": REQUEST, "content": asked}


async def test_of_two_at_once_the_newer_counts(synapse: Synapse, person: Register, tmp_path: Path) -> None:
    async with call(synapse, person, tmp_path) as at:
        where = {"user": at.net.bot, "device": at.net.channel.device}
        await at.spain.do("to_device", **where, **request(at.spain, "first"))
        await at.net.until(at.rows)
        number = await at.begun()
        assert [(row.phase, row.why) for row in at.rows()] == [(Phase.ENDED, "m.user"), (Phase.SHOWN, "")]
        await at.spain.do("to_device", **where, **request(at.spain, "first"))
        await at.spain.do("confirm_sas", verification=number)
        await at.console.verify("spain", "--same")
        await ended(at.spain, number)
        assert [row.phase for row in at.rows()] == [Phase.ENDED, Phase.DONE]


async def test_strangers_unsigned_devices_and_repeated_requests_come_to_nothing(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        call(synapse, person, tmp_path) as at,
        Phone(synapse.url, person("stranger")) as stranger,
        Phone(synapse.url, at.spain.user, signed=False, strict=False) as stolen,
    ):
        at.net.expect_somebody()
        room = await at.net.room(stranger)
        asked = await stranger.do("verify", user=at.net.bot, room=room)
        assert (await ended(stranger, asked, "Cancelled"))["code"] == "m.user"
        where = {"user": at.net.bot, "device": at.net.channel.device}
        await stolen.do("to_device", **where, **request(stolen, "stolen"))
        await at.spain.wait_text("not verified", at.net.bot)
        assert at.rows() == []

        await at.spain.do("to_device", **where, **request(at.spain, "now"))
        await at.net.until(at.rows)
        cancel = {"transaction_id": "now", "code": "m.user"}
        await at.spain.do("to_device", **where, type=CANCEL, content=cancel)
        await at.net.until(lambda: at.rows()[0].phase is Phase.ENDED)
        for stamp, transaction in ((0, "now"), (-1_200, "old"), (1_200, "new"), (None, "none")):
            await at.spain.do("to_device", **where, **request(at.spain, transaction, stamp))
        await at.spain.say(at.room, "/clue China after all of them")
        await at.net.until(lambda: at.net.all(Clue))
        assert [row.phase for row in at.rows()] == [Phase.ENDED]


async def test_an_app_that_knows_no_emoji_is_told_and_given_the_fingerprint(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with call(synapse, person, tmp_path) as at:
        where = {"user": at.net.bot, "device": at.net.channel.device}
        await at.spain.do("to_device", **where, **request(at.spain, "qr", method="m.qr_code.show.v1"))
        told = await at.spain.wait_text("no way to compare emoji", at.net.bot)
        assert at.net.channel._desk is not None
        assert at.net.channel._desk.identity.fingerprint in told.body
        assert at.rows() == []


@pytest.mark.timeout(400)
async def test_a_small_run_with_a_kill_in_the_middle_of_each(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    names = [person(one) for one in ("liaison", "spain", "italy")]
    tally = await run(synapse, names, tmp_path, 2)
    assert (tally.faults, tally.tried, tally.done, tally.restarted, tally.alone) == ([], 4, 4, 4, 0)
    assert max(tally.trips) <= 5
