"""How long requests of a quarter took, by the country that was asked.

Countries that were asked too few things to be shown are in no figure at all: whatever they hold, what is said
stays the same, so that nothing of it can be rebuilt from totals and differences.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from handlers.law.small_counts import rounded, share
from handlers.statistics.quarters import Quarter
from storage import items, requests
from storage.item import Item
from storage.people import Agency
from storage.requests import OPEN, Received
from storage.work import Work

_PARTS = (0.5, 0.9)
Figures = dict[str, Any]  # codes, counts and seconds, as JSON
Accepted = Mapping[tuple[Item, int], datetime]


def of_quarter(work: Work, period: Quarter) -> Figures:
    """`received`, `late`: rounded counts, None where they are too few. `months`: the same, none where one of
    them is too few. `accepted`, `answered`: seconds within which half of them were, and nine in ten.
    `countries`: [code, count, half, nine in ten] of the answers, by count. `more`: of each of these by its
    code, and of each month by its number: how many are late, within what time half were accepted, and nine
    in ten; of a month, the same of the answers, too.
    """
    by_country = _enough(work, requests.figures_between(work, period.start, period.end))
    asked = [one for found in by_country.values() for one in found]
    accepted = items.first_accepted(work, period.start)
    return {
        "year": period.year,
        "number": period.number,
        "received": rounded(len(asked)),
        "late": rounded(sum(_is_late(one, work.now) for one in asked)),
        "months": _by_month(asked, period),
        "accepted": _shares(_acceptances(asked, accepted)),
        "answered": _shares(_answers(asked)),
        "countries": _countries(by_country),
        "more": {code: _more(work, found, accepted) for code, found in by_country.items()}
        | _more_by_month(work, asked, accepted, period),
    }


def _is_late(one: Received, now: datetime) -> bool:
    if one.due_at is None:
        return False
    return one.answered_at > one.due_at if one.answered_at else one.state in OPEN and one.due_at < now


def _enough(work: Work, asked: Iterable[Received]) -> dict[str, list[Received]]:
    countries: dict[int, str] = {}
    by_country: dict[str, list[Received]] = defaultdict(list)
    for one in asked:
        if one.agency_id not in countries:
            countries[one.agency_id] = work.need(Agency, one.agency_id).country or ""
        by_country[countries[one.agency_id]].append(one)
    return {code: found for code, found in by_country.items() if code and rounded(len(found)) is not None}


def _by_month(asked: Iterable[Received], period: Quarter) -> list[int]:
    months = [one.received_at.month - period.start.month for one in asked]
    counts = [rounded(months.count(number)) for number in range(3)]
    return [] if None in counts else [count for count in counts if count]


def _more(work: Work, asked: Sequence[Received], accepted: Accepted) -> list[Any]:
    late = rounded(sum(_is_late(one, work.now) for one in asked))
    return [late, *(_shares(_acceptances(asked, accepted)) or (None, None))]


def _more_by_month(
    work: Work, asked: Sequence[Received], accepted: Accepted, period: Quarter
) -> dict[str, list[Any]]:
    """None where one of them has too few."""
    if not _by_month(asked, period):
        return {}
    return {
        str(number + 1): [*_more(work, found, accepted), *(_shares(_answers(found)) or (None, None))]
        for number in range(3)
        for found in [[one for one in asked if one.received_at.month - period.start.month == number]]
    }


def _acceptances(asked: Iterable[Received], accepted: Accepted) -> list[timedelta]:
    found = ((one, accepted.get((Item("request", one.request_id), one.agency_id))) for one in asked)
    return [at - one.received_at for one, at in found if at is not None]


def _answers(asked: Iterable[Received]) -> list[timedelta]:
    return [one.answered_at - one.received_at for one in asked if one.answered_at is not None]


def _shares(lengths: Sequence[timedelta]) -> list[float] | None:
    found = [share(lengths, part) for part in _PARTS]
    return [one.total_seconds() for one in found if one is not None] or None


def _countries(by_country: Mapping[str, Sequence[Received]]) -> list[list[Any]]:
    rows = [
        [code, rounded(len(found)), *(_shares(_answers(found)) or (None, None))]
        for code, found in by_country.items()
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))
