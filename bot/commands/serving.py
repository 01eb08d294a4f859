"""`liaison run`: the bot in service."""

from bot.commands.options import Config, Data
from bot.run import run as serve
from bot.settings.reading import settings_for


def run(config: Config = None, data: Data = None) -> None:
    """The bot on every configured channel, until SIGTERM or Ctrl-C."""
    serve(settings_for(config, data))
