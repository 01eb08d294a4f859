"""Each officer's own command menu. Nobody else gets one: it would tell what the bot is."""

import re
from collections.abc import Sequence

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

_NAME = re.compile(r"[a-z0-9_]{1,32}")
_MOST = 100
_WIDEST = 256


class Menus:
    """Remembers who sees what, so that each menu is set once, and again when a role or language changes."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._shown: dict[str, int] = {}

    def is_news(self, address: str, menu: Sequence[tuple[str, str]]) -> bool:
        return self._shown.get(address) != hash(tuple(menu))

    async def show(self, address: str, menu: Sequence[tuple[str, str]]) -> None:
        """An empty one takes the menu away. What Telegram refuses is tried again with the next message."""
        self._shown[address] = hash(tuple(menu))
        scope = BotCommandScopeChat(int(address))
        entries = [BotCommand(name, does[:_WIDEST]) for name, does in menu if does and _NAME.fullmatch(name)]
        try:
            if entries:
                await self._bot.set_my_commands(entries[:_MOST], scope=scope)
            else:
                await self._bot.delete_my_commands(scope=scope)
        except TelegramError:
            self._shown.pop(address, None)
