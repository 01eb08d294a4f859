"""Who can help with a country that nobody covers."""

from handlers import countries
from storage import people
from storage.people import Agency, Level
from storage.work import Work

_MOST = 2  # offices of neighbouring countries that are named


def who_can_help(work: Work, country: str) -> list[Agency]:
    """International offices first (the coordinators among them), then offices that cover a country nearby."""
    international = people.agencies(work, Level.INTERNATIONAL)
    near: dict[int, Agency] = {}
    for code in countries.neighbours(country[:2]):
        near |= {agency.id: agency for agency in people.covering(work, code)}
    return [*international, *list(near.values())[:_MOST]]
