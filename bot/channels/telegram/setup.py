"""From the configuration to the channel."""

from collections.abc import Callable

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.limits import Pace
from bot.channels.telegram.line import Settings, Webhook
from bot.clock import Clock
from bot.settings.sections import Telegram as Section


def channel(section: Section, clock: Clock, leads: Callable[[], bool] = lambda: True) -> Telegram:
    """`section` is on and without contradictions."""
    token = section.token.get_secret_value() if section.token is not None else ""
    pace = Pace(section.messages_per_second)
    said = (token, section.api_base, _webhook(section), section.most(), pace)
    return Telegram(Settings(*said, leads), clock)


def _webhook(section: Section) -> Webhook | None:
    if section.mode != "webhook" or section.webhook_secret is None:
        return None
    host, _, port = section.webhook_listen.rpartition(":")
    return Webhook(section.webhook_url, section.webhook_secret.get_secret_value(), host, int(port))
