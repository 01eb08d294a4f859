"""/duty: who is on duty, now and next; and, with a name and a time, who is to be.

/duty me this week        /duty iom Mon-Fri        /duty 1 Dec to 7 Dec iom        /值班 本周我
"""

from collections.abc import Sequence
from datetime import timedelta

from handlers.agencies import finding
from handlers.core import asking_date
from handlers.core.context import Context
from handlers.core.registry import COORDINATORS, command
from handlers.dates.periods import Period
from handlers.reminders import calling, duty
from handlers.rota import one_line, setting
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage.people import Officer, Role, State

SHOWN = timedelta(days=14)
_MOST = 4  # readings that are asked about
_WAYS = (
    (N_("On duty today"), "today"),
    (N_("On duty this week"), "this week"),
    (N_("On duty next week"), "next week"),
)


@command(
    "duty",
    zh="值班",
    help=N_("Who is on duty: whom matters go to that nobody answers"),
    roles=COORDINATORS,
    arguments=N_("[name] [when]"),
    group=N_("For coordinators"),
    aliases=("rota", "oncall", "值班表"),
    fits=lambda ctx, rest: bool(one_line.read(ctx, rest).readings),
)
def on_duty(ctx: Context, argument: str) -> None:
    if not argument:
        show(ctx)
        return
    read = one_line.read(ctx, argument)
    officer = one_line.coordinator_called(ctx.work, read.name) if read.name else ctx.officer
    if officer is None:
        finding.unknown(ctx, read.name)
    elif officer.role is not Role.COORDINATOR or officer.state is not State.ACTIVE:
        ctx.reply("duty.cannot", person=officer.id)
    elif not read.readings:
        ctx.reply("duty.how", said=read.readings is not None)
    else:
        _take(ctx, officer, read.readings)


def _take(ctx: Context, officer: Officer, readings: Sequence[Period]) -> None:
    """Done where there is one reading; else each is a button."""
    if len(readings) == 1:
        setting.put(ctx, officer, readings[0])
        return
    asked = readings[:_MOST]
    by_end = len({one.begins for one in asked}) < len(asked)
    spans = [[officer.id, one.begins.isoformat(), one.ends.isoformat()] for one in asked]
    ctx.reply("duty.when", *(_choice(officer, one, by_end) for one in asked), rows=spans)


def _choice(officer: Officer, period: Period, by_end: bool) -> Button:
    """Named by the moment that tells it from the others."""
    params = {"officer": officer.id, "begins": period.begins.isoformat(), "ends": period.ends.isoformat()}
    label = asking_date.label(period.ends, deadline=True) if by_end else asking_date.label(period.begins)
    return Button(label, "duty.put", params=params)


def show(ctx: Context) -> None:
    ahead = duty.shifts(ctx.work, ctx.now, ctx.now + SHOWN)
    own = next((one.entry for one in ahead if one.entry and one.officer_id == ctx.officer.id), None)
    back = [setting.hand_back(own)] if own is not None else []
    ways = [
        Button(label, "command", params={"name": "duty", "argument": f"me {when}"}, group="")
        for label, when in _WAYS
    ]
    calls = [Button(N_("Open escalations"), "call.list", group="")] if calling.listed(ctx.work) else []
    called = next(iter(duty.in_turn(ctx.work)), ctx.officer)
    ctx.reply("duty.rota", *calls, *back, *ways, rows=setting.rows(ahead), called=called.id)
