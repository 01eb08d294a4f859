"""What jobs want to be asked, or told: who joins, what is edited, loose words, who knocks, what counts."""

from collections.abc import Callable, Mapping

from handlers.core.context import Context
from handlers.core.declared import Declared
from handlers.core.rules import Rules
from handlers.vocabulary.incoming import Incoming
from storage.people import Officer
from storage.work import Work

Welcome = Callable[[Work, Rules, Officer], object]
_welcomes: list[Welcome] = []
_applications: list[Welcome] = []


def applied(hook: Welcome) -> Welcome:
    """Called when somebody has enrolled and waits to be let in."""
    _applications.append(hook)
    return hook


def application(work: Work, rules: Rules, officer: Officer) -> None:
    for hook in _applications:
        hook(work, rules, officer)


def joined(hook: Welcome) -> Welcome:
    """Called when an officer becomes active for the first time."""
    _welcomes.append(hook)
    return hook


def welcome(work: Work, rules: Rules, officer: Officer) -> None:
    for hook in _welcomes:
        hook(work, rules, officer)


Counts = Mapping[str, int | None]
Count = Callable[[Work], Counts]
_counted: Declared[Count] = Declared()


def counted(title: str) -> Callable[[Count], Count]:
    """Declare what a room counts: English source texts, and how many of each; None is too few to say."""

    def register(count: Count) -> Count:
        return _counted.add(count, title)

    return register


def counts(work: Work) -> dict[str, dict[str, int | None]]:
    """What every job counts now."""
    return {title: dict(count(work)) for title, count in _counted.in_order()}


Hook = Callable[[Context], bool]
_changed: list[Hook] = []
_first: list[Hook] = []
_loose: Declared[Hook] = Declared()


def changed(hook: Hook) -> Hook:
    """Asked, in turn, when a person edits or deletes an earlier message: True where it was this room's."""
    _changed.append(hook)
    return hook


def takes_change(ctx: Context) -> bool:
    """Whether an edit or a deletion was about something of a job's."""
    return any(hook(ctx) for hook in _changed)


def first(hook: Hook) -> Hook:
    """Asked about what was typed before any form, number or button: for words that work at any time."""
    _first.append(hook)
    return hook


def takes_first(ctx: Context) -> bool:
    """Whether it was such words, and is dealt with."""
    return any(hook(ctx) for hook in _first)


def loose(turn: int) -> Callable[[Hook], Hook]:
    """Asked about words that are no command and answer no question: in turn, each turn one. Who knows its
    words when it sees them goes before who takes any."""
    return lambda hook: _loose.add(hook, f"{turn:03}")


def takes_loose_words(ctx: Context) -> bool:
    """Whether a job knew what to do with words that are no command."""
    return any(hook(ctx) for _, hook in _loose.in_order())


_asides: Declared[Hook] = Declared()


def aside(turn: int) -> Callable[[Hook], Hook]:
    """Asked, in turn, about a line that does not fit the form that is open: for what is harmless and needs no
    more than the line, such as a look-up. The form waits."""
    return lambda hook: _asides.add(hook, f"{turn:03}")


def takes_aside(ctx: Context) -> bool:
    """Whether it was such a line, and is done."""
    return any(hook(ctx) for _, hook in _asides.in_order())


Door = Callable[[Work, Rules, Incoming, Officer | None], bool]
_doors: list[Door] = []


def door(opens: Door) -> Door:
    """Asked, in turn, before the neutral line: True where it took the message (a code to enrol with)."""
    _doors.append(opens)
    return opens


def opens(work: Work, rules: Rules, incoming: Incoming, officer: Officer | None) -> bool:
    """Whether a door took the message of somebody who is not active."""
    return any(door(work, rules, incoming, officer) for door in _doors)
