"""The Telegram channel: private chats with a bot, by long poll or webhook, within Telegram's limits."""

import os

# python-telegram-bot gives lengths of time as such only when told so before it raises its first RetryAfter
os.environ.setdefault("PTB_TIMEDELTA", "true")
