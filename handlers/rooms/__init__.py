"""Case rooms: the officers of a case in one encrypted room, with a summary that is kept up to date."""

from handlers.rooms import (
    ending,
    opening,
    seating,
    summary,
    words,
)

ROOMS = (
    ending,
    opening,
    seating,
    summary,
    words,
)
