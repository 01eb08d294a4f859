"""The guided form of a clue (DOMAIN section 4): two questions, and what may be added to them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers import places as gazetteer
from handlers.agencies import offering
from handlers.core.context import Context
from handlers.forms import handling
from handlers.forms.model import Field, WrongError
from handlers.law import code_lists, official_references
from handlers.screening import tender
from handlers.screening.looking import words_of
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import UNKNOWN, Choice, Piece, dim, lines
from handlers.vocabulary.voice import Voice
from storage import drafts

_CASE, _PEOPLE, _HANDLING = N_("The facts"), N_("People"), N_("Handling and source")
DEFAULTS = {"tlp": "AMBER", "handling": ["H0"], "source": "X", "information": "4"}


def read_countries(_ctx: Context, typed: str) -> list[str]:
    """ISO codes of the countries, or parts of countries, that were typed and nothing else."""
    found = gazetteer.split(typed)
    if found.unclear is not None:
        raise WrongError(
            N_("Which country is “%(typed)s”?"),
            [offering.country(place.iso) for place in found.unclear.choices],
            typed=found.unclear.text[:40],
        )
    if not found.places or found.rest:
        raise WrongError(N_("I do not know that country. Please write its name, or its code such as ES."))
    return [place.iso for place in found.places]


def _offered(ctx: Context) -> Sequence[Choice]:
    """The countries that the text names, then those of the network."""
    draft = drafts.draft_of(ctx.work, ctx.officer.id)
    said = str(draft.answers.get("text", "")) if draft is not None else ""
    named = [place.iso for place in gazetteer.mentioned(said)[:4]]
    return offering.countries(ctx, named)


def as_list(value: Any) -> list[str]:
    """Of an answer that is one value, several, or unknown."""
    if value in (None, UNKNOWN, ""):
        return []
    return list(value) if isinstance(value, list) else [str(value)]


def _show_countries(voice: Voice, value: Any) -> str:
    return voice.countries(as_list(value))


def _read_official(_ctx: Context, typed: str) -> str:
    return official_references.find(typed) or typed[:100]


def _needs_text(answers: Mapping[str, Any]) -> bool:
    """A file or the reference of an official channel can stand for itself."""
    return not answers.get("files") and not answers.get("official")


def _needs_note(answers: Mapping[str, Any]) -> bool:
    return "H3" in as_list(answers.get("handling"))


COUNTRIES = Field(
    "countries",
    N_("Country"),
    N_("Which country does it concern?"),
    read_countries,
    _offered,
    show=_show_countries,
    required=True,
    reads_choices=True,
    hint=N_("Several are possible: Spain, Italy."),
)
TEXT = Field(
    "text",
    N_("Facts"),
    N_("What happened?"),
    needed=_needs_text,
    group=_CASE,
    unknown=False,
    long=True,
    is_story=True,
    hint=N_("Facts in a few sentences: who, what, where, when. You can send photos and files, too."),
)

COLUMN_FIELDS = (
    Field(
        "urgency",
        N_("Urgent"),
        N_("Is it urgent?"),
        choices=code_lists.URGENCY,
        free=False,
        unknown=False,
        group=_CASE,
    ),
    Field(
        "official",
        N_("Official reference"),
        N_("What is its reference in the official channel?"),
        _read_official,
        group=_HANDLING,
        hint=N_("For example: SIENA 2026-0001"),
    ),
    replace(handling.TLP, group=_HANDLING),
    replace(handling.CODES, group=_HANDLING),
    Field(
        "handling_note",
        N_("Other limits"),
        N_("Which other limits are there (H3)?"),
        needed=_needs_note,
        unknown=False,
        group=_HANDLING,
    ),
    Field(
        "source",
        N_("Source"),
        N_("How reliable is the source?"),
        choices=code_lists.SOURCES,
        free=False,
        unknown=False,
        group=_HANDLING,
    ),
    Field(
        "information",
        N_("Information"),
        N_("How sure is the information?"),
        choices=code_lists.INFORMATION,
        free=False,
        unknown=False,
        group=_HANDLING,
    ),
    replace(handling.PERSONAL, group=_HANDLING),
)

ASSESSMENT = Field(  # Directive (EU) 2016/680, art. 7(1): facts and personal assessments are kept apart
    "assessment",
    N_("Assessment"),
    N_("What do you make of it?"),
    group=_CASE,
    unknown=False,
    long=True,
    hint=N_("Your own view; it is shown apart from the facts."),
)

DETAIL_FIELDS = (
    ASSESSMENT,
    Field(
        "exploitation",
        N_("Exploitation"),
        N_("What kind of exploitation?"),
        choices=code_lists.EXPLOITATION,
        many=True,
        group=_CASE,
    ),
    Field("phase", N_("Phase"), N_("Which phase?"), choices=code_lists.PHASES, many=True, group=_CASE),
    Field("place", N_("Place"), N_("Where exactly?"), group=_CASE),
    Field(
        "origin",
        N_("Origin and transit"),
        N_("From where, and through which countries?"),
        read_countries,
        show=_show_countries,
        group=_CASE,
    ),
    Field("period", N_("When"), N_("When was it seen?"), group=_CASE),
    Field("sector", N_("Sector"), N_("In which sector?"), choices=code_lists.SECTORS, group=_CASE),
    Field(
        "signs",
        N_("Signs seen"),
        N_("Which signs were seen?"),
        choices=code_lists.SIGNS,
        many=True,
        group=_CASE,
    ),
    Field("victims", N_("Victims"), N_("How many victims?"), group=_PEOPLE, counts=True),
    Field(
        "sexes",
        N_("Sex"),
        N_("Of which sex are the victims?"),
        choices=code_lists.SEXES,
        many=True,
        free=False,
        group=_PEOPLE,
    ),
    Field(
        "ages", N_("Age"), N_("How old are the victims?"), choices=code_lists.AGES, many=True, group=_PEOPLE
    ),
    Field(
        "citizenship",
        N_("Citizenship"),
        N_("Which citizenship do the victims have?"),
        read_countries,
        show=_show_countries,
        group=_PEOPLE,
    ),
    Field(
        "status",
        N_("Status"),
        N_("Are they identified as victims?"),
        choices=code_lists.VICTIM_STATUS,
        free=False,
        group=_PEOPLE,
    ),
    Field("suspects", N_("Suspects"), N_("How many suspects?"), group=_PEOPLE, counts=True),
    Field(
        "roles",
        N_("Roles"),
        N_("What do the suspects do?"),
        choices=code_lists.ROLES,
        many=True,
        group=_PEOPLE,
    ),
    # art. 6 of the same: suspects, victims, and others, such as witnesses and contacts, are kept apart
    Field("witnesses", N_("Witnesses"), N_("How many witnesses?"), group=_PEOPLE, counts=True),
    Field(
        "associates",
        N_("Associates"),
        N_("How many associates of the suspects?"),
        group=_PEOPLE,
        counts=True,
        hint=N_("People around them who are not suspects."),
    ),
    Field(
        "control",
        N_("Control"),
        N_("How are the victims controlled?"),
        choices=code_lists.CONTROL,
        many=True,
        group=_PEOPLE,
    ),
    Field(
        "route",
        N_("Recruited through"),
        N_("How were they recruited?"),
        choices=code_lists.ROUTES,
        many=True,
        group=_PEOPLE,
    ),
    Field("app", N_("App"), N_("Which app or website was used?"), group=_PEOPLE),
)


def remark(voice: Voice, answers: Mapping[str, Any]) -> Piece:
    """How it will be handled, where nothing else was chosen."""
    marks = {name: answers.get(name, default) for name, default in DEFAULTS.items()}
    is_personal = answers.get("personal") == "yes"
    level = tender.raised(words_of(answers), str(marks["tlp"]), voice.now, is_personal=is_personal)
    why = tender.said(voice, level) if level != marks["tlp"] else None
    marks["tlp"] = level
    handled = f"TLP:{marks['tlp']} · {'+'.join(as_list(marks['handling']))}"
    out = voice.t("Goes out as %(marks)s.", marks=f"{handled} · {marks['source']}{marks['information']}")
    return lines(dim(out), dim(why) if why else None)


def columns(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the answers say about the columns of a clue; what was not answered keeps its default."""
    read: dict[str, Any] = {}
    if "text" in answers:
        read["text"] = str(answers["text"])
    if answers.get("countries"):
        read["countries"] = as_list(answers["countries"])
    read.update({name: answers[name] for name in ("tlp", "urgency", "handling_note") if name in answers})
    if handling := as_list(answers.get("handling")):
        read["handling"] = handling
    if "personal" in answers:
        read["is_personal"] = answers["personal"] == "yes"
    if answers.get("official", UNKNOWN) != UNKNOWN:
        read["official_reference"] = answers["official"]
    if {"source", "information"} & answers.keys():
        grading = {**DEFAULTS, **answers}
        read["grading"] = f"{grading['source']}{grading['information']}"
    details = {field.name: answers[field.name] for field in DETAIL_FIELDS if field.name in answers}
    return {**read, "details": details} if details else read


def answers_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The other way round: what a filed clue answers already, by field."""
    answers: dict[str, Any] = {
        **values["details"],
        "tlp": values["tlp"],
        "handling": values["handling"],
        "source": values["grading"][:1],
        "information": values["grading"][1:],
        "personal": "yes" if values["is_personal"] else "no",
    }
    optional = {"official": "official_reference", "handling_note": "handling_note", "urgency": "urgency"}
    answers.update({name: values[column] for name, column in optional.items() if values[column]})
    return answers
