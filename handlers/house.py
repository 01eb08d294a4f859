"""All rooms: importing this declares every command, act, tick and message there is."""

from handlers import basics, clues, contacts, forms, reception, strangers

ROOMS = (basics, clues, contacts, forms, reception, strangers)
