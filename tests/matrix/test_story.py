"""The whole way of a newcomer on a phone in strict isolation mode, in both languages."""

import re
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from storage.clues import Clue
from storage.requests import Addressee, AddresseeState
from tests.matrix.network import Network, network
from tests.matrix.phone import Phone
from tests.matrix.phone.driver import Arrived
from tests.matrix.synapse import Synapse

pytestmark = pytest.mark.matrix
Register = Callable[[str], str]
PHOTO = b"\x89PNG" + bytes(range(256)) * 900
PAPER = b"%PDF-1.7 " + bytes(range(255, 0, -1)) * 500
_CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\b")


@dataclass(frozen=True)
class Words:
    """What the newcomer of `agency` types and presses, and what the officer `other`, far away, does."""

    agency: str
    language: str
    accept: str
    name: str
    welcome: str
    clue: str
    add: str
    nobody: str
    request: str
    other: str
    accepts: str
    reminded: str
    more: str
    nothing: str
    told: str


ENGLISH = Words(
    "spain", "English", "Accept", "Nuria Nadie", "Welcome", "/clue China The van", "Add to {ref}",
    "Nobody is on them: send them",
    "/request China Who owns the phone shop?", "mps", "受理", "答复期限",
    "更多", "未掌握相关信息", "found no information",
)  # fmt: skip
CHINESE = Words(
    "mps", "中文", "同意", "周无名", "欢迎", "！线索 西班牙 一辆面包车", "补充到 {ref}",
    "其中没有人，可以发送",
    "！请求 西班牙 手机店的店主是谁？", "spain", "Accept request", "The answer to",
    "More choices", "No information found", "未掌握",
)  # fmt: skip


@dataclass
class Someone:
    """One officer at a phone, in the room with the bot."""

    phone: Phone
    bot: str
    room: str

    async def types(self, words: str) -> None:
        await self.phone.say(self.room, words)

    async def presses(self, label: str) -> None:
        await self.phone.press(self.room, self.bot, label)

    async def reads(self, words: str) -> Arrived:
        return await self.phone.wait_text(words, self.bot)

    def read(self) -> list[Arrived]:
        return self.phone.messages(self.room, self.bot)

    async def files(self, count: int) -> set[bytes]:
        """The bytes of the first so many files that came."""

        def found() -> list[Arrived]:
            return [one for one in self.read() if one.readable and "file" in one.content]

        await self.phone.until(lambda: len(found()) >= count)
        return {await self.phone.fetch_file(one) for one in found()}


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["english", "chinese"])
async def test_a_newcomer_joins_files_asks_is_reminded_and_answers(
    synapse: Synapse, person: Register, tmp_path: Path, words: Words
) -> None:
    photo, paper = tmp_path / "photo.png", tmp_path / "list.pdf"
    photo.write_bytes(PHOTO)
    paper.write_bytes(PAPER)
    async with network(synapse, person("liaison"), tmp_path) as net, AsyncExitStack() as phones:

        async def officer(handle: str) -> Someone:
            phone = await phones.enter_async_context(Phone(synapse.url, person(handle)))
            return Someone(phone, net.bot, await net.welcome(phone, handle))

        eu, iom, other = await officer("eu"), await officer("iom"), await officer(words.other)
        phone = await phones.enter_async_context(Phone(synapse.url, person("newcomer")))
        await _join(net, words, eu, iom, newcomer := Someone(phone, net.bot, ""))
        await _file_a_clue(words, newcomer, other, photo, paper)
        await _ask(net, words, newcomer, other)
        assert len(net.all(Clue)) == 1
        for someone in (newcomer, other, eu, iom):
            assert {(one.encrypted, one.shield) for one in someone.read()} == {(True, "NONE")}


async def _join(net: Network, words: Words, eu: Someone, iom: Someone, newcomer: Someone) -> None:
    await eu.types(f"/invite {words.agency} officer")
    told = (await eu.phone.wait_for(lambda e: bool(_CODE.search(e.body)))).body
    code = _CODE.search(told)
    assert code is not None
    assert f"https://matrix.to/#/{eu.bot}" in told
    newcomer.room = await net.room(newcomer.phone)
    await newcomer.types(f"enrol {code[0]}")
    await newcomer.presses(words.language)
    await newcomer.presses(words.accept)
    await newcomer.phone.until(lambda: len(newcomer.read()) >= 3)
    await newcomer.types(words.name)
    for coordinator in (eu, iom):
        await coordinator.reads(words.name)
        await coordinator.presses("Approve")
    await newcomer.reads(words.welcome)
    account = net.account(newcomer.phone.user_id)
    assert account.identity == await newcomer.phone.do("master")


async def _file_a_clue(words: Words, newcomer: Someone, other: Someone, photo: Path, paper: Path) -> None:
    await newcomer.phone.send_file(newcomer.room, photo, "m.image", "image/png", caption=words.clue)
    filed = await newcomer.phone.wait_for(lambda e: e.sender == newcomer.bot and "C-" in e.body)
    ref = re.findall(r"C-[A-Z0-9]+", filed.body)[0]
    await newcomer.presses(words.nobody)
    assert await other.files(1) == {PHOTO}
    await newcomer.phone.send_file(newcomer.room, paper, "m.file", "application/pdf")
    await newcomer.presses(words.add.format(ref=ref))
    await newcomer.phone.until(lambda: sum(words.nobody in one.body for one in newcomer.read()) == 2)
    await newcomer.presses(words.nobody)
    assert await other.files(2) == {PHOTO, PAPER}


async def _ask(net: Network, words: Words, newcomer: Someone, other: Someone) -> None:
    await newcomer.types(words.request)
    asked = await other.phone.wait_for(lambda e: e.sender == net.bot and "R-" in e.body)
    ref = re.findall(r"R-[A-Z0-9]+", asked.body)[0]
    await other.presses(words.accepts)
    await net.settled()
    before = len(other.read())

    def reminders() -> list[Arrived]:
        return [one for one in other.read()[before:] if ref in one.body and words.reminded in one.body]

    await net.days_until(reminders)
    await other.presses(words.more)
    await net.settled()
    await other.presses(words.nothing)
    await newcomer.reads(words.told)
    (addressee,) = net.all(Addressee)
    assert addressee.state is AddresseeState.NOTHING_HELD
