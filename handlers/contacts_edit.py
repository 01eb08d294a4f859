"""Contact points kept true by their own agencies: shown, changed with a second person's word, asked about.

`/contacts mine` shows what the agency keeps; every six months its officers are asked to confirm it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handlers import contacts_fields, contacts_hours, form_typed, hours
from handlers.chat import Button, Label, Piece, Text, bold, dim, lines, paragraphs, text
from handlers.contacts import sub
from handlers.contacts_fields import FaultError, Surroundings
from handlers.contacts_instead import named
from handlers.context import Context, say
from handlers.form_model import Field, Form, form
from handlers.forms import begin
from handlers.lang import N_, Voice
from handlers.registry import OFFICERS, act, tick
from handlers.rules import Rules
from handlers.speech import Params, says
from storage import contacts, items, people
from storage.audit import Tag
from storage.contacts import CONFIRM_EVERY, ContactChange, ContactPoint
from storage.people import Agency, Officer, Role
from storage.work import Work

FIELDS = {
    "person": N_("Person"),
    "phone": N_("Phone"),
    "duty_phone": N_("Phone out of hours"),
    "mail": N_("Mail"),
    "languages": N_("Languages"),
    "hours": N_("Hours"),
}
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
        Button(Label(N_("Change %(place)s"), {"place": _place(point)}), "contact.change",
               params={"point": point.id}, group="")
        for point in points
    ]  # fmt: skip
    return [Button(N_("All still right"), "contact.confirm", params={"points": ids}), *changes]


def _place(point: ContactPoint) -> dict[str, str] | str:
    code = point.subdivision or point.country
    return {"country": code} if code else point.name


def _own(ctx: Context, point_id: int) -> ContactPoint | None:
    point = ctx.work.get(ContactPoint, point_id)
    return point if point and point.agency_id and ctx.may_act_for(point.agency_id) else None


@act("contact.confirm", OFFICERS)
def _confirm(ctx: Context) -> None:
    found = [_own(ctx, point_id) for point_id in (ctx.offer.params["points"] if ctx.offer else ())]
    for point in filter(None, found):
        _hold(ctx.work, point)
        ctx.work.audit(Tag.CONTACT_CHANGED, ctx.officer.id, f"contact:{point.id}", confirmed=1)
    ctx.reply("contact.confirmed")


def _hold(work: Work, point: ContactPoint) -> None:
    """It is right as it stands now."""
    point.confirmed_at, point.ask_at = work.now, work.now + CONFIRM_EVERY
    work.session.add(point)


@act("contact.change", OFFICERS)
def _change(ctx: Context) -> None:
    point = _own(ctx, ctx.offer.params["point"]) if ctx.offer else None
    if point is None:
        return
    buttons = [
        Button(label, "contact.field", params={"point": point.id, "field": name})
        for name, label in FIELDS.items()
    ]
    ctx.keep_message()
    ctx.reply("contact.fields", *buttons, item=f"contact:{point.id}", point=point.id)


@act("contact.field", OFFICERS)
def _field(ctx: Context) -> None:
    if ctx.offer is not None and _own(ctx, ctx.offer.params["point"]) is not None:
        begin(ctx, EDIT, dict(ctx.offer.params))


def _proposed(ctx: Context, answers: dict[str, Any]) -> None:
    """Read it, and ask a second person of the agency, or a coordinator."""
    point, name = _own(ctx, answers["point"]), answers["field"]
    if point is None:
        return
    try:
        around = Surroundings()
        value = contacts_fields.read_field(name, answers["value"], {"country": point.country}, around)
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
    ctx.tell_all(asked.values(), "contact.asked", *buttons, item=f"contact:{point.id}", change=change.id)
    ctx.reply("contact.waits", item=f"contact:{point.id}", change=change.id)


def _coordinators(work: Work) -> list[Officer]:
    return people.with_role(work, Role.COORDINATOR)


EDIT = form(
    Form(
        "contact.edit",
        N_("Change a contact point"),
        (
            Field("value", N_("New value"), N_("What is it now?"), required=True, unknown=False,
                  hint=N_("A phone number like +34 900 555 010; hours like Mon-Fri 09:00-17:00 or 24/7.")),
        ),
        _proposed,
        straight=True,
        handling=lambda work, _, answers: form_typed.by_item(work, f"contact:{answers['point']}", answers),
    )
)  # fmt: skip


def _settle(ctx: Context, is_accepted: bool) -> ContactChange | None:
    """Settled by a second person; None, with a word, where that is not so."""
    change = ctx.work.need(ContactChange, ctx.offer.params["change"] if ctx.offer else None)
    point = ctx.work.need(ContactPoint, change.point_id)
    may = ctx.officer.role is Role.COORDINATOR or _own(ctx, point.id) is not None
    if change.settled_at is not None or change.by_id == ctx.officer.id or not may:
        ctx.reply("contact.settled")
        return None
    change.settled_at, change.settled_by, change.is_accepted = ctx.now, ctx.officer.id, is_accepted
    ctx.work.session.add(change)
    author, item = ctx.work.need(Officer, change.by_id), f"contact:{point.id}"
    ctx.tell(author, "contact.done", item=item, change=change.id)
    ctx.reply("contact.done", item=item, change=change.id)
    return change


@act("contact.accept", OFFICERS)
def _accept(ctx: Context) -> None:
    change = _settle(ctx, is_accepted=True)
    if change is None:
        return
    point = ctx.work.need(ContactPoint, change.point_id)
    old = {name: getattr(point, name) for name in change.values}
    item = f"contact:{point.id}"
    items.note(ctx.work, item, "changed", change.by_id, words={"old": old, "new": change.values})
    ctx.work.audit(Tag.CONTACT_CHANGED, ctx.officer.id, item)
    for name, value in change.values.items():
        setattr(point, name, value)
    _hold(ctx.work, point)


@act("contact.refuse", OFFICERS)
def _refuse(ctx: Context) -> None:
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
        country = work.need(Agency, agency_id).country
        for officer in people.officers_of(work, [agency_id]):
            at = hours.next_ring(work.now, ZoneInfo(officer.zone), country, rules.quiet)
            ids = [point.id for point in points]
            say(work, officer, "contact.still_right", buttons=_offers(points), at=at, points=ids)


def _shown(voice: Voice, name: str, value: Any) -> str:
    if not value:
        return "–"
    if name == "languages":
        return voice.listed(voice.tongue(code) for code in value)
    return contacts_hours.show(voice, value) if name == "hours" else str(value)


def _fields(voice: Voice, point: ContactPoint) -> Text:
    rows: list[Piece] = [
        text(dim(voice.t(label) + voice.t(": ")), _shown(voice, name, getattr(point, name)))
        for name, label in FIELDS.items()
    ]
    place = voice.country(point.subdivision or point.country) if point.country else named(voice, point)
    return lines(text(bold(place), dim(f" · {voice.t(point.role)}")), *rows)


def _points(voice: Voice, params: Params) -> list[Text]:
    return [_fields(voice, voice.work.need(ContactPoint, point_id)) for point_id in params["points"]]


@says("contact.mine", shows_content=True)
def _say_mine(voice: Voice, params: Params) -> Text:
    if not params["points"]:
        return text(voice.t("Your agency keeps no contact points."))
    return paragraphs(*_points(voice, params))


@says("contact.still_right", shows_content=True)
def _say_still_right(voice: Voice, params: Params) -> Text:
    return paragraphs(voice.t("Is this still right? Others rely on it."), *_points(voice, params))


@says("contact.confirmed")
def _say_confirmed(voice: Voice, _params: Params) -> Text:
    return text(voice.t("Thank you. It counts as confirmed today."))


@says("contact.fields", shows_content=True)
def _say_fields(voice: Voice, params: Params) -> Text:
    point = voice.work.need(ContactPoint, params["point"])
    return paragraphs(_fields(voice, point), voice.t("What has changed?"))


@says("contact.wrong")
def _say_wrong(voice: Voice, params: Params) -> Text:
    label = FIELDS[params["field"]]
    return text(voice.t("“%(typed)s” does not fit: %(field)s.", typed=params["typed"], field=voice.t(label)))


def _difference(voice: Voice, change: ContactChange) -> Text:
    point = voice.work.need(ContactPoint, change.point_id)
    history = items.history_of(voice.work, f"contact:{point.id}")
    old = (history[-1].words or {}).get("old", {}) if change.is_accepted and history else {}
    rows: list[Piece] = []
    for name, value in change.values.items():
        before = _shown(voice, name, old.get(name, getattr(point, name)))
        label = voice.t(FIELDS[name]) + voice.t(": ")
        rows.append(text(dim(label), before, " → ", bold(_shown(voice, name, value))))
    return lines(named(voice, point), *rows)


def _of(voice: Voice, params: Params) -> ContactChange:
    return voice.work.need(ContactChange, params["change"])


@says("contact.asked", shows_content=True)
def _say_asked(voice: Voice, params: Params) -> Text:
    change = _of(voice, params)
    by = voice.work.need(Officer, change.by_id).name
    asked = voice.t("%(name)s wants to change a contact point. Is it right?", name=by)
    return paragraphs(asked, _difference(voice, change))


@says("contact.waits", shows_content=True, took=True)
def _say_waits(voice: Voice, params: Params) -> Text:
    waits = voice.t("A second person of your agency or a coordinator confirms it. You will be told.")
    return paragraphs(_difference(voice, _of(voice, params)), waits)


@says("contact.done", shows_content=True)
def _say_done(voice: Voice, params: Params) -> Text:
    change = _of(voice, params)
    said = N_("The contact point is changed.") if change.is_accepted else N_("Refused: nothing is changed.")
    return paragraphs(voice.t(said), _difference(voice, change))


@says("contact.settled")
def _say_settled(voice: Voice, _params: Params) -> Text:
    return text(voice.t("This needs another person, or it is settled already."))
