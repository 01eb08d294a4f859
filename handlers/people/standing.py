"""Who is here and in what standing; suspended by one coordinator, reinstated by two of two agencies."""

from handlers import showtime
from handlers.chat import Button, Piece, Text, bold, dim, lines, paragraphs, text
from handlers.context import Context, say
from handlers.lang import N_, Voice
from handlers.people import enrol, finding, invite, vetting, vouching
from handlers.people.vouching import Cause
from handlers.registry import COORDINATORS, act, command
from handlers.rules import Rules
from handlers.speech import Params, says
from handlers.walltime import local
from storage import people
from storage import vouching as vouched
from storage.audit import Tag
from storage.people import Agency, Officer, Role, State
from storage.work import Work

_AGENCIES = 2  # of which coordinators must remain: nobody could be let in or back otherwise
_SHOWN = 40


def can_do_without(work: Work, officer: Officer) -> bool:
    """Whether coordinators of two agencies remain when this officer goes."""
    if officer.role is not Role.COORDINATOR:
        return True
    others = [one for one in people.with_role(work, Role.COORDINATOR) if one.id != officer.id]
    return len({one.agency_id for one in others}) >= _AGENCIES


@command("suspend", zh="停用", help=N_("Suspend somebody at once"), roles=COORDINATORS,
         arguments=N_("[name] [reason]"), group=N_("For coordinators"))  # fmt: skip
def suspend(ctx: Context, argument: str) -> None:
    officer, reason = finding.split(ctx.work, argument)
    if not argument:
        ctx.reply("suspend.how")
    elif officer is None:
        finding.unknown(ctx, argument)
    elif problem := _problem(ctx, officer, reason):
        ctx.reply(problem, person=officer.id)
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
    ctx.work.audit(Tag.SUSPENDED, ctx.officer.id, f"officer:{officer.id}")
    button = Button(N_("Reinstate"), "people.reinstate", params={"officer": officer.id})
    ctx.reply("suspend.done", button, person=officer.id, by=ctx.officer.agency_id)
    told = people.with_role(ctx.work, Role.COORDINATOR)
    ctx.tell_all(told, "suspend.done", button, person=officer.id, by=ctx.officer.agency_id)


def put_out(work: Work, officer: Officer, reason: str) -> None:
    """Everything looks at the state when it is about to happen, so this alone stops it all."""
    officer.state, officer.suspended_for, officer.vetting_due_at = State.SUSPENDED, reason, None
    work.session.add(officer)


@command("reinstate", zh="恢复", help=N_("Ask for somebody's return"), roles=COORDINATORS,
         arguments=N_("[name]"), group=N_("For coordinators"))  # fmt: skip
def reinstate(ctx: Context, argument: str) -> None:
    officer, _ = finding.split(ctx.work, argument)
    if officer is None:
        finding.unknown(ctx, argument)
    else:
        _ask_back(ctx, officer)


@act("people.reinstate", COORDINATORS)
def _press_reinstate(ctx: Context) -> None:
    _ask_back(ctx, ctx.work.need(Officer, ctx.offer.params["officer"] if ctx.offer else None))


def _ask_back(ctx: Context, officer: Officer) -> None:
    if officer.state is State.SUSPENDED:
        vouching.begin(ctx, vouching.purpose(REINSTATE, officer.id))
    else:
        ctx.reply("reinstate.not_suspended", person=officer.id)


def bring_back(work: Work, rules: Rules, officer: Officer) -> None:
    """Active again. Where the vetting has ended meanwhile, this is a new one."""
    officer.state, officer.suspended_for = State.ACTIVE, None
    if officer.vetted_until is None or officer.vetted_until <= work.now:
        vetting.vet(work, rules, officer)
    vetting.plan(work, rules, officer)


def _waiting(work: Work) -> list[str]:
    keys = [purpose.partition(":")[2] for purpose in vouched.asked(work, "reinstate")]
    return [key for key in keys if work.need(Officer, int(key)).state is State.SUSPENDED]


def _officer(work: Work, key: str) -> Officer:
    return work.need(Officer, int(key))


def _describe(voice: Voice, key: str) -> Text:
    officer = _officer(voice.work, key)
    return lines(bold(voice.t("Return of %(name)s", name=officer.name)), enrol.described(voice, officer),
                 _reason(voice, officer))  # fmt: skip


def _reason(voice: Voice, officer: Officer) -> Piece:
    if not officer.suspended_for:
        return None
    reason = voice.t("vetting ended") if officer.suspended_for == vetting.ENDED else officer.suspended_for
    return voice.t("Suspended: %(reason)s", reason=reason)


def _reinstated(ctx: Context, key: str) -> None:
    officer = _officer(ctx.work, key)
    bring_back(ctx.work, ctx.rules, officer)
    ctx.work.audit(Tag.REINSTATED, ctx.officer.id, f"officer:{officer.id}")
    ctx.tell(officer, "reinstate.welcome")


REINSTATE = vouching.cause(
    Cause("reinstate", N_("Reinstate"), _waiting, _officer, _describe, done=_reinstated)
)


@command("officers", zh="人员", help=N_("Who is here"), roles=COORDINATORS, arguments=N_("[agency]"),
         group=N_("For coordinators"))  # fmt: skip
def officers(ctx: Context, argument: str) -> None:
    agency = invite.agency_called(ctx.work, argument) if argument else None
    ctx.work.audit(Tag.PEOPLE_VIEWED, ctx.officer.id, f"agency:{agency.id}" if agency else "")
    if argument and agency is None:
        invite.unclear(ctx, argument)
    else:
        ctx.reply("officers", agency=agency.id if agency else None)


@says("officers")
def _say_officers(voice: Voice, params: Params) -> Text:
    found = [o for o in vouched.in_state(voice.work, State) if params["agency"] in {None, o.agency_id}]
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
        day = showtime.show_day(local(officer.vetted_until, voice.zone).date(), voice.language, voice.now)
        parts.append(voice.t("vetted until %(day)s", day=day))
    return text(bold(officer.handle), " – " + " · ".join(parts))


STATES = {
    State.INVITED: N_("enrolling"),
    State.PENDING: N_("waits for approval"),
    State.ACTIVE: N_("active"),
    State.SUSPENDED: N_("suspended"),
    State.LEFT: N_("left"),
}


@says("suspend.how")
def _say_how(voice: Voice, _params: Params) -> Text:
    return lines(voice.t("Write the short name and the reason:"), bold(voice.t("/suspend spain lost phone")))


@says("suspend.why")
def _say_why(voice: Voice, params: Params) -> Text:
    officer = voice.work.need(Officer, params["person"])
    return lines(
        voice.t("Why? Please write it behind the name:"),
        bold(voice.t("/suspend %(name)s lost phone", name=officer.handle)),
    )


@says("suspend.not_yourself")
def _say_not_yourself(voice: Voice, _params: Params) -> Text:
    return text(voice.t("Nobody suspends himself. /me leave ends your part; /lockdown stops all content."))


@says("suspend.not_active")
def _say_not_active(voice: Voice, params: Params) -> Text:
    officer = voice.work.need(Officer, params["person"])
    state = voice.t(STATES[officer.state])
    return text(voice.t("%(name)s is not active: %(state)s.", name=officer.name, state=state))


@says("suspend.last")
def _say_last(voice: Voice, _params: Params) -> Text:
    return lines(
        voice.t("Coordinators of two agencies must remain, so only the operator can do that."),
        voice.t("/lockdown stops all content at once."),
    )


@says("suspend.done")
def _say_done(voice: Voice, params: Params) -> Text:
    officer = voice.work.need(Officer, params["person"])
    return lines(
        bold(
            voice.t(
                "%(name)s is suspended by %(agency)s.", name=officer.name, agency={"agency": params["by"]}
            )
        ),
        _reason(voice, officer),
        voice.t(
            "Nothing reaches this person any more, and no button works. Two agencies can press Reinstate."
        ),
    )


@says("reinstate.not_suspended")
def _say_not_suspended(voice: Voice, params: Params) -> Text:
    officer = voice.work.need(Officer, params["person"])
    return text(voice.t("%(name)s is not suspended.", name=officer.name))


@says("reinstate.welcome")
def _say_welcome(voice: Voice, _params: Params) -> Text:
    return text(voice.t("You are active again. /status shows where things stand."))


def by_operator(work: Work, officer: Officer) -> None:
    """Coordinators see what the operator changed about somebody."""
    for coordinator in people.with_role(work, Role.COORDINATOR):
        say(work, coordinator, "operator.changed", person=officer.id)


@says("operator.changed")
def _say_changed(voice: Voice, params: Params) -> Text:
    officer = voice.work.need(Officer, params["person"])
    return lines(
        bold(voice.t("The operator has changed something about %(name)s.", name=officer.name)),
        _row(voice, officer),
    )
