"""Who joins: rooms say here what they have for a new officer."""

from collections.abc import Callable

from handlers.rules import Rules
from storage.people import Officer
from storage.work import Work

Hook = Callable[[Work, Rules, Officer], object]
_hooks: list[Hook] = []


def joined(hook: Hook) -> Hook:
    """Called when an officer becomes active for the first time."""
    _hooks.append(hook)
    return hook


def welcome(work: Work, rules: Rules, officer: Officer) -> None:
    for hook in _hooks:
        hook(work, rules, officer)
