"""Steps planned, people rung when they may be; one's own reminders."""

from handlers.reminders import (
    own,
    planning,
    preferences,
    words,
)

ROOMS = (
    own,
    planning,
    preferences,
    words,
)
