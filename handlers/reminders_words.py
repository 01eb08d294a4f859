"""What reminders say, and their one tap: later."""

from datetime import datetime, timedelta

from handlers import reminders
from handlers.chat import Piece, Text, bold, dim, lines, paragraphs, text
from handlers.context import Context
from handlers.lang import N_, Voice
from handlers.registry import OFFICERS, act
from handlers.reminders import Matter
from handlers.speech import Params, says
from storage import items
from storage.audit import Tag
from storage.people import Agency

_MOST = 10  # in one message; the list has them all
_STEPS = {
    "unseen": N_("Nobody has accepted %(ref)s yet."),
    "ring": N_("Urgent: nobody has accepted %(ref)s yet."),
    "before": N_("The answer to %(ref)s is due soon."),
    "due": N_("The answer to %(ref)s is due now."),
    "deputy": N_("The answer to %(ref)s is overdue; its deputies and colleagues are told, too."),
    "agency": N_("The answer to %(ref)s is overdue; the whole agency and the one above it are told."),
    "coordinator": N_("The answer to %(ref)s is overdue; the coordinators are told."),
    "again": N_("The answer to %(ref)s is still overdue."),
    "unread": N_("Nobody has acknowledged %(ref)s yet."),
    "unread_deputy": N_("Nobody has acknowledged %(ref)s yet; the agency above is told, too."),
    "unread_coordinator": N_("Nobody has acknowledged %(ref)s yet; the coordinators are told."),
    "unread_again": N_("Still nobody has acknowledged %(ref)s."),
    "clarify": N_("A question on %(ref)s waits for your answer; its clock stands still."),
    "confirm": N_("The answer to %(ref)s waits for you to confirm it or to ask back."),
}


@act("reminder.snooze", OFFICERS)
def _later(ctx: Context) -> None:
    if ctx.offer is None:
        return
    params = ctx.offer.params
    rows = params.get("items") or [{"about": params["item"], "step": params["step"]}]
    live = [(row, found) for row in rows if (found := reminders.owed(ctx.work, row["about"])) is not None]
    if not live:
        ctx.reply("reminder.settled")
        return
    at = ctx.now + _pause(ctx, any(found.urgent for _, found in live))
    until = [
        reminders.snooze(ctx.work, ctx.rules, ctx.officer, row["about"], row["step"], at) for row, _ in live
    ]
    for _, found in live:
        ctx.work.audit(Tag.SNOOZED, ctx.officer.id, found.about)
    ctx.reply("reminder.later", until=min(until).isoformat())


def _pause(ctx: Context, urgent: bool) -> timedelta:
    if urgent:
        return ctx.rules.reminding.urgent_snooze
    hours = ctx.officer.preferences.get("snooze_hours")
    return timedelta(hours=hours) if hours else ctx.rules.reminding.snooze


@says("reminder")
def _say_reminder(voice: Voice, params: Params) -> Text:
    found = reminders.owed(voice.work, params["about"])
    if found is None:
        return ()
    return paragraphs(
        _late(voice, params["late"]),
        _what(voice, params["step"], found),
        dim(voice.t("Press a button below, or write /status.")) if params["mine"] else None,
    )


@says("reminder.digest")
def _say_digest(voice: Voice, params: Params) -> Text:
    found = [(row["step"], reminders.owed(voice.work, row["about"])) for row in params["rows"]]
    live = [(step, one) for step, one in found if one is not None]
    if not live:
        return ()
    title = voice.n("%(count)s reminder", "%(count)s reminders", len(live))
    more = len(live) - _MOST
    return paragraphs(
        lines(bold(title), _late(voice, params["late"])),
        *(_what(voice, step, one) for step, one in live[:_MOST]),
        voice.n("and %(count)s more", "and %(count)s more", more) if more > 0 else None,
    )


def _what(voice: Voice, step: str, found: Matter) -> Text:
    """Which item, how old it is, who owes it and who waits, and until when."""
    owes = voice.agency(voice.work.need(Agency, found.agency_id))
    waits = voice.agency(voice.work.need(Agency, found.asker_id))
    return lines(
        text(bold(voice.t(_STEPS[step], ref=items.reference_of(voice.work, found.about)))),
        voice.t("%(waits)s has waited %(age)s for %(owes)s.", waits=waits, owes=owes, age=_age(voice, found)),
        _due(voice, found.due_at),
    )


def _age(voice: Voice, found: Matter) -> str:
    return voice.duration(voice.now - found.since)


def _due(voice: Voice, due: datetime | None) -> Piece:
    if due is None:
        return None
    time = voice.when(due, deadline=True)
    if due == voice.now:
        return voice.t("Due now: %(time)s", time=time)
    if due < voice.now:
        return voice.t("Was due %(time)s, %(length)s ago", time=time, length=voice.duration(voice.now - due))
    return voice.t("Due %(time)s, in %(length)s", time=time, length=voice.duration(due - voice.now))


def _late(voice: Voice, since: str | None) -> Piece:
    if since is None:
        return None
    delay = voice.duration(voice.now - datetime.fromisoformat(since))
    return dim(voice.t("This reminder comes %(delay)s late: it could not be sent before.", delay=delay))


@says("reminder.later")
def _say_later(voice: Voice, params: Params) -> Text:
    until = voice.when(datetime.fromisoformat(params["until"]))
    return text(voice.t("I will remind you again %(time)s.", time=until))


@says("reminder.settled")
def _say_settled(voice: Voice, _params: Params) -> Text:
    return text(voice.t("That has been settled meanwhile. /outstanding shows what is still open."))
