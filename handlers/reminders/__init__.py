"""Steps planned, people rung when they may be; one's own reminders."""

from handlers.reminders import (
    own,
    own_words,
    planning,
    preferences,
    taking,
    telling,
    words,
)

ROOMS = (
    own,
    own_words,
    planning,
    preferences,
    taking,
    telling,
    words,
)
