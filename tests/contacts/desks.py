"""A desk in every country, each with a number that tells the country."""

import re

import pycountry

from storage.contacts import ContactPoint
from tests.talk import Talk

HAVE_A_DESK = [*sorted(country.alpha_2 for country in pycountry.countries), "XK"]


def number_of(code: str) -> str:
    """Of the desk of that country in these tests: each has another."""
    return f"+44 113 496 {HAVE_A_DESK.index(code):04d}"


def open_desks(talk: Talk, *but: str) -> None:
    with talk.work() as work:
        for code in HAVE_A_DESK:
            if code not in but:
                made = ContactPoint(
                    country=code, role="Desk", name="Office", phone=number_of(code), made_at=work.now
                )
                work.add(made)


def countries_shown(text: str) -> list[str]:
    """The countries whose desks' numbers stand in a text."""
    return [HAVE_A_DESK[int(digits)] for digits in re.findall(r"\+44 113 496 (\d{4})", text)]
