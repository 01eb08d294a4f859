"""[Case room]: opened by one tap; the same tap shows where it stands."""

import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from handlers.core import access
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.core.rules import Rules
from handlers.items import references
from handlers.rooms import ending, seating, topic, who
from handlers.rooms.who import Why
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage import case_rooms, people
from storage.audit import Tag
from storage.case_rooms import CaseRoom, CaseSeat, Seating
from storage.clues import Clue
from storage.item import Item
from storage.people import Officer
from storage.requests import Request
from storage.topics import Topic
from storage.work import Work

_KINDS: Mapping[str, type[Any]] = {"clue": Clue, "request": Request, topic.KIND: Topic}


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
    # of two at once, the second finds the room
    ctx.work.hold(_KINDS[item.kind], item.id)
    room = case_rooms.room_of(ctx.work, item)
    is_there = room is not None and who.is_for(ctx.work, room, ctx.officer)
    if room is not None and is_there and (not _widens(ctx) or room.closed_at is not None):
        show(ctx, room)
    elif (why := _refuses(ctx, item)) is not None:
        ctx.reply("room.refused", **references.about(ctx.work, item), why=why)
    elif who.is_from(ctx.work, item, ctx.officer):
        _bring_together(ctx, item, room)
    else:
        _ask_for_it(ctx, item)


def _widens(ctx: Press) -> bool:
    return bool(ctx.offer.params.get("for") or ctx.offer.params.get("all"))


def _refuses(ctx: Context, item: Item) -> Why | None:
    if ending.is_settled(ctx.work, item):
        return Why.OVER
    return who.keeps_out(ctx.work, ctx.rules, item, ctx.officer, ())


def _ask_for_it(ctx: Press, item: Item) -> None:
    """The same whoever else was asked, and whatever room there is: that is for the other side to say."""
    subject = access.subject_of(ctx.work, item)
    origin = subject.origin if subject is not None else 0
    mine = sorted(people.agencies_of(ctx.work, ctx.officer))
    about = references.about(ctx.work, item)
    yes = Button(N_("Open the room"), seating.OPEN, item=item, params={"for": mine})
    ctx.tell_all(ctx.colleagues(origin), "room.wanted", yes, **about, agency=ctx.officer.agency_id)
    ctx.reply("room.asked", **about, agency=origin)


def _bring_together(ctx: Press, item: Item, room: CaseRoom | None) -> None:
    """Each of several sees that the others have it: that is said before."""
    sides, mine = _sides(ctx, room), people.agencies_of(ctx.work, ctx.officer)
    found = [one.agency_id for one in who.concerned(ctx.work, item, sides, ctx.officer.id)]
    others = [one for one in dict.fromkeys(found) if one not in mine]
    if len(others) > 1 and not ctx.offer.params.get("sure"):
        sure = {**ctx.offer.params, "sure": True}
        button = Button(N_("Open the room"), seating.OPEN, item=item, params=sure)
        ctx.reply("room.sure", button, **references.about(ctx.work, item), agencies=others)
    elif room is None:
        open_room(ctx, item, sides)
    else:
        room.agencies = sides
        ctx.work.add(room)
        seating.plan(ctx.work, ctx.rules, room.id)
        show(ctx, room)


def _sides(ctx: Press, room: CaseRoom | None) -> list[int] | None:
    """For whom it is to be; None: everybody whom the item concerns."""
    wanted = ctx.offer.params.get("for")
    if not wanted or (room is not None and room.agencies is None):
        return None
    there = (room.agencies or ()) if room is not None else ()
    return sorted({*people.agencies_of(ctx.work, ctx.officer), *there, *wanted})


def open_room(ctx: Context, item: Item, sides: list[int] | None) -> None:
    made = CaseRoom(
        item=item,
        opened_by=ctx.officer.id,
        agencies=sides,
        token=secrets.token_hex(8),
        opened_at=ctx.now,
    )
    room = ctx.work.add(made)
    ctx.work.audit(Tag.ROOM_OPENED, ctx.officer.id, item)
    seating.plan(ctx.work, ctx.rules, room.id)
    room.look_at = ctx.now
    ctx.work.add(room)
    ctx.reply(f"{topic.words(item)}.opened", ending.CLOSING, **references.about(ctx.work, item), room=room.id)


def show(ctx: Context, room: CaseRoom) -> None:
    seat = _seat(ctx.work, room, ctx.officer)
    about, words = references.about(ctx.work, room.item), topic.words(room.item)
    offered = list(_offered(ctx, room, seat)) if room.closed_at is None else []
    why = who.keeps_out(ctx.work, ctx.rules, room.item, ctx.officer, ())
    if seat in {None, Seating.SHUT_OUT, Seating.REMOVED} and why is not None:
        ctx.reply(f"{words}.there", *offered, **topic.about(ctx.work, room.item), why=why)
    else:
        whys = who.is_from(ctx.work, room.item, ctx.officer)
        ctx.reply(f"{words}.status", *offered, **about, room=room.id, whys=whys)


def _offered(ctx: Context, room: CaseRoom, seat: Seating | None) -> Iterator[Button]:
    if seat in {None, Seating.LEFT}:
        yield Button(N_("Come in"), "room.join")
    if room.agencies is not None and who.is_from(ctx.work, room.item, ctx.officer):
        yield Button(N_("Bring in the others"), seating.OPEN, item=room.item, params={"all": True})
    if _may_close(ctx, room):
        yield ending.CLOSING


def _seat(work: Work, room: CaseRoom, officer: Officer) -> Seating | None:
    found = case_rooms.seats_of(work, room.id)
    return next((one.state for one in found if one.officer_id == officer.id), None)


def _may_close(ctx: Context, room: CaseRoom) -> bool:
    return ctx.may_act_for(ctx.work.need(Officer, room.opened_by).agency_id)


def _room(ctx: Press) -> CaseRoom | None:
    """The room that a button is about, held; None, and told, where it is not for this officer."""
    found = case_rooms.room_of(ctx.work, ctx.offer.item)
    if found is None or not _is_theirs(ctx, found):
        ctx.reply("button.gone")
        return None
    return ctx.work.hold(CaseRoom, found.id)


def _is_theirs(ctx: Press, room: CaseRoom) -> bool:
    is_for = who.is_for(ctx.work, room, ctx.officer)
    return is_for and access.may_see(ctx.work, ctx.officer, room.item)


@act("room.join", OFFICERS)
def _join(ctx: Press) -> None:
    """Who left, or is a colleague of those who are in. The gate is asked at the next look, as always."""
    room = _room(ctx)
    if room is None:
        return
    if room.closed_at is None:
        seats = {one.officer_id: one for one in case_rooms.seats_of(ctx.work, room.id)}
        seat = seats.get(ctx.officer.id)
        if seat is None:
            case_rooms.clear_seat(ctx.work, room.id, ctx.officer.id)
            seat = CaseSeat(room_id=room.id, officer_id=ctx.officer.id, changed_at=ctx.now)
        if seat.state is Seating.LEFT:
            seat.state, seat.changed_at = Seating.WANTED, ctx.now
        room.look_at = ctx.now
        ctx.work.add(seat)
        ctx.work.add(room)
    show(ctx, room)


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
    ctx.reply(f"{topic.words(room.item)}.closed", **references.about(ctx.work, room.item), room=room.id)


@act(ending.KEEP, OFFICERS)
def _keep(ctx: Press) -> None:
    room = _room(ctx)
    if room is not None:
        ctx.reply("room.kept", ending.CLOSING, **references.about(ctx.work, room.item))
