"""The guided form of a request: what Art. 4 of Directive (EU) 2023/977 wants to be said."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers import access, agreements, countries, form_typed, forms, when
from handlers.chat import Label, Piece, dim, lines, paragraphs
from handlers.context import Context
from handlers.forms import Choice, Field, Form, WrongError
from handlers.lang import N_, Voice
from handlers.requests_filing import (
    COORDINATORS,
    FROM_RECEIPT,
    NORMAL,
    URGENCY,
    URGENT,
    as_request,
    as_sent_to,
    coordinators,
    file_request,
)
from handlers.requests_life import due_at, zone_of
from handlers.when import NotUnderstood
from storage import people
from storage.people import Agency

NO_DATE = "none"
_CODE = re.compile(r"([A-Z]{2})(-[A-Z0-9]{1,3})?")


def unclear(found: countries.Found) -> WrongError:
    choices = [Choice(place.subdivision or place.code, _country(place.code)) for place in found.choices]
    return WrongError(N_("I do not know a country “%(typed)s”."), choices, typed=found.text[:60])


def _country(code: str) -> Label:
    return Label("%(country)s", {"country": {"country": code}})


def agencies_for(ctx: Context, places: Sequence[tuple[str, str | None]]) -> list[int]:
    """Who covers these places, the own agency left out; WrongError where it would be nobody."""
    found: list[int] = []
    for code, part in places:
        covering = people.covering(ctx.work, code, part) or (people.covering(ctx.work, code) if part else [])
        others = [agency.id for agency in covering if agency.id != ctx.officer.agency_id]
        if not others:
            raise WrongError(
                N_("Nobody else in the network covers %(country)s. The coordinators can pass it on."),
                [Choice(COORDINATORS, N_("Send it to the coordinators"))],
                country={"country": code},
            )
        found += others
    if not found:
        raise WrongError(N_("Which country is it for?"))
    return list(dict.fromkeys(found))


def _read_to(ctx: Context, typed: str) -> list[int]:
    if typed == COORDINATORS:
        return coordinators(ctx)
    if code := _CODE.fullmatch(typed):
        return agencies_for(ctx, [(code[1], typed if code[2] else None)])
    found = countries.split(typed)
    if found.unclear is not None:
        raise unclear(found.unclear)
    return agencies_for(ctx, [(place.code, place.subdivision) for place in found.places])


def not_understood(result: NotUnderstood) -> WrongError:
    sentences = {
        "unknown": N_("I did not understand that date. Write it like 2026-12-04 17:00, or “Friday 17:00”."),
        "ambiguous": N_("That date can be read in more than one way. Which one do you mean?"),
        "past": N_("That moment has passed. Until when do you need the answer?"),
        "gap": N_("The clocks jump over that time. Do you mean this?"),
    }
    choices = [
        Choice(at.isoformat(), Label("%(time)s", {"time": {"deadline": at.isoformat()}}))
        for at in result.choices
    ]
    choices.append(Choice(NO_DATE, N_("No date of my own")))
    return WrongError(sentences[result.reason], choices)


def _read_due(ctx: Context, typed: str) -> str:
    if typed == NO_DATE:
        return forms.UNKNOWN
    try:
        chosen = datetime.fromisoformat(typed)
    except ValueError:
        chosen = None
    if chosen is not None and chosen.utcoffset() is not None and chosen > ctx.now:
        return chosen.isoformat()
    result = when.read(typed, ctx.zone, ctx.now, "deadline")
    if isinstance(result, NotUnderstood):
        raise not_understood(result)
    return result.at.isoformat()


def _show_to(voice: Voice, agencies: list[int]) -> str:
    return voice.listed(voice.agency(voice.work.need(Agency, agency)) for agency in agencies)


def show_due(voice: Voice, due: str) -> str:
    return voice.when(datetime.fromisoformat(due), deadline=True)


def _deadlines(ctx: Context, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Until when each addressed agency is to answer, as it would be filed now."""
    asked = as_request(answers, ctx.now)
    dues = {
        agency: due_at(ctx.work, ctx.rules, asked, as_sent_to(ctx.work, agency)) for agency in answers["to"]
    }
    return {"deadlines": {str(agency): due.isoformat() for agency, due in dues.items() if due}}


def _show_deadlines(voice: Voice, answers: Mapping[str, Any]) -> Piece:
    rows = [show_deadline(voice, int(agency), due) for agency, due in answers["deadlines"].items()]
    has_date = answers.get("due", forms.UNKNOWN) != forms.UNKNOWN
    return lines(*rows, None if has_date else dim(voice.t(FROM_RECEIPT)))


def show_deadline(voice: Voice, agency_id: int, due: str) -> str:
    """On the clocks of both sides."""
    at = voice.when(datetime.fromisoformat(due), zone_of(voice.work, agency_id), deadline=True)
    return voice.t("%(agency)s is to answer by %(time)s.", agency={"agency": agency_id}, time=at)


def _asked_countries(ctx: Context, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the agencies that are asked, and the asker's own."""
    asked = [ctx.work.need(Agency, agency).country for agency in answers.get("to", ())]
    mine = ctx.work.need(Agency, ctx.officer.agency_id).country
    return {"countries": list(dict.fromkeys(filter(None, asked))), "mine": mine or ""}


def _show_agreements(voice: Voice, about: Mapping[str, Any]) -> Piece:
    """What is in force between the two sides."""
    return paragraphs(*(agreements.between(voice, code, about["mine"]) for code in about["countries"]))


FORM = forms.form(
    Form(
        "request",
        N_("Request for information"),
        (
            Field("to", N_("To"), N_("Which country do you ask? Several may be named, with commas."),
                  read=_read_to, show=_show_to, required=True, unknown=False,
                  hint=N_("For instance: China, or: Zhejiang")),
            Field("text", N_("Wanted"), N_("What do you need to know?"), required=True, unknown=False),
            Field("urgency", N_("Urgency"), N_("Is it urgent, and why?"), required=True, free=False,
                  unknown=False,
                  choices=(Choice(NORMAL, N_("It is not urgent")),
                           *(Choice(code, label) for code, label in URGENCY.items()),
                           Choice(URGENT, N_("Urgent, reason to follow")))),
            Field("due", N_("By"), N_("Until when do you need the answer?"), read=_read_due, show=show_due,
                  needed=lambda answers: "due" in answers.get("asked", ()), unknown=False,
                  hint=N_("For instance: Friday 17:00, or: in 3 days")),
            Field("facts", N_("Facts"), N_("What are the facts of the case?")),
            Field("offence", N_("Offence"), N_("Which offence is suspected?")),
            Field("purpose", N_("Purpose"), N_("For what purpose, and on which legal basis?"),
                  prepare=_asked_countries, remark=_show_agreements),
            Field("why", N_("Why there"), N_("Why should they hold this information?")),
            Field("restrictions", N_("Restrictions"), N_("Are there restrictions on its use?")),
            Field("reference", N_("Official reference"),
                  N_("Which reference has it in the official channel?"), hint="SIENA 2026-0001"),
            Field("tlp", "TLP", N_("Who may see it?"), free=False,
                  choices=tuple(Choice(tlp.value, f"TLP:{tlp.value}") for tlp in access.Tlp)),
            Field("personal", N_("Personal data"), N_("Does it hold personal data?"), free=False,
                  choices=(Choice("no", N_("No")), Choice("yes", N_("Yes")))),
        ),
        done=file_request,
        takes_files=True,
        prepare=_deadlines,
        check=_show_deadlines,
        handling=form_typed.by_marks,
    )
)  # fmt: skip
