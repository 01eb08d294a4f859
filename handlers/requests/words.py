"""What is said about requests."""

from collections.abc import Sequence

from handlers.agencies.coverage import above
from handlers.core.context import Context
from handlers.core.params import Params
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.items import expiry, references
from handlers.items import marks as item_marks
from handlers.law import official_references
from handlers.law.directive import FROM_RECEIPT, GROUNDS, URGENCY
from handlers.requests.clock import item_of, zone_of
from handlers.requests.life import LIFE
from handlers.screening import tender
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Piece, Text, bold, dim, lines, paragraphs, quote, said, text
from handlers.vocabulary.voice import Voice
from storage import items, requests
from storage.item import Item
from storage.items import Happening
from storage.people import Agency
from storage.requests import Addressee, Answer, Request
from storage.work import Work

MOST = 10  # of a kind in one message


DETAILS = {
    "facts": N_("Facts"),
    "offence": N_("Offence"),
    "purpose": N_("Purpose"),
    "why": N_("Why there"),
    "restrictions": N_("Restrictions"),
}


def urgency(voice: Voice, request: Request) -> Text | None:
    """ "URGENT: imminent danger …"; nothing for what is not urgent."""
    if not request.urgency:
        return None
    why = URGENCY.get(request.urgency)
    return text(bold(voice.t("Urgent request")), voice.t(": ") + voice.t(why) if why else None)


def running(voice: Voice, request: Request, addressee: Addressee) -> str | None:
    """Until when, where a clock runs; who stopped it is told so in the same message."""
    runs = addressee.state in requests.OPEN and addressee.due_at is not None
    return deadline(voice, request, addressee) if runs else None


def deadline(voice: Voice, request: Request, addressee: Addressee) -> str:
    """Until when, on the clocks of both sides."""
    if addressee.due_at is None:
        return voice.t("The deadline is paused.")
    zones = (zone_of(voice.work, request.agency_id), zone_of(voice.work, addressee.agency_id))
    return voice.t("Answer due %(time)s", time=voice.when(addressee.due_at, *zones, deadline=True))


def content(voice: Voice, request: Request) -> Text:
    """What is asked, with all that was said with it."""
    details = [
        text(dim(voice.t(label) + voice.t(": ")), said(str(request.details[name])))
        for name, label in DETAILS.items()
        if name in request.details
    ]
    reference = request.official_reference
    official = (
        text(dim(voice.t("Official reference") + voice.t(": ")), official_references.shown(reference))
        if reference
        else None
    )
    return paragraphs(quote(request.text), lines(*details, official), marked(voice, request))


def marked(voice: Voice, request: Request) -> Piece:
    """ "TLP:AMBER · H1"."""
    marks = item_marks.said(voice, {**request.details, "tlp": request.tlp})
    return lines(marks, expiry.said(voice, item_of(request.id)))


@says("request.filed", took=True)
def _say_filed(voice: Voice, request: Request, ref: str, raised: bool = False) -> Text:
    rows = [sent_to(voice, one) for one in requests.addressees_of(voice.work, request.id)]
    unsaid = (
        voice.t("Please say why it is urgent; they need the reason.") if request.urgency == "urgent" else None
    )
    return paragraphs(
        voice.rich(N_("Request %(ref)s is on its way."), ref=bold(ref)),
        lines(*rows, dim(voice.t(FROM_RECEIPT)) if request.due_at is None else None, copied(voice, request)),
        dim(tender.said(voice, request.tlp)) if raised else None,
        unsaid,
    )


def copied(voice: Voice, request: Request) -> str | None:
    """The authorities above bureaus that are asked."""
    asked = [one.agency_id for one in requests.addressees_of(voice.work, request.id)]
    names = [voice.agency(one) for one in above(voice.work, asked, request.agency_id)]
    return voice.t("In copy: %(agencies)s.", agencies=voice.listed(names)) if names else None


def sent_to(voice: Voice, addressee: Addressee) -> str:
    at = addressee.due_at or voice.now
    return voice.t(
        "%(agency)s is to answer by %(time)s.",
        agency={"agency": addressee.agency_id},
        time=voice.when(at, zone_of(voice.work, addressee.agency_id), deadline=True),
    )


def _received(voice: Voice, addressee: Addressee) -> Text:
    request = voice.work.need(Request, addressee.request_id)
    ref = items.reference_of(voice.work, item_of(request.id))
    return lines(
        voice.rich(N_("Request %(ref)s"), ref=bold(ref)),
        voice.t("From %(agency)s", agency={"agency": request.agency_id}),
        urgency(voice, request),
        deadline(voice, request, addressee),
    )


@says("request.received", shows_content=True, points=_received)
def _say_received(voice: Voice, addressee: Addressee) -> Text:
    request = voice.work.need(Request, addressee.request_id)
    return paragraphs(_received(voice, addressee), content(voice, request))


def _in_copy(voice: Voice, request: Request) -> Text:
    ref = items.reference_of(voice.work, item_of(request.id))
    rows = [
        sent_to(voice, one)
        for one in requests.addressees_of(voice.work, request.id)
        if voice.work.need(Agency, one.agency_id).subdivision
    ]
    return lines(
        voice.rich(N_("Request %(ref)s"), ref=bold(ref)),
        dim(voice.t("For you in copy, as the national authority.")),
        voice.t("From %(agency)s", agency={"agency": request.agency_id}),
        urgency(voice, request),
        *rows,
    )


@says("request.copy", shows_content=True, points=_in_copy, rings=Rings.NEWS)
def _say_copy(voice: Voice, request: Request) -> Text:
    return paragraphs(_in_copy(voice, request), content(voice, request))


@says("request.done", took=True)
def _say_done(voice: Voice, addressee: Addressee, act: str) -> Text:
    request = voice.work.need(Request, addressee.request_id)
    return lines(
        _sentence(voice, LIFE.move(act).done, request, addressee),
        running(voice, request, addressee),
    )


def _moved(voice: Voice, addressee: Addressee, act: str) -> Text:
    request = voice.work.need(Request, addressee.request_id)
    return lines(
        _sentence(voice, LIFE.move(act).told, request, addressee), running(voice, request, addressee)
    )


_ONLY_NEWS = {"accept", "confirm", "close", "others"}


def _how_it_rings(_work: Work, params: Params) -> Rings:
    """Nobody has to do anything about what was taken in hand, or is over."""
    return Rings.NEWS if params["act"] in _ONLY_NEWS else Rings.TURN


@says("request.moved", shows_content=True, points=_moved, rings=_how_it_rings)
def _say_moved(voice: Voice, addressee: Addressee, happening: Happening, act: str) -> Text:
    request = voice.work.need(Request, addressee.request_id)
    return paragraphs(
        lines(
            _sentence(voice, LIFE.move(act).told, request, addressee),
            particulars(voice, happening),
            running(voice, request, addressee),
        ),
        lines(
            quote(happening.words["text"]),
            item_marks.shown(voice, happening),
            expiry.said_of_answer(voice, happening),
        )
        if happening.words
        else None,
    )


def particulars(voice: Voice, happening: Happening) -> Piece:
    """A ground, a length, an agency: what was said by choosing."""
    detail = happening.detail
    if "ground" in detail:
        code = detail["ground"]
        return voice.t("Ground %(code)s: %(ground)s", code=code, ground=voice.t(GROUNDS[code]))
    if "seconds" in detail:
        days = int(detail["seconds"]) // 86400
        return voice.n("%(count)s day longer", "%(count)s days longer", days)
    if "agency" in detail:
        return voice.t("It lies now with %(agency)s.", agency={"agency": detail["agency"]})
    answer = voice.work.get(Answer, detail["answer"]) if "answer" in detail else None
    if answer is not None and answer.official_reference:
        return voice.t("See %(reference)s.", reference=answer.official_reference)
    return None


def _sentence(voice: Voice, source: str, request: Request, addressee: Addressee) -> str:
    return voice.t(
        source,
        ref=items.reference_of(voice.work, item_of(request.id)),
        agency=voice.agency(voice.work.need(Agency, addressee.agency_id)),
        asker=voice.agency(voice.work.need(Agency, request.agency_id)),
    )


@says("request.reason", rings=Rings.NEWS)
def _say_reason(voice: Voice, about: Item, reason: str) -> Text:
    ref = items.reference_of(voice.work, about)
    why = URGENCY[reason]
    return lines(voice.t("%(ref)s is urgent because:", ref=ref), voice.t(why))


@says("request.closed", rings=Rings.NEWS)
def _say_closed(voice: Voice, ref: str) -> Text:
    return text(voice.t("%(ref)s is closed: nothing is open any more.", ref=ref))


@says("request.escalated", rings=Rings.NEWS)
def _say_escalated(voice: Voice, addressees: Sequence[int]) -> Text:
    told = [voice.work.need(Addressee, one) for one in addressees]
    late = [one for one in told if one.state in requests.OPEN]
    source, more = (
        N_("%(agency)s has not answered %(ref)s yet. A coordinator is being notified."),
        len(late) - MOST,
    )
    return lines(
        *(_sentence(voice, source, voice.work.need(Request, one.request_id), one) for one in late[:MOST]),
        voice.more(more),
    )


def not_now(ctx: Context, item: Item) -> None:
    """Tell that this cannot be done with the request as it stands."""
    more, kept = references.turned_away(ctx)
    ctx.reply(
        "request.not_now", Button(N_("Where it stands"), "status", item=item), *more, about=item, **kept
    )


@says("request.not_now", took=True)
def _say_not_now(voice: Voice, about: Item) -> Text:
    ref = items.reference_of(voice.work, about)
    return text(voice.t("That is not possible now: see where %(ref)s stands.", ref=ref))
