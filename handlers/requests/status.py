"""Where a request stands: its status with a readable history, and its lines in the lists."""

from collections.abc import Sequence

from handlers.core.context import Context
from handlers.core.speech import says, when_shown
from handlers.items import court_use, expiry, noted
from handlers.items import marks as item_marks
from handlers.items import status as item_status
from handlers.items.life import By
from handlers.items.outstanding import Line
from handlers.matching import offering as comparing
from handlers.reminders import calling
from handlers.requests.carrying_out import sides
from handlers.requests.clock import item_of
from handlers.requests.filing import CHANGING, WITHDRAWING
from handlers.requests.item import is_at
from handlers.requests.life import LIFE
from handlers.requests.words import content, deadline, particulars, urgency
from handlers.rooms import opening
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Piece, Text, bold, dim, lines, paragraphs, quote, text
from handlers.vocabulary.voice import Voice
from storage import items, people, requests
from storage.audit import Tag
from storage.item import Item
from storage.items import Happening
from storage.outbox import Outgoing
from storage.people import Agency, Officer
from storage.requests import REPLIED, Addressee, AddresseeState, Request
from storage.work import Work

_MOST = 500  # references that a mistyped one is compared with
_HOUSE = {
    "filed": N_("sent"),
    "closed": N_("closed"),
    "added": N_("added"),
    "kept": N_("kept longer"),
    noted.NOTED: N_("noted the change"),
    "correct": N_("corrected"),
    "terms": N_("date or urgency changed"),
    expiry.SET: N_("set an end date"),
    expiry.ENDLESS: N_("took the end date away"),
    expiry.OVER: N_("the time in which it could be used was over"),
    "reason": N_("the reason for its urgency was given"),
}

_AT_AN_AGENCY = {calling.TAKEN: N_("a coordinator is calling")}


def outstanding_lines(work: Work, officer: Officer) -> Sequence[Line]:
    mine = people.agencies_of(work, officer)
    owed = [_line(work, one, mine=True) for one in requests.owed_by(work, mine)]
    return [*owed, *(_line(work, one, mine=False) for one in requests.awaited_by(work, mine))]


def _line(work: Work, addressee: Addressee, *, mine: bool) -> Line:
    """A question that was asked is owed by who asked for the information, as is a confirmation."""
    request = work.need(Request, addressee.request_id)
    turned = addressee.state is AddresseeState.CLARIFYING or addressee.state in REPLIED
    agency = request.agency_id if mine else addressee.at_agency_id
    since = addressee.received_at if not turned else addressee.changed_at
    return Line(
        item_of(request.id),
        mine != turned,
        agency,
        LIFE.states[addressee.state],
        since,
        addressee.due_at if not turned else None,
    )


def seen(work: Work, officer: Officer) -> Sequence[Item]:
    mine = people.agencies_of(work, officer)
    return [item_of(row_id) for row_id in requests.seen_by(work, mine, _MOST)]


def _show(ctx: Context, request_id: int) -> None:
    """What may be done next is offered; an addressee that looks at it has seen it."""
    request = ctx.work.need(Request, request_id)
    item = item_of(request_id)
    ctx.work.audit(Tag.REQUEST_VIEWED, ctx.officer.id, item)
    offered = []
    for addressee in requests.addressees_of(ctx.work, request_id):
        mine = sides(ctx, request, addressee)
        if By.ADDRESSEE in mine and addressee.state is AddresseeState.SENT:
            _mark_seen(ctx.work, ctx.officer, addressee, item)
        offered += [button for side in sorted(mine) for button in LIFE.buttons(addressee, side, request)]
    if ctx.may_act_for(request.agency_id) and any(
        one.state in requests.OPEN for one in requests.addressees_of(ctx.work, request_id)
    ):
        offered += [CHANGING, comparing.SHOWING, expiry.BUTTON, WITHDRAWING]
    offered += court_use.buttons(ctx, item)
    offered += opening.buttons(ctx.rules, item)
    hidden = _is_withdrawn_for(ctx.work, ctx.officer, request)
    files = [] if hidden else [file.id for file in items.attachments_of(ctx.work, item)]
    ctx.reply("request.status", *offered, item=item, files=files, request=request_id, reader=ctx.officer.id)


def _is_withdrawn_for(work: Work, officer: Officer, request: Request) -> bool:
    """Whoever was asked, or has a copy, has no use for it any more, unless it was asked again after its end;
    who asked keeps it."""
    mine = people.agencies_of(work, officer)
    asked = requests.addressees_of(work, request.id)
    own = [one for one in asked if is_at(work, one, mine)] or asked
    ended = expiry.is_over(work, item_of(request.id)) and all(one.state not in requests.OPEN for one in asked)
    gone = ended or all(one.state is AddresseeState.WITHDRAWN for one in own)
    return request.agency_id not in mine and gone


@when_shown("request.received")
def _was_shown(work: Work, officer: Officer, row: Outgoing) -> None:
    """Its content has reached somebody of the agency."""
    addressee = work.need(Addressee, (row.params or {})["addressee"])
    if addressee.state is AddresseeState.SENT:
        _mark_seen(work, officer, addressee, row.item)


def _mark_seen(work: Work, officer: Officer, addressee: Addressee, item: Item) -> None:
    LIFE.take(work, officer.id, addressee, LIFE.move("seen"), item, agency_id=addressee.agency_id)


def _open(work: Work, officer: Officer) -> Sequence[int]:
    mine = people.agencies_of(work, officer)
    found = [*requests.owed_by(work, mine), *requests.awaited_by(work, mine)]
    return list(dict.fromkeys(one.request_id for one in found))


def _short(voice: Voice, officer: Officer, request_id: int) -> Text:
    """Reference, whom it was sent to or from whom it came, where it stands, its age."""
    request = voice.work.need(Request, request_id)
    sent_to = requests.addressees_of(voice.work, request_id)
    states = voice.listed(dict.fromkeys(voice.t(LIFE.states[one.state]) for one in sent_to))
    ref = items.reference_of(voice.work, item_of(request_id))
    place = _place(voice, officer, request, sent_to)
    return text(bold(ref), f" {place} · {states}", dim(f" · {voice.ago(request.made_at)}"))


def _place(voice: Voice, officer: Officer, request: Request, sent_to: Sequence[Addressee]) -> str:
    if request.agency_id not in people.agencies_of(voice.work, officer):
        return voice.t("from %(agency)s", agency={"agency": request.agency_id})
    asked = [voice.work.need(Agency, one.agency_id) for one in sent_to]
    codes = dict.fromkeys(one.subdivision or one.country for one in asked)
    return voice.countries([code for code in codes if code]) if all(codes) else voice.agency(asked[0])


def _words(work: Work, request_id: int) -> str:
    return work.need(Request, request_id).text


LISTED = item_status.Kind(N_("Requests"), _show, _open, _short, _words)


@says("request.status", shows_content=True)
def _say_status(voice: Voice, request: Request, reader: Officer) -> Text:
    mine = people.agencies_of(voice.work, reader)
    item = item_of(request.id)
    parts = [
        one
        for one in requests.addressees_of(voice.work, request.id)
        if request.agency_id in mine or is_at(voice.work, one, mine)
    ]
    if _is_withdrawn_for(voice.work, reader, request):
        said: Sequence[Piece] = [voice.t("It was withdrawn. Please do not use it any more.")]
    else:
        history = _history(voice, item, {one.agency_id for one in parts})
        said = [content(voice, request), lines(bold(voice.t("What happened")), *history)]
    return paragraphs(
        lines(
            voice.rich(N_("Request %(ref)s"), ref=bold(items.reference_of(voice.work, item))),
            voice.t(
                "From %(agency)s, %(time)s",
                agency={"agency": request.agency_id},
                time={"time": request.made_at.isoformat()},
            ),
            urgency(voice, request),
            *(_part(voice, request, one) for one in parts),
        ),
        *said,
    )


def _part(voice: Voice, request: Request, addressee: Addressee) -> Text:
    agency = voice.agency(voice.work.need(Agency, addressee.agency_id))
    clock = deadline(voice, request, addressee) if addressee.state in requests.OPEN else None
    state = voice.t(LIFE.states[addressee.state])
    return text(agency, voice.t(": "), state, f" · {clock}" if clock else None)


def _history(voice: Voice, item: Item, agencies: set[int]) -> list[Piece]:
    """One's own part of it, and what concerns everybody."""
    seen = [
        one for one in items.history_of(voice.work, item) if one.act in _HOUSE or one.agency_id in agencies
    ]
    return [_happened(voice, one) for one in seen]


def _happened(voice: Voice, happening: Happening) -> Text:
    who = voice.work.get(Agency, happening.agency_id)
    source = (
        (_HOUSE | _AT_AN_AGENCY).get(happening.act)
        or court_use.PAST.get(happening.act)
        or LIFE.past(happening.act)
    )
    line = text(
        dim(voice.when(happening.at)),
        f" {voice.agency(who)}{voice.t(': ')}" if who else " ",
        voice.t(source),
    )
    more = particulars(voice, happening)
    said = (happening.words or {}).get("text")
    until = expiry.said_of_answer(voice, happening)
    words = lines(quote(said), item_marks.shown(voice, happening)) if said else None
    return lines(text(line, " · " if more else None, more), words, until)
