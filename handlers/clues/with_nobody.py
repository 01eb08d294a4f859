"""A clue that went to nobody: whose desk its country is, and what its author can do."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handlers.agencies import coverage
from handlers.agencies.coverage import Routes
from handlers.clues import referrals
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label, Text, lines
from handlers.vocabulary.voice import Voice
from storage import clues
from storage.clues import Clue
from storage.item import Item
from storage.people import Agency
from storage.work import Work


def own_countries(work: Work, clue: Clue) -> list[str]:
    """Those of its countries that its author's own agency covers."""
    return [
        code
        for code in clue.countries
        if clue.agency_id in {agency.id for agency in coverage.covering(work, code)}
    ]


def ways_on(work: Work, clue: Clue, routes: Routes) -> list[Button]:
    """Coordinators help where nobody covers a country, one press each; one's own desk can name another."""
    if routes.uncovered or not (routes.to or own_countries(work, clue)):
        return list(_helpers(work, clue))
    return [] if routes.to else [replace(referrals.REFER_ON, item=Item("clue", clue.id))]


def _helpers(work: Work, clue: Clue) -> Iterator[Button]:
    for agency in coverage.helpers(work, clue.agency_id):
        yield Button(
            Label(N_("Send to %(agency)s"), {"agency": {"agency": agency.id}}),
            "clue.send",
            item=Item("clue", clue.id),
            params={"agency": agency.id},
            group="",
        )


def said(voice: Voice, clue: Clue, uncovered: Sequence[str]) -> Text | None:
    """Why nobody, or not everybody, has it, and who can help; None where there is nothing to add."""
    if uncovered:
        names = voice.countries(uncovered)
        return _with_help(
            voice, voice.t("Nobody here covers %(countries)s yet; the clue is kept.", countries=names)
        )
    if clues.referrals_of(voice.work, clue.id):
        return None
    if own := own_countries(voice.work, clue):
        names = voice.countries(own)
        return lines(
            voice.t(
                "Your own agency covers %(countries)s: it keeps the clue, and nobody else has it.",
                countries=names,
            ),
            voice.t("If another country is concerned, too, press “Refer on” and name it."),
        )
    return _with_help(voice, voice.t("Not sent to anyone yet; the clue is kept."))


def _with_help(voice: Voice, why: str) -> Text:
    return lines(why, voice.t("The coordinators can find the right contact. Press below to send it to them."))


def standing(voice: Voice, clue: Clue) -> str:
    """The same for a reader who looks at it later."""
    if not (own := own_countries(voice.work, clue)):
        return voice.t("Not sent to anyone yet.")
    agency = voice.agency(voice.work.need(Agency, clue.agency_id))
    return voice.t(
        "It is with %(agency)s, which filed it and covers %(countries)s itself.",
        agency=agency,
        countries=voice.countries(own),
    )


def standing_in_short(voice: Voice, clue: Clue) -> str:
    own = own_countries(voice.work, clue)
    return voice.t("kept at its own desk") if own else voice.t("not sent to anyone yet")
