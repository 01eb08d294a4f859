"""Sooner, later, or more urgent: who asked changes until when an answer is needed, read back before it holds.

What becomes urgent counts from that moment, and so does a limit that would have passed already: nobody is
late by what somebody else decides.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from handlers import dates
from handlers.agencies.coverage import above
from handlers.core import access, assumed_handling
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.core.rules import Rules
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.dates import NotUnderstood
from handlers.forms import engine
from handlers.forms import model as form_model
from handlers.forms.model import Form, WrongError
from handlers.items import references
from handlers.items.life import By
from handlers.law import typed_marks
from handlers.law.directive import NORMAL, URGENT
from handlers.requests import changing
from handlers.requests.clock import due_at, item_of, settle_clock
from handlers.requests.filing import TERMS, reasons
from handlers.requests.form import FORM, NO_DATE, not_understood, show_deadline, show_due
from handlers.requests.life import LIFE
from handlers.requests.words import deadline, sent_to, urgency
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import UNKNOWN, Choice, Piece, Text, bold, lines, paragraphs
from handlers.vocabulary.voice import Voice
from storage import items, requests
from storage.audit import Tag
from storage.people import Agency
from storage.requests import OPEN, Addressee, AddresseeState, Request
from storage.work import Work

Answers = dict[str, Any]


def wanted(ctx: Context, words: str) -> tuple[Answers, dict[str, WrongError]] | None:
    """What "by Friday 17:00" or "urgent (b)" after a reference asks for; None where it says anything else."""
    answers: Answers = {}
    wrong: dict[str, WrongError] = {}
    rest = _take_urgency(answers, words)
    if (dated := dates.find(rest, ctx.zone, ctx.now, "deadline")) is not None:
        result, _, rest = dated
        if isinstance(result, NotUnderstood):
            wrong["due"] = not_understood(result)
        else:
            answers["due"] = result.at.isoformat()
        rest = _take_urgency(answers, rest)
    return None if rest.strip() or not (answers or wrong) else (answers, wrong)


def _take_urgency(answers: Answers, words: str) -> str:
    if (rest := typed_marks.not_urgent(words)) is not None:
        answers["urgency"] = NORMAL
        return rest
    found, rest = typed_marks.urgency(words)
    if found != NORMAL:
        answers["urgency"] = found
    return rest


def begin(ctx: Context, request: Request, answers: Answers, wrong: Mapping[str, WrongError]) -> None:
    """What was typed is read back, with the deadlines that it makes."""
    if changing.standing(ctx, request):
        known = {**_as_answers(request), **answers}
        known = {name: value for name, value in known.items() if name not in wrong}
        engine.begin(ctx, _LINE, known, item_of(request.id), wrong)


@act(TERMS, OFFICERS)
def _pressed(ctx: Press) -> None:
    request = changing.pressed(ctx)
    if request is not None:
        engine.begin(ctx, _FORM, _as_answers(request), item_of(request.id))


def _as_answers(request: Request) -> Answers:
    due = request.due_at.isoformat() if request.due_at else NO_DATE
    return {"request": request.id, "urgency": request.urgency or NORMAL, "due": due}


def _changed(request: Request, answers: Mapping[str, Any]) -> tuple[str, datetime | None]:
    """Urgency and date as they are to be."""
    due = answers.get("due", NO_DATE)
    at = None if due in {NO_DATE, UNKNOWN} else datetime.fromisoformat(due)
    chosen = answers.get("urgency", NORMAL)
    if chosen == URGENT and request.urgency:
        return request.urgency, at  # a reason given before is not taken back
    return ("" if chosen == NORMAL else chosen), at


def _restarted(work: Work, rules: Rules, before: Request, after: Request, one: Addressee) -> Addressee:
    """The same part with its clock as it is to run, not yet a row."""
    kept = {"agency_id", "at_agency_id", "direct", "stops", "extension", "received_at", "changed_at"}
    moved = Addressee(**one.model_dump(include=kept))
    due = due_at(work, rules, after, moved)
    if after.due_at is None and ((after.urgency and not before.urgency) or (due and due <= work.now)):
        moved.received_at = work.now
        moved.stops = [[work.now.isoformat(), None]] if one.state is AddresseeState.CLARIFYING else []
    return moved


def _open(work: Work, request_id: int) -> list[Addressee]:
    return [one for one in requests.addressees_of(work, request_id) if one.state in OPEN]


def _deadlines(ctx: Context, answers: Mapping[str, Any]) -> dict[str, Any]:
    before = ctx.work.need(Request, answers["request"])
    chosen, at = _changed(before, answers)
    after = Request(text="", urgency=chosen, due_at=at, made_at=before.made_at)
    dues = {
        one.agency_id: due_at(ctx.work, ctx.rules, after, _restarted(ctx.work, ctx.rules, before, after, one))
        for one in _open(ctx.work, before.id)
    }
    return {"deadlines": {str(agency): due.isoformat() for agency, due in dues.items() if due}}


def _show_deadlines(voice: Voice, answers: Mapping[str, Any]) -> Piece:
    return lines(*(show_deadline(voice, int(agency), due) for agency, due in answers["deadlines"].items()))


def _save(ctx: Context, answers: Answers) -> None:
    if not access.may_see(ctx.work, ctx.officer, answers["item"]):
        ctx.reply("button.gone")
        return
    request = ctx.work.need(Request, answers["item"].id)
    if not changing.standing(ctx, request):
        return
    chosen, at = _changed(request, answers)
    if (chosen, at) == (request.urgency, request.due_at):
        ctx.reply("request.terms.same", **references.about(ctx.work, answers["item"]))
        return
    _change(ctx, request, chosen, at)


def _change(ctx: Context, request: Request, chosen: str, at: datetime | None) -> None:
    item, before = item_of(request.id), Request(text="", urgency=request.urgency, made_at=request.made_at)
    request.urgency, request.due_at = chosen, at
    ctx.work.add(request)
    items.note(ctx.work, item, "terms", ctx.officer.id, agency_id=ctx.officer.agency_id)
    ctx.work.audit(Tag.REQUEST_CHANGED, ctx.officer.id, item, urgent=int(bool(chosen)), dated=int(bool(at)))
    told = []
    about = {"item": item, "request": request.id, "urgent": bool(chosen or before.urgency)}
    for one in _open(ctx.work, request.id):
        moved = _restarted(ctx.work, ctx.rules, before, request, one)
        one.received_at, one.stops = moved.received_at, moved.stops
        settle_clock(ctx.work, ctx.rules, request, one)
        told.append(one.agency_id)
        offered = LIFE.buttons(one, By.ADDRESSEE, request)
        ctx.tell_all(ctx.colleagues(one.at_agency_id), "request.terms", *offered, addressee=one.id, **about)
    for agency in above(ctx.work, told, request.agency_id):
        ctx.tell_all(ctx.colleagues(agency.id), "request.terms", addressee=None, **about)
    ctx.reply(
        "request.terms.done",
        *reasons(request, item),
        item=item,
        ref=items.reference_of(ctx.work, item),
        request=request.id,
    )


_DUE = FORM.field("due")
_URGENCY = replace(FORM.field("urgency"), required=False)


def _show_due(voice: Voice, due: str) -> str:
    return voice.t("Normal deadline") if due == NO_DATE else show_due(voice, due)


_FORM = form_model.form(
    Form(
        "request.terms",
        N_("Date and urgency of the request"),
        (replace(_DUE, choices=(Choice(NO_DATE, N_("Normal deadline")),), show=_show_due), _URGENCY),
        done=_save,
        confirm=N_("Save"),
        opens_details=True,
        prepare=_deadlines,
        check=_show_deadlines,
        handling=assumed_handling.by_item,
    )
)
_LINE = form_model.form(replace(_FORM, name="request.terms.line", opens_details=False))


def _rows(voice: Voice, request: Request) -> list[str]:
    return [sent_to(voice, one) for one in _open(voice.work, request.id) if one.due_at]


@says("request.terms.done", took=True)
def _say_done(voice: Voice, request: Request, ref: str) -> Text:
    return lines(
        voice.rich(N_("%(ref)s is changed; all agencies asked have been notified."), ref=bold(ref)),
        urgency(voice, request),
        *_rows(voice, request),
    )


@says("request.terms.same", took=True)
def _say_same(voice: Voice, ref: str) -> Text:
    return voice.rich(N_("%(ref)s has that date and urgency already."), ref=bold(ref))


@says("request.terms", shows_content=True, rings=Rings.TURN)
def _say_terms(voice: Voice, request: Request, addressee: Addressee) -> Text:
    """To who is asked: until when now. To an authority in copy: of all that are asked."""
    ref = items.reference_of(voice.work, item_of(request.id))
    by = voice.agency(voice.work.need(Agency, request.agency_id))
    own = [deadline(voice, request, addressee)] if addressee.id else _rows(voice, request)
    return paragraphs(
        voice.rich(N_("%(agency)s has changed the date or urgency of %(ref)s."), agency=by, ref=bold(ref)),
        lines(urgency(voice, request) or voice.t("It is not urgent."), *own),
    )
