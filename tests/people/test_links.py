"""A new account is never worth more than the one that vouched for it, and a change of proof is told."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from pathlib import Path

import pyotp
import pytest

from bot.channels.console import Console
from bot.channels.port import Channel, Intake
from bot.pipeline.service import Service
from handlers.core.rules import Demand, Rules, StepUp
from handlers.law.handling import Ceiling, Tlp
from handlers.letters.letter import Abilities, Letter
from handlers.vocabulary.incoming import Incoming, Kind
from handlers.vocabulary.text import plain
from storage import people
from storage.people import Account
from tests.people.steps import CODE
from tests.second_factor.test_step_up import KEY
from tests.talk import Talk, talk_at

OPEN = Abilities(ceiling=Ceiling(Tlp.GREEN, personal=False), buttons=True)
SEALED = Abilities(ceiling=Ceiling())
SECRET = "the witness is kept in Example Street"


@dataclass
class Line:
    """A channel without a network: what goes out on it is kept."""

    name: str
    abilities: Abilities
    letters: list[Letter] = field(default_factory=list)

    async def run(self, intake: Intake) -> None:
        """Nothing comes in by itself."""

    async def busy(self, address: str) -> None:
        """Nobody sees it."""

    async def deliver(self, letter: Letter) -> str:
        self.letters.append(letter)
        return str(letter.id)

    async def fetch(self, handle: str) -> AsyncIterator[bytes]:
        yield handle.encode()

    async def remove(self, address: str, external: str) -> None:
        """It is gone."""

    async def remove_copies(
        self, address: str, older: Collection[str], until: str, known: Collection[str]
    ) -> None:
        """There are none."""

    async def stop(self) -> None:
        """Nothing to let go of."""


class Lines:
    """The demo network with a sealed and an open channel beside the console."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.telegram, self.matrix = Line("telegram", OPEN), Line("matrix", SEALED)
        channels: list[Channel] = [Console(talk.runner._show), self.telegram, self.matrix]
        talk.runner.service = Service(talk.home, channels, talk.clock)

    def account(self, handle: str, line: Line, address: str, identity: str | None = None) -> None:
        with self.talk.work() as work:
            officer = people.officer_named(work, handle)
            assert officer is not None
            work.add(
                Account(
                    officer_id=officer.id,
                    channel=line.name,
                    address=address,
                    address_index=people.address_index(work, line.name, address),
                    identity=identity,
                    used_at=work.now,
                    made_at=work.now,
                )
            )

    def only(self, handle: str, channel: str) -> None:
        """The person can be reached there alone."""
        with self.talk.work() as work:
            officer = people.officer_named(work, handle)
            assert officer is not None
            for account in people.accounts_of(work, officer.id):
                account.blocked = account.channel != channel
                work.add(account)

    def say(self, line: Line, address: str, text: str, kind: Kind = Kind.TEXT, identity: str = "") -> str:
        """What came back on this line."""
        extra = {"identity": identity} if identity else {}
        now = self.talk.clock.now()
        incoming = Incoming(line.name, address, uuid.uuid4().hex, now, text, kind, extra=extra)
        before = len(line.letters)

        async def take() -> None:
            await self.talk.runner.service.intake.take(line.name, [incoming])
            await self.talk.runner.settle()

        asyncio.run(take())
        return "\n".join(plain(one.text) for one in line.letters[before:] if one.address == address)

    def press(self, line: Line, address: str, label: str) -> str:
        keys = [key for one in reversed(line.letters) if one.address == address for key in one.keys]
        token = next((key.token for key in keys if key.label == label), "no such button")
        return self.say(line, address, token, Kind.PRESS)

    def code(self, line: Line, address: str) -> str:
        found = CODE.search(self.say(line, address, "/me link"))
        assert found is not None
        return found.group()


@pytest.fixture
def lines(talk: Talk) -> Lines:
    made = Lines(talk)
    made.account("spain", made.telegram, "1001")
    return made


THIEF = "@thief:example.net"


def test_from_a_channel_that_shows_less_it_takes_two_coordinators(lines: Lines) -> None:
    lines.only("spain", "telegram")
    ref = lines.talk(f"mps> /clue Spain TLP:RED {SECRET}").of("clue.filed").ref
    code = lines.code(lines.telegram, "1001")
    lines.say(lines.matrix, THIEF, f"link {code}", identity="NEWKEYNEWKEY")
    assert "two coordinators must approve" in lines.press(lines.telegram, "1001", "Yes, link it")
    assert SECRET not in lines.say(lines.matrix, THIEF, f"/status {ref}", identity="NEWKEYNEWKEY")
    asked = lines.talk.everything.to("eu").text
    assert f"matrix: {THIEF}" in asked
    assert "NEWK EYNE WKEY" in asked
    lines.talk("eu! Approve")
    assert SECRET not in lines.say(lines.matrix, THIEF, f"/status {ref}", identity="NEWKEYNEWKEY")
    told = lines.talk("iom! Approve")
    assert "link.told" in told.to("eu").kinds
    assert SECRET in lines.say(lines.matrix, THIEF, f"/status {ref}", identity="NEWKEYNEWKEY")


def test_turned_down_it_is_nobodys(lines: Lines) -> None:
    lines.only("spain", "telegram")
    lines.say(lines.matrix, THIEF, f"link {lines.code(lines.telegram, '1001')}")
    lines.press(lines.telegram, "1001", "Yes, link it")
    lines.talk("eu! Reject")
    assert "Not linked" in plain(lines.telegram.letters[-1].text)
    with lines.talk.work() as work:
        assert people.account_at(work, "matrix", THIEF) is None


def test_it_is_asked_on_the_account_that_shows_as_much(lines: Lines) -> None:
    """Whoever holds the Telegram account does not even see the question."""
    lines.account("spain", lines.matrix, "@spain:example.org", "PINNED")
    lines.only("spain", "matrix")
    with lines.talk.work() as work:
        found = people.account_at(work, "telegram", "1001")
        assert found is not None
        found.blocked = False
        work.add(found)
    lines.say(lines.matrix, THIEF, f"link {lines.code(lines.telegram, '1001')}", identity="EVIL")
    lines.press(lines.telegram, "1001", "Yes, link it")
    with lines.talk.work() as work:
        assert people.account_at(work, "matrix", THIEF) is None
    assert "Is this account yours, too?" in plain(lines.matrix.letters[-1].text)
    lines.press(lines.matrix, "@spain:example.org", "Yes, link it")
    with lines.talk.work() as work:
        assert people.account_at(work, "matrix", THIEF) is not None


def test_a_link_is_told_with_what_to_check(lines: Lines) -> None:
    """To coordinators, and to the person on every other account."""
    lines.account("spain", lines.matrix, "@spain:example.org")
    lines.say(lines.telegram, "2002", f"link {lines.code(lines.matrix, '@spain:example.org')}")
    lines.press(lines.telegram, "1001", "Yes, link it")
    told = lines.talk.everything.of("link.told")
    assert "Call Marta Ejemplo at a number that you know" in told.to("iom").text
    assert "If this was not you" in told.to("spain").text


@pytest.mark.parametrize("demand", [Demand.COORDINATORS, Demand.ALL])
def test_a_key_shown_on_a_channel_satisfies_no_demand_there(tmp_path: Path, demand: Demand) -> None:
    rules = Rules(step_up=StepUp({"telegram": demand, "console": Demand.OFF, "matrix": Demand.OFF}))
    lines = Lines(talk_at(f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path, rules))
    lines.account("eu", lines.telegram, "3003")
    assert "not shown on this channel" in lines.say(lines.telegram, "3003", "/me totp")
    assert KEY.search(lines.talk("eu> /me totp").text), "on a sealed channel it is set up"


def test_a_key_shown_before_it_was_demanded_satisfies_none(tmp_path: Path) -> None:
    lines = Lines(talk_at(f"sqlite:///{tmp_path / 'liaison.db'}", tmp_path))
    lines.account("eu", lines.telegram, "3003")
    shown = lines.say(lines.telegram, "3003", "/me totp")
    assert "not against the network" in shown
    found = KEY.search(shown)
    assert found is not None
    lines.say(lines.telegram, "3003", pyotp.TOTP(found.group()).at(lines.talk.clock.now()))
    assert lines.talk.everything.to("iom").kinds == ["totp.told_on"]
    rules = Rules(step_up=StepUp({"telegram": Demand.COORDINATORS}))
    object.__setattr__(lines.talk.home, "rules", rules)
    strict = Lines(lines.talk)
    assert "not shown on this channel" in strict.say(strict.telegram, "3003", "/stats")
