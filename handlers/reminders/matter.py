"""What a step of a plan is about, as the clock asks it: is anything still owed, and by whom?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.core.declared import Declared
from handlers.core.rules import Rules
from handlers.vocabulary.text import Button
from storage.item import Item
from storage.reminders import Reminder
from storage.work import Work


@dataclass(frozen=True)
class Matter:
    """What is owed about an item now. `about`: what the gate is asked; `agency_id`: who owes it.

    `officer_id`: who has it in hand; `asker_id`: the agency that waits. `may_wake`: at night, where it is
    urgent. `follow` is called when a step is due: it may plan the next one; True when nobody needs to be told
    of this one.
    """

    about: Item
    agency_id: int
    asker_id: int
    since: datetime
    due_at: datetime | None = None
    officer_id: int | None = None
    asker_officer_id: int | None = None
    urgent: bool = False
    may_wake: bool = True
    buttons: tuple[Button, ...] = ()
    follow: Callable[[Work, Rules, Reminder], bool] | None = None


Loader = Callable[[Work, int], Matter | None]
_matters: Declared[Loader] = Declared()


def matter(kind: str) -> Callable[[Loader], Loader]:
    """Declare how what is owed about items of this kind is looked up: `@matter("addressee")`."""

    def register(loader: Loader) -> Loader:
        return _matters.add(loader, kind)

    return register


def owed(work: Work, item: Item) -> Matter | None:
    """What is owed about the item now; None once it is settled."""
    return _matters[item.kind](work, item.id)
