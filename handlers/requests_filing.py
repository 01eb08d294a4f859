"""What a request is once it is filed, and to whom it goes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from handlers import access, forms
from handlers.chat import Button
from handlers.context import Context
from handlers.lang import N_
from handlers.reception import claim_files
from handlers.registry import OFFICERS, act
from handlers.requests_life import Side, buttons, item_of, settle_clock
from storage import items, people, requests
from storage.audit import Tag
from storage.people import Agency
from storage.requests import Addressee, Request
from storage.work import Work

COORDINATORS = "coordinators"  # addressed where nobody covers the country
NORMAL, URGENT = "normal", "urgent"
FROM_RECEIPT = N_("The time counts from receipt; if that is late, you are told.")
WITHDRAW = "request.withdraw"
WITHDRAWING = Button(N_("Withdraw"), WITHDRAW, group="")
TERMS = "request.terms"
CHANGING = Button(N_("Change date or urgency"), TERMS, group="")
URGENCY = {
    "a": N_("An immediate and serious threat to public security"),
    "b": N_("Imminent danger to a person's life or physical integrity"),
    "c": N_("A decision on somebody's detention depends on it"),
    "d": N_("The information is about to lose its value"),
}
_DETAILS = ("facts", "offence", "purpose", "why", "restrictions")


def as_request(answers: Mapping[str, Any], now: datetime) -> Request:
    """As it would be filed."""
    urgency, due = answers.get("urgency", NORMAL), answers.get("due")
    known = {name: value for name, value in answers.items() if value != forms.UNKNOWN}
    return Request(
        made_at=now,
        text=known.get("text", ""),
        details={name: known[name] for name in _DETAILS if name in known},
        tlp=known.get("tlp", access.Tlp.AMBER.value),
        is_personal=known.get("personal") == "yes",
        urgency="" if urgency in {NORMAL, forms.UNKNOWN} else urgency,
        official_reference=known.get("reference"),
        due_at=datetime.fromisoformat(due) if due and due != forms.UNKNOWN else None,
    )


def as_sent_to(work: Work, agency_id: int) -> Addressee:
    return Addressee(agency_id=agency_id, at_agency_id=agency_id, received_at=work.now, changed_at=work.now)


def file_request(ctx: Context, answers: Mapping[str, Any]) -> None:
    filed = as_request(answers, ctx.now)
    filed.author_id, filed.agency_id = ctx.officer.id, ctx.officer.agency_id
    filed.event = ctx.incoming.event
    ctx.work.add(filed)
    item = item_of(filed.id)
    ref = items.new_reference(ctx.work, "R", item).text
    items.note(ctx.work, item, "filed", ctx.officer.id, agency_id=ctx.officer.agency_id, event=ctx.event)
    ctx.work.audit(Tag.REQUEST_FILED, ctx.officer.id, item)
    files = claim_files(ctx, item, list(answers.get("files", [])))
    for agency_id in answers["to"]:
        send_to(ctx, filed, agency_id, files)
    for agency in above(ctx.work, answers["to"], filed.agency_id):
        ctx.tell_all(ctx.colleagues(agency.id), "request.copy", item=item, files=files, request=filed.id)
    ctx.reply("request.filed", *reasons(filed, item), WITHDRAWING, item=item, ref=ref, request=filed.id)


def send_to(ctx: Context, filed: Request, agency_id: int, files: list[int]) -> None:
    """To one more agency, which has its own clock."""
    addressee = as_sent_to(ctx.work, agency_id)
    addressee.request_id = filed.id
    ctx.work.add(addressee)
    settle_clock(ctx.work, ctx.rules, filed, addressee)
    ctx.tell_all(ctx.colleagues(agency_id), "request.received", *buttons(filed, addressee, Side.ADDRESSEE),
                 item=item_of(filed.id), files=files, urgent=bool(filed.urgency),
                 addressee=addressee.id)  # fmt: skip


def above(work: Work, agency_ids: Iterable[int], own: int) -> list[Agency]:
    """The authorities above the bureaus among these, which get a copy; without `own` and those asked."""
    asked = [work.need(Agency, agency_id) for agency_id in agency_ids]
    parents = {one.parent_id for one in asked if one.subdivision} - {own, *(one.id for one in asked)}
    return [parent for row_id in parents if (parent := work.get(Agency, row_id)) is not None]


def coordinators(ctx: Context) -> list[int]:
    """The agency of the first coordinator who is not from one's own."""
    found = [officer.agency_id for officer in people.with_role(ctx.work, people.Role.COORDINATOR)]
    return [agency_id for agency_id in found if agency_id != ctx.officer.agency_id][:1]


def reasons(filed: Request, item: str) -> list[Button]:
    """What makes it urgent may be said afterwards."""
    if filed.urgency != URGENT:
        return []
    return [
        Button(label, "request.reason", item=item, params={"reason": code}) for code, label in URGENCY.items()
    ]


@act("request.reason", OFFICERS)
def _give_reason(ctx: Context) -> None:
    offer = ctx.offer
    if offer is None or not access.may_see(ctx.work, ctx.officer, offer.item):
        return
    filed = ctx.work.need(Request, access.parts(offer.item)[1])
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
