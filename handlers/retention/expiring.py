"""An end date: asked for with a tap, its originator asked the day before, and then the item is withdrawn."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from handlers import dates
from handlers.core import access, asking_date
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act, tick
from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.dates import NotUnderstood
from handlers.forms import dates as form_dates
from handlers.forms import engine
from handlers.forms import model as form_model
from handlers.forms.model import Field, Form
from handlers.items import expiry as marks
from handlers.items import references
from handlers.retention import parts
from handlers.times.walltime import end_of_day, local
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Choice, Text, bold, lines
from handlers.vocabulary.voice import Voice
from storage import drafts, expiry, items, people, recipients, retention
from storage.audit import Tag
from storage.clues import Clue
from storage.expiry import Expiry
from storage.item import Item
from storage.people import Agency
from storage.work import Work

_NEVER = "never"
_MOST = 100  # at a time
_LENGTHS = {7: N_("In a week"), 30: N_("In a month"), 90: N_("In three months")}
_LONGER = {7: N_("A week longer"), 30: N_("A month longer")}


def _upcoming(work: Work, _rules: Rules) -> datetime | None:
    return expiry.next_due(work)


@tick("expiry", _upcoming)
def look_through(work: Work, rules: Rules) -> None:
    for row in expiry.due(work, work.now, _MOST):
        if row.item.kind in parts.PARTS and row.until <= work.now:
            parts.end(work, row)
        elif row.until <= work.now:
            _end(work, rules, row)
        else:
            row.due_at = row.until
            work.add(row)
            (parts.ask if row.item.kind in parts.PARTS else _ask)(work, row)


def _ask(work: Work, row: Expiry) -> None:
    """The day before: longer, or not."""
    buttons = [
        *(
            Button(label, "expiry.longer", item=row.item, params={"days": days})
            for days, label in _LONGER.items()
        ),
        Button(N_("Another date"), marks.ASK, item=row.item),
    ]
    about = {**references.about(work, row.item), "until": row.until.isoformat()}
    for officer in people.officers_of(work, [_origin(work, row.item)]):
        say(work, officer, "expiry.near", buttons=buttons, ends_at=row.until, **about)


def _end(work: Work, rules: Rules, row: Expiry) -> None:
    """Withdrawn from everybody; an item that was erased, or withdrawn before, has no more to end."""
    row.due_at = None
    work.add(row)
    origin, told = _origin(work, row.item), marks.withdraw(work, rules, row.item)
    if told is not None:
        items.note(work, row.item, marks.OVER, None, agency_id=origin)
        work.audit(Tag.EXPIRED, None, row.item)
        for officer in people.officers_of(work, [origin]):
            say(work, officer, "expiry.over", **references.about(work, row.item), told=told)


def _origin(work: Work, item: Item) -> int:
    subject = access.subject_of(work, item)
    return subject.origin if subject is not None else 0


def _own(ctx: Press) -> Item | None:
    """The item of the button, where this officer may still say how long it may be used."""
    item = ctx.offer.item
    if ctx.may_act_for(_origin(ctx.work, item)) and _stands(ctx.work, item):
        return item
    ctx.reply("button.gone")
    return None


def _stands(work: Work, item: Item) -> bool:
    """Neither erased nor withdrawn."""
    row = retention.row_of(work, item)
    is_withdrawn = isinstance(row, Clue) and row.withdrawn_at is not None
    return not is_withdrawn and retention.tombstone_of(work, item) is None


@act(marks.ASK, OFFICERS)
def _pressed(ctx: Press) -> None:
    if (item := _own(ctx)) is not None:
        engine.begin(ctx, FORM, item=item)


@act("expiry.longer", OFFICERS)
def _longer(ctx: Press) -> None:
    if (item := _own(ctx)) is not None and (row := expiry.of(ctx.work, item)) is not None:
        _settle(ctx, item, row.until + timedelta(days=int(ctx.offer.params["days"])))


def _settle(ctx: Context, item: Item, until: datetime | None) -> None:
    marks.keep(ctx, item, until)
    origin = _origin(ctx.work, item)
    marks.tell(ctx, item, until, [one for one in recipients.agencies(ctx.work, item) if one != origin])


def _offered(ctx: Context) -> Sequence[Choice]:
    """By the ends of days; without an end, where one is set."""
    today = local(ctx.now, ctx.zone).date()
    ends = [(end_of_day(today + timedelta(days=days), ctx.zone), label) for days, label in _LENGTHS.items()]
    draft = drafts.draft_of(ctx.work, ctx.officer.id)
    has_one = draft is not None and expiry.of(ctx.work, draft.item) is not None
    never = [Choice(_NEVER, N_("Without an end"))] if has_one else []
    return [*(Choice(at.isoformat(), label) for at, label in ends), *never]


def _read_until(ctx: Context, typed: str) -> str:
    if typed == _NEVER:
        return typed
    if (chosen := asking_date.chosen(typed)) is not None and chosen[0] > ctx.now:
        return chosen[0].isoformat()
    result = dates.read(typed, ctx.zone, ctx.now, "deadline")
    if isinstance(result, NotUnderstood):
        raise form_dates.wrong(result, deadline=True)
    return result.at.isoformat()


def _filled_in(ctx: Context, answers: dict[str, Any]) -> None:
    item, until = answers["item"], answers["until"]
    if ctx.may_act_for(_origin(ctx.work, item)) and _stands(ctx.work, item):
        _settle(ctx, item, None if until == _NEVER else datetime.fromisoformat(until))


FORM = form_model.form(
    Form(
        "expiry",
        N_("End date"),
        (
            Field(
                "until",
                N_("May be used until"),
                N_("Until when may it be used?"),
                _read_until,
                _offered,
                reads_choices=True,
                required=True,
                unknown=False,
                hint=N_("After that it is withdrawn from everybody. You are asked the day before."),
            ),
        ),
        _filled_in,
        straight=True,
    )
)


@says("expiry.kept")
def _say_kept(voice: Voice, ref: str, until: datetime | None) -> Text:
    if until is None:
        return voice.rich(N_("%(ref)s may be used without an end date."), ref=bold(ref))
    time = voice.when(until, deadline=True)
    return lines(
        voice.rich(N_("%(ref)s may be used until %(time)s."), ref=bold(ref), time=time),
        voice.t("After that it is withdrawn from everybody. You are asked the day before."),
    )


@says("expiry.changed", rings=Rings.TURN)
def _say_changed(voice: Voice, ref: str, until: datetime | None, agency: Agency) -> Text:
    by = voice.agency(agency)
    if until is None:
        return voice.rich(
            N_("%(agency)s: %(ref)s may be used without an end date."), agency=by, ref=bold(ref)
        )
    time = voice.when(until, deadline=True)
    return voice.rich(
        N_("%(agency)s: %(ref)s may be used until %(time)s."), agency=by, ref=bold(ref), time=time
    )


@says("expiry.near", rings=Rings.BY_DAY)
def _say_near(voice: Voice, ref: str, until: datetime) -> Text:
    time = voice.when(until, deadline=True)
    return lines(
        voice.rich(N_("%(ref)s may be used until %(time)s."), ref=bold(ref), time=time),
        voice.t("If you do nothing, it is withdrawn from everybody then. Keep it longer?"),
    )


@says("expiry.over", rings=Rings.NEWS)
def _say_over(voice: Voice, ref: str, told: Sequence[Agency]) -> Text:
    names = voice.listed([voice.agency(one) for one in told])
    return lines(
        voice.rich(N_("The time for which %(ref)s could be used is over; it is withdrawn."), ref=bold(ref)),
        voice.t("Notified: %(agencies)s.", agencies=names) if told else None,
    )
