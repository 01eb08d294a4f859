"""Exercises: invented cases, played alone or by the whole network, on a clock of their own. What is real
knows nothing of them."""

from handlers.exercises import (
    command,
    debrief,
    ending,
    joining,
    marking,
    playing,
    running,
    steering,
    words,
)

ROOMS = (
    command,
    debrief,
    ending,
    joining,
    marking,
    playing,
    running,
    steering,
    words,
)
