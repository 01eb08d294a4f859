"""Keys that come late, never, from the wrong hands, or twice."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.matrix.homeserver.errors import UndecryptableError
from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.keys.crypto import Crypto, RoomKey
from bot.channels.matrix.keys.devices import signed_devices
from bot.channels.matrix.keys.identity import Identity
from bot.channels.matrix.keys.machine import Machine
from bot.channels.matrix.receiving.reading import Reader, Reading, overdue
from tests.matrix.pair import NOON, ROOM, Writer, acquaintances, device, news

GRACE = timedelta(seconds=30)


@pytest.fixture
def bot(tmp_path: Path) -> Crypto:
    return device(tmp_path, "liaison")


@pytest.fixture
def spain(tmp_path: Path, bot: Crypto) -> Writer:
    return Writer(device(tmp_path, "spain"), bot)


def take(bot: Crypto, event: Json) -> RoomKey | None:
    """What the bot makes of a to-device event that may bring a key."""
    payload = bot.open_olm(event)
    if payload is None:
        return None
    forwarded = payload.type == "m.forwarded_room_key"
    return bot.take_forwarded_key(payload) if forwarded else bot.take_room_key(payload)


async def test_a_message_whose_key_comes_later_is_read_once_and_nobody_is_bothered(
    bot: Crypto, spain: Writer
) -> None:
    reader = Reader(bot, acquaintances(spain.own.own))
    early = await reader.read(news(spain.writes("!report car seen")), (), NOON)
    assert early.written == []
    key = take(bot, spain.hands_over())
    late = await reader.read(news(keys=[key]), early.parked, NOON + timedelta(seconds=3))
    assert [one.content["body"] for one in late.written] == ["!report car seen"]
    assert late.read == [one.event_id for one in early.parked]
    assert await reader.read(news(keys=[key]), (), NOON) == Reading([], [], [])


async def test_five_messages_without_a_key_make_one_notice_for_their_sender(
    bot: Crypto, spain: Writer
) -> None:
    reader = Reader(bot, acquaintances(spain.own.own))
    clues = news(*(spain.writes(f"clue {number}") for number in range(5)))
    first, *others = (await reader.read(clues, (), NOON)).parked
    assert len(others) == 4
    assert overdue([first, *others], NOON + timedelta(seconds=29), GRACE) == []
    assert overdue([first, *others], NOON + GRACE, GRACE) == [first]
    assert overdue([replace(first, told=True), *others], NOON + timedelta(hours=1), GRACE) == []


async def test_a_message_without_a_key_holds_up_nobody_else(
    bot: Crypto, spain: Writer, tmp_path: Path
) -> None:
    italy = Writer(device(tmp_path, "italy"), bot)
    take(bot, italy.hands_over())
    reader = Reader(bot, acquaintances(spain.own.own, italy.own.own))
    both = news(spain.writes("unreadable"), italy.writes("readable"))
    reading = await reader.read(both, (), NOON)
    assert [one.content["body"] for one in reading.written] == ["readable"]


def test_a_key_passed_on_by_somebody_else_opens_nothing(bot: Crypto, spain: Writer, tmp_path: Path) -> None:
    thief = Writer(device(tmp_path, "thief"), bot)
    take(bot, thief.hands_over(spain.key))
    with pytest.raises(UndecryptableError):
        bot.decrypt(ROOM, spain.writes("a clue"), [spain.own.own])


def test_a_stranger_cannot_speak_in_the_name_of_an_officer(
    bot: Crypto, spain: Writer, tmp_path: Path
) -> None:
    thief = Writer(device(tmp_path, "thief"), bot)
    take(bot, thief.hands_over())
    forged = thief.writes("suspend everybody") | {"sender": spain.own.own.user_id}
    with pytest.raises(UndecryptableError):
        bot.decrypt(ROOM, forged, [spain.own.own])


def test_a_message_moved_to_another_room_is_not_read(bot: Crypto, spain: Writer) -> None:
    take(bot, spain.hands_over())
    with pytest.raises(UndecryptableError, match="another room"):
        bot.decrypt(ROOM, spain.writes("for elsewhere", "!other:example.org"), [spain.own.own])


def test_a_message_played_again_under_another_event_id_is_not_read(bot: Crypto, spain: Writer) -> None:
    take(bot, spain.hands_over())
    event = spain.writes("pay attention")
    assert bot.decrypt(ROOM, event, [spain.own.own]).content["body"] == "pay attention"
    assert bot.decrypt(ROOM, event, [spain.own.own]).content["body"] == "pay attention"
    with pytest.raises(UndecryptableError, match="another event id"):
        bot.decrypt(ROOM, event | {"event_id": "$again"}, [spain.own.own])


def test_a_to_device_event_opens_once_and_nonsense_never(bot: Crypto, spain: Writer) -> None:
    event = spain.hands_over()
    assert take(bot, event) == RoomKey(ROOM, spain.session.id)
    assert take(bot, event) is None
    nonsense: list[Json] = [
        {},
        {"ciphertext": {}},
        {"ciphertext": {bot.own.curve25519: {"type": 9, "body": "x"}}},
    ]
    for broken in nonsense:
        content = {"algorithm": "m.olm.v1.curve25519-aes-sha2", "sender_key": "x", "ciphertext": {}} | broken
        assert (
            bot.open_olm({"type": "m.room.encrypted", "sender": "@x:example.org", "content": content}) is None
        )


def test_each_to_device_message_says_whose_device_wrote_it(
    bot: Crypto, spain: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity, opened = Identity.generate(spain.own.own.user_id), list[Json]()
    spain.own.vouch(identity)
    monkeypatch.setattr(Machine, "_handle_olm_event", lambda *seen: opened.append(seen[-1]))
    bot.open_olm(spain.hands_over())
    shown, own = opened[0]["sender_device_keys"], spain.own.own
    answer = {
        "master_keys": {own.user_id: identity.public_keys()["master_key"]},
        "self_signing_keys": {own.user_id: identity.public_keys()["self_signing_key"]},
        "device_keys": {own.user_id: {own.device_id: shown}},
    }
    assert signed_devices(answer, own.user_id, identity.key) == {own.device_id: own}


@pytest.mark.parametrize(
    "change", [{"session_key": "x"}, {"algorithm": "m.other"}, {"room_id": 7}, {"session_id": "y"}]
)
def test_a_room_key_without_sense_is_not_kept(bot: Crypto, spain: Writer, change: Json) -> None:
    assert take(bot, spain.hands_over(spain.key | change)) is None


def test_keys_of_people_with_an_account_survive_a_restart(bot: Crypto, spain: Writer, tmp_path: Path) -> None:
    take(bot, spain.hands_over())
    bot.know(spain.own.own.curve25519)
    again = device(tmp_path, "liaison")
    assert again.own == bot.own
    assert again.decrypt(ROOM, spain.writes("after the restart"), [spain.own.own]).content["body"]


def test_keys_of_strangers_are_nowhere_on_disk(bot: Crypto, spain: Writer, tmp_path: Path) -> None:
    take(bot, spain.hands_over())
    assert bot.decrypt(ROOM, spain.writes("a code"), [spain.own.own]).content["body"] == "a code"
    again = device(tmp_path, "liaison")
    with pytest.raises(UndecryptableError):
        again.decrypt(ROOM, spain.writes("after the restart"), [spain.own.own])


def test_one_time_keys_go_up_again_unchanged_after_a_crash(tmp_path: Path) -> None:
    first = device(tmp_path, "liaison").key_upload(None) or {}
    second = device(tmp_path, "liaison").key_upload(None) or {}
    before, after = first["one_time_keys"], second["one_time_keys"]
    assert {name: key["key"] for name, key in after.items() if name in before} == {
        name: key["key"] for name, key in before.items()
    }
