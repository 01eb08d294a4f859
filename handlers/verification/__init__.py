"""Emoji compared by telephone: who sees the bot's, what they say, and what follows."""

from handlers.verification import comparing, words

ROOMS = (comparing, words)
