"""How a clue is shown: its words, its details, how it must be handled, and where it stands."""

from handlers.clues import with_nobody
from handlers.clues.form import ASSESSMENT, DETAIL_FIELDS
from handlers.clues.referrals import marks_of, reason_of, state_of
from handlers.core.params import Params
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.forms import model as form_model
from handlers.items import expiry
from handlers.items import marks as item_marks
from handlers.law import code_lists, official_references
from handlers.law.directive import URGENT
from handlers.screening.looking import words_of
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Piece, Text, bold, dim, lines, paragraphs, quote, said, text
from handlers.vocabulary.voice import Voice
from storage import clues, items, people
from storage.clues import Clue, Consent, Referral, Way
from storage.item import Item
from storage.items import Happening
from storage.people import Agency, Officer
from storage.work import Work

_WAYS = {
    Way.COPY: N_("For you in copy, as the national authority."),
    Way.ONWARD: N_("Referred on to you by %(agency)s."),
}


def reference(voice: Voice, clue: Clue) -> str:
    return items.reference_of(voice.work, Item("clue", clue.id))


def agency(voice: Voice, agency_id: int) -> str:
    return voice.agency(voice.work.need(Agency, agency_id))


def from_and_about(voice: Voice, clue: Clue) -> str:
    by = agency(voice, clue.agency_id)
    if not clue.countries:
        return voice.t("From %(agency)s", agency=by)
    return voice.t(
        "From %(agency)s, about %(countries)s", agency=by, countries=voice.countries(clue.countries)
    )


def told(work: Work, clue: Clue) -> list[str]:
    """All that a person wrote into it."""
    item = Item("clue", clue.id)
    added = [
        entry.words["text"] for entry in items.history_of(work, item) if entry.act == "added" and entry.words
    ]
    return [*filter(None, [clue.text, clue.handling_note]), *words_of(clue.details), *added]


def content(voice: Voice, clue: Clue) -> Text:
    """All that was filed; of a withdrawn clue nothing."""
    if clue.withdrawn_at is not None:
        return text(voice.t("It was withdrawn. Please do not use it any more."))
    item = Item("clue", clue.id)
    added = [entry for entry in items.history_of(voice.work, item) if entry.act == "added"]
    official = clue.official_reference
    return paragraphs(
        quote(clue.text) if clue.text else None,
        voice.t("Official reference: %(ref)s", ref=official_references.shown(official))
        if official and official != clue.text
        else None,
        details(voice, clue),
        assessment(voice, clue),
        *(_addition(voice, entry) for entry in added),
        handling(voice, clue),
    )


def _addition(voice: Voice, entry: Happening) -> Text | None:
    words = (entry.words or {}).get("text")
    return lines(dim(voice.t("Added %(time)s:", time=voice.when(entry.at))), quote(words)) if words else None


def details(voice: Voice, clue: Clue) -> Text:
    rows: list[Piece] = [
        text(
            dim(voice.t(field.label) + voice.t(": ")),
            form_model.shown(voice, field, clue.details[field.name]),
        )
        for field in DETAIL_FIELDS
        if field.name in clue.details and field is not ASSESSMENT
    ]
    return lines(_urgency(voice, clue), *rows)


def _urgency(voice: Voice, clue: Clue) -> Text | None:
    ground = next((c.label for c in code_lists.URGENCY if clue.urgency and c.value == clue.urgency), None)
    if ground is None:
        return None
    said = voice.label(ground)  # without a ground it says by itself that it is urgent
    return text(bold(said if clue.urgency == URGENT else voice.t("Urgent: ") + said))


def assessment(voice: Voice, clue: Clue) -> Text | None:
    """What its author makes of the facts, under a title that says so."""
    view = clue.details.get(ASSESSMENT.name)
    return lines(dim(voice.t("The sender's own view, not a fact:")), quote(view)) if view else None


def handling(voice: Voice, clue: Clue) -> Text:
    """ "TLP:AMBER · H1+H2 · X4 · personal data"."""
    marks = [f"TLP:{clue.tlp}", "+".join(clue.handling), clue.grading]
    personal = [voice.t("personal data")] if clue.is_personal else []
    return lines(
        dim(" · ".join([*marks, *personal])),
        item_marks.limits(voice, clue.handling),
        expiry.said(voice, Item("clue", clue.id)),
        dim(said(clue.handling_note)) if clue.handling_note else None,
    )


def files(voice: Voice, clue: Clue) -> str | None:
    count = len(items.attachments_of(voice.work, Item("clue", clue.id)))
    return voice.n("%(count)s file", "%(count)s files", count) if count else None


def _referred(voice: Voice, clue: Clue, referral: Referral) -> Text:
    way = _WAYS.get(referral.way)
    return lines(
        voice.rich(N_("New clue %(ref)s"), ref=bold(reference(voice, clue))),
        from_and_about(voice, clue),
        dim(voice.t(way, agency=agency(voice, referral.by_agency_id))) if way else None,
    )


def _how_it_rings(work: Work, params: Params) -> Rings:
    """Whoever is only copied in owes no word."""
    return Rings.NEWS if work.need(Referral, params["referral"]).way is Way.COPY else Rings.BY_DAY


@says("clue.referred", shows_content=True, points=_referred, rings=_how_it_rings)
def _say_referred(voice: Voice, clue: Clue, referral: Referral) -> Text:
    return paragraphs(_referred(voice, clue, referral), content(voice, clue))


@says("clue.status", shows_content=True)
def _say_status(voice: Voice, clue: Clue, reader: Officer) -> Text:
    clue, reader = clue, reader
    return paragraphs(
        lines(
            text(bold(reference(voice, clue)), " ", dim(voice.when(clue.made_at))),
            from_and_about(voice, clue),
        ),
        content(voice, clue),
        files(voice, clue) if clue.withdrawn_at is None else None,
        where_it_stands(voice, clue, reader),
    )


def where_it_stands(voice: Voice, clue: Clue, reader: Officer) -> Text:
    """Each addressee's part for those who filed it; for an addressee, only its own."""
    mine = people.agencies_of(voice.work, reader)
    referrals = clues.referrals_of(voice.work, clue.id)
    if clue.agency_id not in mine:
        referrals = [referral for referral in referrals if referral.agency_id in mine]
    asked = [
        voice.t("%(agency)s waits for consent to have it.", agency=agency(voice, onward.agency_id))
        for onward in clues.onwards_of(voice.work, clue.id)
        if onward.consent is Consent.ASKED and {clue.agency_id, onward.by_agency_id} & mine
    ]
    if not referrals and not asked:
        return text(with_nobody.standing(voice, clue))
    return lines(*(_part(voice, referral) for referral in referrals), *asked)


def _part(voice: Voice, referral: Referral) -> Text:
    words = referral.outcome or reason_of(voice, referral)
    return lines(
        text(
            bold(agency(voice, referral.agency_id)),
            voice.t(": "),
            voice.t(state_of(referral)),
            dim(" · " + voice.when(referral.changed_at)),
        ),
        lines(quote(words), marks_of(voice, referral)) if words else None,
    )


def line(voice: Voice, officer: Officer, clue_id: int) -> Text:
    """One line of a list, without content: reference, country, from whom or how many have it, its age."""
    clue = voice.work.need(Clue, clue_id)
    return text(
        bold(reference(voice, clue)),
        " ",
        voice.countries(clue.countries),
        dim(" · " + _short_state(voice, clue, officer) + " · " + voice.ago(clue.made_at)),
    )


def beginning(work: Work, clue_id: int) -> str:
    clue = work.need(Clue, clue_id)
    return clue.text or "" if clue.withdrawn_at is None else ""


def _short_state(voice: Voice, clue: Clue, officer: Officer) -> str:
    if clue.withdrawn_at is not None:
        return voice.t("withdrawn")
    mine = people.agencies_of(voice.work, officer)
    referrals = clues.referrals_of(voice.work, clue.id)
    if clue.agency_id not in mine:
        own = next((voice.t(state_of(one)) for one in referrals if one.agency_id in mine), "")
        return voice.t("from %(agency)s", agency=agency(voice, clue.agency_id)) + " · " + own
    states = dict.fromkeys(voice.t(state_of(referral)) for referral in referrals)
    return voice.listed(states) if states else with_nobody.standing_in_short(voice, clue)
