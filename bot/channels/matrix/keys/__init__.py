"""Devices, sessions, room keys, the bot's identity and its recovery."""
