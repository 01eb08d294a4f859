"""Hit or no hit: two agencies learn that both hold a number, and neither what else the other knows."""

from handlers.matching import (
    answering,
    keeping,
    meeting,
    offering,
    panel,
    words,
)

ROOMS = (
    answering,
    keeping,
    meeting,
    offering,
    panel,
    words,
)
