"""Once a day: what nobody touched for six months is erased; its agency is asked two weeks before.

Whatever happens to an item in between, the reason that keeps it longer included, starts its six months anew
(Directive (EU) 2023/977, Art. 16: the need is looked at six months after an exchange at the latest).
"""

from datetime import UTC, datetime, timedelta

from handlers.core.context import Press
from handlers.core.registry import OFFICERS, act, tick
from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, lines
from handlers.vocabulary.voice import Voice
from storage import inbox, items, people, retention
from storage.audit import Tag
from storage.retention import Review
from storage.work import Work

_NAME = "retention"
_DAY = timedelta(days=1)
_EVER = datetime(2020, 1, 1, tzinfo=UTC)
_BATCH = 500
REASONS = {
    "case": N_("The case goes on"),
    "court": N_("A court needs it"),
    "victim": N_("To protect a victim"),
}


def _upcoming(work: Work, _rules: Rules) -> datetime | None:
    last = inbox.cursor(work, _NAME)
    return datetime.fromisoformat(last) + _DAY if last else work.now


@tick(_NAME, _upcoming)
def look_through(work: Work, rules: Rules) -> None:
    last, periods = inbox.cursor(work, _NAME), rules.periods
    age = periods.review - periods.review_warning
    begun = retention.begin_reviews(work, _since(last) - age, work.now - age)
    for review in retention.due(work, work.now, _BATCH):
        _look_at(work, rules, review)
    retention.drop_loose_files(work, work.now - periods.offer)  # no button says any more what they are for
    retention.erase_notices(work, work.now - periods.review)
    retention.forget_own_reminders(work, work.now - periods.review)
    inbox.move_cursor(work, _NAME, (begun + age).isoformat())  # after an upgrade there may be very many
    work.cut_log()


def _since(last: str | None) -> datetime:
    return datetime.fromisoformat(last) if last else _EVER


def _look_at(work: Work, rules: Rules, review: Review) -> None:
    """It is due: to be asked about, to be erased, or, where something has happened since, later."""
    ends = retention.last_activity(work, review.item) + rules.periods.review
    asks = ends - rules.periods.review_warning
    if asks > work.now:
        review.due_at, review.warned_at = asks, None
        work.session.add(review)
    elif review.warned_at is None:
        _warn(work, review, max(ends, work.now + rules.periods.review_warning))
    else:
        retention.erase(work, review.item)
        work.audit(Tag.ERASED, None, review.item)


def _warn(work: Work, review: Review, ends: datetime) -> None:
    review.warned_at, review.due_at = work.now, ends
    work.session.add(review)
    work.audit(Tag.ERASURE_WARNED, None, review.item)
    buttons = [
        Button(label, "retention.keep", item=review.item, params={"why": why})
        for why, label in REASONS.items()
    ]
    ref = items.reference_of(work, review.item)
    for officer in people.officers_of(work, [retention.row_of(work, review.item).agency_id]):
        say(
            work,
            officer,
            "retention.warned",
            buttons=buttons,
            item=review.item,
            ends_at=ends,
            ref=ref,
            ends=ends.isoformat(),
        )


@act("retention.keep", OFFICERS)
def _keep(ctx: Press) -> None:
    item, why = ctx.offer.item, ctx.offer.params["why"]
    if retention.tombstone_of(ctx.work, item) is not None or not ctx.may_act_for(
        retention.row_of(ctx.work, item).agency_id
    ):
        ctx.reply("button.gone")
        return
    items.note(ctx.work, item, "kept", ctx.officer.id, agency_id=ctx.officer.agency_id, detail={"why": why})
    ctx.work.audit(Tag.KEPT_LONGER, ctx.officer.id, item, why=why)
    until = ctx.now + ctx.rules.periods.review
    ctx.reply("retention.kept", ref=items.reference_of(ctx.work, item), until=until.isoformat())


@says("retention.warned")
def _say_warned(voice: Voice, ref: str, ends: datetime) -> Text:
    return lines(
        voice.rich(N_("Nothing has happened to %(ref)s for months. Why keep it?"), ref=bold(ref)),
        voice.t("On %(time)s it is erased for everybody, with its answers and files.", time=voice.when(ends)),
    )


@says("retention.kept")
def _say_kept(voice: Voice, ref: str, until: datetime) -> Text:
    return lines(
        voice.rich(N_("%(ref)s is kept until %(time)s."), ref=bold(ref), time=voice.when(until)),
        voice.t("You are asked again before."),
    )
