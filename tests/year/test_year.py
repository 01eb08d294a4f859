"""Every reminder of a year goes out once and in its hour, and every sentence of it is true when it is read.

`python -m tests.year` is the full size.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.year.network import START
from tests.year.oracle import DAY, Person, Story, due
from tests.year.outcome import lived
from tests.year.sentences import SENTENCES, Book, Said, untrue


@pytest.mark.timeout(900)
@pytest.mark.parametrize("count", [40, pytest.param(150, marks=pytest.mark.slow)])
def test_every_reminder_of_a_year_goes_once_in_its_hour_and_is_true(tmp_path: Path, count: int) -> None:
    outcome = lived(tmp_path, count)
    print(outcome)
    assert outcome.faults == [], outcome
    assert outcome.sent > count
    assert outcome.sentences > 5 * outcome.sent


ANA, LI, EU = (
    Person("ana", "Europe/Madrid", "ES"),
    Person("li", "Asia/Shanghai", "CN"),
    Person("eu", "UTC", None),
)
STORY = Story(ANA, [LI], [], [EU], urgent=False, filed=START, accepted=START + DAY, holder=LI)


def faults(words: str, *, after: timedelta = 2 * DAY, who: Person = LI, story: Story = STORY) -> list[str]:
    book = Book({"ana": "Madrid", "li": "Liaoning", "eu": "Brussels"}, {"li": {"Call"}}, [], {"eu"})
    book.stories["R-ABCDEF"] = story
    return list(untrue(Said(book, START + after, who, "reminder", words)))


def _untrue() -> Iterator[tuple[str, timedelta]]:
    late = due(STORY) - START + DAY
    yield "Nobody has accepted R-ABCDEF yet.", 2 * DAY
    yield "Urgent: nobody has accepted R-ABCDEF yet.", DAY / 2
    yield "The answer to R-ABCDEF is due soon.", late
    yield "The answer to R-ABCDEF is due now.", 2 * DAY
    yield "The answer to R-ABCDEF is overdue.", 2 * DAY
    yield "The answer to R-ABCDEF is overdue; the whole agency is being reminded.", late
    yield "The answer to R-ABCDEF is overdue; the whole agency and the one above it are being reminded.", late
    yield "The answer to R-ABCDEF waits for you to confirm it or to ask for more.", 2 * DAY
    yield "Liaoning has not answered R-ABCDEF yet. A coordinator is being notified.", 2 * DAY
    yield "Liaoning has answered R-ABCDEF.", 2 * DAY
    yield "Madrid has confirmed your answer to R-ABCDEF.", 2 * DAY
    yield "Request R-ABCDEF\nMadrid has waited 3 days for Liaoning.", 2 * DAY
    yield "Request R-ABCDEF\nDue Mon 8 Mar 08:00 Beijing, in 4 days", 2 * DAY
    yield "Request R-ABCDEF\nFrom Brussels", 2 * DAY
    yield "2 reminders\nThe answer to R-ABCDEF is due soon.", 2 * DAY
    yield "R-ABCDEF is closed: nothing is open any more.", 2 * DAY
    yield "You wanted to be reminded\n> Sing", 2 * DAY
    yield "R-GHJKLM is closed: nothing is open any more.", 2 * DAY
    yield "Something that the product did not say before.", 2 * DAY


@pytest.mark.parametrize(("words", "after"), list(_untrue()))
def test_what_is_not_so_is_found(words: str, after: timedelta) -> None:
    assert faults(words, after=after)


def test_what_is_so_is_not() -> None:
    assert not faults(
        "1 reminder\n\nThe answer to R-ABCDEF is due soon.\nDue Mon 8 Mar 08:00 Beijing, in 5 days"
    )
    assert not faults("You wanted to be reminded\n\n> Call")
    answered = replace(STORY, answered=START + DAY)
    assert not faults("Liaoning has answered R-ABCDEF.", who=ANA, story=answered)


def test_each_sentence_has_a_check_of_its_own() -> None:
    shapes = [shape.pattern for shape, _ in SENTENCES]
    assert len(shapes) == len(set(shapes))
