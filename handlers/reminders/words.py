"""What reminders say, and their one tap: later."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.core.context import Context, Press
from handlers.core.params import Params
from handlers.core.registry import OFFICERS, act
from handlers.core.saying import NEWS
from handlers.core.speech import says, speech
from handlers.core.when_to_ring import Rings
from handlers.reminders import calling, due_words, matter, planning, taking
from handlers.reminders.matter import Matter
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Piece, Text, bold, dim, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import items, people, reminders
from storage.audit import Tag
from storage.item import Item
from storage.people import Agency

_MOST = 4  # in one message, which fits a phone; the list has them all
_STEPS = {
    "unseen": N_("Nobody has accepted %(ref)s yet."),
    "ring": N_("Urgent: nobody has accepted %(ref)s yet."),
    "before": N_("The answer to %(ref)s is due soon."),
    "due": N_("The answer to %(ref)s is due now."),
    "deputy": N_("The answer to %(ref)s is overdue."),
    "agency": N_("The answer to %(ref)s is overdue."),
    "coordinator": N_("The answer to %(ref)s is overdue; a coordinator is being notified."),
    "again": N_("The answer to %(ref)s is still overdue."),
    "unread": N_("Nobody has acknowledged %(ref)s yet."),
    "unread_deputy": N_("Nobody has acknowledged %(ref)s yet."),
    "unread_coordinator": N_("Nobody has acknowledged %(ref)s yet; a coordinator is being notified."),
    "unread_again": N_("Still nobody has acknowledged %(ref)s."),
    "clarify": N_("A question on %(ref)s waits for your answer; the deadline is paused."),
    "confirm": N_("The answer to %(ref)s waits for you to confirm it or to ask for more."),
}


# who else hears of it: everybody of the agency, and of the one above it, as far as there is anybody
_WITH_ABOVE = {
    "agency": N_(
        "The answer to %(ref)s is overdue; the whole agency and the one above it are being reminded."
    ),
    "unread_deputy": N_(
        "Nobody has acknowledged %(ref)s yet; the whole agency and the one above it are being reminded."
    ),
}
_WITH_COLLEAGUES = {
    "agency": N_("The answer to %(ref)s is overdue; the whole agency is being reminded."),
    "unread_deputy": N_("Nobody has acknowledged %(ref)s yet; the whole agency is being reminded."),
}
_ASKED = {"coordinator": "deputy", "unread_coordinator": "unread"}  # to the coordinator who is asked


@act("reminder.snooze", OFFICERS)
def _later(ctx: Press) -> None:
    params = ctx.offer.params
    rows = params.get("items") or [{"about": params["item"], "step": params["step"]}]
    steps = [(Item.kept(row["about"]), row["step"]) for row in rows]
    live = [(item, step, found) for item, step in steps if (found := matter.owed(ctx.work, item))]
    if not live:
        ctx.reply("reminder.settled")
        return
    at = ctx.now + _pause(ctx, any(found.urgent for *_, found in live))
    until = [planning.snooze(ctx.work, ctx.rules, ctx.officer, item, step, at) for item, step, _ in live]
    for *_, found in live:
        ctx.work.audit(Tag.SNOOZED, ctx.officer.id, found.about)
    ctx.reply("reminder.later", until=min(until).isoformat())


def _pause(ctx: Context, urgent: bool) -> timedelta:
    if urgent:
        return ctx.rules.reminding.urgent_snooze
    hours = ctx.officer.preferences.get("snooze_hours")
    return timedelta(hours=hours) if hours else ctx.rules.reminding.snooze


@says("reminder", rings=Rings.AT_ONCE)
def _say_reminder(
    voice: Voice,
    about: Item,
    late: datetime | None,
    step: str,
    mine: bool,
    role: str = "",
    news: Params | None = None,
) -> Text:
    found = matter.owed(voice.work, about)
    if found is None:
        return ()
    return paragraphs(
        _late(voice, late),
        _what(voice, _ASKED.get(step, step) if role else step, found),
        _asked(voice, about, role) if role else None,
        dim(voice.t("Choose below, or write /status.")) if mine else None,
        _with_it(voice, news),
    )


_TO_THE_NEXT = {"ring", "coordinator", "unread_coordinator"}


def _asked(voice: Voice, item: Item, role: str) -> Piece:
    """That nobody else was, and until when."""
    if role == calling.CALLS:
        return voice.t("You took it to call: please call once more, or pass it on.")
    following = [one.due_at for one in reminders.steps_of(voice.work, item) if one.step in _TO_THE_NEXT]
    first = voice.t("You are the only coordinator who is asked.")
    if not following:
        return lines(first, voice.t("Not taken, it is in the morning list."))
    return lines(first, voice.t("Not taken, it goes on %(time)s.", time=voice.when(min(following))))


def _with_it(voice: Voice, news: Params | None) -> Piece:
    """News that waited, in the same message."""
    return speech(NEWS).words(voice, news) if news else None


@says("reminder.digest", rings=Rings.AT_ONCE)
def _say_digest(
    voice: Voice,
    rows: Sequence[Params],
    late: datetime | None,
    news: Params | None = None,
    opened: Sequence[str] = (),
) -> Text:
    found = [(row["step"], matter.owed(voice.work, Item.kept(row["about"]))) for row in rows]
    live = [(step, one) for step, one in found if one is not None]
    section = taking.open_section(voice, opened)
    if not live and not section:
        return ()
    title = voice.n("%(count)s reminder", "%(count)s reminders", len(live))
    more = len(live) - _MOST
    return paragraphs(
        lines(bold(title) if live else None, _late(voice, late)),
        *(_briefly(voice, step, one) for step, one in live[:_MOST]),
        voice.t("%(more)s: /outstanding lists them all.", more=voice.more(more)) if more > 0 else None,
        section,
        _with_it(voice, news),
    )


def _briefly(voice: Voice, step: str, found: Matter) -> Text:
    """Of several: which item, how late or until when, and who waits."""
    waits = voice.agency(voice.work.need(Agency, found.asker_id))
    asked = voice.t("%(waits)s has waited %(age)s.", waits=waits, age=_age(voice, found))
    ref = items.reference_of(voice.work, found.about)
    return lines(
        bold(voice.t(_sentence(voice, step, found), ref=ref)), due_words.due(voice, found.due_at) or asked
    )


def _sentence(voice: Voice, step: str, found: Matter) -> str:
    """Of others only where there are any."""
    if step not in _WITH_ABOVE:
        return _STEPS[step]
    above = voice.work.need(Agency, found.agency_id).parent_id
    if above is not None and people.officers_of(voice.work, [above]):
        return _WITH_ABOVE[step]
    is_several = len(people.officers_of(voice.work, [found.agency_id])) > 1
    return (_WITH_COLLEAGUES if is_several else _STEPS)[step]


def _what(voice: Voice, step: str, found: Matter) -> Text:
    """Which item, how old it is, who owes it and who waits, and until when."""
    owes = voice.agency(voice.work.need(Agency, found.agency_id))
    waits = voice.agency(voice.work.need(Agency, found.asker_id))
    return lines(
        text(bold(voice.t(_sentence(voice, step, found), ref=items.reference_of(voice.work, found.about)))),
        voice.t("%(waits)s has waited %(age)s for %(owes)s.", waits=waits, owes=owes, age=_age(voice, found)),
        due_words.due(voice, found.due_at),
    )


def _age(voice: Voice, found: Matter) -> str:
    return voice.duration(voice.now - found.since)


def _late(voice: Voice, since: datetime | None) -> Piece:
    if since is None:
        return None
    delay = voice.duration(voice.now - since)
    return dim(voice.t("This reminder comes %(delay)s late: it could not be sent before.", delay=delay))


@says("reminder.later", free=True)
def _say_later(voice: Voice, until: datetime) -> Text:
    return text(voice.t("I will remind you again %(time)s.", time=voice.when(until)))


@says("reminder.settled")
def _say_settled(voice: Voice) -> Text:
    return text(voice.t("That has been settled meanwhile. /outstanding shows what is still open."))
