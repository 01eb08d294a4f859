"""remind: one's own reminders, once or repeating, and how one wants to be reminded.

An own reminder rings at the time that was asked for, in quiet hours, too. One that repeats keeps its wall
time in the zone its officer is in; one that does not keeps its instant. What was missed is told once.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers import dates
from handlers.core import asking_date, assumed_handling, kept_line, shown
from handlers.core.context import Context, Press
from handlers.core.registry import EVERYONE, act, command
from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.dates import NotUnderstood, Understood, daytime
from handlers.dates.anywhere import Read
from handlers.dates.meaning import earlier
from handlers.dates.pieces import Length
from handlers.reminders import planning, typed
from handlers.reminders.own_words import LISTED
from handlers.times import recurring
from handlers.times.recurring import Every, Rule
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label
from storage import reminders as stored
from storage.people import Officer, State
from storage.reminders import Reminder, ReminderState
from storage.work import Work

STEP = "own"
_MORNING = time(9)
_LATER = {"hour": timedelta(hours=1), "day": timedelta(days=1)}


@command(
    "remind",
    zh="提醒",
    help=N_("Remind yourself, once or again and again"),
    roles=EVERYONE,
    arguments=N_("[when] [text]"),
    group=N_("Requests"),
    aliases=("reminders", "remindme", "reminder"),
    fits=typed.fits,
)
def remind(ctx: Context, argument: str) -> None:
    if not argument:
        _list(ctx)
        return
    if (number := typed.DROP.fullmatch(argument)) is not None:
        _drop_numbered(ctx, int(number[1]))
        return
    if several := typed.both(ctx, argument):
        for one in several:
            _as_read(ctx, argument, one)
        return
    once, repeats = typed.read(ctx, argument), typed.monthly(ctx, argument)
    if once is not None and repeats is not None:
        _keep_monthly(ctx, once, repeats)
    else:
        _as_read(ctx, argument, once)


def _keep_monthly(ctx: Context, once: Read, repeats: Read) -> None:
    """It repeats; one press, and it rings only once."""
    (at, rule), (first, _) = _moment(ctx, repeats), _moment(ctx, once)
    if at is None or rule is None or first is None:
        _as_read(ctx, "", once)
    else:
        keep(ctx, at, repeats.rest, rule, choice(first, None, N_("Only %(time)s")))


def _moment(ctx: Context, read: Read) -> tuple[datetime | None, Rule | None]:
    """The one moment, by day rather than by night, and how it goes on."""
    if isinstance(read.result, Understood):
        return read.result.at, read.result.spec
    found = daytime.likely(read.result, ctx.zone)
    return (found.at, found.rule) if found is not None else (None, None)


def _as_read(ctx: Context, argument: str, read: Read | None) -> None:
    if read is None:
        _ask_when(ctx, NotUnderstood("unknown"), typed.bare(argument), "none")
    elif isinstance(read.result, NotUnderstood):
        _ask_when(ctx, read.result, read.rest)
    else:
        keep(ctx, read.result.at, read.rest, read.result.spec, *_at_the_number(ctx, read.result, read))


def _at_the_number(ctx: Context, result: Understood, read: Read) -> list[Button]:
    """ "Friday 14 visa list": the number may be the hour."""
    found = typed.hour_behind(ctx, read)
    other = dates.find(f"{read.typed} {found}:00", ctx.zone, ctx.now, "reminder") if found else None
    if other is None or not isinstance(other[0], Understood) or result.spec is not None:
        return []
    at = other[0].at
    return [] if at == result.at else [choice(at, None, N_("%(time)s instead"), cut=len(found))]


def offer(ctx: Context, argument: str, why: str) -> None:
    """What may be a reminder, and may be something else: kept by one press."""
    read = typed.read(ctx, argument)
    result = read.result if read is not None else NotUnderstood("unknown")
    words = read.rest if read is not None else typed.bare(argument)
    if isinstance(result, Understood):
        rules = (result.spec,) if result.spec else ()
        result = NotUnderstood("ambiguous", (result.at,), rules)
    elif (found := daytime.likely(result, ctx.zone)) is not None:
        result = NotUnderstood("ambiguous", (found.at,), (found.rule,) if found.rule else ())
    _ask_when(ctx, result, words, why if result.choices else "none")


def ahead_of(ctx: Context, moment: datetime, length: Length, words: str) -> None:
    """So long before something is due; where that has passed, it is asked when."""
    at = earlier(moment, length, ctx.zone)
    if at > ctx.now:
        keep(ctx, at, words, None)
    else:
        _ask_when(ctx, NotUnderstood("past"), words)


def again(ctx: Context, argument: str, before: Reminder) -> None:
    """The same words once more, at another time."""
    read = typed.read(ctx, argument)
    result = read.result if read is not None else NotUnderstood("unknown")
    if isinstance(result, Understood):
        keep(ctx, result.at, before.words or "", None)
    else:
        _ask_when(ctx, result, before.words or "", "" if result.choices else "none")


def _ask_when(ctx: Context, result: NotUnderstood, words: str, why: str = "") -> None:
    found = daytime.likely(result, ctx.zone)
    if found is not None:
        other = choice(found.instead, found.instead_rule, N_("%(time)s instead"))
        keep(ctx, found.at, words, found.rule, other)
        return
    soon = result.reason == "past" or why == "none"
    offered = asking_date.moments(result) or [(at, None) for at in (_soon(ctx) if soon else ())]
    choices = [choice(at, rule) for at, rule in offered]
    reason, marks = why or result.reason, assumed_handling.as_clue(ctx.work, words) if words else {}
    ctx.reply("remind.when", *choices, reason=reason, offers=bool(choices), keeps={"words": words}, **marks)


def choice(at: datetime, rule: Rule | None, label: str = "%(time)s", cut: int = 0) -> Button:
    """`rule`: how it goes on after `at`, where it repeats. `cut`: so much of the words was the time."""
    params = {"at": at.isoformat(), "rule": str(rule) if rule else "", "cut": cut}
    return Button(Label(label, {"time": {"time": at.isoformat()}}), "remind.at", params=params)


def _soon(ctx: Context) -> tuple[datetime, datetime]:
    """What may have been meant by a moment that has passed: in an hour, or tomorrow morning."""
    in_an_hour = (ctx.now + _LATER["hour"]).replace(second=0, microsecond=0)
    tomorrow = recurring.next_after(Rule(Every.DAY, _MORNING), ctx.now + _LATER["hour"], ctx.zone)
    return in_an_hour, tomorrow


@act("remind.at", EVERYONE)
def _chosen(ctx: Press) -> None:
    chosen = ctx.offer.params
    rule = recurring.from_compact(found) if (found := chosen.get("rule")) else None
    earlier = kept_line.earlier(ctx)
    if (before := ctx.work.get(Reminder, earlier.get("instead_of") or 0)) is not None:
        drop(ctx, before)
    words = str(earlier["words"])[int(chosen.get("cut", 0)) :].strip()
    keep(ctx, datetime.fromisoformat(chosen["at"]), words, rule)


def drop(ctx: Context, kept: Reminder) -> None:
    kept.state, kept.words = ReminderState.DONE, None
    ctx.work.add(kept)


def keep(ctx: Context, at: datetime, words: str, rule: Rule | None, *others: Button) -> None:
    if at <= ctx.now:
        ctx.reply("remind.how")
        return
    kept = ctx.work.add(
        Reminder(
            step=STEP,
            officer_id=ctx.officer.id,
            due_at=at,
            words=words or None,
            rule=str(rule) if rule else "",
            made_at=ctx.now,
        )
    )
    _say_back(ctx, kept, rule, *others)


def _say_back(ctx: Context, kept: Reminder, rule: Rule | None, *others: Button) -> None:
    """Which of the weeks is meant can still be changed."""
    here = {"reminder": kept.id}
    shift = [Button(N_("Begin a week later"), "remind.shift", params=here)] if rule and rule.weeks > 1 else []
    delete = Button(N_("Delete it"), "remind.drop", params=here)
    marks = assumed_handling.as_clue(ctx.work, kept.words) if kept.words else {}
    keeps = {"words": kept.words or "", "instead_of": kept.id} if others else {}
    ctx.reply("remind.kept", delete, *others, *shift, reminder=kept.id, keeps=keeps, **marks)


@act("remind.shift", EVERYONE)
def _shift(ctx: Press) -> None:
    kept = _mine(ctx)
    if kept is None or kept.state is not ReminderState.WAITING:
        ctx.reply("button.gone")
        return
    rule = recurring.a_week_later(recurring.from_compact(kept.rule))
    kept.rule, kept.due_at = str(rule), recurring.next_after(rule, ctx.now, ctx.zone)
    ctx.work.add(kept)
    _say_back(ctx, kept, rule)


def _mine(ctx: Press) -> Reminder | None:
    """The reminder that the pressed button names, if it is this person's."""
    return _as_it_stands(ctx, ctx.offer.params["reminder"])


def _as_it_stands(ctx: Context, reminder_id: int) -> Reminder | None:
    """Of one that repeats and has rung since, the next time."""
    kept = ctx.work.get(Reminder, reminder_id)
    if kept is None or kept.officer_id != ctx.officer.id:
        return None
    if not kept.rule or kept.state is not ReminderState.DONE:
        return kept
    to_come = stored.own_of(ctx.work, ctx.officer.id)
    same = (one for one in to_come if one.rule and (one.made_at, one.words) == (kept.made_at, kept.words))
    return next(same, kept)


@act("remind.drop", EVERYONE)
def _drop(ctx: Press) -> None:
    if (kept := _mine(ctx)) is not None:
        _delete(ctx, kept)


def _drop_numbered(ctx: Context, number: int) -> None:
    """What had this number when the list was shown; of one alone it is clear without any list."""
    stood = shown.stood(ctx, "remind.list", number)
    mine = stored.own_of(ctx.work, ctx.officer.id)
    if stood is not None and stood.act == "remind.drop":
        kept = _as_it_stands(ctx, stood.params["reminder"])
    else:
        kept = mine[0] if len(mine) == number == 1 else None
    if kept is None:
        _list(ctx)
    else:
        _delete(ctx, kept)


def _delete(ctx: Context, kept: Reminder) -> None:
    if kept.state is ReminderState.DONE:
        ctx.reply("remind.over")
        return
    words = kept.words or ""
    drop(ctx, kept)
    marks = assumed_handling.as_clue(ctx.work, words) if words else {}
    ctx.reply("remind.dropped", words=words, **marks)


@act("remind.later", EVERYONE)
def _again(ctx: Press) -> None:
    """The same words once more; what repeats goes on by itself."""
    if (kept := _mine(ctx)) is not None:
        keep(ctx, ctx.now + _LATER[ctx.offer.params["by"]], kept.words or "", None)


def _list(ctx: Context) -> None:
    mine = stored.own_of(ctx.work, ctx.officer.id)[:LISTED]
    buttons = [
        Button(
            Label(N_("Delete %(number)s"), {"number": number}),
            "remind.drop",
            params={"reminder": one.id},
            group="",
        )
        for number, one in enumerate(mine, start=1)
    ]
    ways = Button(N_("How I am reminded"), "remind.ways")
    ctx.reply("remind.list", *buttons, ways, listed=[one.id for one in mine])


@planning.own
def tell(work: Work, rules: Rules, due: Reminder) -> None:
    """It rings now; the next time of one that repeats is the first that is still to come. Who is suspended is
    told on coming back."""
    officer = work.need(Officer, due.officer_id)
    if officer.state is not State.ACTIVE:
        due.state = ReminderState.MISSED
        work.session.add(due)
        return
    if due.rule:
        _plan_next(work, due, officer)
    late = due.due_at.isoformat() if work.now - due.due_at > rules.reminding.notable_delay else None
    more = [
        Button(N_("In an hour"), "remind.later", params={"reminder": due.id, "by": "hour"}),
        Button(N_("In a day"), "remind.later", params={"reminder": due.id, "by": "day"}),
    ]
    marks = assumed_handling.as_clue(work, due.words) if due.words else {}
    say(work, officer, "remind.now", buttons=more, reminder=due.id, late=late, **marks)


def _plan_next(work: Work, due: Reminder, officer: Officer) -> None:
    rule = recurring.from_compact(due.rule)
    work.add(
        Reminder(
            step=STEP,
            officer_id=officer.id,
            words=due.words,
            rule=due.rule,
            made_at=due.made_at,
            due_at=recurring.next_after(rule, max(due.due_at, work.now), ZoneInfo(officer.zone)),
        )
    )


def zone_changed(work: Work, officer: Officer) -> None:
    """What repeats keeps its wall time, in the new zone; the officer is told the new times."""
    moved = [one for one in stored.own_of(work, officer.id) if one.rule]
    for one in moved:
        one.due_at = recurring.next_after(recurring.from_compact(one.rule), work.now, ZoneInfo(officer.zone))
        work.add(one)
    if moved:
        say(work, officer, "remind.moved", reader=officer.id)
