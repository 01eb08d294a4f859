"""Vetting holds for a year: warned ahead, ended on the day, renewed by two coordinators of two agencies."""

from datetime import datetime

from handlers.core.context import Context
from handlers.core.registry import tick
from handlers.core.rules import DEFAULTS, Rules
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.core.when_to_ring import rings_at
from handlers.items import sharing
from handlers.people import vouching
from handlers.people.vouching import Cause
from handlers.times import showing
from handlers.times.walltime import local
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Text, bold, lines, text
from handlers.vocabulary.voice import Voice
from storage import people, reminders
from storage import vouching as vouched
from storage.audit import Tag
from storage.item import Item
from storage.people import Agency, Officer, State
from storage.work import Work

ENDED = "vetting"  # as a reason to be suspended for


def vet(work: Work, rules: Rules, officer: Officer) -> None:
    """From now on, for as long as the rules say."""
    officer.vetted_until, officer.standing = work.now + rules.periods.vetting, officer.standing + 1
    plan(work, rules, officer)


def plan(work: Work, rules: Rules, officer: Officer) -> None:
    """When this officer's vetting is spoken of next: the next warning, or its end."""
    if (end := officer.vetted_until) is None:
        return
    moments = [*(end - ahead for ahead in rules.periods.vetting_warnings), end]
    officer.vetting_due_at = min((at for at in moments if at > work.now), default=end)
    work.session.add(officer)


def _next(work: Work, _rules: Rules) -> datetime | None:
    return vouched.next_vetting(work)


@tick("vetting", _next)
def _speak_of_it(work: Work, rules: Rules) -> None:
    for officer in vouched.vetting_due(work):
        if officer.vetted_until is None or officer.vetted_until <= work.now:
            _end(work, officer)
        else:
            plan(work, rules, officer)
            at = rings_at(work, rules, officer, work.now, urgent=False)
            say(work, officer, "vetting.yours", at=at, person=officer.id)
            vouching.ask(work, vouching.purpose(VETTING, vouching.matter(officer)), calmly=rules)


def _end(work: Work, officer: Officer) -> None:
    officer.suspended_for, officer.vetting_due_at = ENDED, None
    people.stand(work, officer, State.SUSPENDED)
    work.audit(Tag.VETTING_ENDED, None, Item("officer", officer.id))
    vouching.ask(work, vouching.purpose(VETTING, vouching.matter(officer)))


def let_back(work: Work, officer: Officer) -> None:
    """Active again, and told of what rang meanwhile."""
    officer.suspended_for = None
    people.stand(work, officer, State.ACTIVE)
    reminders.take_up_missed(work, officer.id)


def _waiting(work: Work) -> list[str]:
    """Whose vetting ends soon, and who is out because it has ended."""
    soon = work.now + max(DEFAULTS.periods.vetting_warnings)
    found = vouched.in_state(work, [State.ACTIVE, State.SUSPENDED])
    return [vouching.matter(officer) for officer in found if _is_due(officer, soon)]


def _is_due(officer: Officer, soon: datetime) -> bool:
    if officer.state is State.SUSPENDED:
        return officer.suspended_for == ENDED
    return officer.vetted_until is not None and officer.vetted_until <= soon


def _describe(voice: Voice, key: str) -> Text:
    officer = vouching.person(voice.work, key)
    agency = voice.agency(voice.work.need(Agency, officer.agency_id))
    if officer.state is State.SUSPENDED:
        remark = voice.t("The vetting has ended; nothing goes out to this person.")
    else:
        remark = voice.t("Vetted until %(day)s.", day=_day(voice, officer))
    return lines(bold(voice.t("Vetting of %(name)s", name=officer.name)), agency, remark)


def _day(voice: Voice, officer: Officer) -> str:
    if officer.vetted_until is None:
        return "–"
    return showing.show_day(local(officer.vetted_until, voice.zone).date(), voice.language, voice.now)


def _renewed(ctx: Context, key: str) -> None:
    officer = vouching.person(ctx.work, key)
    if officer.state is State.SUSPENDED:
        let_back(ctx.work, officer)
        sharing.catch_up(ctx.work, officer, officer.agency_id)
    vet(ctx.work, ctx.rules, officer)
    ctx.work.audit(Tag.VETTED, ctx.officer.id, Item("officer", officer.id))
    ctx.tell(officer, "vetting.renewed", person=officer.id)


VETTING = vouching.cause(
    Cause("vetting", N_("Renew vetting"), _waiting, vouching.person, _describe, done=_renewed)
)


@says("vetting.yours")
def _say_yours(voice: Voice, person: Officer) -> Text:
    return lines(
        bold(voice.t("Your vetting ends on %(day)s.", day=_day(voice, person))),
        voice.t("Two coordinators must renew it; they have been notified. Please ask them in time."),
    )


@says("vetting.renewed")
def _say_renewed(voice: Voice, person: Officer) -> Text:
    return text(voice.t("Your vetting is renewed until %(day)s.", day=_day(voice, person)))
