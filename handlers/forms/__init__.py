"""Guided forms: the data, and the engine that walks them."""

from handlers.forms import (
    buttons,
    edited,
    resting,
    typed,
    unsent,
    words,
)

ROOMS = (
    buttons,
    edited,
    resting,
    typed,
    unsent,
    words,
)
