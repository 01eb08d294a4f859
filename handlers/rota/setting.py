"""Putting somebody on the rota, and handing it back; whoever it changes for is told, by day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from handlers.core.context import Context, Press
from handlers.core.registry import COORDINATORS, act
from handlers.dates.periods import Period
from handlers.reminders import duty
from handlers.reminders.duty import Shift
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage import people
from storage.audit import Tag
from storage.duty import Duty
from storage.item import Item
from storage.people import Officer, Role, State

_GAPS_IN = timedelta(days=7)  # in which a hole of the rota is worth a word


def hand_back(entry: Duty) -> Button:
    return Button(N_("Hand it back"), "duty.back", params={"duty": entry.id}, group="")


def rows(found: Sequence[Shift]) -> list[list[Any]]:
    """For the words: who has it from when until when; 0: nobody."""
    return [[one.officer_id or 0, one.begins.isoformat(), one.ends.isoformat()] for one in found]


def put(ctx: Context, officer: Officer, period: Period) -> None:
    before = duty.shifts(ctx.work, period.begins, period.ends)
    entry = ctx.work.add(
        Duty(
            officer_id=officer.id,
            begins_at=period.begins,
            ends_at=period.ends,
            set_by=ctx.officer.id,
            made_at=ctx.now,
        )
    )
    ctx.work.audit(Tag.DUTY_SET, ctx.officer.id, Item("officer", officer.id), until=period.ends.isoformat())
    replaced = [one for one in before if one.entry is not None and one.officer_id != officer.id]
    told: dict[str, Any] = {"person": officer.id, "by": ctx.officer.id, **_time(period)}
    _tell(ctx, officer, "duty.yours", hand_back(entry), by=ctx.officer.id, **_time(period))
    for one in {shift.officer_id for shift in replaced}:
        _tell(ctx, ctx.work.need(Officer, one), "duty.theirs", **told)
    undo = Button(N_("Undo"), "duty.back", params={"duty": entry.id})
    rota = Button(N_("The whole rota"), "command", params={"name": "duty"}, group="")
    gaps = [one for one in duty.shifts(ctx.work, ctx.now, ctx.now + _GAPS_IN) if one.entry is None]
    ctx.reply("duty.set", undo, rota, replaced=rows(replaced), gaps=rows(gaps), **told)


def _time(period: Period) -> dict[str, str]:
    return {"begins": period.begins.isoformat(), "ends": period.ends.isoformat()}


def _tell(ctx: Context, officer: Officer, kind: str, *buttons: Button, **params: Any) -> None:
    if officer.id != ctx.officer.id:
        ctx.tell(officer, kind, *buttons, **params)


@act("duty.put", COORDINATORS)
def _chosen(ctx: Press) -> None:
    chosen = ctx.offer.params
    officer = ctx.work.need(Officer, chosen["officer"])
    period = Period(datetime.fromisoformat(chosen["begins"]), datetime.fromisoformat(chosen["ends"]))
    if officer.role is not Role.COORDINATOR or officer.state is not State.ACTIVE:
        ctx.reply("duty.cannot", person=officer.id)
    elif period.ends <= ctx.now:
        ctx.reply("duty.over")
    else:
        put(ctx, officer, Period(max(period.begins, ctx.now), period.ends))


@act("duty.back", COORDINATORS)
def _hand_back(ctx: Press) -> None:
    """Whoever it was before has it again, or nobody; the other side is told."""
    entry = ctx.work.get(Duty, ctx.offer.params["duty"])
    if entry is None or entry.handed_back_at is not None or entry.ends_at <= ctx.now:
        ctx.reply("duty.over")
        return
    entry.handed_back_at = ctx.now
    ctx.work.add(entry)
    ctx.work.session.flush()
    ctx.work.audit(Tag.DUTY_HANDED_BACK, ctx.officer.id, Item("officer", entry.officer_id))
    period = Period(max(entry.begins_at, ctx.now), entry.ends_at)
    now_on = duty.shifts(ctx.work, period.begins, period.ends)
    told: dict[str, Any] = {"person": entry.officer_id, **_time(period), "rows": rows(now_on)}
    ctx.reply("duty.back", **told)
    others = {entry.officer_id, entry.set_by, *(one.officer_id for one in now_on if one.entry is not None)}
    for one in people.with_role(ctx.work, Role.COORDINATOR):
        if one.id in others:
            _tell(ctx, one, "duty.back", **told)
