"""Two people on the telephone: one at an app, one at the operator's console or in a coordinator's chat.

They compare what they see, and only then say that it is the same; nothing else ever does.
"""

import asyncio
from pathlib import Path

from typer.testing import CliRunner

from bot.channels.matrix.accounts import Secrets
from bot.channels.matrix.homeserver.server import Homeserver
from bot.channels.matrix.homeserver.signing import is_signed as is_signed_by
from bot.channels.matrix.homeserver.signing import public
from bot.channels.matrix.keys.identity import kept_identity, query
from bot.channels.matrix.keys.session import kept_login
from bot.cli import app
from bot.clock import RealClock
from bot.home.network import open_folder
from handlers.verification.emoji import named
from tests.matrix.house import account
from tests.matrix.phone import Phone


class Console:
    """The operator of the bot account `name`, beside the running bot."""

    def __init__(self, folder: Path, url: str, name: str) -> None:
        self.folder, self._env = folder, account(url, name)
        self._turn = asyncio.Lock()  # what is printed is caught for one at a time

    async def verify(self, *words: str) -> str:
        """What `liaison matrix verify …` prints."""
        typed = ["matrix", "verify", *words, "--data", str(self.folder)]
        async with self._turn:
            done = await asyncio.to_thread(CliRunner().invoke, app, typed, env=self._env)
        return done.stdout if done.exit_code == 0 else f"{done.exception}"

    async def shows(self, handle: str, seconds: float = 60) -> list[str]:
        """The bot's emoji of this officer's verification, once it has them; with their names."""
        async with asyncio.timeout(seconds):
            while True:
                printed = (await self.verify(handle)).splitlines()
                if signs := [line.strip() for line in printed if line.startswith("    ")]:
                    return signs
                await asyncio.sleep(0.5)


def seen(phone: Phone, number: str) -> list[str]:
    """What the app shows, with the names that the table has for it."""
    shown = phone.verifications[number]["emojis"] or []
    table = {sign.split(" ", 1)[0]: sign for sign in named(range(64), "en", "zh")}
    return [table[sign] for sign, _name in shown]


async def begun(phone: Phone, bot: str, **where: str | None) -> str:
    """The app asks, is answered, begins, and shows its emoji; the verification's id."""
    number: str = await phone.do("verify", user=bot, **where)
    await phone.until(lambda: phone.verifications[number]["phase"] == "Ready", 60)
    await phone.do("start_sas", verification=number)
    await phone.until(lambda: phone.verifications[number]["emojis"], 60)
    return number


async def ended(phone: Phone, number: str, phase: str = "Done", seconds: float = 60) -> dict[str, object]:
    """How it stands with the app once it is over."""
    await phone.until(lambda: phone.verifications[number]["phase"] == phase, seconds)
    return phone.verifications[number]


async def is_signed(folder: Path, url: str, user_id: str) -> bool:
    """Whether the bot's signature over this person's identity is there: only the bot is shown it."""
    home = open_folder(folder)
    secrets = Secrets(home.database, RealClock().now)
    login = kept_login(secrets)
    assert login is not None
    identity = kept_identity(secrets, login.user_id)
    home.close()
    server = Homeserver(url, login.token)
    try:
        answer = await query(server, user_id)
    finally:
        await server.close()
    assert identity is not None
    return is_signed_by(answer["master_keys"][user_id], login.user_id, public(identity.user_signing))
