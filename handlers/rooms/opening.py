"""[Case room]: opened by one tap; the same tap shows where it stands."""

import secrets

from handlers.core import access
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.core.rules import Rules
from handlers.items import references
from handlers.rooms import ending, seating, who
from handlers.rooms.who import Why
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage import case_rooms, people
from storage.audit import Tag
from storage.case_rooms import CaseRoom, Seating
from storage.clues import Clue
from storage.item import Item
from storage.people import Officer
from storage.requests import Request
from storage.work import Work


def buttons(rules: Rules, item: Item) -> list[Button]:
    """Under an item, where there is a channel that has rooms."""
    return [Button(N_("Case room"), seating.OPEN, item=item, group="")] if rules.rooms else []


@act(seating.OPEN, OFFICERS)
def _press_open(ctx: Press) -> None:
    item = ctx.offer.item
    if not ctx.rules.rooms or not access.may_see(ctx.work, ctx.officer, item):
        ctx.reply("button.gone")
        return
    ctx.keep_message()
    ctx.work.hold(
        Clue if item.kind == "clue" else Request, item.id
    )  # of two at once, the second finds the room
    room = case_rooms.room_of(ctx.work, item)
    if room is not None:
        _show(ctx, room)
    elif (why := _refuses(ctx, item)) is not None:
        ctx.reply("room.refused", **references.about(ctx.work, item), why=why)
    elif len(others := _others(ctx.work, item, ctx.officer)) > 1 and not ctx.offer.params.get("sure"):
        sure = Button(N_("Open the room"), seating.OPEN, item=item, params={"sure": True})
        ctx.reply("room.sure", sure, **references.about(ctx.work, item), agencies=others)
    else:
        _open(ctx, item)


def _refuses(ctx: Context, item: Item) -> Why | None:
    if ending.is_settled(ctx.work, item):
        return Why.OVER
    return who.keeps_out(ctx.work, ctx.rules, item, ctx.officer, ())


def _others(work: Work, item: Item, officer: Officer) -> list[int]:
    """The agencies that the room would bring together with this officer's."""
    sides, mine = who.sides_for(work, item, officer), people.agencies_of(work, officer)
    found = [one.agency_id for one in who.concerned(work, item, sides, officer.id)]
    return [one for one in dict.fromkeys(found) if one not in mine]


def _open(ctx: Context, item: Item) -> None:
    room = ctx.work.add(
        CaseRoom(
            item=item,
            opened_by=ctx.officer.id,
            agencies=who.sides_for(ctx.work, item, ctx.officer),
            token=secrets.token_hex(8),
            opened_at=ctx.now,
        )
    )
    ctx.work.audit(Tag.ROOM_OPENED, ctx.officer.id, item)
    seating.plan(ctx.work, ctx.rules, room.id)
    room.look_at = ctx.now
    ctx.work.add(room)
    ctx.reply("room.opened", ending.CLOSING, **references.about(ctx.work, item), room=room.id)


def _show(ctx: Context, room: CaseRoom) -> None:
    seat = _seat(ctx.work, room, ctx.officer)
    offered = []
    if room.closed_at is None and seat is Seating.LEFT:
        offered.append(Button(N_("Come in again"), "room.join"))
    if room.closed_at is None and _may_close(ctx, room):
        offered.append(ending.CLOSING)
    about = references.about(ctx.work, room.item)
    if seat in {None, Seating.SHUT_OUT, Seating.REMOVED}:
        why = who.keeps_out(ctx.work, ctx.rules, room.item, ctx.officer, ()) or Why.NOT_THEIRS
        ctx.reply("room.there", *offered, **about, why=why)
    else:
        ctx.reply("room.status", *offered, **about, room=room.id)


def _seat(work: Work, room: CaseRoom, officer: Officer) -> Seating | None:
    return next(
        (one.state for one in case_rooms.seats_of(work, room.id) if one.officer_id == officer.id), None
    )


def _may_close(ctx: Context, room: CaseRoom) -> bool:
    return ctx.may_act_for(ctx.work.need(Officer, room.opened_by).agency_id)


def _room(ctx: Press) -> CaseRoom | None:
    """The room that a button is about, held; None, and told, where it is not for this officer."""
    found = case_rooms.room_of(ctx.work, ctx.offer.item)
    if found is None or not access.may_see(ctx.work, ctx.officer, ctx.offer.item):
        ctx.reply("button.gone")
        return None
    return ctx.work.hold(CaseRoom, found.id)


@act("room.join", OFFICERS)
def _join(ctx: Press) -> None:
    """Who left comes in again: whether that may be is asked at the next look, as for everybody."""
    room = _room(ctx)
    if room is None:
        return
    for seat in case_rooms.seats_of(ctx.work, room.id):
        if seat.officer_id == ctx.officer.id and seat.state is Seating.LEFT and room.closed_at is None:
            seat.state, seat.changed_at, room.look_at = Seating.WANTED, ctx.now, ctx.now
            ctx.work.session.add(seat)
    ctx.work.add(room)
    _show(ctx, room)


@act(ending.CLOSE, OFFICERS)
def _close(ctx: Press) -> None:
    room = _room(ctx)
    if room is None:
        return
    if not _may_close(ctx, room):
        ctx.work.audit(Tag.DENIED, ctx.officer.id, room.item)
        ctx.reply("button.gone")
        return
    if room.closed_at is None:
        ending.close(ctx.work, room, ctx.officer)
    ctx.reply("room.closed", **references.about(ctx.work, room.item), room=room.id)


@act(ending.KEEP, OFFICERS)
def _keep(ctx: Press) -> None:
    room = _room(ctx)
    if room is not None:
        ctx.reply("room.kept", ending.CLOSING, **references.about(ctx.work, room.item))
