"""Who has looked at an item: shown to those it is from; and the reason, where somebody looks whom it was not
addressed to.

A look is a letter that showed something of it, and arrived (`Tag.SENT`): asked for or not, by list, status or
file.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from handlers.core import access
from handlers.core.context import Context
from handlers.core.params import Shown
from handlers.core.speech import says
from handlers.vocabulary import typed_line
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, dim, lines, text
from handlers.vocabulary.voice import Voice
from storage import items, recipients, trail
from storage.item import Item
from storage.people import Agency, Officer

_WORDS = frozenset({"who", "who looked", "seen by", "谁", "谁看过", "谁看了", "查看记录"})
_MOST = 30  # persons that are named
_HOUR = timedelta(hours=1)
REASONS = {
    "deputy": N_("For a colleague"),
    "oversight": N_("We supervise this"),
    "linked": N_("Linked to my case"),
    "danger": N_("Somebody is at risk"),
}


def is_asked(words: str) -> bool:
    return typed_line.folded(words).strip(" ?？") in _WORDS


def show(ctx: Context, item: Item) -> None:
    """For those it is from; to others that is not said."""
    subject = access.subject_of(ctx.work, item)
    ref = items.reference_of(ctx.work, item)
    if subject is None or not ctx.may_act_for(subject.origin):
        ctx.reply("looks.not_yours", ref=ref)
        return
    found = [look for look in trail.looks_at(ctx.work, item) if look.officer_id != ctx.officer.id]
    rows = [[one.officer_id, one.count, {"time": one.last.isoformat()}, one.reason] for one in found[:_MOST]]
    ctx.reply("looks.of", ref=ref, looks=rows, more=max(0, len(found) - _MOST))


def asks_why(ctx: Context, item: Item) -> bool:
    """Personal data, and it was given neither to this person's agency nor is it from there: the reason comes
    first, once an hour."""
    subject = access.subject_of(ctx.work, item)
    if subject is None or not subject.given or not subject.handling.personal:
        return False
    own = ctx.officer.agency_id
    if own == subject.origin or recipients.has(ctx.work, subject.given, [ctx.officer.id], [own]):
        return False
    if trail.gave_reason(ctx.work, ctx.officer.id, item, ctx.now - _HOUR):
        return False
    offered = [
        Button(label, "look.because", item=item, params={"why": code}) for code, label in REASONS.items()
    ]
    ctx.reply("look.why", *offered, ref=items.reference_of(ctx.work, item))
    return True


@says("looks.not_yours")
def _say_not_yours(voice: Voice, ref: str) -> Text:
    return text(voice.t("Who has looked at %(ref)s is shown to those it is from.", ref=ref))


@says("looks.of")
def _say_of(voice: Voice, ref: str, looks: Sequence[Sequence[Any]], more: int) -> Text:
    if not looks:
        return text(voice.t("Nobody but you has been shown %(ref)s yet.", ref=ref))
    head = voice.rich(N_("Who has been shown %(ref)s:"), ref=bold(ref))
    return lines(head, *(_look(voice, *row) for row in looks), voice.more(more))


def _look(voice: Voice, officer_id: int, count: int, last: Shown, reason: str) -> Text:
    officer = voice.work.need(Officer, officer_id)
    agency = voice.agency(voice.work.need(Agency, officer.agency_id))
    times = voice.n("once, %(last)s", "%(count)s times, last %(last)s", count, last=last)
    why = voice.t(": ") + voice.t(REASONS[reason]) if reason in REASONS else None
    return text("• ", officer.name, f" ({agency})", dim(f" · {times}"), why)


@says("look.why")
def _say_why(voice: Voice, ref: str) -> Text:
    return lines(
        text(voice.t("%(ref)s holds personal data and was not addressed to you.", ref=ref)),
        voice.t("Why do you need to see it? Those it is from can read your reason."),
    )
