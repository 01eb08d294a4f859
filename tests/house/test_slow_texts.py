"""Texts that are slow to read for whoever tries everything: no reader of typed text takes longer for them.

The judge is `adversarial`: each text exactly so long. A line passes `cleaned` before anything reads it.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from handlers import dates, places
from handlers.core import registry
from handlers.dates import anywhere
from handlers.items import references
from handlers.law import official_references, typed_marks
from handlers.people import codes
from handlers.reading import cues
from handlers.vocabulary import typed_line
from tests.house import adversarial

NOW, MADRID = datetime(2026, 12, 1, 8, 0, tzinfo=UTC), ZoneInfo("Europe/Madrid")
TEXTS = adversarial.every()
LENGTH = 20_000
READERS: dict[str, Callable[[str], object]] = {
    "a date before a text": lambda text: dates.find(text, MADRID, NOW, "reminder"),
    "a date alone": lambda text: dates.read(text, MADRID, NOW, "deadline"),
    "marks": typed_marks.read,
    "dates anywhere": lambda text: (
        anywhere.reminder(text, MADRID, NOW),
        anywhere.deadline(text, MADRID, NOW),
    ),
    "what a line is for": cues.every,
    "a command": registry.parse,
    "a reference": references.split,
    "an official reference": official_references.find,
    "a code": codes.read,
    "a place": places.find,
    "places before a text": places.split,
}
SECONDS = (
    0.15  # three times what the slowest takes here: a slow machine passes, what grows by the square does not
)


def seconds(read: Callable[[str], object], text: str) -> float:
    """Processor time: the median of three."""
    taken = []
    for _ in range(3):
        begun = time.process_time()
        read(text)
        taken.append(time.process_time() - begun)
    return median(taken)


@pytest.mark.parametrize("name", TEXTS)
def test_cleaning_takes_as_long_as_the_text_is(name: str) -> None:
    assert seconds(typed_line.cleaned, TEXTS[name](LENGTH)) < SECONDS


@pytest.mark.parametrize("reader", READERS)
def test_twenty_thousand_characters_are_read_at_once(reader: str) -> None:
    slow = {}
    for name, make in TEXTS.items():
        taken = seconds(READERS[reader], typed_line.cleaned(make(LENGTH)))
        if taken > SECONDS:
            slow[name] = taken
    assert slow == {}


def test_a_letter_keeps_the_marks_that_a_language_has() -> None:
    assert typed_line.cleaned("Nguyễn") == "Nguyễn"
    assert len(typed_line.cleaned("a" + "\u0301\u0316" * 1000)) == 1 + 8


def test_a_hundred_ands_are_no_days() -> None:
    assert dates.find("and " * 40, MADRID, NOW, "reminder") is None
