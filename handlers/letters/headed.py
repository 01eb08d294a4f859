"""What marks whole messages for their readers: each says, of every letter, how it reads marked."""

from collections.abc import Callable

from handlers.vocabulary.text import Text
from handlers.vocabulary.voice import Voice
from storage.outbox import Outgoing
from storage.people import Officer
from storage.work import Work

Mark = Callable[[Work, Officer, Voice, Outgoing, Text], Text]
_marks: list[Mark] = []


def marks(mark: Mark) -> Mark:
    """Declare one: it gets the letter and its words, and gives the words back."""
    _marks.append(mark)
    return mark


def marked(work: Work, officer: Officer, voice: Voice, row: Outgoing, words: Text) -> Text:
    for mark in _marks:
        words = mark(work, officer, voice, row, words) if words else words
    return words
