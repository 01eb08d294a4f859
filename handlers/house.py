"""All rooms: importing this declares every command, act, tick and message there is."""

from handlers import again, basics, clues, contacts, forms, reception, references, status, strangers

ROOMS = (again, basics, clues, contacts, forms, reception, references, status, strangers)
