"""A faithful emulator of Telegram's Bot API for the tests. See README.md beside this file."""

from tests.botapi.remote import Remote, child
from tests.botapi.server import BotApi, running

__all__ = ["BotApi", "Remote", "child", "running"]
