"""What no coordinator decides alone: two of two agencies must give their word.

Each kind of matter is one `Cause`: what waits, how it is described, and what its approval does. A matter is
called by its purpose, "enrol:123"; the same buttons and the same /approve serve them all. A word belongs to
one matter and dies with it: what becomes of the person afterwards is another one, with another purpose.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handlers.core.context import Context, Press
from handlers.core.declared import Declared
from handlers.core.registry import COORDINATORS, act, command
from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings, rings_at
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, dim, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import people, vouching
from storage.audit import Tag
from storage.people import Agency, Officer, Role
from storage.work import Work

VOICES = 2  # whose words are needed; agencies of one line of command have one
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


_causes: Declared[Cause] = Declared()


def cause(made: Cause) -> Cause:
    """Declare a kind of matter."""
    return _causes.add(made, made.name)


def purpose(made: Cause, key: object) -> str:
    return f"{made.name}:{key}"


def matter(officer: Officer) -> str:
    """The key of what waits about this person as he or she stands now."""
    return f"{officer.id}.{officer.standing}" if officer.standing else str(officer.id)


def person(work: Work, key: str) -> Officer:
    """Whom a `matter` is about."""
    return work.need(Officer, int(key.partition(".")[0]))


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


@command(
    "approve",
    zh="批准",
    help=N_("What waits for approval"),
    roles=COORDINATORS,
    group=N_("For coordinators"),
)
def approve(ctx: Context, _argument: str) -> None:
    waiting = [purpose(made, key) for _, made in _causes.in_order() for key in made.waiting(ctx.work)]
    ctx.work.audit(Tag.PEOPLE_VIEWED, ctx.officer.id)
    if not waiting:
        ctx.reply("vouch.nothing")
    for wanted in waiting[:_SHOWN]:
        ctx.reply("vouch.asked", *(_buttons(wanted) if _may_decide(ctx, wanted) else ()), purpose=wanted)
    if (more := len(waiting) - _SHOWN) > 0:
        ctx.reply("vouch.more", count=more)


def _may_decide(ctx: Context, wanted: str) -> bool:
    made, key = _parts(wanted)
    about = made.about(ctx.work, key)
    given = vouching.voices(ctx.work, (one.agency_id for one in vouching.approvals_for(ctx.work, wanted)))
    is_new = people.line_of(ctx.work, ctx.officer.agency_id) not in given
    return (about is None or about.id != ctx.officer.id) and is_new


def _pressed(ctx: Press) -> str | None:
    """The purpose of the pressed button, if it still waits for this person; otherwise he or she is told."""
    wanted = str(ctx.offer.params["purpose"])
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
def _approve(ctx: Press) -> None:
    if (wanted := _pressed(ctx)) is not None:
        _give_word(ctx, wanted)


def _give_word(ctx: Context, wanted: str) -> None:
    made, key = _parts(wanted)
    ctx.work.audit(Tag.APPROVED, ctx.officer.id, wanted)
    if vouching.approve(ctx.work, wanted, ctx.officer) < VOICES:
        ctx.reply("vouch.one_more", purpose=wanted)
        return
    by = [approval.agency_id for approval in vouching.approvals_for(ctx.work, wanted)]
    vouching.forget(ctx.work, wanted)
    made.done(ctx, key)
    ctx.reply("vouch.done", purpose=wanted, by=by)
    ctx.tell_all(people.with_role(ctx.work, Role.COORDINATOR), "vouch.done", purpose=wanted, by=by)


@act("vouch.reject", COORDINATORS)
def _reject(ctx: Press) -> None:
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


@says("vouch.asked", in_part=True)
def _say_asked(voice: Voice, purpose: str) -> Text:
    given = vouching.approvals_for(voice.work, purpose)
    names = voice.listed(voice.agency(voice.work.need(Agency, one.agency_id)) for one in given)
    return paragraphs(
        _described(voice, purpose),
        dim(voice.t("Approved so far by: %(agencies)s.", agencies=names)) if given else None,
        dim(voice.t("Two coordinators of two agencies must approve.")),
    )


@says("vouch.one_more", in_part=True)
def _say_one_more(voice: Voice, purpose: str) -> Text:
    given = {one.agency_id for one in vouching.approvals_for(voice.work, purpose)}
    one_line = voice.t("Agencies of one line of command count once.") if len(given) > 1 else None
    return paragraphs(
        _described(voice, purpose),
        bold(voice.t("Your approval is recorded. A coordinator of another agency must approve, too.")),
        one_line,
    )


@says("vouch.done", in_part=True, rings=Rings.NEWS)
def _say_done(voice: Voice, purpose: str, by: Sequence[Agency]) -> Text:
    names = voice.listed(voice.agency(agency) for agency in by)
    return paragraphs(_described(voice, purpose), bold(voice.t("Approved by %(agencies)s.", agencies=names)))


@says("vouch.rejected", in_part=True)
def _say_rejected(voice: Voice, purpose: str, by: Agency) -> Text:
    return paragraphs(
        _described(voice, purpose),
        bold(voice.t("Rejected by %(agency)s.", agency=voice.agency(by))),
    )


@says("vouch.more")
def _say_more(voice: Voice, count: int) -> Text:
    return text(
        voice.n(
            "%(count)s more waits. Decide about these first; /approve then shows it.",
            "%(count)s more wait. Decide about these first; /approve then shows the next.",
            count,
        )
    )


@says("vouch.nothing")
def _say_nothing(voice: Voice) -> Text:
    return text(voice.t("Nothing is waiting for your approval."))


@says("vouch.settled")
def _say_settled(voice: Voice) -> Text:
    return text(voice.t("That is settled already. /approve shows what still waits."))


@says("vouch.not_yourself")
def _say_not_yourself(voice: Voice) -> Text:
    return text(voice.t("That is about you: two other coordinators, or the operator, must decide it."))
