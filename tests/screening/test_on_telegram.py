"""The same ways on the officers' phones: Telegram's own store holds nothing personal in any chat with China,
whatever was shown, changed or deleted there; nor do the calls that were made, or the logs.
"""

import logging
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
from sqlmodel import select

from handlers.law.handling import Ceiling
from storage.outbox import Outgoing
from storage.people import Officer
from tests.botapi.model import Message
from tests.screening import test_more_paths, test_paths
from tests.screening.test_paths import CHINA, MASK, SECRETS
from tests.talk import Talk
from tests.telegram.phones import GREEN, NUMBERS, Phones, Told, buttons_of, phones_of

pytestmark = pytest.mark.telegram
WAYS: Mapping[str, tuple[str, ...]] = {**test_paths.WAYS, **test_more_paths.WAYS}
# days on Telegram are played half an hour at a time, to take back what was shown
_LONG = re.compile(r"@ \+(?:[2-9]|\d\d)d")
QUICK = (
    *("a clue in one line", "an addition", "an edit", "a country added later", "an outcome"),
    *("an answer in one line", "a deputy", "a notice shown again"),
)
SHORT = [
    name
    for name, steps in WAYS.items()
    if not any(_LONG.match(step) or step.startswith("zhejiang") for step in steps)
]
OPEN = Ceiling()  # everything may be shown: only the corridor holds
MORE = {"More choices", "更多"}


async def play(phones: Phones, *steps: str) -> Told:
    told, ref = Told(), ""
    for step in steps:
        who = re.split(r"[>!~+]", step)[0].strip()
        line = step.replace("{R}", ref)
        heard = await _open_more(phones, who, line.partition("!")[2].strip() if f"{who}!" in line else "")
        heard = _both(heard, await phones(_by_label(phones, who, line)))
        if masks := MASK & {*heard.buttons(who)}:
            heard = _both(heard, await phones(f"{who}! {masks.pop()}"))
        told = _both(told, heard)
        with suppress(IndexError):
            ref = heard.ref
    return told


def _both(one: Told, other: Told) -> Told:
    return Told([*one.messages, *other.messages], [*one.at_console, *other.at_console])


async def _open_more(phones: Phones, who: str, label: str) -> Told:
    """What stands behind [More choices] is pressed by way of it."""
    shown = _shown(phones, who) if label else []
    if label and not label.isdecimal() and not any(label in labels for labels in shown):
        more = next((one for labels in reversed(shown) for one in labels if one in MORE), None)
        return await phones(f"{who}! {more}") if more else Told()
    return Told()


def _by_label(phones: Phones, who: str, line: str) -> str:
    """A button that is pressed by its number."""
    number = line.partition("!")[2].strip()
    if f"{who}!" not in line or not number.isdecimal():
        return line
    return f"{who}! {next(labels for labels in reversed(_shown(phones, who)) if labels)[int(number) - 1]}"


def _shown(phones: Phones, who: str) -> list[list[str]]:
    return [buttons_of(message) for message in phones.people.said(NUMBERS[who])]


def to_china(phones: Phones) -> list[str]:
    """All that the network holds of what the bot said to anybody in China, deleted or not, files unpacked
    no further than they came, and every call that was about one of their chats."""
    numbers = {NUMBERS[who] for who in CHINA if who in NUMBERS}
    world = phones.people._world
    (bot,) = world.bots.values()
    messages = [message for number in numbers for message in bot.dialogs[number].messages.values()]
    said = [one for one in messages if one.sender is not None and one.sender.id == bot.user.id]
    assert said, "the way leads nowhere"
    calls = [
        call.params for call in world.calls if call.params.get("chat_id") in {*numbers, *map(str, numbers)}
    ]
    answers = [call.params for call in world.calls if call.method == "answerCallbackQuery"]
    return [*map(_whole, said), *map(str, calls), *map(str, answers), *_queued(phones)]


def _whole(message: Message) -> str:
    # a calendar breaks its lines anywhere
    files = "".join(f"{one.name} {one.data.decode()}".replace("\r\n ", "") for one in message.files)
    return f"{message.json()} {message.markup} {files}"


def _queued(phones: Phones) -> list[str]:
    with phones.talk.work() as work:
        people = {one.id for one in work.all(select(Officer)) if one.handle in CHINA}
        rows: list[Any] = work.all(select(Outgoing))
        return [f"{row.params} {row.carried}" for row in rows if row.officer_id in people]


@pytest.mark.parametrize(
    "way", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in SHORT]
)
async def test_no_chat_with_china_ever_held_it(
    talk: Talk, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    caplog.set_level(logging.DEBUG)
    async with phones_of(talk, OPEN) as phones:
        await play(phones, *WAYS[way])
        found = to_china(phones)
    assert [secret for secret in SECRETS if any(secret in one for one in found)] == []
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith("tests.")]
    assert [secret for secret in SECRETS if any(secret in one for one in logged)] == []


async def test_the_same_chats_hold_what_may_be_there(talk: Talk) -> None:
    """The search would find it: Italy's chat holds it, China's the masked words."""
    async with phones_of(talk, OPEN) as phones:
        await play(phones, *(step.replace("China", "Italy, China") for step in WAYS["a clue in one line"]))
        assert all(secret in phones.whole("italy") for secret in SECRETS[:3])
        assert any("[姓名]" in one for one in to_china(phones))


async def test_where_telegram_shows_only_green_italy_is_told_that_there_is_something(talk: Talk) -> None:
    async with phones_of(talk, GREEN) as phones:
        await play(phones, *(step.replace("China", "Italy, China") for step in WAYS["a clue in one line"]))
        (bot,) = phones.people._world.bots.values()
        stored = [
            _whole(one) for who in ("italy", "mps") for one in bot.dialogs[NUMBERS[who]].messages.values()
        ]
    assert len(stored) > 1
    assert [secret for secret in SECRETS if any(secret in one for one in stored)] == []
