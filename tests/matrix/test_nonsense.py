"""Whatever one event, message for our device, key or account holds: only that one is put aside."""

import asyncio
import itertools
import json
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest

from bot.channels.matrix.guard import Guard
from bot.channels.matrix.homeserver.plain import Json, is_sound, parsed
from bot.channels.matrix.homeserver.server import Homeserver
from bot.channels.matrix.homeserver.signing import encode
from bot.channels.matrix.keys.crypto import Crypto
from bot.channels.matrix.keys.directory import People
from bot.channels.matrix.receiving.mailbox import Mailbox
from bot.channels.matrix.receiving.reading import Reader
from bot.channels.matrix.rooms.rooms import Rooms
from bot.channels.matrix.rooms.sync import News, RoomNews
from tests.matrix.nonsense import DEEP, VALUES, events
from tests.matrix.pair import NOON, ROOM, Writer, acquaintances, device

EVIL = "@evil:example.net"


@pytest.fixture
def bot(tmp_path: Path) -> Crypto:
    return device(tmp_path, "liaison")


@pytest.fixture
def spain(tmp_path: Path, bot: Crypto) -> Writer:
    return Writer(device(tmp_path, "spain"), bot)


def test_what_lies_too_deep_is_cut_and_the_rest_is_read() -> None:
    found = parsed('{"before": 1, "deep": ' + DEEP + ', "text": "[[[{", "after": [2]}')
    assert (found["before"], found["text"], found["after"]) == (1, "[[[{", [2])
    assert is_sound(found) or json.dumps(found)
    assert parsed("[" + "9" * 5_000 + ", 7]") == [None, 7]


@pytest.mark.parametrize(
    "text",
    ['"' + '\\"' * 200_000, '"' * 200_001, "[" * 400_000, "[" * 200_000 + "]" * 400_000, "{" * 400_000,
     '[["' * 100_000, '"\\' * 100_000, "[1,2" * 100_000, DEEP[:20_000] + '"' + "[" * 300_000],
)  # fmt: skip
def test_no_text_takes_long_to_read(text: str) -> None:
    begun = time.process_time()
    with suppress(ValueError):
        parsed(text)
    assert time.process_time() - begun < 1.0


@pytest.mark.parametrize("value", VALUES)
def test_nothing_is_too_odd_to_be_looked_at(value: str) -> None:
    taken = []
    for _ in range(3):
        begun = time.process_time()
        is_sound(parsed(value))
        taken.append(time.process_time() - begun)
    assert min(taken) < 0.5
    assert not is_sound(json.loads("[" * 200 + "]" * 200))


async def test_nonsense_in_every_place_of_an_event_leaves_the_next_one_readable(
    bot: Crypto, spain: Writer
) -> None:
    bot.take_room_key(bot.open_olm(spain.hands_over()) or pytest.fail("no key"))
    guard = Guard()
    reader = Reader(bot, acquaintances(spain.own.own), guard)
    good = spain.writes("a clue")
    for kind in ("m.room.message", "m.room.encrypted", "m.reaction", "m.room.redaction"):
        own: Json = {**good, "type": kind, "content": {"msgtype": "m.text", "body": "x", "session_id": "s"}}
        raw = "[" + ",".join(events(own | {"event_id": f"${kind}"})) + "]"
        odd = [one for one in parsed(raw) if isinstance(one, dict)]
        fresh = good | {"event_id": good["event_id"]}
        reading = await reader.read(News("t", False, [RoomNews(ROOM, (), [*odd, fresh])]), (), NOON)
        assert reading.written[-1].content["body"] == "a clue"
    assert guard.put_aside["event"] > 100


async def test_nonsense_inside_an_encrypted_event_leaves_the_next_one_readable(
    bot: Crypto, spain: Writer
) -> None:
    bot.take_room_key(bot.open_olm(spain.hands_over()) or pytest.fail("no key"))
    spain.session.max_messages = 1_000
    reader = Reader(bot, acquaintances(spain.own.own))
    for inner in VALUES:
        bad = []
        for plain in (
            inner,
            f'{{"type":"m.room.message","room_id":"{ROOM}","content":{inner}}}',
            f'{{"type":{inner},"room_id":"{ROOM}","content":{{}}}}',
            f'{{"type":"m.room.message","room_id":{inner},"content":{{}}}}',
            f'{{"type":"m.room.message","room_id":"{ROOM}","content":{{"msgtype":"m.text","body":{inner}}}}}',
        ):
            event = spain.writes("x")
            event["content"]["ciphertext"] = spain.encrypts(plain)
            bad.append(event)
        news = News("t", False, [RoomNews(ROOM, (), [*bad, spain.writes("a clue")])])
        reading = await reader.read(news, (), NOON)
        assert reading.written[-1].content["body"] == "a clue"
        assert reading.parked == []


async def test_nonsense_for_our_device_costs_no_key_that_came_with_it(
    bot: Crypto, spain: Writer, tmp_path: Path
) -> None:
    evil, guard = Writer(device(tmp_path, "evil"), bot), Guard()
    session = evil.own._machine.session_store.get(bot.own.curve25519)
    mailbox = Mailbox(bot, guard)
    for inner in VALUES:
        bad: list[Json] = [evil.hands_over(kind="x") | {"content": parsed(inner)}]
        for plain in (inner, _payload(evil, bot, inner), _payload(evil, bot, '{"algorithm":' + inner + "}")):
            number, cipher = session.encrypt(plain.encode(errors="replace").decode()).to_parts()
            event = evil.hands_over()
            event["content"]["ciphertext"][bot.own.curve25519] = {"type": number, "body": encode(cipher)}
            bad.append(event)
        odd = parsed(f'[{{"type": {inner}}}, {{"content": {inner}}}, {inner}]')
        sane = [one for one in odd if isinstance(one, dict)]
        mail = await mailbox.open([*bad, *sane, spain.hands_over(spain.another_key())])
        assert [key.room_id for key in mail.keys] == [ROOM]
        assert mail.opened == []
    assert guard.put_aside["to_device"] > 3


def _payload(evil: Writer, bot: Crypto, content: str) -> str:
    keys = f'"keys":{{"ed25519":"{evil.own.own.ed25519}"}},"recipient_keys":{{"ed25519":"{bot.own.ed25519}"}}'
    who = f'"sender":"{evil.own.own.user_id}","sender_device":"EVIL","recipient":"{bot.own.user_id}"'
    return f'{{{who},{keys},"type":"m.room_key","content":{content}}}'


class Answers:
    """A homeserver that answers `/keys/query` and `/state` as the test says."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    async def post(self, _path: str, _body: Json | None = None) -> Any:
        return self.answer

    async def get(self, _path: str, **_more: object) -> Any:
        return self.answer


async def test_nonsense_shown_of_one_account_leaves_the_others_known(spain: Writer) -> None:
    own = spain.own.own
    device_keys = (spain.own.key_upload(None) or {})["device_keys"]
    kinds = ("device_keys", "master_keys", "self_signing_keys")
    for kind, inner in itertools.product(kinds, VALUES):
        answer: Json = {"device_keys": {own.user_id: {own.device_id: device_keys}, EVIL: {}}}
        nasty = parsed(f'{{"{EVIL}": {inner}}}')
        answer[kind] = answer.get(kind, {}) | nasty
        deeper = parsed(
            f'{{"X": {inner}, "Y": {{"keys": {inner}, "signatures": {inner}, "user_id": "{EVIL}"}}}}'
        )
        for shown in (answer, answer | {"device_keys": answer["device_keys"] | {EVIL: deeper}}):
            found = await People(cast("Homeserver", Answers(shown))).of_all([own.user_id, EVIL])
            assert found[own.user_id].devices == {own.device_id: own}
            assert EVIL not in found or found[EVIL].devices == {}


async def test_nonsense_in_the_state_of_a_room_leaves_the_rest_of_it_known() -> None:
    own, spain = "@liaison:example.org", "@spain:example.org"
    joined = {"type": "m.room.member", "content": {"membership": "join"}}
    good: list[Json] = [
        {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}},
        joined | {"state_key": own},
        joined | {"state_key": spain},
    ]
    base: Json = {"type": "m.room.create", "state_key": "", "sender": spain, "content": {}, "event_id": "$x"}
    odd = [one for one in parsed("[" + ",".join([*events(base), *VALUES]) + "]") if isinstance(one, dict)]
    rooms = Rooms(cast("Homeserver", Answers({"events": [*odd, *good]})), own)
    assert await rooms.is_private(ROOM, spain)
    await rooms.follow(News("t", False, [RoomNews(ROOM, odd, odd)]))
    assert await rooms.is_private(ROOM, spain)


async def test_a_panic_puts_one_aside_and_a_stop_is_a_stop() -> None:
    class Panic(BaseException):
        """As the crypto library raises it."""

    guard, handled = Guard(), list[int]()

    async def handle(number: int) -> None:
        if number == 2:
            raise Panic
        if number == 3:
            raise RecursionError
        if number == 4:
            raise MemoryError
        handled.append(number)

    aside = list[int]()
    await guard.each("event", range(6), handle, aside=aside.append)
    assert (handled, aside, guard.put_aside["event"]) == ([0, 1, 5], [2, 3, 4], 3)

    async def stop(_number: int) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await guard.each("event", range(6), stop)


_KILLED = """
    import asyncio, os, signal, sys
    from pathlib import Path
    from bot.channels.matrix.guard import Guard

    async def main() -> None:
        guard = Guard(Path(sys.argv[1]))
        guard.begin("the same news")

        async def handle(number: int) -> None:
            if number == 7:
                os.kill(os.getpid(), signal.SIGKILL)
            print(number, flush=True)

        await guard.each("event", range(20), handle, aside=lambda number: print("aside", number))
        guard.done()

    asyncio.run(main())
"""


def test_what_kills_us_is_not_touched_a_third_time(tmp_path: Path) -> None:
    command = [sys.executable, "-c", textwrap.dedent(_KILLED), str(tmp_path / "box")]
    ends = []
    for _ in range(5):
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        ends.append(done.returncode)
        if not done.returncode:
            break
    assert ends == [-signal.SIGKILL, -signal.SIGKILL, -signal.SIGKILL, 0]
    handled = [line for line in done.stdout.splitlines() if "warning" not in line]
    assert handled == [*map(str, range(7)), "aside 7", *map(str, range(8, 20))]
    assert not (tmp_path / "box").exists()


def test_a_half_written_note_is_no_note(tmp_path: Path) -> None:
    for words in ("", "{", '{"batch": 7}', '{"batch": "x", "tries": []}', "[]"):
        (tmp_path / "box").write_text(words)
        Guard(tmp_path / "box").begin("news")
