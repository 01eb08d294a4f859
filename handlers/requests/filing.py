"""What a request is once it is filed, and to whom it goes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers.absence import asking_first, telling
from handlers.agencies import coverage
from handlers.agencies.coverage import above
from handlers.core import access
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.forms import engine
from handlers.forms.model import WrongError
from handlers.items import marks as item_marks
from handlers.items import sharing
from handlers.items.files import claim_files
from handlers.items.life import By
from handlers.law import handling
from handlers.law.directive import NORMAL, URGENCY, URGENT
from handlers.matching import offering as comparing
from handlers.requests.clock import item_of, settle_clock
from handlers.requests.life import LIFE
from handlers.rooms import opening
from handlers.screening import asking, tender
from handlers.screening import files as screened_files
from handlers.screening.looking import words_of
from handlers.vocabulary import text
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Choice
from storage import items, requests
from storage.audit import Tag
from storage.item import Item
from storage.people import Agency
from storage.requests import Addressee, Request
from storage.work import Work

COORDINATORS = "coordinators"  # addressed where nobody covers the country

WITHDRAW = "request.withdraw"
WITHDRAWING = Button(N_("Withdraw"), WITHDRAW, group="")
TERMS = "request.terms"
CHANGING = Button(N_("Change date or urgency"), TERMS, group="")


_DETAILS = ("facts", "offence", "purpose", "why", "restrictions", "handling", "source", "information")


def as_request(answers: Mapping[str, Any], now: datetime) -> Request:
    """As it would be filed."""
    urgency, due = answers.get("urgency", NORMAL), answers.get("due")
    known = {name: value for name, value in answers.items() if value != text.UNKNOWN}
    is_personal = known.get("personal") == "yes"
    tlp = known.get("tlp", handling.Tlp.AMBER.value)
    return Request(
        made_at=now,
        text=known.get("text", ""),
        details={name: known[name] for name in _DETAILS if name in known},
        tlp=tender.raised(words_of(answers), tlp, now, is_personal=is_personal),
        is_personal=is_personal,
        urgency="" if urgency in {NORMAL, text.UNKNOWN} else urgency,
        official_reference=known.get("reference"),
        due_at=datetime.fromisoformat(due) if due and due != text.UNKNOWN else None,
    )


def as_sent_to(work: Work, agency_id: int) -> Addressee:
    return Addressee(agency_id=agency_id, at_agency_id=agency_id, received_at=work.now, changed_at=work.now)


def file_request(ctx: Context, answers: Mapping[str, Any]) -> None:
    filed = as_request(answers, ctx.now)
    answers = {**answers, "to": list(dict.fromkeys([*answers["to"], *(ctx.also_to or ())]))}
    copied = [agency.id for agency in above(ctx.work, answers["to"], ctx.officer.agency_id)]
    if asking.asks(ctx, words_of(answers), [*answers["to"], *copied], is_personal=filed.is_personal):
        return
    if asking_first.asks(ctx, answers["to"], words_of(answers), filed.is_personal):
        return
    filed.author_id, filed.agency_id = ctx.officer.id, ctx.officer.agency_id
    filed.event = ctx.incoming.event
    ctx.work.add(filed)
    item = item_of(filed.id)
    ref = items.new_reference(ctx.work, "R", item).text
    detail = {"alone": True} if engine.was_typed_alone(answers) else {}
    detail |= item_marks.kept({"handling": answers.get("handling")})  # where the gate reads them
    items.note(
        ctx.work, item, "filed", ctx.officer.id, agency_id=filed.agency_id, event=ctx.event, detail=detail
    )
    ctx.work.audit(Tag.REQUEST_FILED, ctx.officer.id, item)
    files = claim_files(ctx, item, list(answers.get("files", [])))
    asking.note(ctx, item)
    sharing.give(ctx.work, item, filed.agency_id)
    for agency_id in answers["to"]:
        send_to(ctx, filed, agency_id, files)
    for agency in above(ctx.work, answers["to"], filed.agency_id):
        sharing.give(ctx.work, item, agency.id)
        ctx.tell_all(ctx.colleagues(agency.id), "request.copy", item=item, files=files, request=filed.id)
    is_raised = filed.tlp != answers.get("tlp", handling.Tlp.AMBER.value)
    told = {"ref": ref, "request": filed.id, "raised": is_raised}
    ctx.reply(
        "request.filed",
        *reasons(filed, item),
        *opening.buttons(ctx.rules, item),
        comparing.SHOWING,
        WITHDRAWING,
        item=item,
        **told,
    )
    screened_files.tell(ctx, item, files, [*answers["to"], *copied])
    comparing.offer(ctx, item)


def send_to(ctx: Context, filed: Request, agency_id: int, files: list[int]) -> None:
    """To one more agency, which has its own clock."""
    addressee = as_sent_to(ctx.work, agency_id)
    addressee.request_id = filed.id
    ctx.work.add(addressee)
    settle_clock(ctx.work, ctx.rules, filed, addressee)
    sharing.give(ctx.work, item_of(filed.id), agency_id)
    told = ctx.tell_all(
        ctx.colleagues(agency_id),
        "request.received",
        *LIFE.buttons(addressee, By.ADDRESSEE, filed),
        *opening.buttons(ctx.rules, item_of(filed.id)),
        item=item_of(filed.id),
        files=files,
        urgent=bool(filed.urgency),
        addressee=addressee.id,
    )
    telling.note(ctx, agency_id, item_of(filed.id), told)


def reasons(filed: Request, item: Item) -> list[Button]:
    """What makes it urgent may be said afterwards."""
    if filed.urgency != URGENT:
        return []
    return [
        Button(label, "request.reason", item=item, params={"reason": code}) for code, label in URGENCY.items()
    ]


@act("request.reason", OFFICERS)
def _give_reason(ctx: Press) -> None:
    offer = ctx.offer
    if not access.may_see(ctx.work, ctx.officer, offer.item):
        return
    filed = ctx.work.need(Request, offer.item.id)
    if not ctx.may_act_for(filed.agency_id):
        return
    filed.urgency = offer.params["reason"]
    ctx.work.add(filed)
    items.note(ctx.work, offer.item, "reason", ctx.officer.id, detail={"reason": filed.urgency})
    for addressee in requests.addressees_of(ctx.work, filed.id):
        ctx.tell_all(
            ctx.colleagues(addressee.at_agency_id),
            "request.reason",
            item=offer.item,
            about=offer.item,
            reason=filed.urgency,
        )
    ctx.reply("request.reason", item=offer.item, about=offer.item, reason=filed.urgency)


def agencies_for(ctx: Context, codes: Sequence[str]) -> list[int]:
    """Who covers these places, the own agency left out; WrongError where it would be nobody."""
    found = coverage.others_covering(ctx.work, codes, ctx.officer.agency_id)
    if not found:
        raise WrongError(N_("Which country is it for?"))
    own = [code for code in codes if not found[code] and coverage.covering(ctx.work, code)]
    if own:
        raise WrongError(N_("%(country)s is your own: who else may know it?"), country={"country": own[0]})
    check_open(ctx, [one for others in found.values() for one in others])
    if uncovered := [code for code, others in found.items() if not others]:
        raise WrongError(
            N_("Nobody else in the network covers %(country)s. The coordinators can pass it on."),
            [Choice(COORDINATORS, N_("Send it to the coordinators"))],
            country={"country": uncovered[0][:2]},
        )
    return list(dict.fromkeys(agency.id for others in found.values() for agency in others))


def check_open(ctx: Context, agencies: Sequence[Agency]) -> None:
    """WrongError where nothing may go to one of them."""
    closed = [one for one in agencies if _is_closed(ctx, one)]
    if closed:
        raise WrongError(
            N_("Nothing may go from here to %(agency)s. The coordinators can say which channel is open."),
            agency={"agency": closed[0].id},
        )


def _is_closed(ctx: Context, agency: Agency) -> bool:
    return access.is_denied(ctx.work, ctx.officer.agency_id, agency.id)
