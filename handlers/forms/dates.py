"""Dates in the fields of a form."""

from collections.abc import Iterable

from handlers.core import asking_date
from handlers.dates import NotUnderstood
from handlers.forms.model import WrongError
from handlers.vocabulary.text import Choice


def wrong(
    result: NotUnderstood, *, deadline: bool = False, past: str = "", more: Iterable[Choice] = ()
) -> WrongError:
    """Why it was not taken, and what may be meant. `past`: what is said of a moment that has passed."""
    why = past if past and result.reason == "past" else asking_date.WHY[result.reason]
    return WrongError(why, [*asking_date.choices(result, deadline=deadline), *more])
