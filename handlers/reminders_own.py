"""remind: one's own reminders, once or repeating, and how one wants to be reminded.

An own reminder rings at the time that was asked for, in quiet hours, too. One that repeats keeps its wall
time in the zone its officer is in; one that does not keeps its instant. What was missed is told once.
"""

import re
from datetime import datetime, time, timedelta
from itertools import zip_longest
from zoneinfo import ZoneInfo

from handlers import recurring, recurring_words, reminders, when
from handlers.chat import Button, Label, Text, bold, dim, lines, paragraphs, quote, text
from handlers.context import Context, say
from handlers.lang import N_, Voice
from handlers.recurring import Every, Rule
from handlers.registry import EVERYONE, act, command
from handlers.rules import Rules
from handlers.speech import Params, says
from handlers.when import NotUnderstood
from storage import reminders as stored
from storage.outbox import Outgoing
from storage.people import Officer, State
from storage.reminders import Reminder, ReminderState
from storage.work import Work

STEP = "own"
_LISTED = 20
_MORNING = time(9)
_DROP = re.compile(r"(?:delete|cancel|drop|删除|取消)\s*(?:no\.?|#|第)?\s*(\d{1,3})\s*[项条]?", re.IGNORECASE)
_LATER = {"hour": timedelta(hours=1), "day": timedelta(days=1)}


@command("remind", zh="提醒", help=N_("Remind yourself, once or again and again"), roles=EVERYONE,
         arguments=N_("[when] [text]"), group=N_("Requests"), aliases=("reminders",))  # fmt: skip
def remind(ctx: Context, argument: str) -> None:
    if not argument:
        return _list(ctx)
    if (number := _DROP.fullmatch(argument)) is not None:
        return _drop_numbered(ctx, int(number[1]))
    found = when.find(argument, ctx.zone, ctx.now, "reminder")
    if found is None:
        ctx.reply("remind.how")
        return None
    result, _, words = found
    if isinstance(result, NotUnderstood):
        return _ask_when(ctx, result, words)
    return _keep(ctx, result.at, words, result.spec)


def _ask_when(ctx: Context, result: NotUnderstood, words: str) -> None:
    moments = result.choices or (_soon(ctx) if result.reason == "past" else ())
    choices = [_choice(at, rule) for at, rule in zip_longest(moments, result.specs)]
    ctx.reply("remind.when", *choices, reason=result.reason, words=words, offers=bool(choices))


def _choice(at: datetime, rule: Rule | None) -> Button:
    """`rule`: how it goes on after `at`, where it repeats."""
    params = {"at": at.isoformat(), "rule": str(rule) if rule else ""}
    return Button(Label("%(time)s", {"time": {"time": at.isoformat()}}), "remind.at", params=params)


def _soon(ctx: Context) -> tuple[datetime, datetime]:
    """What may have been meant by a moment that has passed: in an hour, or tomorrow morning."""
    in_an_hour = (ctx.now + _LATER["hour"]).replace(second=0, microsecond=0)
    tomorrow = recurring.next_after(Rule(Every.DAY, _MORNING), ctx.now + _LATER["hour"], ctx.zone)
    return in_an_hour, tomorrow


@act("remind.at", EVERYONE)
def _chosen(ctx: Context) -> None:
    offer = ctx.offer
    if offer is not None:
        asked = ctx.work.need(Outgoing, offer.outgoing_id).params or {}
        rule = recurring.from_compact(found) if (found := offer.params.get("rule")) else None
        _keep(ctx, datetime.fromisoformat(offer.params["at"]), asked["words"], rule)


def _keep(ctx: Context, at: datetime, words: str, rule: Rule | None) -> None:
    if at <= ctx.now:
        ctx.reply("remind.how")
        return
    kept = ctx.work.add(
        Reminder(
            step=STEP, officer_id=ctx.officer.id, due_at=at, words=words or None,
            rule=str(rule) if rule else "", made_at=ctx.now,
        )
    )  # fmt: skip
    _say_back(ctx, kept, rule)


def _say_back(ctx: Context, kept: Reminder, rule: Rule | None) -> None:
    """Which of the weeks is meant can still be changed."""
    here = {"reminder": kept.id}
    shift = [Button(N_("Begin a week later"), "remind.shift", params=here)] if rule and rule.weeks > 1 else []
    ctx.reply("remind.kept", Button(N_("Delete it"), "remind.drop", params=here), *shift, reminder=kept.id)


@act("remind.shift", EVERYONE)
def _shift(ctx: Context) -> None:
    kept = _mine(ctx)
    if kept is None or kept.state is not ReminderState.WAITING:
        ctx.reply("button.gone")
        return
    rule = recurring.a_week_later(recurring.from_compact(kept.rule))
    kept.rule, kept.due_at = str(rule), recurring.next_after(rule, ctx.now, ctx.zone)
    ctx.work.add(kept)
    _say_back(ctx, kept, rule)


def _mine(ctx: Context) -> Reminder | None:
    """The reminder that the pressed button names, if it is this person's."""
    kept = ctx.work.get(Reminder, ctx.offer.params["reminder"] if ctx.offer else None)
    return kept if kept is not None and kept.officer_id == ctx.officer.id else None


@act("remind.drop", EVERYONE)
def _drop(ctx: Context) -> None:
    if (kept := _mine(ctx)) is not None:
        _delete(ctx, kept)


def _drop_numbered(ctx: Context, number: int) -> None:
    """As the list counts them."""
    mine = stored.own_of(ctx.work, ctx.officer.id)[:_LISTED]
    if not 1 <= number <= len(mine):
        return _list(ctx)
    return _delete(ctx, mine[number - 1])


def _delete(ctx: Context, kept: Reminder) -> None:
    words = kept.words or ""
    kept.state, kept.words = ReminderState.DONE, None
    ctx.work.add(kept)
    ctx.reply("remind.dropped", words=words)


@act("remind.later", EVERYONE)
def _again(ctx: Context) -> None:
    """The same words once more; what repeats goes on by itself."""
    if ctx.offer is not None and (kept := _mine(ctx)) is not None:
        _keep(ctx, ctx.now + _LATER[ctx.offer.params["by"]], kept.words or "", None)


def _list(ctx: Context) -> None:
    mine = stored.own_of(ctx.work, ctx.officer.id)[:_LISTED]
    buttons = [
        Button(
            Label(N_("Delete %(number)s"), {"number": number}),
            "remind.drop",
            params={"reminder": one.id},
            group="",
        )
        for number, one in enumerate(mine, start=1)
    ]
    ctx.reply("remind.list", *buttons, Button(N_("How I am reminded"), "remind.ways"), reader=ctx.officer.id)


@reminders.own
def tell(work: Work, rules: Rules, due: Reminder) -> None:
    """It rings now; the next time of one that repeats is the first that is still to come."""
    officer = work.need(Officer, due.officer_id)
    if officer.state is not State.ACTIVE:
        return
    if due.rule:
        _plan_next(work, due, officer)
    late = due.due_at.isoformat() if work.now - due.due_at > rules.reminding.notable_delay else None
    more = [
        Button(N_("In an hour"), "remind.later", params={"reminder": due.id, "by": "hour"}),
        Button(N_("In a day"), "remind.later", params={"reminder": due.id, "by": "day"}),
    ]
    say(work, officer, "remind.now", buttons=more, reminder=due.id, late=late)


def _plan_next(work: Work, due: Reminder, officer: Officer) -> None:
    rule = recurring.from_compact(due.rule)
    work.add(
        Reminder(
            step=STEP, officer_id=officer.id, words=due.words, rule=due.rule, made_at=work.now,
            due_at=recurring.next_after(rule, max(due.due_at, work.now), ZoneInfo(officer.zone)),
        )
    )  # fmt: skip


def zone_changed(work: Work, officer: Officer) -> None:
    """What repeats keeps its wall time, in the new zone; the officer is told the new times."""
    moved = [one for one in stored.own_of(work, officer.id) if one.rule]
    for one in moved:
        one.due_at = recurring.next_after(recurring.from_compact(one.rule), work.now, ZoneInfo(officer.zone))
        work.add(one)
    if moved:
        say(work, officer, "remind.moved", reader=officer.id)


@says("remind.how")
def _say_how(voice: Voice, _params: Params) -> Text:
    return lines(
        voice.t("Write when, and of what:"),
        bold(voice.t("/remind tomorrow 9:00 Call Madrid")),
        bold(voice.t("/remind every Monday 9:00 Weekly report")),
    )


_WHY = {
    "unknown": N_("I did not understand that date. Write it like 2026-12-04 17:00, or “Friday 17:00”."),
    "ambiguous": N_("That date can be read in more than one way. Which one do you mean?"),
    "past": N_("That moment has passed. When do you want to be reminded?"),
    "gap": N_("The clocks jump over that time. Do you mean this?"),
}


@says("remind.when")
def _say_when(voice: Voice, params: Params) -> Text:
    why = _WHY[params["reason"]]
    return paragraphs(text(voice.t(why)), None if params["offers"] else _say_how(voice, params))


@says("remind.kept")
def _say_kept(voice: Voice, params: Params) -> Text:
    kept = voice.work.need(Reminder, params["reminder"])
    return paragraphs(
        lines(voice.t("I will remind you %(time)s.", time=voice.when(kept.due_at)), _repeats(voice, kept)),
        quote(kept.words) if kept.words else None,
    )


def _repeats(voice: Voice, kept: Reminder) -> Text | None:
    how = recurring_words.said(voice, kept.rule) if kept.rule else ""
    return text(dim(voice.t("It repeats %(how)s.", how=how))) if how else None


@says("remind.now")
def _say_now(voice: Voice, params: Params) -> Text:
    kept = voice.work.need(Reminder, params["reminder"])
    late = params["late"]
    delay = voice.duration(voice.now - datetime.fromisoformat(late)) if late else ""
    return paragraphs(
        bold(voice.t("You wanted to be reminded")),
        quote(kept.words) if kept.words else None,
        dim(voice.t("This reminder comes %(delay)s late: it could not be sent before.", delay=delay))
        if late
        else None,
    )


@says("remind.dropped")
def _say_dropped(voice: Voice, params: Params) -> Text:
    return paragraphs(
        voice.t("Deleted. /remind lists the others."), quote(params["words"]) if params["words"] else None
    )


@says("remind.list")
def _say_list(voice: Voice, params: Params) -> Text:
    mine = stored.own_of(voice.work, params["reader"])[:_LISTED]
    if not mine:
        return _say_how(voice, params)
    return lines(
        bold(voice.t("Your reminders")), *(_row(voice, n, one) for n, one in enumerate(mine, start=1))
    )


def _row(voice: Voice, number: int, kept: Reminder) -> Text:
    return text(
        f"{number}. {voice.when(kept.due_at)}",
        f" – {kept.words[:80]}" if kept.words else None,
        dim(f" · {recurring_words.said(voice, kept.rule)}") if kept.rule else None,
    )


@says("remind.moved")
def _say_moved(voice: Voice, params: Params) -> Text:
    return lines(voice.t("Your repeating reminders keep their wall time:"), _say_list(voice, params))
