"""Guided forms: the data, and the engine that walks them."""

from handlers.forms import (
    buttons,
    resting,
    typed,
    words,
)

ROOMS = (
    buttons,
    resting,
    typed,
    words,
)
