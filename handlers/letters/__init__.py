"""Rows of the outbox become letters: the gate, the words, the keys."""

from handlers.letters import (
    left_standing,
    out_of_service,
    tampering,
    undelivered,
    unreachable,
)

ROOMS = (left_standing, out_of_service, tampering, undelivered, unreachable)
