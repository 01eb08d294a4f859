"""Whole conversations over Telegram: the demo network, each of its people with a phone, driven by taps.

async with phones_of(talk) as phones:
    heard = await phones("spain> /clue China Three women")   # typed on the phone
    heard = await phones("mps! 签收", "@ +1d")              # a button pressed; the clock moved
    heard = await phones("spain: /status")                   # at the console, where there is one
"""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.channels import console
from bot.channels.console import Console
from bot.channels.port import Channel
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.limits import Pace
from bot.channels.telegram.line import Settings
from bot.chat.script import _target
from bot.pipeline.service import Service
from handlers.law.handling import Ceiling, Tlp
from handlers.letters.letter import Letter
from handlers.vocabulary.text import plain
from storage import outbox
from storage.people import officer_named
from tests.botapi import BotApi, running
from tests.botapi.control import Control
from tests.talk import Talk
from tests.telegram.house import TOKEN, give_account

_STEP = re.compile(r"^(?P<who>[\w.-]+)(?P<mark>[>!+~:])\s?(?P<rest>.*)$", re.DOTALL)
NUMBERS = {
    name: 1001 + n
    for n, name in enumerate(
        ["spain", "italy", "germany", "france", "nordic", "mps", "liaoning", "uk", "eu", "iom", "stranger"]
    )
}
GREEN = Ceiling(Tlp.GREEN, personal=False)  # Telegram's own ceiling
GONE = "deleted here"  # told with what has left the chat
_ALBUM = timedelta(seconds=3)
_MOST_STOPS = 10_000
_LONGEST_STEP = timedelta(minutes=30)  # what was shown is taken back between 47 and 48 hours after
Seen = dict[str, Any]


@dataclass
class Told:
    """What came to whom: messages new or changed on the screens, and letters at the console."""

    messages: list[tuple[str, Seen]] = field(default_factory=list)
    at_console: list[tuple[str, Letter]] = field(default_factory=list)

    def to(self, who: str) -> str:
        said = [words_of(message) for person, message in self.messages if person == who]
        said += [plain(letter.text) for person, letter in self.at_console if person == who]
        return "\n\n".join(said)

    @property
    def ref(self) -> str:
        """The first reference that was named."""
        everything = "\n".join(words_of(message) for _, message in self.messages)
        return str(re.findall(r"\b[A-Z]-[2-9A-Z]{6,7}\b", everything)[0])

    def buttons(self, who: str) -> list[str]:
        """Of the person's last message that has any."""
        with_keys = [buttons_of(message) for person, message in self.messages if person == who]
        return next((labels for labels in reversed(with_keys) if labels), [])


def words_of(message: Seen) -> str:
    return str(message["text"] or message["caption"] or "")


def buttons_of(message: Seen) -> list[str]:
    return [label for row in message["buttons"] for label in row]


class Phones:
    """Call it with steps; it returns what was told meanwhile."""

    def __init__(self, talk: Talk, api: BotApi, ceiling: Ceiling, has_console: bool) -> None:
        self.talk, self.api, self.clock = talk, api, talk.clock
        self.people: Control = api.control
        settings = Settings(TOKEN, api.url, ceiling=ceiling, pace=Pace(per_second=0))
        self.telegram = Telegram(settings, talk.clock)
        self._letters: list[tuple[str, Letter]] = []
        self._channels: list[Channel] = [self.telegram, *([Console(self._note)] if has_console else [])]
        self.service = Service(talk.home, self._channels, talk.clock)

    def _note(self, letter: Letter) -> None:
        self._letters.append((letter.address, letter))

    async def __call__(self, *steps: str) -> Told:
        before, letters = self._screens(), len(self._letters)
        for step in steps:
            await self.step(step)
        fresh = [
            (who, message)
            for who, messages in self._screens().items()
            for number, message in messages.items()
            if before[who].get(number) != message
        ]
        return Told(fresh, self._letters[letters:])

    async def step(self, line: str) -> None:
        if line.startswith("@"):
            await self._move(line[1:].strip())
            return
        found = _STEP.match(line)
        assert found is not None, line
        await self._do(found["who"], found["mark"], found["rest"])

    async def _do(self, who: str, mark: str, rest: str) -> None:
        if mark == ":":
            said = console.typed(who, self.clock.now(), rest)
            await self.service.intake.take(console.NAME, [said])
        elif mark == "!":
            self.press(who, rest)
        elif mark == "~":
            mine = [m for m in self.people.screen(NUMBERS[who]) if not m["by_bot"]]
            self.people.edit(NUMBERS[who], mine[-1]["message_id"], rest)
        elif mark == "+":
            self.people.file(NUMBERS[who], "photo", b"a photo", caption=rest)
        else:
            self.people.text(NUMBERS[who], rest.replace("\\n", "\n"))
        await self.settle()

    def press(self, who: str, label: str) -> str:
        """On the last message that has this button; the id of the query."""
        number = NUMBERS[who]
        having = [m["message_id"] for m in self.people.said(number) if label in buttons_of(m)]
        assert having, f"{who} sees no button {label}: {[buttons_of(m) for m in self.people.said(number)]}"
        return self.people.press(number, label, having[-1])

    async def restart(self) -> None:
        """As after a kill: what was claimed and not sent is taken up again."""
        self.service = Service(self.talk.home, self._channels, self.clock)
        with self.talk.work() as work:
            outbox.release_stale(work, everything=True)
        await self.service.quiet()

    async def settle(self) -> None:
        """Until what was done is handled and told."""
        await self.people.wait_confirmed()
        await self.service.quiet()

    async def _move(self, to: str) -> None:
        target = _target(to, self.clock.now())
        for _ in range(_MOST_STOPS):
            now = self.clock.now()
            self.clock.move_to(min(self.service.next_due() or target, now + _LONGEST_STEP, target))
            await self._at_this_time()
            if self.clock.now() == target:
                return

    async def _at_this_time(self) -> None:
        self.people.set_clock(self.clock.now().timestamp(), frozen=True)
        await self.service.quiet()
        await self.service.removal.step()

    async def album(self, who: str, items: list[dict[str, Any]]) -> str:
        """Several pictures together, and the time until no more can belong to them; the album's name."""
        sent = await self.people.album(NUMBERS[who], items)
        await self._whole_album()
        return str(sent[0]["media_group_id"])

    async def late(self, who: str, album: str) -> None:
        """One more picture of it."""
        self.people.file(NUMBERS[who], "photo", b"late", album=album)
        await self._whole_album()

    async def _whole_album(self) -> None:
        await self.people.wait_confirmed()
        self.clock.move_to(self.clock.now() + _ALBUM)
        await self.settle()

    def see(self, who: str) -> str:
        """All that the bot's messages on this screen say now."""
        return "\n\n".join(self.people.texts(NUMBERS[who]))

    def typed(self, who: str) -> list[str]:
        """What a person typed, or sent, and still sees."""
        screen = self.people.screen(NUMBERS[who])
        return [message["text"] or message["caption"] or "" for message in screen if not message["by_bot"]]

    def whole(self, who: str) -> str:
        """The whole chat as its owner sees it now."""
        return "\n".join(words_of(message) for message in self.people.screen(NUMBERS[who]))

    def _screens(self) -> Mapping[str, Mapping[int, Seen]]:
        return {
            who: {m["message_id"]: m for m in self.people.said(number)} for who, number in NUMBERS.items()
        }


@asynccontextmanager
async def phones_of(
    talk: Talk, ceiling: Ceiling | None = None, has_console: bool = False
) -> AsyncIterator[Phones]:
    """Everybody but `stranger` is an officer with this Telegram account, used last; without a `ceiling`
    everything may be shown there."""
    with talk.work() as work:
        for handle, number in NUMBERS.items():
            if (officer := officer_named(work, handle)) is not None:
                give_account(work, officer, number, used_at=work.now)
    async with running() as api:
        api.control.add_bot(TOKEN)
        api.control.flood(enabled=False)
        api.control.set_clock(talk.clock.now().timestamp(), frozen=True)
        for handle, number in NUMBERS.items():
            api.control.add_user(number, handle.title(), begun=True)
        phones = Phones(talk, api, ceiling or Ceiling(), has_console)
        receiving = asyncio.create_task(phones.telegram.run(phones.service.intake))
        try:
            yield phones
        finally:
            receiving.cancel()
            await asyncio.gather(receiving, return_exceptions=True)
            await phones.telegram.stop()
