"""The bot's identity in the operator's hands: `liaison matrix …` and what `liaison doctor` says of it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.channels.matrix.accounts import Secrets
from bot.channels.matrix.keys.identity import SECRET
from bot.cli import app
from bot.clock import RealClock
from bot.errors import OperatorError
from bot.home.network import open_folder
from storage.audit import Tag, entries_of
from tests.matrix.house import account, serving
from tests.matrix.network import enrolled, furnished
from tests.matrix.phone import Phone
from tests.matrix.synapse import Synapse

pytestmark = pytest.mark.matrix
Register = Callable[[str], str]


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Operator:
    """Works on the folder of the bot account `name`, beside the running bot."""

    folder: Path
    url: str
    name: str

    async def types(self, *words: str, says: str = "") -> Done:
        """In this process: starting one takes longer than all that it does."""
        own = account(self.url, self.name)
        typed = [*words, "--data", str(self.folder)]
        done = await asyncio.to_thread(CliRunner().invoke, app, typed, input=says, env=own)
        refused = str(done.exception) if isinstance(done.exception, OperatorError) else ""
        return Done(done.exit_code, done.stdout, refused)

    async def doctor(self) -> tuple[str, str, str]:
        """Level, what is said of the identity, what to mend."""
        done = await self.types("doctor", "--json")
        (found,) = [one for one in json.loads(done.stdout)["checks"] if one["check"] == "identity"]
        return found["level"], found["said"], found["mend"]

    def secret(self) -> bytes | None:
        home = open_folder(self.folder)
        kept = Secrets(home.database, RealClock().now).get(SECRET)
        home.close()
        return kept


@asynccontextmanager
async def running(
    synapse: Synapse, person: Register, folder: Path
) -> AsyncIterator[tuple[Operator, Phone, str]]:
    """`liaison run` as a process, an officer at a phone, and the room of the two, once they have spoken."""
    name = person("liaison")
    bot, home = f"@{name}:example.org", furnished(folder)
    async with Phone(synapse.url, person("spain")) as spain:
        enrolled(home, "spain", spain.user_id, await spain.do("master"))
        home.close()
        with serving(folder, synapse.url, name):
            room = await spain.room_with(bot)
            await spain.wait_for(lambda e: e.room == room and e.state_key == e.sender == bot, 60)
            await spain.say(room, "/contacts Spain")
            await spain.wait_text("+34", bot)
            yield Operator(folder, synapse.url, name), spain, room


async def test_an_operator_verifies_a_session_with_the_key_shown_while_the_bot_runs(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with running(synapse, person, tmp_path) as (operator, spain, room):
        level, said, _ = await operator.doctor()
        assert (level, "chain" in said) == ("ok", True)
        done = await operator.types("matrix", "recovery")
        assert (done.returncode, len(done.stdout.split())) == (0, 12)
        again = await operator.types("matrix", "recovery")
        assert (again.returncode, again.stdout) == (1, "")
        assert "--replace" in again.stderr
        async with Phone(synapse.url, operator.name, signed=False) as desk:
            assert await desk.do("recover", key=done.stdout.strip()) is True
            assert (await desk.do("master")) == said.partition(",")[0].replace(" ", "")
            await _shown_as_signed(spain, desk)
        replaced = await operator.types("matrix", "recovery", "--replace")
        assert replaced.stdout.strip() not in ("", done.stdout.strip())
        await spain.say(room, "/contacts Italy")
        await spain.wait_text("+39", desk.user_id)
    home = furnished(tmp_path)
    with home.database.work(RealClock().now(), write=False) as work:
        shown = [entry for entry in entries_of(work.session, "") if entry.tag == Tag.RECOVERY_SHOWN]
    home.close()
    assert len(shown) == 2
    assert done.stdout.strip() not in (tmp_path / "log").read_text()


async def test_a_lost_identity_comes_back_with_the_recovery_key_and_lost_keys_are_named(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    async with running(synapse, person, tmp_path) as (operator, _spain, _room):
        key = (await operator.types("matrix", "recovery")).stdout
        kept = operator.secret()
    assert kept is not None
    home = open_folder(tmp_path)
    Secrets(home.database, RealClock().now).put(SECRET, bytes(96))
    home.close()
    level, said, mend = await operator.doctor()
    assert (level, "liaison matrix restore" in said, "[matrix]" in mend) == ("fail", True, False)
    wrong = await operator.types("matrix", "restore", says="EsTx 1234\n")
    assert (wrong.returncode, operator.secret()) == (1, bytes(96))
    done = await operator.types("matrix", "restore", says=key)
    assert (done.returncode, operator.secret()) == (0, kept)
    assert (await operator.doctor())[0] == "ok"
    _take_away(tmp_path)
    level, said, _ = await operator.doctor()
    assert (level, "are missing" in said) == ("fail", True)
    assert (await operator.types("matrix", "recovery", "--replace")).returncode == 1


async def test_the_identity_comes_back_to_a_database_that_never_saw_it(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    name = person("liaison")
    bot = f"@{name}:example.org"
    before, after = (Operator(tmp_path / which, synapse.url, name) for which in ("old", "new"))
    async with Phone(synapse.url, person("spain")) as spain:
        identity, key = await spain.do("master"), ""
        for operator in (before, after):
            operator.folder.mkdir()
            home = furnished(operator.folder)
            enrolled(home, "spain", spain.user_id, identity)
            home.close()
        with serving(before.folder, synapse.url, name):
            room = await spain.room_with(bot)
            await spain.wait_for(lambda e: e.room == room and e.state_key == e.sender == bot, 60)
            await _is_answered(spain, bot, room, "Spain", "+34")
            key = (await before.types("matrix", "recovery")).stdout
        with serving(after.folder, synapse.url, name) as process:
            await _says(process.log, "liaison matrix restore")
        done = await after.types("matrix", "restore", says=key)
        assert (done.returncode, after.secret()) == (0, before.secret())
        with serving(after.folder, synapse.url, name) as process:
            await _says(process.log, "matrix.started")
            await asyncio.sleep(3)  # what was written before its first look would be old, and passed over
            await _is_answered(spain, bot, room, "Italy", "+39")
        assert (await after.doctor())[0] == "ok"


async def _is_answered(phone: Phone, bot: str, room: str, country: str, number: str) -> None:
    await phone.say(room, f"/contacts {country}")
    shown = await phone.wait_text(number, bot, 60)
    assert shown.shield == "NONE"


async def _says(log: Path, words: str) -> None:
    async with asyncio.timeout(30):
        while words not in log.read_text():  # noqa: ASYNC110, ASYNC240 it looks into a file
            await asyncio.sleep(0.1)


async def test_before_the_first_start_there_is_nothing_to_show(
    synapse: Synapse, person: Register, tmp_path: Path
) -> None:
    operator = Operator(tmp_path, synapse.url, person("liaison"))
    furnished(tmp_path).close()
    assert (await operator.doctor())[:2] == ("warn", "not logged in yet")
    done = await operator.types("matrix", "recovery")
    assert (done.returncode, done.stderr.strip()) == (
        1,
        "The bot has not logged in to Matrix yet: start it once with `liaison run`.",
    )


async def _shown_as_signed(phone: Phone, other: Phone) -> None:
    async with asyncio.timeout(20):
        while not (await phone.do("trust", user=other.user_id, device=other.device_id))["signed"]:  # noqa: ASYNC110 it asks
            await asyncio.sleep(0.2)


def _take_away(folder: Path) -> None:
    (store,) = folder.rglob("keys.db")
    for file in store.parent.glob("keys.db*"):
        file.rename(file.with_name(f"away-{file.name}"))
