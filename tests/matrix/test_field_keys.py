"""Field reports R01 to R05: what other people's bots got wrong about keys, files and replays, tried here."""

import asyncio
import hashlib
import itertools
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import delete

from bot.channels.matrix.homeserver.errors import DeviceMismatchError
from bot.channels.matrix.homeserver.plain import Json
from storage.clues import Clue
from storage.inbox import Arrival, Cursor
from storage.items import Attachment
from storage.matrix import MatrixParked
from storage.outbox import Outgoing
from storage.people import Account
from storage.requests import Request
from tests.matrix.desk import Desk, Drawer, desk
from tests.matrix.house import Process
from tests.matrix.network import Network, enrolled, furnished, network
from tests.matrix.phone import Phone
from tests.matrix.slow import slow, tell_devices
from tests.matrix.synapse import Synapse

pytestmark = pytest.mark.matrix
Register = Callable[[str], str]
GRACE = timedelta(minutes=1)  # more than the bot waits for a key


async def test_r01_a_room_key_that_comes_three_seconds_late_bothers_nobody(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path / "bot") as net,
        slow(synapse, net, person("spain"), "spain", tmp_path / "spain") as spain,
    ):
        await spain.writes("/clue China car seen")
        await net.until(lambda: net.all(MatrixParked))
        await asyncio.sleep(3)
        await spain.hands_over()
        await spain.hears("C-")
        net.clock.ahead += GRACE
        await spain.writes("/help")
        await spain.hears("!contacts")
        await net.settled()
        assert [clue.text for clue in net.all(Clue)] == ["car seen"]
        assert [row.kind for row in net.all(Outgoing) if row.kind.startswith("matrix.")] == []


async def test_r01_five_messages_without_a_key_make_one_notice_in_the_readers_language(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path / "bot") as net,
        slow(synapse, net, person("mps"), "mps", tmp_path / "mps") as china,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room = await net.welcome(spain, "spain")
        for number in range(5):
            await china.writes(f"！线索 西班牙 第{number}条")
        await net.until(lambda: len(net.all(MatrixParked)) == 5)
        net.clock.ahead += GRACE
        await china.hears("无法解密")
        await spain.say(room, "/clue Italy A car")
        await spain.wait_text("C-", net.bot)
        net.clock.ahead += GRACE
        await asyncio.sleep(2.5)
        await net.settled()
        assert [row.kind for row in net.all(Outgoing)].count("matrix.unreadable") == 1
        assert len(net.all(Clue)) == 1


async def test_r02_a_stop_in_good_order_logs_nobody_out(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    name = person("liaison")
    bot = f"@{name}:example.org"
    home = furnished(tmp_path)
    async with Phone(synapse.url, person("spain")) as spain:
        enrolled(home, "spain", spain.user_id, await spain.do("master"))
        home.close()
        room = await spain.room_with(bot)
        for words, answer in (("/contacts Italy", "+39"), ("/contacts Spain", "+34")):
            process = Process(tmp_path, synapse.url, name)
            try:
                await spain.wait_for(lambda e: e.room == room and e.state_key == e.sender == bot, 60)
                await spain.say(room, words)
                assert (await spain.wait_text(answer, bot, 60)).shield == "NONE"
                assert process.stop() == 0
            finally:
                process.kill()
        assert await spain.do("devices", user=bot) == 1
    log = synapse.log()
    assert "/sync" in log
    assert "/logout" not in log


async def test_r02_a_store_of_another_device_stops_the_start(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    name, drawer = person("liaison"), Drawer()
    async with (
        desk(synapse, name, tmp_path / "one", drawer),
        desk(synapse, name, tmp_path / "two", signed=False) as two,
    ):
        login = json.loads(drawer.kept["matrix.login"])
        drawer.put("matrix.login", json.dumps(login | {"token": two.server.token}).encode())
        with pytest.raises(DeviceMismatchError, match="takes us for"):
            async with desk(synapse, name, tmp_path / "one", drawer):
                pass


async def test_r03_a_clue_keeps_four_kinds_of_files_and_refuses_what_is_damaged_or_in_clear(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    sent = {
        "van.png": ("m.image", "image/png", b"\x89PNG" + bytes(range(256)) * 99),
        "list.pdf": ("m.file", "application/pdf", b"%PDF-1.7 " + bytes(range(255, 0, -1)) * 99),
        "voice.ogg": ("m.audio", "audio/ogg", b"OggS" + b"\x01\x02" * 5000),
        "yard.mp4": ("m.video", "video/mp4", b"\0\0\0\x18ftyp" + b"\x03\x04" * 50_000),
    }
    async with (
        network(synapse, person("liaison"), tmp_path / "bot") as net,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room, caption = await net.welcome(spain, "spain"), "/clue China The van"
        for name, (kind, mime, data) in sent.items():
            path = tmp_path / name
            path.write_bytes(data)
            await spain.send_file(room, path, kind, mime, caption=caption if kind == "m.image" else None)
        await spain.wait_text("C-", net.bot)
        await net.until(lambda: len(net.all(Attachment)) == 4)
        await spain.send_file(
            room, tmp_path / "list.pdf", "m.file", "application/pdf", tamper=True, title="bad.pdf"
        )
        await spain.wait_text("bad.pdf", net.bot)
        await spain.say(room, "clear.png", msgtype="m.image", url="mxc://example.org/abc")
        await spain.wait_text("clear.png", net.bot)
        await net.settled()
        kept = {file.name: file.sha256 for file in net.all(Attachment)}
        assert kept == {name: hashlib.sha256(data).hexdigest() for name, (_, _, data) in sent.items()}
        assert len(list(net.home.store.ids())) == 4
        assert not list(net.home.store.root.rglob("*.part"))


async def test_r04_a_verification_asked_by_a_stranger_is_ended_and_trusts_nobody(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with (
        network(synapse, person("liaison"), tmp_path / "bot") as net,
        desk(synapse, person("stranger"), tmp_path / "stranger") as stranger,
    ):
        await net.settled()
        await stranger.sync_until(lambda: stranger.token is not None)
        before = len(net.all(Account))
        body: Json = {
            "from_device": stranger.crypto.own.device_id,
            "transaction_id": "t",
            "methods": ["m.sas.v1"],
        }
        await _to_bot(net, stranger, "request", body)
        async with asyncio.timeout(20):
            while not (ended := (await stranger.sync.once(stranger.token, 1)).to_device):
                pass
        assert (ended[0]["type"], ended[0]["content"]["code"]) == ("m.key.verification.cancel", "m.user")
        await net.settled()
        assert (len(net.all(Account)), net.all(Outgoing)) == (before, [])


async def test_r04_verification_events_in_any_order_harm_nobody(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    kinds = ("done", "mac", "key", "accept", "start", "ready", "cancel", "request", "nonsense")
    contents: list[Json] = [
        {},
        {"transaction_id": 7},
        {"from_device": None, "transaction_id": "x"},
        {"method": []},
    ]
    async with (
        network(synapse, person("liaison"), tmp_path / "bot") as net,
        desk(synapse, person("stranger"), tmp_path / "stranger") as stranger,
        Phone(synapse.url, person("spain")) as spain,
    ):
        room = await net.welcome(spain, "spain")
        for kind, content in itertools.product(kinds, contents):
            await _to_bot(net, stranger, kind, content)
        await spain.say(room, "/contacts Italy")
        await spain.wait_text("+39", net.bot)


async def _to_bot(net: Network, own: Desk, kind: str, content: Json) -> None:
    await tell_devices(own, f"m.key.verification.{kind}", {net.bot: {"*": content}})


async def test_r05_three_restarts_one_without_its_place_in_the_stream_repeat_nothing(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    name = person("liaison")

    def counts(net: Network) -> list[int]:
        return [len(net.all(table)) for table in (Clue, Request, Arrival, Outgoing)]

    async with Phone(synapse.url, person("spain")) as spain, Phone(synapse.url, person("mps")) as china:
        async with network(synapse, name, tmp_path) as net:
            room, theirs = await net.welcome(spain, "spain"), await net.welcome(china, "mps")
            await spain.say(room, "/clue China a car")
            await spain.wait_text("C-", net.bot)
            await spain.say(room, "/request China Whose car is it?")
            await spain.wait_text("R-", net.bot)
            await china.wait_for(lambda e: e.sender == net.bot and "R-" in e.body)
            await net.settled()
            before, heard = (
                counts(net),
                [len(spain.messages(room, net.bot)), len(china.messages(theirs, net.bot))],
            )
        for restart in range(3):
            async with network(synapse, name, tmp_path) as net:
                await net.settled()
                await asyncio.sleep(1)
                assert counts(net) == before
                if restart == 0:
                    _forget_the_place(net)
        assert [len(spain.messages(room, net.bot)), len(china.messages(theirs, net.bot))] == heard


def _forget_the_place(net: Network) -> None:
    with net.home.database.work(net.clock.now()) as work:
        work.execute(delete(Cursor))
