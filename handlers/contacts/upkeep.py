"""Contact points kept true by their own agencies: shown, changed with a second person's word, asked about.

`/contacts mine` shows what the agency keeps; every six months its officers are asked to confirm it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from handlers.contacts import fields
from handlers.contacts.fields import FaultError, Surroundings
from handlers.contacts.look_up import sub
from handlers.contacts.upkeep_words import FIELDS
from handlers.core import assumed_handling
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act, tick
from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.core.when_to_ring import rings_at
from handlers.forms.engine import begin
from handlers.forms.model import Field, Form, form
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label
from storage import contacts, items, people
from storage.audit import Tag
from storage.contacts import CONFIRM_EVERY, ContactChange, ContactPoint
from storage.item import Item
from storage.people import Officer, Role
from storage.work import Work

_AGAIN = timedelta(days=30)  # who has not confirmed is asked again
_ASKED = 100  # contact points asked about in one transaction


@sub("mine", "edit", "我的", "修改")
def mine(ctx: Context) -> None:
    points = contacts.points_by(ctx.work, list(people.agencies_of(ctx.work, ctx.officer)))
    ctx.reply("contact.mine", *_offers(points), points=[point.id for point in points])


def _offers(points: Sequence[ContactPoint]) -> list[Button]:
    if not points:
        return []
    ids = [point.id for point in points]
    changes = [
        Button(
            Label(N_("Change %(place)s"), {"place": _place(point)}),
            "contact.change",
            params={"point": point.id},
            group="",
        )
        for point in points
    ]
    return [Button(N_("All still right"), "contact.confirm", params={"points": ids}), *changes]


def _place(point: ContactPoint) -> dict[str, str] | str:
    code = point.subdivision or point.country
    return {"country": code} if code else point.name


def _own(ctx: Context, point_id: int) -> ContactPoint | None:
    point = ctx.work.get(ContactPoint, point_id)
    return point if point and point.agency_id and ctx.may_act_for(point.agency_id) else None


@act("contact.confirm", OFFICERS)
def _confirm(ctx: Press) -> None:
    found = [_own(ctx, point_id) for point_id in ctx.offer.params["points"]]
    for point in filter(None, found):
        _hold(ctx.work, point)
        ctx.work.audit(Tag.CONTACT_CHANGED, ctx.officer.id, Item("contact", point.id), confirmed=1)
    ctx.reply("contact.confirmed")


def _hold(work: Work, point: ContactPoint) -> None:
    """It is right as it stands now."""
    point.confirmed_at, point.ask_at = work.now, work.now + CONFIRM_EVERY
    work.session.add(point)


@act("contact.change", OFFICERS)
def _change(ctx: Press) -> None:
    point = _own(ctx, ctx.offer.params["point"])
    if point is None:
        return
    buttons = [
        Button(label, "contact.field", params={"point": point.id, "field": name})
        for name, label in FIELDS.items()
    ]
    ctx.keep_message()
    ctx.reply("contact.fields", *buttons, item=Item("contact", point.id), point=point.id)


@act("contact.field", OFFICERS)
def _field(ctx: Press) -> None:
    if _own(ctx, ctx.offer.params["point"]) is not None:
        begin(ctx, EDIT, dict(ctx.offer.params))


def _proposed(ctx: Context, answers: dict[str, Any]) -> None:
    """Read it, and ask a second person of the agency, or a coordinator."""
    point, name = _own(ctx, answers["point"]), answers["field"]
    if point is None:
        return
    try:
        around = Surroundings()
        value = fields.read_field(name, answers["value"], {"country": point.country}, around)
    except FaultError:
        again = Button(N_("Try again"), "contact.field", params={"point": point.id, "field": name})
        ctx.reply("contact.wrong", again, field=name, typed=answers["value"][:60])
        return
    if (before := contacts.open_change(ctx.work, point.id)) is not None:
        before.settled_at = ctx.now
    change = ctx.work.add(
        ContactChange(point_id=point.id, by_id=ctx.officer.id, values={name: value}, made_at=ctx.now)
    )
    buttons = [
        Button(N_("Confirm"), "contact.accept", params={"change": change.id}),
        Button(N_("Refuse"), "contact.refuse", params={"change": change.id}),
    ]
    asked = {one.id: one for one in [*ctx.colleagues(point.agency_id or 0), *_coordinators(ctx.work)]}
    ctx.tell_all(asked.values(), "contact.asked", *buttons, item=Item("contact", point.id), change=change.id)
    ctx.reply("contact.waits", item=Item("contact", point.id), change=change.id)


def _coordinators(work: Work) -> list[Officer]:
    return people.with_role(work, Role.COORDINATOR)


EDIT = form(
    Form(
        "contact.edit",
        N_("Change a contact point"),
        (
            Field(
                "value",
                N_("New value"),
                N_("What is the new one?"),
                required=True,
                unknown=False,
                hint=N_("A phone number like +34 900 555 010; hours like Mon-Fri 09:00-17:00 or 24/7."),
            ),
        ),
        _proposed,
        straight=True,
        handling=lambda work, _, answers: assumed_handling.by_item(
            work, Item("contact", answers["point"]), answers
        ),
    )
)


def _settle(ctx: Press, is_accepted: bool) -> ContactChange | None:
    """Settled by a second person; None, with a word, where that is not so."""
    change = ctx.work.need(ContactChange, ctx.offer.params["change"])
    point = ctx.work.need(ContactPoint, change.point_id)
    may = ctx.officer.role is Role.COORDINATOR or _own(ctx, point.id) is not None
    if change.settled_at is not None or change.by_id == ctx.officer.id or not may:
        ctx.reply("contact.settled")
        return None
    change.settled_at, change.settled_by, change.is_accepted = ctx.now, ctx.officer.id, is_accepted
    ctx.work.session.add(change)
    author, item = ctx.work.need(Officer, change.by_id), Item("contact", point.id)
    ctx.tell(author, "contact.done", item=item, change=change.id)
    ctx.reply("contact.done", item=item, change=change.id)
    return change


@act("contact.accept", OFFICERS)
def _accept(ctx: Press) -> None:
    change = _settle(ctx, is_accepted=True)
    if change is None:
        return
    point = ctx.work.need(ContactPoint, change.point_id)
    old = {name: getattr(point, name) for name in change.values}
    item = Item("contact", point.id)
    items.note(ctx.work, item, "changed", change.by_id, words={"old": old, "new": change.values})
    ctx.work.audit(Tag.CONTACT_CHANGED, ctx.officer.id, item)
    for name, value in change.values.items():
        setattr(point, name, value)
    _hold(ctx.work, point)


@act("contact.refuse", OFFICERS)
def _refuse(ctx: Press) -> None:
    _settle(ctx, is_accepted=False)


def _next(work: Work, _rules: Rules) -> datetime | None:
    return contacts.next_to_be_asked(work)


@tick("contacts.confirm", _next)
def _ask_owners(work: Work, rules: Rules) -> None:
    """One message to each officer of an agency, about all that is due of it."""
    due: dict[int, list[ContactPoint]] = {}
    for point in contacts.to_be_asked(work, _ASKED):
        point.ask_at = work.now + _AGAIN if point.agency_id else None
        work.session.add(point)
        if point.agency_id:
            due.setdefault(point.agency_id, []).append(point)
    for agency_id, points in due.items():
        for officer in people.officers_of(work, [agency_id]):
            at = rings_at(work, rules, officer, work.now, urgent=False)
            ids = [point.id for point in points]
            say(work, officer, "contact.still_right", buttons=_offers(points), at=at, points=ids)
