"""What a sender is asked before something goes through a corridor."""

from collections.abc import Sequence
from typing import Any

from handlers.core.params import Typed
from handlers.core.speech import says
from handlers.recognising.model import Finding
from handlers.screening.kinds import KINDS
from handlers.screening.masking import masked
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Label, Span, Text, bold, dim, lines, paragraphs, quote, said, text
from handlers.vocabulary.voice import Voice

_MOST = 12  # findings that are named one by one
Marks = Sequence[Sequence[Sequence[Any]]]  # of each text: kind, start, end


def findings(texts: Sequence[str], marks: Marks) -> list[list[Finding]]:
    return [
        [Finding(kind, start, end, words[start:end], 1.0) for kind, start, end in some]
        for words, some in zip(texts, marks, strict=True)
    ]


def found_lines(voice: Voice, found: Sequence[Finding]) -> Text:
    """ "1. phone number: “…”", each once."""
    once = list({one.text: one for one in found}.values())
    return lines(
        *(
            text(f"{number}. ", voice.t(KINDS[one.kind]), voice.t(": "), said(one.text))
            for number, one in enumerate(once[:_MOST], start=1)
        ),
        dim(voice.n("and %(count)s more", "and %(count)s more", len(once) - _MOST))
        if len(once) > _MOST
        else None,
    )


def as_it_goes(voice: Voice, texts: Sequence[str], found: Sequence[Sequence[Finding]]) -> Text:
    pairs = zip(texts, found, strict=True)
    return text(quote("\n".join(masked(voice, words, some) for words, some in pairs)))


def _head(voice: Voice, countries: Sequence[str]) -> Text:
    where = voice.countries(countries) if countries else voice.t("another country")
    return voice.rich(N_("Before this goes to %(where)s, please read it once more."), where=bold(where))


def _veiled(voice: Voice, kinds: Sequence[str], countries: Sequence[str]) -> Text:
    named = voice.listed(dict.fromkeys(voice.t(KINDS[kind]) for kind in kinds)) if kinds else ""
    return paragraphs(
        _head(voice, countries),
        voice.t("It seems to hold: %(kinds)s.", kinds=named) if named else None,
    )


@says("screening.ask", took=True, veil=_veiled)
def _say_ask(
    voice: Voice,
    texts: Sequence[Typed],
    marks: Marks,
    kinds: Sequence[str],
    countries: Sequence[str],
    law: str,
) -> Text:
    found = findings(texts, marks)
    flat = [one for some in found for one in some]
    nothing = voice.t("I find nothing personal in it. Does it name anybody, or say how to find somebody?")
    rest = voice.t("If anything else in it is personal, press “Change”.")
    return paragraphs(
        _head(voice, countries),
        as_it_goes(voice, texts, found),
        found_lines(voice, flat) if flat else None,
        lines(rest if kinds else nothing, _what_binds(voice, law, countries)),
    )


def _what_binds(voice: Voice, law: str, countries: Sequence[str]) -> Span | None:
    if not law or not countries:
        return dim(law) if law else None
    country = {"country": countries[0]}
    return dim(voice.t("%(line)s More: /law %(country)s", line=law, country=country))


_MATTERS = {
    "asylum": (
        N_("It speaks of asylum or protection."),
        N_(
            "Nobody learns by this way that somebody asked for it (Directive 2013/32/EU, articles 30 and 48)."
        ),
    ),
    "politics": (
        N_("It speaks of a political, military, religious or racial matter."),
        N_("These go by no police channel (Constitution of INTERPOL, article 3)."),
    ),
}


def barring(voice: Voice, matter: str, countries: Sequence[str]) -> Text:
    where = voice.countries(countries) if countries else voice.t("another country")
    what, why = _MATTERS[matter]
    return lines(
        voice.rich(N_("This cannot go to %(where)s. Nothing was sent."), where=bold(where)),
        voice.t(what),
        dim(voice.t(why)),
    )


@says("screening.barred", took=True, veil=barring)
def _say_barred(voice: Voice, matter: str, said: Typed, countries: Sequence[str]) -> Text:
    return paragraphs(
        barring(voice, matter, countries),
        text(voice.t("Found: "), dim(f"“{said}”")),
        voice.t("Leave it out, or send it to other countries only."),
    )


@says("screening.change", took=True, veil=lambda voice: text(_again(voice)))
def _say_change(voice: Voice, typed: Typed) -> Text:
    return paragraphs(_again(voice), quote(typed))


def _again(voice: Voice) -> str:
    return voice.t("Nothing was sent. Please write it again as it may go.")


@says("screening.cancelled")
def _say_cancelled(voice: Voice) -> Text:
    return text(voice.t("Cancelled. Nothing was sent."))


@says("corridor.closed")
def _say_closed(voice: Voice, agencies: Sequence[int], law: str, basis: str) -> Text:
    names = voice.listed(voice.label(Label("%(agency)s", {"agency": {"agency": one}})) for one in agencies)
    return lines(
        voice.rich(N_("Nothing may go from here to %(agencies)s."), agencies=bold(names)),
        law or voice.t("The coordinators can say which official channel is open."),
        dim(basis) if basis else None,
    )
