"""A coordinator takes it to call an office, or passes it to the next; who waits hears it once."""

from collections.abc import Sequence

from handlers.core.context import Context, Press
from handlers.core.registry import COORDINATORS, act
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.reminders import calling, due_words, escalation, matter, planning, telling
from handlers.reminders.matter import Matter
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Piece, Text, bold, dim, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import duty as stored
from storage import items
from storage.audit import Tag
from storage.duty import Call
from storage.item import Item
from storage.people import Agency, Officer

MOST = 4  # in one message
_MOST_TAKEN = 20


def show(ctx: Context) -> None:
    """All that stands open, each to be taken by a tap."""
    found = calling.listed(ctx.work)[:_MOST_TAKEN]
    ctx.reply("call.list", *telling.calling_buttons(ctx.work, found), opened=[item for item, _ in found])


@act("call.list", COORDINATORS)
def _list(ctx: Press) -> None:
    ctx.keep_message()
    show(ctx)


def _asked(ctx: Press) -> tuple[Item, Matter, list[Call]] | None:
    """What the button is about, with who was asked, held until the end; None (and told) where it is settled,
    or somebody else calls already."""
    item = Item.kept(ctx.offer.params["item"])
    calls, found = stored.hold_calls(ctx.work, item), matter.owed(ctx.work, item)
    taken = next((one for one in calls if one.taken_at is not None), None)
    if ctx.offer.params.get("keep"):
        ctx.keep_message()
    if found is None or not calls:
        ctx.reply("reminder.settled")
    elif taken is not None and taken.officer_id != ctx.officer.id:
        ctx.reply("call.taken", person=taken.officer_id)
    else:
        return item, found, calls
    return None


@act(calling.TAKE, COORDINATORS)
def _take(ctx: Press) -> None:
    if (asked := _asked(ctx)) is None:
        return
    item, found, calls = asked
    if all(one.taken_at is None for one in calls):
        mine = next((one for one in reversed(calls) if one.officer_id == ctx.officer.id), None)
        _mark(ctx, item, mine)
        _tell(ctx, found)
    office = ctx.work.need(Agency, found.agency_id)
    ways = Button(N_("Contacts"), "command", params={"name": "contacts", "argument": office.handle}, group="")
    back = Button(N_("Pass to the next"), calling.PASS, params={"item": item})
    ctx.reply("call.yours", ways, back, about=item)


def _mark(ctx: Press, item: Item, mine: Call | None) -> None:
    if mine is None:
        calling.note(ctx.work, item, calling.OPEN, ctx.officer, ctx.now)
        return
    mine.taken_at, mine.passed_at = ctx.now, None
    ctx.work.add(mine)


def _tell(ctx: Press, found: Matter) -> None:
    """The history keeps it; who waits hears who calls."""
    items.note(ctx.work, found.about, calling.TAKEN, ctx.officer.id, agency_id=found.agency_id)
    ctx.work.audit(Tag.CALL_TAKEN, ctx.officer.id, found.about)
    for one in escalation.askers(ctx.work, found):
        if one.id != ctx.officer.id:
            told = {"person": ctx.officer.id, "agency": found.agency_id}
            ctx.tell(one, "call.begun", item=found.about, about=found.about, **told)


@act(calling.PASS, COORDINATORS)
def _pass(ctx: Press) -> None:
    """The next is asked now; where nobody is left to ask, it stands in the morning list."""
    if (asked := _asked(ctx)) is None:
        return
    item, found, calls = asked
    for call in calls:
        if call.officer_id == ctx.officer.id:
            call.taken_at, call.passed_at = None, ctx.now
            ctx.work.add(call)
    ctx.work.session.flush()
    ctx.work.audit(Tag.CALL_PASSED, ctx.officer.id, found.about)
    step = calls[-1].step
    following = calling.ask(ctx.work, found, item, step)
    there = planning.waiting_about(ctx.work, item)
    how = {"urgent": found.urgent, "may_wake": found.may_wake}
    for one in following:
        planning.ring(ctx.work, ctx.rules, one, item, step, ctx.now, there=there, **how)
    ctx.reply("call.passed", people=[one.id for one in following])


@says("call.begun", rings=Rings.TURN)
def _say_begun(voice: Voice, about: Item, person: Officer, agency: Agency) -> Text:
    return voice.rich(
        N_("%(name)s, coordinator, is calling %(agency)s about %(ref)s."),
        name=person.name,
        agency=voice.agency(agency),
        ref=bold(items.reference_of(voice.work, about)),
    )


@says("call.yours")
def _say_yours(voice: Voice, about: Item) -> Text:
    found = matter.owed(voice.work, about)
    if found is None:
        return text(voice.t("That has been settled meanwhile. /outstanding shows what is still open."))
    owes, waits = (voice.agency(voice.work.need(Agency, one)) for one in (found.agency_id, found.asker_id))
    ref = items.reference_of(voice.work, found.about)
    return lines(
        voice.rich(N_("You call %(agency)s about %(ref)s."), agency=owes, ref=bold(ref)),
        voice.t("No other coordinator is rung. %(agency)s has been notified.", agency=waits),
    )


@says("call.taken")
def _say_taken(voice: Voice, person: Officer) -> Text:
    return text(voice.t("%(name)s is calling already.", name=person.name))


@says("call.passed")
def _say_passed(voice: Voice, people: Sequence[int]) -> Text:
    names = [voice.work.need(Officer, one).name for one in people]
    if not names:
        return text(voice.t("Nobody is left to be rung: it is in the morning list, and under /duty."))
    return text(voice.t("%(name)s is asked now.", name=voice.listed(names)))


@says("call.list")
def _say_list(voice: Voice, opened: Sequence[Item]) -> Text:
    section = open_section(voice, opened, _MOST_TAKEN)
    return text(section) if section else text(voice.t("No coordinator is asked to call anybody."))


def open_section(voice: Voice, opened: Sequence[str], most: int = MOST) -> Piece:
    """What coordinators were asked to call about, as it stands; None where nothing is left of it."""
    found = [(item, matter.owed(voice.work, item)) for item in map(Item.kept, opened)]
    live = [(item, one) for item, one in found if one is not None]
    if not live:
        return None
    more = len(live) - most
    title = voice.n("%(count)s open escalation", "%(count)s open escalations", len(live))
    return paragraphs(
        bold(title),
        *(_one(voice, item, one) for item, one in live[:most]),
        voice.t("%(more)s: /duty lists them all.", more=voice.more(more)) if more > 0 else None,
    )


def _one(voice: Voice, item: Item, found: Matter) -> Text:
    owes, waits = (voice.agency(voice.work.need(Agency, one)) for one in (found.agency_id, found.asker_id))
    age = voice.duration(voice.now - found.since)
    ref = items.reference_of(voice.work, found.about)
    return lines(
        voice.rich(
            N_("%(ref)s: %(waits)s has waited %(age)s for %(owes)s."),
            ref=bold(ref),
            waits=waits,
            owes=owes,
            age=age,
        ),
        due_words.due(voice, found.due_at),
        dim(_stands(voice, item, found)),
    )


def _stands(voice: Voice, item: Item, found: Matter) -> str:
    """Who calls, or that it was seen there, or that nobody does."""
    call = calling.taken(voice.work, item)
    if call is not None and call.taken_at is not None:
        name = voice.work.need(Officer, call.officer_id).name
        return voice.t("%(name)s has been calling since %(time)s.", name=name, time=voice.when(call.taken_at))
    if (seen := calling.opened_at(voice.work, found)) is not None:
        return voice.t("Seen there %(time)s; nobody calls.", time=voice.when(seen))
    return voice.t("Nobody calls yet.")
