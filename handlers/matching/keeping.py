"""What coordinators keep: values that are everybody's, and who may go on comparing."""

from handlers.core.context import Context, Press
from handlers.core.params import Typed
from handlers.core.registry import COORDINATORS, act, command
from handlers.core.speech import says
from handlers.matching import identifiers
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, lines, paragraphs, quote
from handlers.vocabulary.voice import Voice
from storage import matching, people
from storage.audit import Tag
from storage.item import Item
from storage.matching import MatchNever, MatchStop, digest_of
from storage.people import Agency, Officer

_MOBILES = 2 * 10**8  # numbers that a mobile of one country may have: what a guesser has to guess among
_HELD = 1000  # of which so many are held, for the figure that is shown


def chance(tries: int, held: int = _HELD, among: int = _MOBILES) -> float:
    """How likely it is that one of so many guesses is held."""
    return 1 - (1 - held / among) ** tries


@command(
    "matching",
    zh="比对",
    help=N_("Numbers that are never compared, and how likely a guess is"),
    roles=COORDINATORS,
    arguments=N_("[number that is everybody's]"),
    group=N_("For coordinators"),
)
def keep(ctx: Context, argument: str) -> None:
    agency = ctx.work.need(Agency, ctx.officer.agency_id)
    found = identifiers.typed(argument, agency.country) if argument else []
    if argument and not found:
        ctx.reply("matching.never.unclear", typed=argument)
        return
    for one in found[:1]:
        _except(ctx, one)
    rows = matching.never_list(ctx.work)
    buttons = [
        Button(N_("Compare it again"), "matching.again", params={"never": row.id}) for row in rows[-1:]
    ]
    _reply(ctx, *buttons)


def _except(ctx: Context, one: identifiers.Identifier) -> None:
    digest = digest_of(ctx.work, one.group, one.value)
    if not matching.never(ctx.work, [digest]):
        ctx.work.add(MatchNever(digest=digest, value=one.value, by_id=ctx.officer.id, at=ctx.now))
        ctx.work.audit(Tag.NEVER_COMPARED, ctx.officer.id)


@act("matching.again", COORDINATORS)
def _again(ctx: Press) -> None:
    row = ctx.work.get(MatchNever, ctx.offer.params["never"])
    if row is not None:
        ctx.work.session.delete(row)
        ctx.work.audit(Tag.NEVER_COMPARED, ctx.officer.id, again=1)
    _reply(ctx)


@act("matching.lift", COORDINATORS)
def _lift(ctx: Press) -> None:
    """By a coordinator of another line of command; what counts against the limits goes on counting."""
    stop = ctx.work.get(MatchStop, ctx.offer.params["stop"])
    officer = ctx.work.get(Officer, stop.officer_id) if stop is not None else None
    if stop is None or officer is None or stop.lifted_at is not None:
        ctx.reply("button.gone")
        return
    if not people.are_two(ctx.work, officer.agency_id, ctx.officer.agency_id):
        ctx.reply("matching.not_yours")
        return
    stop.lifted_at, stop.lifted_by = ctx.now, ctx.officer.id
    ctx.work.add(stop)
    ctx.work.audit(Tag.COMPARING_RELEASED, ctx.officer.id, Item("officer", officer.id))
    ctx.tell(officer, "matching.lifted")
    ctx.reply("matching.lifted.done", who=officer.id)


def _reply(ctx: Context, *buttons: Button) -> None:
    limits = ctx.rules.matching
    ctx.reply("matching.never", *buttons, of_officer=limits.of_officer, of_agency=limits.of_agency)


@says("matching.never", shows_content=True)
def _say_never(voice: Voice, of_officer: int, of_agency: int) -> Text:
    rows = matching.never_list(voice.work)
    return paragraphs(
        lines(
            voice.t("Never compared, because they are everybody's:") if rows else None,
            *(row.value for row in rows),
        )
        if rows
        else voice.t("No number is kept as everybody's yet."),
        voice.t("To add one, write /matching and the number."),
        voice.t(
            "Where 1,000 mobile numbers are held, an officer who guesses meets one in a month with a chance"
            " of %(officer)s; all officers of an agency together: %(agency)s.",
            officer=percent(chance(of_officer)),
            agency=percent(chance(of_agency)),
        ),
    )


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


@says("matching.never.unclear", took=True, veil=lambda voice: lines(_unclear(voice)))
def _say_unclear(voice: Voice, typed: Typed) -> Text:
    return paragraphs(_unclear(voice), quote(typed))


def _unclear(voice: Voice) -> str:
    return voice.t("I see no number in that which could be compared. A telephone needs its country: +34 …")


@says("matching.not_yours")
def _say_not_yours(voice: Voice) -> Text:
    return lines(voice.t("A coordinator of another agency decides that."))


@says("matching.lifted")
def _say_lifted(voice: Voice) -> Text:
    return lines(voice.t("You can let numbers be compared again."))


@says("matching.lifted.done")
def _say_lifted_done(voice: Voice, who: Officer) -> Text:
    return lines(voice.t("%(name)s can let numbers be compared again.", name=who.name))
