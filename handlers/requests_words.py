"""What is said about requests."""

from handlers import references
from handlers.chat import Button, Piece, Text, bold, dim, lines, paragraphs, quote, text
from handlers.context import Context
from handlers.lang import N_, Voice
from handlers.requests_filing import FROM_RECEIPT, URGENCY, above
from handlers.requests_life import item_of, move_named, zone_of
from handlers.speech import Params, says
from storage import items, requests
from storage.items import Happening
from storage.people import Agency
from storage.requests import Addressee, Request

MOST = 10  # of a kind in one message
GROUNDS = {
    "a": N_("The information is not held."),
    "b": N_("The request lacks what Art. 4 asks for."),
    "c": N_("The judicial authorisation was refused."),
    "d": N_("The data is outside the permitted categories."),
    "e": N_("The data is wrong, incomplete or out of date."),
    "f": N_("National security, an ongoing investigation, or a person's safety would be harmed."),
    "g": N_("The offence is too minor, or no offence there."),
    "h": N_("It came from another state, which has not agreed."),
}
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
        return voice.t("The clock stands still.")
    zones = (zone_of(voice.work, request.agency_id), zone_of(voice.work, addressee.agency_id))
    return voice.t("Answer due %(time)s", time=voice.when(addressee.due_at, *zones, deadline=True))


def content(voice: Voice, request: Request) -> Text:
    """What is asked, with all that was said with it."""
    details = [
        text(dim(voice.t(label) + voice.t(": ")), str(request.details[name]))
        for name, label in DETAILS.items()
        if name in request.details
    ]
    reference = request.official_reference
    official = text(dim(voice.t("Official reference") + voice.t(": ")), reference) if reference else None
    return paragraphs(quote(request.text), lines(*details, official), dim(f"TLP:{request.tlp}"))


@says("request.filed", took=True)
def _say_filed(voice: Voice, params: Params) -> Text:
    request = voice.work.need(Request, params["request"])
    rows = [sent_to(voice, one) for one in requests.addressees_of(voice.work, request.id)]
    unsaid = (
        voice.t("Please say why it is urgent; they need the reason.") if request.urgency == "urgent" else None
    )
    return paragraphs(
        text(voice.t("Request "), bold(params["ref"]), voice.t(" is on its way.")),
        lines(*rows, dim(voice.t(FROM_RECEIPT)) if request.due_at is None else None, copied(voice, request)),
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


@says("request.received", shows_content=True)
def _say_received(voice: Voice, params: Params) -> Text:
    addressee = voice.work.need(Addressee, params["addressee"])
    request = voice.work.need(Request, addressee.request_id)
    ref = items.reference_of(voice.work, item_of(request.id))
    return paragraphs(
        lines(
            text(voice.t("Request "), bold(ref)),
            voice.t("From %(agency)s", agency={"agency": request.agency_id}),
            urgency(voice, request),
            deadline(voice, request, addressee),
        ),
        content(voice, request),
    )


@says("request.copy", shows_content=True)
def _say_copy(voice: Voice, params: Params) -> Text:
    request = voice.work.need(Request, params["request"])
    ref = items.reference_of(voice.work, item_of(request.id))
    rows = [sent_to(voice, one) for one in requests.addressees_of(voice.work, request.id)
            if voice.work.need(Agency, one.agency_id).subdivision]  # fmt: skip
    return paragraphs(
        lines(
            text(voice.t("Request "), bold(ref)),
            dim(voice.t("For you in copy, as the national authority.")),
            voice.t("From %(agency)s", agency={"agency": request.agency_id}),
            urgency(voice, request),
            *rows,
        ),
        content(voice, request),
    )


@says("request.done", took=True)
def _say_done(voice: Voice, params: Params) -> Text:
    addressee = voice.work.need(Addressee, params["addressee"])
    request = voice.work.need(Request, addressee.request_id)
    return lines(
        _sentence(voice, move_named(params["act"]).done, request, addressee),
        running(voice, request, addressee),
    )


@says("request.moved", shows_content=True)
def _say_moved(voice: Voice, params: Params) -> Text:
    addressee = voice.work.need(Addressee, params["addressee"])
    request = voice.work.need(Request, addressee.request_id)
    happening = voice.work.need(Happening, params["happening"])
    return paragraphs(
        lines(
            _sentence(voice, move_named(params["act"]).told, request, addressee),
            particulars(voice, happening),
            running(voice, request, addressee),
        ),
        quote(happening.words["text"]) if happening.words else None,
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
    if "reference" in detail:
        return voice.t("See %(reference)s.", reference=detail["reference"])
    return None


def _sentence(voice: Voice, source: str, request: Request, addressee: Addressee) -> str:
    return voice.t(
        source,
        ref=items.reference_of(voice.work, item_of(request.id)),
        agency=voice.agency(voice.work.need(Agency, addressee.agency_id)),
        asker=voice.agency(voice.work.need(Agency, request.agency_id)),
    )


@says("request.reason")
def _say_reason(voice: Voice, params: Params) -> Text:
    ref = items.reference_of(voice.work, params["about"])
    why = URGENCY[params["reason"]]
    return lines(voice.t("%(ref)s is urgent because:", ref=ref), voice.t(why))


@says("request.closed")
def _say_closed(voice: Voice, params: Params) -> Text:
    return text(voice.t("%(ref)s is closed: nothing is open any more.", ref=params["ref"]))


@says("request.escalated")
def _say_escalated(voice: Voice, params: Params) -> Text:
    told = [voice.work.need(Addressee, one) for one in params["addressees"]]
    late = [one for one in told if one.state in requests.OPEN]
    source, more = N_("%(agency)s has not answered %(ref)s yet. The coordinators are told."), len(late) - MOST
    return lines(
        *(_sentence(voice, source, voice.work.need(Request, one.request_id), one) for one in late[:MOST]),
        voice.n("and %(count)s more", "and %(count)s more", more) if more > 0 else None,
    )


def not_now(ctx: Context, item: str) -> None:
    """Tell that this cannot be done with the request as it stands."""
    more, kept = references.turned_away(ctx)
    ctx.reply(
        "request.not_now", Button(N_("Where it stands"), "status", item=item), *more, about=item, **kept
    )


@says("request.not_now", took=True)
def _say_not_now(voice: Voice, params: Params) -> Text:
    ref = items.reference_of(voice.work, params["about"])
    return text(voice.t("That is not possible now: see where %(ref)s stands.", ref=ref))


STATES = {
    requests.AddresseeState.SENT: N_("sent"),
    requests.AddresseeState.SEEN: N_("seen"),
    requests.AddresseeState.ACCEPTED: N_("accepted"),
    requests.AddresseeState.CLARIFYING: N_("question asked"),
    requests.AddresseeState.EXTENDED: N_("extended"),
    requests.AddresseeState.ANSWERED: N_("answered"),
    requests.AddresseeState.PARTLY: N_("answered in part"),
    requests.AddresseeState.NOTHING_HELD: N_("nothing held"),
    requests.AddresseeState.REFUSED: N_("refused"),
    requests.AddresseeState.WITHDRAWN: N_("withdrawn"),
    requests.AddresseeState.CLOSED: N_("closed"),
}
