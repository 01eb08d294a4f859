"""What is said about comparing: never a value, and nothing of what the other side's item says."""

from collections.abc import Sequence
from typing import Any

from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.matching import filed
from handlers.matching.identifiers import Strength
from handlers.matching.taking import Stopped
from handlers.screening.kinds import KINDS
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Text, bold, dim, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import contacts, items, matching
from storage.contacts import ContactPoint
from storage.matching import Choice, MatchSide, Says
from storage.people import Agency, Officer

STRENGTHS = {
    Strength.CHECKED: N_("check digit right"),
    Strength.FULL: N_("full number"),
    Strength.WRITTEN: N_("written alike, no check digit"),
}
_CHOICES = {
    Choice.BOTH: N_("If another agency has the same, both of you are told."),
    Choice.FIRST: N_("If another agency has the same, you are told first."),
    Choice.ONLY: N_("If another agency has the same, only you are told."),
    Choice.NEVER: "",
}
_NOW = {
    Choice.BOTH: N_("both hear of a hit"),
    Choice.FIRST: N_("you hear of a hit first"),
    Choice.ONLY: N_("only you hear of a hit"),
    Choice.NEVER: N_("not compared"),
}
_SAYS = {
    Says.SAME: N_("it is the same"),
    Says.OTHER: N_("it is not the same"),
    Says.UNSURE: N_("it cannot say"),
}
_MINE = {
    Says.SAME: N_("Noted for %(ref)s: it is the same."),
    Says.OTHER: N_("Noted for %(ref)s: it is not the same."),
    Says.UNSURE: N_("Noted for %(ref)s: you cannot say."),
}
_WHY = {
    Stopped.STOPPED: N_("Comparing was stopped for you. A coordinator of another agency can let it go on."),
    Stopped.LIST: N_("So many numbers at once look like a list."),
    Stopped.NEIGHBOURS: N_("These numbers are neighbours, like tries in a row."),
    Stopped.OFFICER: N_("You have let as many numbers be compared as one officer may in a month."),
    Stopped.AGENCY: N_("Your agency has let as many numbers be compared as one may in a month."),
}
_REASONS = {
    Stopped.LIST: N_("a list was pasted"),
    Stopped.NEIGHBOURS: N_("a run of neighbouring numbers"),
    Stopped.OFFICER: N_("more numbers than one officer may compare in a month"),
    Stopped.AGENCY: N_("more numbers than one agency may compare in a month"),
    Stopped.STOPPED: "",
}


def counted(voice: Voice, kinds: Sequence[str]) -> str:
    """ "phone number, passport number × 2" """
    return voice.listed(
        voice.t(KINDS[kind]) + (f" × {kinds.count(kind)}" if kinds.count(kind) > 1 else "")
        for kind in dict.fromkeys(kinds)
    )


@says("matching.offer")
def _say_offer(voice: Voice, ref: str, kinds: Sequence[str]) -> Text:
    return lines(
        voice.rich(N_("Compare from %(ref)s: %(kinds)s?"), ref=bold(ref), kinds=bold(counted(voice, kinds))),
        dim(voice.t("Only whether another agency has the same. No number is shown to anybody.")),
    )


@says("matching.taken")
def _say_taken(voice: Voice, ref: str, choice: str, count: int) -> Text:
    return lines(
        voice.n(
            "%(count)s number of %(ref)s is compared.",
            "%(count)s numbers of %(ref)s are compared.",
            count,
            ref=ref,
        ),
        voice.t(_CHOICES[Choice(choice)]),
        dim(voice.t("If you hear nothing, that says nothing.")),
    )


@says("matching.shown")
def _say_shown(voice: Voice, ref: str, listed: Sequence[Sequence[Any]]) -> Text:
    rows = (_row(voice, number, *one) for number, one in enumerate(listed, start=1))
    return lines(
        voice.rich(N_("Compared from %(ref)s:"), ref=bold(ref)),
        *rows,
        dim(voice.t("Only whether another agency has the same. No number is shown to anybody.")),
    )


def _row(voice: Voice, number: int, kind: str, choice: str, is_typed: bool) -> str:
    name = voice.t(KINDS[kind])
    said = voice.t(_NOW[Choice(choice)])
    if is_typed:
        return voice.t(
            "%(number)s. %(kind)s, for this alone: %(choice)s", number=number, kind=name, choice=said
        )
    return voice.t("%(number)s. %(kind)s: %(choice)s", number=number, kind=name, choice=said)


@says("matching.left_out")
def _say_left_out(voice: Voice, ref: str, of_kind: str) -> Text:
    kind = voice.t(KINDS[of_kind])
    return voice.rich(N_("One number of %(ref)s is compared no more: %(kind)s."), ref=bold(ref), kind=kind)


@says("matching.left")
def _say_left(voice: Voice, ref: str) -> Text:
    return voice.rich(N_("Nothing of %(ref)s is compared."), ref=bold(ref))


@says("matching.refused")
def _say_refused(voice: Voice, ref: str, why: str, has_more: bool) -> Text:
    is_new = why != Stopped.STOPPED
    said = N_("Nothing more of %(ref)s was compared.") if has_more else N_("Nothing of %(ref)s was compared.")
    return lines(
        voice.rich(said, ref=bold(ref)),
        voice.t(_WHY[Stopped(why)]),
        voice.t("Coordinators of other agencies were told, without any number.") if is_new else None,
    )


@says("matching.stopped", rings=Rings.AT_ONCE)
def _say_stopped(voice: Voice, who: Officer, why: str, count: int) -> Text:
    agency = {"agency": who.agency_id}
    return lines(
        voice.rich(N_("Comparing was stopped for %(name)s (%(agency)s)."), name=who.name, agency=agency),
        voice.t("Why: %(reason)s.", reason=voice.t(_REASONS[Stopped(why)])),
        voice.n("At once: %(count)s number.", "At once: %(count)s numbers.", count),
        voice.t("Please ask what it was for before you let it go on."),
    )


@says("matching.hit", shows_content=True)
def _say_hit(voice: Voice, ref: str, hit: MatchSide | None) -> Text:
    """Partner, contact point, reference, kind and strength, date, handling, next step: and that is all."""
    if hit is None:
        return ()
    agency = voice.work.need(Agency, hit.other_agency_id)
    other, row = items.reference_of(voice.work, hit.other_item), filed.row_of(voice.work, hit.other_item)
    return paragraphs(
        voice.rich(
            N_("Hit: %(agency)s has something of %(ref)s, too."),
            agency=bold(voice.agency(agency)),
            ref=bold(ref),
        ),
        lines(*(_matched(voice, *one) for one in hit.matched)),
        lines(
            voice.rich(N_("Their reference: %(ref)s"), ref=bold(other)),
            voice.t("Filed: %(when)s", when=voice.when(row.made_at if row else hit.made_at)),
            voice.t("Handling: %(marks)s", marks=filed.handling_of(voice.work, hit.other_item)),
            *_points(voice, agency),
        ),
        _later(voice, hit),
        voice.t("Please look: is it the same? It counts when both sides have said so."),
    )


def _matched(voice: Voice, kind: str, strength: str) -> Text:
    return text(voice.t(KINDS[kind]), voice.t(": "), voice.t(STRENGTHS[Strength(strength)]))


def _points(voice: Voice, agency: Agency) -> list[str]:
    """Where to reach them: the first desk of theirs that is no secret."""
    points = [one for one in contacts.points_by(voice.work, [agency.id]) if not one.is_private]
    return [_point(voice, one) for one in points[:1]]


def _point(voice: Voice, point: ContactPoint) -> str:
    ways = [one for one in (point.duty_phone, point.phone, point.mail) if one]
    return voice.t("Contact: %(name)s, %(ways)s", name=voice.t(point.role), ways=", ".join(ways[:2]))


def _later(voice: Voice, side: MatchSide) -> str | None:
    other = matching.side_of(voice.work, side.other_item, side.item)
    if other is None or other.told_at is not None:
        return None
    if other.due_at is None:
        return voice.t("They are not told.")
    return voice.t("They are told %(when)s, unless you say otherwise.", when=voice.when(other.due_at))


@says("matching.other_says")
def _say_other(voice: Voice, ref: str, hit: MatchSide | None, says: str) -> Text:
    if hit is None:
        return ()
    agency = {"agency": hit.other_agency_id}
    words = voice.t(_SAYS[Says(says)])
    return voice.rich(
        N_("%(agency)s says of the hit on %(ref)s: %(says)s."), agency=agency, ref=bold(ref), says=words
    )


@says("matching.said")
def _say_said(voice: Voice, ref: str, says: str) -> Text:
    return voice.rich(_MINE[Says(says)], ref=bold(ref))


@says("matching.turned")
def _say_turned(voice: Voice, ref: str, is_now: bool) -> Text:
    if is_now:
        return voice.rich(N_("The other side of the hit on %(ref)s is told now."), ref=bold(ref))
    return voice.rich(N_("The other side of the hit on %(ref)s is not told."), ref=bold(ref))
