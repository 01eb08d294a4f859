"""The end of an answer or an outcome: whoever said it is asked the day before, and then it is erased."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.core.context import Press
from handlers.core.registry import OFFICERS, act
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.items import references
from handlers.items.expiry import keep_part
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, lines
from handlers.vocabulary.voice import Voice
from storage import expiry, items, people
from storage.audit import Tag
from storage.clues import Clue, Referral
from storage.expiry import Expiry
from storage.item import Item
from storage.people import Agency
from storage.requests import Addressee, Answer, Request
from storage.work import Work


@dataclass(frozen=True)
class Part:
    """What is said to an item, with an end of its own. `to`: the agency that has it."""

    of: Item
    by: int
    to: int


@dataclass(frozen=True)
class PartKind:
    """`end`: its words and files are erased; False where there are none any more."""

    part: Callable[[Work, Item], Part]
    end: Callable[[Work, Item], bool]
    near: str
    over: str
    told: str


def _answer(work: Work, item: Item) -> Part:
    answer = work.need(Answer, item.id)
    request = work.need(Request, answer.request_id)
    by = work.need(Addressee, answer.addressee_id).agency_id
    return Part(Item("request", request.id), by, request.agency_id)


def _end_answer(work: Work, item: Item) -> bool:
    answer, files = work.need(Answer, item.id), items.attachments_of(work, item)
    if not (answer.text or answer.official_reference or files):
        return False
    answer.text, answer.official_reference = None, None
    work.add(answer)
    for entry in items.history_of(work, Item("request", answer.request_id)):
        if entry.detail.get("answer") == answer.id:
            entry.words = None
            work.add(entry)
    for file in files:
        work.session.delete(file)
    return True


def _outcome(work: Work, item: Item) -> Part:
    referral = work.need(Referral, item.id)
    clue = work.need(Clue, referral.clue_id)
    return Part(Item("clue", clue.id), referral.agency_id, clue.agency_id)


def _end_outcome(work: Work, item: Item) -> bool:
    referral = work.need(Referral, item.id)
    had, referral.outcome = referral.outcome is not None, None
    work.add(referral)
    return had


PARTS = {
    "answer": PartKind(
        _answer,
        _end_answer,
        near=N_("Your answer to %(ref)s may be used until %(time)s. If you do nothing, it is erased then."),
        over=N_("The time for which your answer to %(ref)s could be used is over; it is erased."),
        told=N_("The answer of %(agency)s to %(ref)s could be used until now; it is erased here."),
    ),
    "referral": PartKind(
        _outcome,
        _end_outcome,
        near=N_("Your outcome of %(ref)s may be used until %(time)s. If you do nothing, it is erased then."),
        over=N_("The time for which your outcome of %(ref)s could be used is over; it is erased."),
        told=N_("The outcome of %(ref)s from %(agency)s could be used until now; it is erased here."),
    ),
}
_LONGER = {7: N_("A week longer"), 30: N_("A month longer")}


def ask(work: Work, row: Expiry) -> None:
    part = PARTS[row.item.kind].part(work, row.item)
    buttons = [
        Button(label, "expiry.part", item=part.of, params={"days": days, "part": str(row.item)})
        for days, label in _LONGER.items()
    ]
    about = {**references.about(work, part.of), "part": str(row.item), "until": row.until.isoformat()}
    for officer in people.officers_of(work, [part.by]):
        say(work, officer, "expiry.part_near", buttons=buttons, ends_at=row.until, **about)


def end(work: Work, row: Expiry) -> None:
    """Nothing is said of what was erased, or taken back, before."""
    row.due_at = None
    work.add(row)
    kind = PARTS[row.item.kind]
    part = kind.part(work, row.item)
    if not kind.end(work, row.item):
        return
    work.audit(Tag.EXPIRED, None, part.of)
    about = {**references.about(work, part.of), "part": str(row.item)}
    for officer in people.officers_of(work, [part.by]):
        say(work, officer, "expiry.part_over", **about)
    for officer in people.officers_of(work, [part.to]):
        say(work, officer, "expiry.part_told", agency=part.by, **about)


@act("expiry.part", OFFICERS)
def _longer(ctx: Press) -> None:
    item = Item.kept(ctx.offer.params["part"])
    part, row = PARTS[item.kind].part(ctx.work, item), expiry.of(ctx.work, item)
    if row is None or row.until <= ctx.now or not ctx.may_act_for(part.by):
        ctx.reply("button.gone")
        return
    until = row.until + timedelta(days=int(ctx.offer.params["days"]))
    keep_part(ctx, item, until)
    about = {**references.about(ctx.work, part.of), "part": str(item), "until": until.isoformat()}
    ctx.reply("expiry.part_near", **about)


@says("expiry.part_near", rings=Rings.BY_DAY)
def _say_near(voice: Voice, ref: str, part: Item, until: datetime) -> Text:
    time = voice.when(until, deadline=True)
    return lines(voice.rich(PARTS[part.kind].near, ref=bold(ref), time=time))


@says("expiry.part_over", rings=Rings.NEWS)
def _say_over(voice: Voice, ref: str, part: Item) -> Text:
    return lines(voice.rich(PARTS[part.kind].over, ref=bold(ref)))


@says("expiry.part_told", rings=Rings.TURN)
def _say_told(voice: Voice, ref: str, part: Item, agency: Agency) -> Text:
    by = voice.agency(agency)
    return lines(
        voice.rich(PARTS[part.kind].told, ref=bold(ref), agency=by),
        voice.t("Please do not use it any more."),
    )
