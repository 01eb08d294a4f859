"""The rooms about people."""

from handlers.people import codes, door, enrol, invite, links, lockdown, vouching

ROOMS = (codes, door, enrol, invite, links, lockdown, vouching)
