"""Vetting holds for a year: warned ahead, ended on the day, renewed by two coordinators."""

from handlers.rules import Rules
from storage.people import Officer
from storage.work import Work


def vet(work: Work, rules: Rules, officer: Officer) -> None:
    """From now on, for as long as the rules say."""
    officer.vetted_until = work.now + rules.periods.vetting
    plan(work, rules, officer)


def plan(work: Work, rules: Rules, officer: Officer) -> None:
    """When this officer's vetting is spoken of next: the next warning, or its end."""
    if (end := officer.vetted_until) is None:
        return
    moments = [*(end - ahead for ahead in rules.periods.vetting_warnings), end]
    officer.vetting_due_at = min((at for at in moments if at > work.now), default=end)
    work.session.add(officer)
