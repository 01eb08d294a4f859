"""What is said about agencies."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.core.params import Params
from handlers.core.speech import says
from handlers.items import paging
from handlers.network.fields import KINDS, LEVELS, OTHER_NAMES
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Piece, Text, bold, dim, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import people
from storage.people import Agency, AgencyKind, Level

LABELS = {
    "handle": N_("Short name"),
    "name": N_("Name in English"),
    "zh": N_("Name in Chinese"),
    "kind": N_("Kind"),
    "level": N_("Level"),
    "country": N_("Country"),
    "subdivision": N_("Province"),
    "parent": N_("Under"),
    "covers": N_("Answers for"),
}


def entry_lines(voice: Voice, entry: Mapping[str, Any]) -> Text:
    """What an agency is, or is to be, a field a line."""
    rows: list[Piece] = [
        text(dim(voice.t(label) + voice.t(": ")), shown(voice, name, entry[name]))
        for name, label in LABELS.items()
        if name in entry
    ]
    return lines(*rows)


def shown(voice: Voice, name: str, value: Any) -> str:
    if not value:
        return voice.t("none")
    if name == "kind":
        return voice.t(KINDS[AgencyKind(value)])
    if name == "level":
        return voice.t(LEVELS[Level(value)])
    if name in {"country", "subdivision"}:
        return voice.country(value)
    return voice.countries(value) if name == "covers" else str(value)


def entry_of(voice: Voice, agency: Agency) -> dict[str, Any]:
    parent = voice.work.get(Agency, agency.parent_id)
    return {
        "handle": agency.handle,
        "name": agency.name,
        **{code: agency.names.get(code) for code in OTHER_NAMES},
        "kind": agency.kind,
        "level": agency.level,
        "country": agency.country,
        "subdivision": agency.subdivision,
        "parent": voice.agency(parent) if parent else None,
        "covers": people.countries_of(voice.work, agency.id),
    }


@says("agencies")
def _say_agencies(voice: Voice, agencies: Sequence[Agency], start: int, count: int) -> Text:
    if not agencies:
        return lines(
            bold(voice.t("There is no agency yet.")),
            voice.t("The operator can bring in a list of them, too."),
        )
    return paragraphs(
        bold(voice.n("%(count)s agency", "%(count)s agencies", count)),
        lines(*(_row(voice, one) for one in agencies)),
        dim(paging.place(voice, start, len(agencies), count) or ""),
        dim(voice.t("To see one or change it: /agencies and its short name.")),
    )


def _row(voice: Voice, agency: Agency) -> Text:
    covers = people.countries_of(voice.work, agency.id)
    parts = [voice.agency(agency), voice.t(LEVELS[agency.level]), voice.countries(covers)]
    return text(bold(agency.handle), " – " + " · ".join(filter(None, parts)))


@says("agency.shown")
def _say_shown(voice: Voice, agency: Agency) -> Text:
    return paragraphs(bold(voice.agency(agency)), entry_lines(voice, entry_of(voice, agency)))


@says("agency.close")
def _say_close(voice: Voice, agency: Agency) -> Text:
    return lines(
        bold(voice.t("Close %(agency)s?", agency=voice.agency(agency))),
        voice.t("Nothing goes there any more; its contact points are taken out."),
        voice.t("Another agency's coordinator must approve."),
    )


@says("agency.refused", in_part=True)
def _say_refused(voice: Voice, source: str, filled: Params) -> Text:
    return lines(bold(voice.t("That cannot be done:")), voice.t(source, **filled))


@says("agency.ready")
def _say_ready(voice: Voice, agency: Agency) -> Text:
    return lines(
        bold(voice.t("%(agency)s is part of the network.", agency=voice.agency(agency))),
        voice.t("To let people in: /invite %(handle)s officer", handle=agency.handle),
    )


def called(voice: Voice, handle: str) -> str:
    agency = people.agency_named(voice.work, handle)
    return handle if agency is None else voice.agency(agency)
