"""The Telegram channel: private chats with a bot, by long poll or webhook, within Telegram's limits."""
