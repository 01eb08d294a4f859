"""Who is here and in what standing; suspended by one coordinator, reinstated by two of two agencies."""

from typing import Any

from handlers.absence import leaving
from handlers.agencies import finding
from handlers.core.context import Context, Press
from handlers.core.params import Shown
from handlers.core.registry import COORDINATORS, act, command
from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.core.speech import given, says
from handlers.core.when_to_ring import Rings
from handlers.items import outstanding, sharing
from handlers.law.handling import Handling, Tlp
from handlers.people import enrol, vetting, vouching
from handlers.people.vouching import Cause
from handlers.times import showing
from handlers.times.walltime import local
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Piece, Text, bold, dim, lines, paragraphs, quote, text
from handlers.vocabulary.voice import Voice
from storage import people
from storage import vouching as vouched
from storage.audit import Tag
from storage.item import NO_ITEM, Item
from storage.people import Agency, Officer, Role, State
from storage.work import Work

_ACCUSED = Handling(Tlp.AMBER, personal=True)  # what is said about a person
_SHOWN = 40


OBJECTED = "objected"  # as a reason to be suspended for
_REASONS = {
    vetting.ENDED: N_("vetting ended"),
    OBJECTED: N_("a colleague in the agency objects"),
}


def can_do_without(work: Work, officer: Officer) -> bool:
    """Whether coordinators with two voices remain when this officer goes: nobody could be let in or back
    otherwise."""
    if officer.role is not Role.COORDINATOR:
        return True
    others = [one for one in people.with_role(work, Role.COORDINATOR) if one.id != officer.id]
    return len(vouched.voices(work, (one.agency_id for one in others))) >= vouching.VOICES


@command(
    "suspend",
    zh="暂停",
    aliases=("停用", "暂停权限"),
    help=N_("Suspend somebody at once"),
    roles=COORDINATORS,
    arguments=N_("[name] [reason]"),
    group=N_("For coordinators"),
    fits=lambda ctx, rest: finding.split(ctx.work, rest)[0] is not None,
)
def suspend(ctx: Context, argument: str) -> None:
    officer, reason = finding.split(ctx.work, argument)
    if not argument:
        ctx.reply("suspend.how")
    elif officer is None:
        finding.unknown(ctx, argument)
    elif problem := _problem(ctx, officer, reason):
        ctx.unused = reason
        ctx.reply(problem, **given(problem, person=officer.id))
    else:
        _suspend(ctx, officer, reason)


def _problem(ctx: Context, officer: Officer, reason: str) -> str | None:
    if officer.id == ctx.officer.id:
        return "suspend.not_yourself"
    if officer.state is not State.ACTIVE:
        return "suspend.not_active"
    if not can_do_without(ctx.work, officer):
        return "suspend.last"
    return None if reason else "suspend.why"


def _suspend(ctx: Context, officer: Officer, reason: str) -> None:
    put_out(ctx.work, officer, reason)
    ctx.work.audit(Tag.SUSPENDED, ctx.officer.id, Item("officer", officer.id))
    button = Button(N_("Reinstate"), "people.reinstate", params={"officer": officer.id})
    about: dict[str, Any] = {
        "person": officer.id,
        "by": ctx.officer.agency_id,
        "handling": _ACCUSED.to_json(),
    }
    ctx.reply("suspend.done", button, **about)
    ctx.tell_all(people.with_role(ctx.work, Role.COORDINATOR), "suspend.done", button, **about)


def put_out(work: Work, officer: Officer, reason: str) -> None:
    """Everything looks at the state when it is about to happen, so this alone stops it all."""
    officer.suspended_for, officer.vetting_due_at = reason, None
    found = outstanding.lines_of(work, officer)
    people.stand(work, officer, State.SUSPENDED)
    leaving.tell(work, officer, found)


@command(
    "reinstate",
    zh="恢复",
    aliases=("恢复权限",),
    help=N_("Ask for somebody's return"),
    roles=COORDINATORS,
    arguments=N_("[name]"),
    group=N_("For coordinators"),
    fits=lambda ctx, rest: finding.split(ctx.work, rest)[0] is not None,
)
def reinstate(ctx: Context, argument: str) -> None:
    officer, ctx.unused = finding.split(ctx.work, argument)
    if officer is None:
        finding.unknown(ctx, argument)
    else:
        _ask_back(ctx, officer)


@act("people.reinstate", COORDINATORS)
def _press_reinstate(ctx: Press) -> None:
    _ask_back(ctx, ctx.work.need(Officer, ctx.offer.params["officer"]))


def _ask_back(ctx: Context, officer: Officer) -> None:
    if officer.state is State.SUSPENDED:
        vouching.begin(ctx, vouching.purpose(REINSTATE, vouching.matter(officer)))
    else:
        ctx.reply("reinstate.not_suspended", person=officer.id)


def bring_back(work: Work, rules: Rules, officer: Officer) -> None:
    """Active again. Where the vetting has ended meanwhile, this is a new one."""
    vetting.let_back(work, officer)
    if officer.vetted_until is None or officer.vetted_until <= work.now:
        vetting.vet(work, rules, officer)
    vetting.plan(work, rules, officer)
    sharing.catch_up(work, officer, officer.agency_id)


def _waiting(work: Work) -> list[str]:
    keys = [purpose.partition(":")[2] for purpose in vouched.asked(work, "reinstate")]
    people_asked = [(key, vouching.person(work, key)) for key in keys]
    return [key for key, one in people_asked if one.state is State.SUSPENDED and key == vouching.matter(one)]


def _describe(voice: Voice, key: str) -> Text:
    officer = vouching.person(voice.work, key)
    return lines(
        bold(voice.t("Return of %(name)s", name=officer.name)),
        enrol.described(voice, officer),
        _reason(voice, officer),
    )


def _reason(voice: Voice, officer: Officer) -> Piece:
    if not officer.suspended_for:
        return None
    known = _REASONS.get(officer.suspended_for)
    if known is not None:
        return voice.t("Suspended: %(reason)s", reason={"say": known})
    if not voice.may_repeat(_ACCUSED):
        return voice.t("Why is not shown on this channel.")
    return lines(voice.t("Suspended:"), quote(officer.suspended_for))


def _reinstated(ctx: Context, key: str) -> None:
    officer = vouching.person(ctx.work, key)
    bring_back(ctx.work, ctx.rules, officer)
    ctx.work.audit(Tag.REINSTATED, ctx.officer.id, Item("officer", officer.id))
    ctx.tell(officer, "reinstate.welcome")


REINSTATE = vouching.cause(
    Cause("reinstate", N_("Reinstate"), _waiting, vouching.person, _describe, done=_reinstated)
)


@command(
    "officers",
    zh="人员",
    help=N_("Who is here"),
    roles=COORDINATORS,
    arguments=N_("[agency]"),
    group=N_("For coordinators"),
    fits=lambda ctx, rest: finding.agency_called(ctx.work, rest) is not None,
)
def officers(ctx: Context, argument: str) -> None:
    agency = finding.agency_called(ctx.work, argument) if argument else None
    ctx.work.audit(Tag.PEOPLE_VIEWED, ctx.officer.id, Item("agency", agency.id) if agency else NO_ITEM)
    if argument and agency is None:
        finding.unclear(ctx, argument)
    else:
        ctx.reply("officers", agency=agency.id if agency else None)


@says("officers")
def _say_officers(voice: Voice, agency: Shown | int) -> Text:
    found = [o for o in vouched.in_state(voice.work, State) if agency in {None, o.agency_id}]
    shown = found[:_SHOWN]
    more = len(found) - len(shown)
    return paragraphs(
        bold(voice.n("%(count)s person", "%(count)s persons", len(found))),
        lines(*(_row(voice, officer) for officer in shown)),
        dim(voice.t("And %(more)s more: /officers and an agency shows those.", more=more)) if more else None,
    )


def _row(voice: Voice, officer: Officer) -> Text:
    agency = voice.agency(voice.work.need(Agency, officer.agency_id))
    parts = [officer.name or "–", agency, voice.t(enrol.ROLES[officer.role]), voice.t(STATES[officer.state])]
    if officer.vetted_until is not None and officer.state is not State.LEFT:
        day = showing.show_day(local(officer.vetted_until, voice.zone).date(), voice.language, voice.now)
        parts.append(voice.t("vetted until %(day)s", day=day))
    return text(bold(officer.handle), " – " + " · ".join(parts))


STATES = {
    State.INVITED: N_("enrolling"),
    State.PENDING: N_("waits for approval"),
    State.ACTIVE: N_("active"),
    State.SUSPENDED: N_("suspended"),
    State.LEFT: N_("left"),
}


@says("suspend.how", unclear=True)
def _say_how(voice: Voice) -> Text:
    return lines(voice.t("Write the short name and the reason:"), bold(voice.t("/suspend spain lost phone")))


@says("suspend.why", unclear=True)
def _say_why(voice: Voice, person: Officer) -> Text:
    return lines(
        voice.t("Why? Please write it behind the name:"),
        bold(voice.t("/suspend %(name)s lost phone", name=person.handle)),
    )


@says("suspend.not_yourself")
def _say_not_yourself(voice: Voice) -> Text:
    return text(
        voice.t("You cannot suspend yourself. /me leave ends your part; /lockdown stops all content.")
    )


@says("suspend.not_active")
def _say_not_active(voice: Voice, person: Officer) -> Text:
    state = voice.t(STATES[person.state])
    return text(voice.t("%(name)s is not active: %(state)s.", name=person.name, state=state))


@says("suspend.last")
def _say_last(voice: Voice) -> Text:
    return lines(
        voice.t("Coordinators of two agencies must remain, so only the operator can do that."),
        voice.t("/lockdown stops all content at once."),
    )


@says("suspend.done", in_part=True, took=True, rings=Rings.AT_ONCE)
def _say_done(voice: Voice, person: Officer, by: int) -> Text:
    return lines(
        bold(voice.t("%(name)s is suspended by %(agency)s.", name=person.name, agency={"agency": by})),
        _reason(voice, person),
        voice.t(
            "Nothing reaches this person any more, and no button works. Two agencies can press Reinstate."
        ),
    )


@says("reinstate.not_suspended")
def _say_not_suspended(voice: Voice, person: Officer) -> Text:
    return text(voice.t("%(name)s is not suspended.", name=person.name))


@says("reinstate.welcome", rings=Rings.AT_ONCE)
def _say_welcome(voice: Voice) -> Text:
    return text(voice.t("You are active again. /status shows where things stand."))


def by_operator(work: Work, officer: Officer) -> None:
    """Coordinators see what the operator changed about somebody."""
    for coordinator in people.with_role(work, Role.COORDINATOR):
        say(work, coordinator, "operator.changed", person=officer.id)


@says("operator.changed")
def _say_changed(voice: Voice, person: Officer) -> Text:
    return lines(
        bold(voice.t("The operator has changed something about %(name)s.", name=person.name)),
        _row(voice, person),
    )
