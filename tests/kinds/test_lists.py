"""A kind that is new to a library has no row in docs/kinds.md, and fails here until it has one.

The lists are those of python-telegram-bot (what a message and an update may hold), of nio (its event classes)
and of matrix-js-sdk (its own names of events and messages). `LIAISON_TEST_PHONE` names another of these.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pytest
from nio.events import Event
from telegram import Message, Update

from bot.channels.matrix.receiving import contents as matrix_contents
from bot.channels.telegram import contents as telegram_contents
from bot.channels.telegram.line import WANTED
from bot.channels.telegram.reading import Read, read
from tests.kinds import matrix, telegram
from tests.matrix.conftest import node  # noqa: F401 a fixture
from tests.matrix.phone import driver

# of nio, by what its class is made from
NIO = {
    "RoomMessageText": "m.text", "RoomMessageEmote": "m.emote", "RoomMessageNotice": "m.notice",
    "RoomMessageImage": "m.image not encrypted", "RoomMessageAudio": "m.image not encrypted",
    "RoomMessageVideo": "m.image not encrypted", "RoomMessageFile": "m.image not encrypted",
    "RoomEncryptedImage": "m.image", "RoomEncryptedAudio": "m.audio", "RoomEncryptedVideo": "m.video",
    "RoomEncryptedFile": "m.file", "RoomMessageUnknown": "a msgtype of tomorrow",
    "UnknownEvent": "an event of tomorrow", "StickerEvent": "m.sticker",
    "ReactionEvent": "m.reaction with a number", "CallInviteEvent": "m.call.invite",
    "CallCandidatesEvent": "m.call.", "CallAnswerEvent": "m.call.", "CallHangupEvent": "m.call.",
    "MegolmEvent": "m.room.encrypted", "UnknownEncryptedEvent": "m.room.encrypted",
}  # fmt: skip
NIO_ELSEWHERE = {
    # taken back: tests/pipeline has what becomes of it
    "RedactionEvent", "RedactedEvent",
    # a room's state: nobody says it
    "RoomEncryptionEvent", "RoomCreateEvent", "RoomGuestAccessEvent", "RoomJoinRulesEvent",
    "RoomHistoryVisibilityEvent", "RoomAliasEvent", "RoomNameEvent", "RoomTopicEvent", "RoomAvatarEvent",
    "RoomSpaceParentEvent", "RoomSpaceChildEvent", "PowerLevelsEvent", "RoomMemberEvent", "RoomUpgradeEvent",
}  # fmt: skip
JS_STATE = {
    "m.room.canonical_alias", "m.room.create", "m.room.join_rules", "m.room.member",
    "m.room.third_party_invite", "m.room.power_levels", "m.room.name", "m.room.topic", "m.room.avatar",
    "m.room.pinned_events", "m.room.encryption", "m.room.history_visibility", "m.room.guest_access",
    "m.room.server_acl", "m.room.tombstone", "org.matrix.msc3946.room_predecessor", "m.policy.rule.user",
    "m.policy.rule.room", "m.policy.rule.server", "m.space.child", "m.space.parent",
    "org.matrix.msc4284.policy", "m.room.retention", "org.matrix.msc1763.retention",
}  # fmt: skip
JS_ACCOUNT = {  # never in a room's messages
    "m.typing", "m.receipt", "m.presence", "m.fully_read", "m.tag", "org.matrix.msc3230.space_order",
    "m.marked_unread", "m.push_rules", "m.direct", "m.ignored_user_list", "m.invite_permission_config",
    "m.room_key_request",
}  # fmt: skip


def held() -> Iterator[str]:
    """Every field of Telegram's that some row's message has."""
    for sample in telegram.SAMPLES.values():
        for body in (sample.body, *sample.more):
            yield from body


def test_whatever_a_telegram_message_may_hold_has_a_row_or_is_no_message_of_anybodys() -> None:
    fields = {"from" if name == "from_user" else name for name in Message.__slots__ if name[0] != "_"}
    assert fields - {*held()} - {*telegram.SERVICE} - telegram_contents.AROUND == set()


def test_what_is_asked_for_exists() -> None:
    assert {*WANTED} <= {*map(str, Update.ALL_TYPES)}


@pytest.mark.parametrize("name", telegram.UNASKED)
def test_an_update_that_nobody_asked_for_is_passed_over(name: str) -> None:
    update = {"update_id": 7, name: {"message_id": 1, "chat": {"id": 1001, "type": "private"}, "text": "x"}}
    assert read(update, datetime.now(UTC)) == Read(7)


def leaves(cls: type) -> Iterator[type]:
    below: list[type] = cls.__subclasses__()
    for one in below:
        yield from leaves(one)
    if not below:
        yield cls


def test_every_event_class_of_nio_has_a_row_or_is_no_message_of_anybodys() -> None:
    known = {one.__name__ for one in leaves(Event)}
    assert known - NIO.keys() - NIO_ELSEWHERE == set()
    assert {*NIO.values()} <= matrix.SAMPLES.keys() | matrix.SERVICE.keys()


def without_a_row(kinds: Iterable[str]) -> list[str]:
    rows = {sample.kind for sample in matrix.SAMPLES.values()} | matrix.SAMPLES.keys()
    silent = matrix_contents.SILENT
    return [one for one in kinds if one not in rows and not one.startswith(silent)]


@pytest.mark.matrix
@pytest.mark.usefixtures("node")
def test_every_name_that_a_client_library_has_for_an_event_has_a_row() -> None:
    declared = (driver.HERE / "node_modules/matrix-js-sdk/lib/@types/event.d.ts").read_text("utf-8")
    names = {
        enum: re.findall(r' = "([^"]+)"', re.search(rf"enum {enum} \{{(.*?)\n\}}", declared, re.DOTALL)[1])  # type: ignore[index]
        for enum in ("EventType", "MsgType")
    }
    assert min(map(len, names.values())) > 8
    elsewhere = JS_STATE | JS_ACCOUNT | {"m.room.redaction"}
    assert without_a_row(one for one in names["EventType"] if one not in elsewhere) == []
    assert without_a_row(names["MsgType"]) == []
