"""A clue at one agency: its life as one table, from which the buttons, the history and the messages come."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from handlers import access, codes, form_typed, forms, references, reminders
from handlers.chat import Button, Text, bold, lines, paragraphs, quote
from handlers.context import Context, say
from handlers.forms import Field
from handlers.lang import N_, Voice
from handlers.registry import OFFICERS, act
from handlers.speech import Params, says, when_shown
from storage import clues, items, people
from storage.audit import Tag
from storage.clues import Clue, Referral, ReferralState, Way
from storage.outbox import Outgoing
from storage.people import Agency, Officer, State
from storage.work import Work

S = ReferralState


class Who(StrEnum):
    """Who takes a step."""

    HOUSE = "house"  # the bot, by itself
    ADDRESSEE = "addressee"
    ORIGINATOR = "originator"


@dataclass(frozen=True)
class Step:
    """`told`: what the originator, or whoever else is concerned, reads. `form`: asks for words first."""

    name: str
    who: Who
    froms: frozenset[ReferralState]
    to: ReferralState
    told: str
    label: str = ""
    form: str = ""


_ANY = frozenset(ReferralState) - {S.WITHDRAWN}

LIFE = (
    Step("see", Who.HOUSE, frozenset({S.SENT}), S.SEEN, N_("%(agency)s has seen %(ref)s.")),
    Step("acknowledge", Who.ADDRESSEE, frozenset({S.SENT, S.SEEN}), S.ACKNOWLEDGED,
         N_("%(agency)s has acknowledged %(ref)s."), N_("Acknowledge")),
    Step("take_up", Who.ADDRESSEE, frozenset({S.SENT, S.SEEN, S.ACKNOWLEDGED, S.NOT_TAKEN_UP}), S.TAKEN_UP,
         N_("%(agency)s has taken up %(ref)s."), N_("Take up")),
    Step("decline", Who.ADDRESSEE, frozenset({S.SENT, S.SEEN, S.ACKNOWLEDGED, S.TAKEN_UP}), S.NOT_TAKEN_UP,
         N_("%(agency)s has not taken up %(ref)s."), N_("Do not take up"), "clue.decline"),
    Step("report", Who.ADDRESSEE, frozenset({S.TAKEN_UP, S.OUTCOME}), S.OUTCOME,
         N_("%(agency)s reports the outcome of %(ref)s."), N_("Report the outcome"), "clue.report"),
    Step("withdraw", Who.ORIGINATOR, _ANY, S.WITHDRAWN, N_("%(agency)s has withdrawn %(ref)s.")),
)  # fmt: skip
STEPS = {step.name: step for step in LIFE}

STATES = {
    S.SENT: N_("sent"),
    S.SEEN: N_("seen"),
    S.ACKNOWLEDGED: N_("acknowledged"),
    S.TAKEN_UP: N_("taken up"),
    S.NOT_TAKEN_UP: N_("not taken up"),
    S.OUTCOME: N_("outcome reported"),
    S.WITHDRAWN: N_("withdrawn"),
}


def state_of(referral: Referral) -> str:
    """An English source text."""
    return STATES[referral.state]


def reason_of(voice: Voice, referral: Referral) -> str:
    """Why it was not taken up; a standard reason in the reader's language."""
    if referral.state is not S.NOT_TAKEN_UP or not referral.reason:
        return ""
    standard = {choice.value: choice.label for choice in codes.DECLINED}
    return voice.label(standard.get(referral.reason, "")) or referral.reason


REFER_ON = Button(N_("Refer on"), "clue.forward", group="")


def buttons(referral: Referral) -> list[Button]:
    """What the addressee may do next."""
    steps = [
        Button(step.label, "clue.step", params={"referral": referral.id, "step": step.name}, group="")
        for step in LIFE
        if step.who is Who.ADDRESSEE and referral.state in step.froms
    ]
    return [] if referral.state is S.WITHDRAWN else [*steps, REFER_ON]


def refer(ctx: Context, clue: Clue, agency: Agency, way: Way) -> Referral | None:
    """Send a clue to an agency that does not have it yet; None where it has."""
    if clue.agency_id == agency.id or clues.referral_to(ctx.work, clue.id, agency.id) is not None:
        return None
    referral = ctx.work.add(
        Referral(
            clue_id=clue.id,
            agency_id=agency.id,
            by_agency_id=ctx.officer.agency_id,
            way=way,
            made_at=ctx.now,
            changed_at=ctx.now,
        )
    )
    if way is not Way.COPY:  # whoever is only copied in owes no word
        reminders.plan_unread(ctx.work, ctx.rules, access.key("referral", referral.id))
    item = access.key("clue", clue.id)
    ctx.work.audit(Tag.REFERRED, ctx.officer.id, item, agency=agency.id)
    items.note(ctx.work, item, "referred", ctx.officer.id, agency_id=agency.id, detail={"way": way})
    ctx.tell_all(
        ctx.colleagues(agency.id),
        "clue.referred",
        *buttons(referral),
        item=item,
        clue=clue.id,
        referral=referral.id,
        files=[file.id for file in items.attachments_of(ctx.work, item)],
        urgent=bool(clue.urgency),
    )
    return referral


def owners(work: Work, clue: Clue) -> list[Officer]:
    """Who is told what becomes of a clue: its author and who stands in; else the author's agency."""
    author = work.need(Officer, clue.author_id)
    if author.state is State.ACTIVE:
        return [one for one in (author, people.deputy_of(work, author)) if one is not None]
    return people.officers_of(work, [clue.agency_id])


@act("clue.step", OFFICERS)
def _pressed(ctx: Context) -> None:
    offered = ctx.offer.params if ctx.offer else {}
    referral = ctx.work.hold(Referral, offered["referral"])
    step = STEPS[offered["step"]]
    if not _may(ctx, referral, step):
        return
    if step.form:
        item = access.key("clue", referral.clue_id)
        forms.begin(ctx, forms.form_named(step.form), {"referral": referral.id}, item)
        return
    move(ctx, referral, step)


def _may(ctx: Context, referral: Referral, step: Step) -> bool:
    """Otherwise the person is told why: not theirs any more, or somebody was first."""
    item = access.key("clue", referral.clue_id)
    if not ctx.may_act_for(referral.agency_id) or not access.may_see(ctx.work, ctx.officer, item):
        ctx.work.audit(Tag.DENIED, ctx.officer.id, item)
        ctx.reply("button.gone")
        return False
    if referral.state not in step.froms:
        ctx.reply(
            "clue.settled", *buttons(referral), **references.about(ctx.work, item), referral=referral.id
        )
        return False
    return True


def finish(ctx: Context, name: str, referral_id: int, words: str) -> None:
    """The step whose form was filled in."""
    referral, step = ctx.work.hold(Referral, referral_id), STEPS[name]
    if _may(ctx, referral, step):
        if step.to is S.OUTCOME:
            referral.outcome = words
        else:
            referral.reason = words
        move(ctx, referral, step)


def move(ctx: Context, referral: Referral, step: Step) -> None:
    """Take the step, and tell who is concerned."""
    clue, item = ctx.work.need(Clue, referral.clue_id), access.key("clue", referral.clue_id)
    about = references.about(ctx.work, item, referral=referral.id)
    told = {one.id: one for one in (*owners(ctx.work, clue), *ctx.colleagues(referral.agency_id))}
    referral.state, referral.changed_at = step.to, ctx.now
    ctx.work.session.add(referral)
    reminders.cancel(ctx.work, access.key("referral", referral.id))
    items.note(ctx.work, item, step.name, ctx.officer.id, agency_id=referral.agency_id)
    ctx.work.audit(Tag.REFERRAL_MOVED, ctx.officer.id, item, to=step.to, agency=referral.agency_id)
    ctx.reply(f"clue.{step.name}.done", *buttons(referral), **about)
    ctx.tell_all(told.values(), f"clue.{step.to}", **about)


def _form_of(step: str, title: str, question: Field) -> None:
    def _done(ctx: Context, answers: dict[str, Any]) -> None:
        finish(ctx, step, answers["referral"], answers[question.name])

    forms.form(
        forms.Form(STEPS[step].form, title, (question,), _done, straight=True, handling=form_typed.by_item)
    )


_form_of("decline", N_("Do not take up"),
         Field("reason", N_("Reason"), N_("Why is it not taken up?"), choices=codes.DECLINED, required=True,
               unknown=False, hint=N_("Choose a reason, or write your own.")))  # fmt: skip
_form_of("report", N_("Outcome"),
         Field("outcome", N_("Outcome"), N_("What came of it?"), required=True, unknown=False))  # fmt: skip


@when_shown("clue.referred", "clue.status", "clue.added")
def _seen(work: Work, officer: Officer, row: Outgoing) -> None:
    """Its content has reached somebody of the agency. That it was opened later is worth a word."""
    _, clue_id = access.parts(row.item)
    for agency_id in people.agencies_of(work, officer):
        referral = clues.referral_to(work, clue_id, agency_id)
        if referral is None or referral.state is not S.SENT:
            continue
        referral.state, referral.changed_at = S.SEEN, work.now
        work.session.add(referral)
        items.note(work, row.item, "see", officer.id, agency_id=agency_id)
        work.audit(Tag.REFERRAL_MOVED, officer.id, row.item, to=S.SEEN, agency=agency_id)
        if row.kind != "clue.referred":
            about = references.about(work, row.item, referral=referral.id)
            for owner in owners(work, work.need(Clue, clue_id)):
                say(work, owner, "clue.seen", **about)


def _told(step: Step) -> None:
    """Declare what is said about a step: to who took it, and to the others."""

    @says(f"clue.{step.to}", shows_content=bool(step.form))
    def _say_told(voice: Voice, params: Params) -> Text:
        referral = voice.work.need(Referral, params["referral"])
        by = voice.agency(voice.work.need(Agency, referral.agency_id))
        words = referral.outcome if step.to is S.OUTCOME else reason_of(voice, referral)
        return paragraphs(voice.t(step.told, agency=by, ref=params["ref"]), quote(words) if words else None)


for _step in LIFE:
    if _step.who is not Who.ORIGINATOR:
        _told(_step)


@says("clue.acknowledge.done")
def _say_acknowledged(voice: Voice, params: Params) -> Text:
    return lines(
        voice.rich(N_("You have acknowledged %(ref)s. The sender is told."), ref=bold(params["ref"])),
        voice.t("Will your agency take it up?"),
    )


@says("clue.take_up.done")
def _say_taken_up(voice: Voice, params: Params) -> Text:
    return lines(
        voice.rich(N_("You have taken up %(ref)s. The sender is told."), ref=bold(params["ref"])),
        voice.t("When something came of it, press “Report the outcome”."),
    )


@says("clue.decline.done", took=True)
def _say_declined(voice: Voice, params: Params) -> Text:
    return voice.rich(
        N_("%(ref)s is not taken up. The sender is told why. You can still change that."),
        ref=bold(params["ref"]),
    )


@says("clue.report.done", took=True)
def _say_reported(voice: Voice, params: Params) -> Text:
    return voice.rich(N_("Thank you. The sender is told the outcome of %(ref)s."), ref=bold(params["ref"]))


@says("clue.settled")
def _say_settled(voice: Voice, params: Params) -> Text:
    """Somebody was first, or it has gone on."""
    referral = voice.work.need(Referral, params["referral"])
    item = access.key("clue", referral.clue_id)
    mine = [
        e for e in items.history_of(voice.work, item) if e.agency_id == referral.agency_id and e.act in STEPS
    ]
    last = mine[-1] if mine else None
    who = voice.work.get(Officer, last.officer_id) if last else None
    return voice.rich(
        N_("%(ref)s is already: %(state)s (%(who)s, %(time)s)."),
        ref=bold(params["ref"]),
        state=voice.t(state_of(referral)),
        who=who.name if who else "–",
        time=voice.when(referral.changed_at),
    )
