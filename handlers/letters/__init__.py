"""Rows of the outbox become letters: the gate, the words, the keys."""

from handlers.letters import (
    left_standing,
    more,
    out_of_service,
    tampering,
    undelivered,
    unreachable,
)

ROOMS = (left_standing, more, out_of_service, tampering, undelivered, unreachable)
