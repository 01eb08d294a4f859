"""What no coordinator decides alone: two of two agencies must give their word.

Each kind of matter is one `Cause`: what waits, how it is described, and what its approval does. A matter is
called by its purpose, "enrol:123"; the same buttons and the same /approve serve them all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handlers.chat import Button, Text, bold, dim, paragraphs, text
from handlers.context import Context, say
from handlers.lang import N_, Voice
from handlers.registry import COORDINATORS, act, command
from handlers.reminders import rings_at
from handlers.rules import Rules
from handlers.speech import Params, says
from storage import people, vouching
from storage.audit import Tag
from storage.people import Agency, Officer, Role
from storage.work import Work

_AGENCIES = 2  # whose words are needed
_SHOWN = 10


@dataclass(frozen=True)
class Cause:
    """`waiting`: the keys of what waits; `about`: the person it is about, who has no word in it.

    Without `reject` nothing can be refused, only left alone.
    """

    name: str
    approve: str
    waiting: Callable[[Work], Sequence[str]]
    about: Callable[[Work, str], Officer | None]
    describe: Callable[[Voice, str], Text]
    done: Callable[[Context, str], None]
    reject: Callable[[Context, str], None] | None = None


_causes: dict[str, Cause] = {}


def cause(made: Cause) -> Cause:
    """Declare a kind of matter."""
    _causes[made.name] = made
    return made


def purpose(made: Cause, key: object) -> str:
    return f"{made.name}:{key}"


def _parts(wanted: str) -> tuple[Cause, str]:
    name, _, key = wanted.partition(":")
    return _causes[name], key


def ask(work: Work, wanted: str, besides: int | None = None, calmly: Rules | None = None) -> None:
    """Put a matter before the coordinators; not before the one it is about, nor the one `besides`. The
    buttons have no end: they look whether it still waits. `calmly`: by the hours of these rules."""
    made, key = _parts(wanted)
    about = made.about(work, key)
    for officer in people.with_role(work, Role.COORDINATOR):
        if officer.id != besides and (about is None or officer.id != about.id):
            at = rings_at(work, calmly, officer, work.now, urgent=False) if calmly else None
            say(work, officer, "vouch.asked", buttons=_buttons(wanted), at=at, purpose=wanted)


def begin(ctx: Context, wanted: str) -> None:
    """A coordinator gives the first word for a matter of his or her own; the others are asked."""
    _give_word(ctx, wanted)
    made, key = _parts(wanted)
    if key in made.waiting(ctx.work):
        ask(ctx.work, wanted, besides=ctx.officer.id)


def _buttons(wanted: str) -> list[Button]:
    made, _ = _parts(wanted)
    approve = Button(made.approve, "vouch.approve", params={"purpose": wanted})
    reject = Button(N_("Reject"), "vouch.reject", params={"purpose": wanted})
    return [approve, reject] if made.reject else [approve]


@command("approve", zh="批准", help=N_("What waits for the word of coordinators"), roles=COORDINATORS,
         group=N_("For coordinators"))  # fmt: skip
def approve(ctx: Context, _argument: str) -> None:
    waiting = [purpose(made, key) for made in _causes.values() for key in made.waiting(ctx.work)]
    ctx.work.audit(Tag.PEOPLE_VIEWED, ctx.officer.id)
    if not waiting:
        ctx.reply("vouch.nothing")
    for wanted in waiting[:_SHOWN]:
        ctx.reply("vouch.asked", *(_buttons(wanted) if _may_decide(ctx, wanted) else ()), purpose=wanted)


def _may_decide(ctx: Context, wanted: str) -> bool:
    made, key = _parts(wanted)
    about = made.about(ctx.work, key)
    given = {approval.agency_id for approval in vouching.approvals_for(ctx.work, wanted)}
    return (about is None or about.id != ctx.officer.id) and ctx.officer.agency_id not in given


def _pressed(ctx: Context) -> str | None:
    """The purpose of the pressed button, if it still waits for this person; otherwise he or she is told."""
    wanted = str(ctx.offer.params["purpose"]) if ctx.offer else ""
    made, key = _parts(wanted)
    about = made.about(ctx.work, key)
    if key not in made.waiting(ctx.work):
        ctx.reply("vouch.settled")
    elif about is not None and about.id == ctx.officer.id:
        ctx.reply("vouch.not_yourself")
    else:
        return wanted
    return None


@act("vouch.approve", COORDINATORS)
def _approve(ctx: Context) -> None:
    if (wanted := _pressed(ctx)) is not None:
        _give_word(ctx, wanted)


def _give_word(ctx: Context, wanted: str) -> None:
    made, key = _parts(wanted)
    ctx.work.audit(Tag.APPROVED, ctx.officer.id, wanted)
    if vouching.approve(ctx.work, wanted, ctx.officer) < _AGENCIES:
        ctx.reply("vouch.one_more", purpose=wanted)
        return
    by = [approval.agency_id for approval in vouching.approvals_for(ctx.work, wanted)]
    vouching.forget(ctx.work, wanted)
    made.done(ctx, key)
    ctx.reply("vouch.done", purpose=wanted, by=by)
    ctx.tell_all(people.with_role(ctx.work, Role.COORDINATOR), "vouch.done", purpose=wanted, by=by)


@act("vouch.reject", COORDINATORS)
def _reject(ctx: Context) -> None:
    wanted = _pressed(ctx)
    made, key = _parts(wanted) if wanted else (None, "")
    if wanted is None or made is None or made.reject is None:
        return
    ctx.work.audit(Tag.REJECTED, ctx.officer.id, wanted)
    vouching.forget(ctx.work, wanted)
    made.reject(ctx, key)
    ctx.reply("vouch.rejected", purpose=wanted, by=ctx.officer.agency_id)
    coordinators = people.with_role(ctx.work, Role.COORDINATOR)
    ctx.tell_all(coordinators, "vouch.rejected", purpose=wanted, by=ctx.officer.agency_id)


def _described(voice: Voice, wanted: str) -> Text:
    made, key = _parts(wanted)
    return made.describe(voice, key)


@says("vouch.asked")
def _say_asked(voice: Voice, params: Params) -> Text:
    given = vouching.approvals_for(voice.work, params["purpose"])
    names = voice.listed(voice.agency(voice.work.need(Agency, one.agency_id)) for one in given)
    return paragraphs(
        _described(voice, params["purpose"]),
        dim(voice.t("Approved so far by: %(agencies)s.", agencies=names)) if given else None,
        dim(voice.t("Two coordinators of two agencies must approve.")),
    )


@says("vouch.one_more")
def _say_one_more(voice: Voice, params: Params) -> Text:
    return paragraphs(
        _described(voice, params["purpose"]),
        bold(voice.t("Your word is noted. A coordinator of another agency must approve, too.")),
    )


@says("vouch.done")
def _say_done(voice: Voice, params: Params) -> Text:
    names = voice.listed(voice.agency(voice.work.need(Agency, agency)) for agency in params["by"])
    return paragraphs(
        _described(voice, params["purpose"]), bold(voice.t("Approved by %(agencies)s.", agencies=names))
    )


@says("vouch.rejected")
def _say_rejected(voice: Voice, params: Params) -> Text:
    return paragraphs(
        _described(voice, params["purpose"]),
        bold(voice.t("Rejected by %(agency)s.", agency={"agency": params["by"]})),
    )


@says("vouch.nothing")
def _say_nothing(voice: Voice, _params: Params) -> Text:
    return text(voice.t("Nothing waits for your word."))


@says("vouch.settled")
def _say_settled(voice: Voice, _params: Params) -> Text:
    return text(voice.t("That is settled already. /approve shows what still waits."))


@says("vouch.not_yourself")
def _say_not_yourself(voice: Voice, _params: Params) -> Text:
    return text(voice.t("That is about you: two other coordinators, or the operator, must decide it."))
