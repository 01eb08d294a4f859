"""`/topic`: rooms for discussion, standing and by invitation. A coordinator opens one, and whoever is invited
goes in and out."""

import re

from handlers import places as gazetteer
from handlers.agencies import coverage, finding
from handlers.core import access
from handlers.core.context import Context
from handlers.core.registry import OFFICERS, command
from handlers.items import references
from handlers.rooms import opening, seating, topic
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label
from storage import case_rooms, items, people
from storage.audit import Tag
from storage.case_rooms import CaseRoom
from storage.item import Item
from storage.people import Agency, Role
from storage.topics import Topic

_LONGEST = 100  # characters of a title
_BETWEEN = re.compile(r"[,，、;；]|\band\b")
_JOINED = re.compile("和|及")  # which a name may hold, too: 呼和浩特
_ALL = {"all", "everybody", "everyone", "全体", "所有单位"}


def _fits(_ctx: Context, rest: str) -> bool:
    return bool(references.split(rest)[0])


@command(
    "topic",
    zh="讨论",
    help=N_("Rooms for discussion on Matrix"),
    roles=OFFICERS,
    arguments=N_("[title: agencies]"),
    group=N_("Contacts and notices"),
    aliases=("topics", "讨论群"),
    fits=_fits,
)
def discuss(ctx: Context, argument: str) -> None:
    typed, rest = references.split(argument)
    title, _, names = re.sub("：", ":", argument).partition(":")
    if not ctx.rules.rooms:
        ctx.reply("topic.nowhere")
    elif not argument:
        _list(ctx)
    elif ctx.officer.role is not Role.COORDINATOR:
        ctx.reply("topic.coordinators")
    elif typed:
        _invite(ctx, typed, rest)
    elif not title.strip() or not names.strip():
        ctx.reply("topic.how")
    elif (agencies := _agencies(ctx, names)) is not None:
        _open(ctx, title.strip()[:_LONGEST], agencies)


def _list(ctx: Context) -> None:
    found = [
        one
        for one in access.only_seen(ctx.work, ctx.officer, topic.seen(ctx.work, ctx.officer))
        if _stands(ctx, one)
    ]
    buttons = [
        Button(Label(N_("Open %(number)s"), {"number": number}), seating.OPEN, item=item, group="")
        for number, item in enumerate(found, start=1)
    ]
    ctx.reply("topic.list", *buttons, topics=[one.id for one in found])


def _stands(ctx: Context, item: Item) -> bool:
    room = case_rooms.room_of(ctx.work, item)
    return room is not None and room.ended_at is None


def _agencies(ctx: Context, names: str) -> list[int] | None:
    """Of offices, and of countries all that cover them; None, and told, where one is none."""
    found: list[int] = []
    parts = [part.strip(" .。") for part in _BETWEEN.split(names)]
    named = [one for part in parts for one in ([part] if _called(ctx, part) else _JOINED.split(part))]
    for name in filter(None, named):
        these = _called(ctx, name)
        if not these:
            finding.unclear(ctx, name)
            return None
        found += [one.id for one in these]
    return sorted({*found} - {ctx.officer.agency_id})


def _called(ctx: Context, name: str) -> list[Agency]:
    if name.casefold() in _ALL:
        return people.agencies(ctx.work)
    if (place := gazetteer.exact(name).place) is not None:
        return coverage.covering(ctx.work, place.iso)
    one = finding.agency_called(ctx.work, name)
    return [one] if one is not None else []


def _open(ctx: Context, title: str, agencies: list[int]) -> None:
    made = ctx.work.add(
        Topic(
            author_id=ctx.officer.id,
            agency_id=ctx.officer.agency_id,
            agencies=agencies,
            title=title,
            made_at=ctx.now,
        )
    )
    items.new_reference(ctx.work, topic.LETTER, topic.key(made))
    opening.open_room(ctx, topic.key(made), None)


def _invite(ctx: Context, typed: str, names: str) -> None:
    """Further agencies, into one that is there."""
    item = references.find(ctx, typed, topic.KIND)
    made = ctx.work.hold(Topic, item.id) if item is not None else None
    room = case_rooms.room_of(ctx.work, item) if item is not None else None
    if made is None or room is None:
        return
    if not ctx.may_act_for(made.agency_id) or room.closed_at is not None or not names:
        opening.show(ctx, room)
    elif (agencies := _agencies(ctx, names)) is not None:
        made.agencies = sorted({*made.agencies, *agencies})
        ctx.work.add(made)
        ctx.work.audit(Tag.ROOM_WIDENED, ctx.officer.id, topic.key(made), agencies=len(agencies))
        _plan(ctx, room)


def _plan(ctx: Context, room: CaseRoom) -> None:
    seating.plan(ctx.work, ctx.rules, room.id)
    room.look_at = ctx.now
    ctx.work.add(room)
    opening.show(ctx, room)
