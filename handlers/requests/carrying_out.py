"""The life of a request at each addressed agency, as one table: buttons, history and reminders follow it."""

from collections.abc import Mapping
from typing import Any

from handlers.absence import telling
from handlers.core.context import Context
from handlers.items import noted, sharing
from handlers.items.life import By, Move
from handlers.requests.clock import item_of, settle_clock
from handlers.requests.closing import close_if_done, open_again
from handlers.requests.life import LIFE
from storage import items, people
from storage.item import Item
from storage.people import Officer
from storage.requests import Addressee, Request


def sides(ctx: Context, request: Request, addressee: Addressee) -> set[By]:
    """For whom this officer may act."""
    mine = people.agencies_of(ctx.work, ctx.officer)
    return {
        side
        for side, agencies in (
            (By.AUTHOR, {request.agency_id}),
            (By.ADDRESSEE, {addressee.agency_id, addressee.at_agency_id}),
        )
        if agencies & mine
    }


def carry_out(
    ctx: Context, addressee: Addressee, move: Move, words: str = "", detail: Mapping[str, Any] | None = None
) -> None:
    """Change the state, write it down, plan anew, and tell both sides. The caller has checked the rights."""
    request = ctx.work.need(Request, addressee.request_id)
    detail = detail or {}
    item = item_of(request.id)
    taken = LIFE.take(
        ctx.work,
        ctx.officer.id,
        addressee,
        move,
        item,
        agency_id=addressee.agency_id,
        detail=detail,
        words={"text": words} if words else None,
        event=ctx.event if words else None,
    )
    open_again(ctx.work, request, addressee)
    settle_clock(ctx.work, ctx.rules, request, addressee)
    about: dict[str, Any] = {"act": move.act, "addressee": addressee.id}
    files = (
        [file.id for file in items.attachments_of(ctx.work, Item("answer", detail["answer"]))]
        if "answer" in detail
        else []
    )
    ctx.reply("request.done", *LIFE.buttons(addressee, move.by, request), item=item, **about)
    _tell_others(ctx, request, addressee, move, files=files, happening=taken.id, **about)
    close_if_done(ctx.work, request)


def _tell_others(ctx: Context, request: Request, addressee: Addressee, move: Move, /, **params: Any) -> None:
    """The other side; and who has it from now on, where it was handed on."""
    shared: dict[str, Any] = {"item": item_of(request.id), "urgent": bool(request.urgency)}
    if move.act == "forward":
        sharing.give(ctx.work, item_of(request.id), addressee.at_agency_id)
        ctx.tell_all(ctx.colleagues(request.agency_id), "request.moved", **shared, **params)
        holder = ctx.work.get(Officer, addressee.officer_id)
        others = [holder] if holder is not None else ctx.colleagues(addressee.at_agency_id)
        ctx.tell_all(
            others,
            "request.received",
            *LIFE.buttons(addressee, By.ADDRESSEE, request),
            addressee=addressee.id,
            **shared,
        )
        return
    to_asker = move.by is By.ADDRESSEE
    others = ctx.colleagues(request.agency_id if to_asker else addressee.at_agency_id)
    offered = LIFE.buttons(addressee, By.AUTHOR if to_asker else By.ADDRESSEE, request)
    changed = [noted.BUTTON] if move.act in noted.CHANGES else []
    told = ctx.tell_all(others, "request.moved", *changed, *offered, **shared, **params)
    agency_id = request.agency_id if to_asker else addressee.at_agency_id
    telling.note(ctx, agency_id, item_of(request.id), told)
