"""What a closed clue says in codes may go to research, where the agency that filed it lets it."""

from collections.abc import Sequence

from handlers.clues import form
from handlers.core import access
from handlers.core.context import Press
from handlers.core.registry import OFFICERS, act
from handlers.core.speech import says
from handlers.forms import model as form_model
from handlers.items import references
from handlers.law import htcds
from handlers.law.handling import Tlp
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, dim, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import clues, research, retention
from storage.audit import Tag
from storage.clues import OPEN, Clue, ReferralState
from storage.item import Item
from storage.work import Work

_ASK, _GIVE, _TAKE_BACK = "research.ask", "research.give", "research.take_back"
BUTTON = Button(N_("Give to research"), _ASK, group="")


def may_go(work: Work, clue: Clue) -> bool:
    """Whether it is closed, stands, says anything in codes, and is not for its readers alone."""
    item = Item("clue", clue.id)
    states = [one.state for one in clues.referrals_of(work, clue.id)]
    is_over = bool(states) and not set(states) & set(OPEN)
    is_there = clue.withdrawn_at is None and retention.tombstone_of(work, item) is None
    subject = access.subject_of(work, item)
    is_red = subject is None or subject.handling.tlp is Tlp.RED
    return is_over and is_there and not is_red and bool(form.as_list(clue.details.get("exploitation")))


def rows(work: Work) -> dict[Item, htcds.Cells]:
    """Of all that was given and has not gone out: those that enough others look like."""
    found: dict[Item, htcds.Cells] = {}
    for one in research.waiting(work):
        clue = work.get(Clue, one.item.id)
        if clue is not None and may_go(work, clue):
            found[one.item] = _row(work, clue)
    return htcds.anonymous(found)


def _row(work: Work, clue: Clue) -> htcds.Cells:
    states = {one.state for one in clues.referrals_of(work, clue.id)}
    return htcds.row(
        clue.details, clue.countries, clue.made_at.year, is_referred=ReferralState.OUTCOME in states
    )


def sent(work: Work, items: Sequence[Item]) -> None:
    """They go out once: two files that overlap would tell what came between."""
    for item in items:
        one = research.of(work, item)
        if one is not None:
            one.sent_at = work.now
            work.add(one)


def left(work: Work) -> int:
    """How many were given and have not gone out."""
    return len(research.waiting(work))


def _own(ctx: Press) -> Clue | None:
    """The clue of the button, where this officer may say so for it; None, and told, where not."""
    clue = ctx.work.get(Clue, ctx.offer.item.id)
    if clue is not None and ctx.may_act_for(clue.agency_id) and may_go(ctx.work, clue):
        return clue
    ctx.reply("button.gone")
    return None


@act(_ASK, OFFICERS)
def _ask(ctx: Press) -> None:
    clue = _own(ctx)
    if clue is None:
        return
    ctx.keep_message()
    item = ctx.offer.item
    given = research.of(ctx.work, item)
    if given is not None and given.sent_at is not None:
        ctx.reply("research.out", **references.about(ctx.work, item))
        return
    button = Button(N_("Allow it"), _GIVE, item=item)
    if given is not None:
        button = Button(N_("Take it back"), _TAKE_BACK, item=item)
    ctx.reply(
        "research.ask", button, **references.about(ctx.work, item), clue=clue.id, is_given=given is not None
    )


@act(_GIVE, OFFICERS)
def _give(ctx: Press) -> None:
    if _own(ctx) is not None:
        research.give(ctx.work, ctx.offer.item)
        ctx.work.audit(Tag.RESEARCH_GIVEN, ctx.officer.id, ctx.offer.item)
        ctx.reply("research.given", **references.about(ctx.work, ctx.offer.item))


@act(_TAKE_BACK, OFFICERS)
def _take_back(ctx: Press) -> None:
    if _own(ctx) is None:
        return
    research.take_back(ctx.work, ctx.offer.item)
    is_out = research.of(ctx.work, ctx.offer.item) is not None
    if not is_out:
        ctx.work.audit(Tag.RESEARCH_TAKEN_BACK, ctx.officer.id, ctx.offer.item)
    ctx.reply("research.out" if is_out else "research.taken", **references.about(ctx.work, ctx.offer.item))


@says("research.ask", shows_content=True)
def _say_ask(voice: Voice, ref: str, clue: Clue, is_given: bool) -> Text:
    codes = [one for one in form.DETAIL_FIELDS if one.name in htcds.USED and one.name in clue.details]
    year = str(clue.made_at.year)
    asked = N_("%(ref)s goes to research.") if is_given else N_("May %(ref)s go to research?")
    return paragraphs(
        voice.rich(asked, ref=bold(ref)),
        lines(
            text(dim(voice.t("Year") + voice.t(": ")), year),
            text(dim(voice.t("Country") + voice.t(": ")), voice.countries(clue.countries)),
            *(
                text(
                    dim(voice.t(one.label) + voice.t(": ")),
                    form_model.shown(voice, one, clue.details[one.name]),
                )
                for one in codes
            ),
        ),
        dim(
            voice.t(
                "Only this, in codes of the standard HTCDS, and only what at least %(count)s clues share: "
                "no text, name, number, place or day, and not whose it is.",
                count=htcds.K,
            )
        ),
    )


@says("research.given")
def _say_given(voice: Voice, ref: str) -> Text:
    return lines(
        voice.rich(N_("%(ref)s goes to research, once enough others look like it."), ref=bold(ref)),
        voice.t("Until then you can take it back."),
    )


@says("research.taken")
def _say_taken(voice: Voice, ref: str) -> Text:
    return voice.rich(N_("%(ref)s does not go to research."), ref=bold(ref))


@says("research.out")
def _say_out(voice: Voice, ref: str) -> Text:
    return lines(
        voice.rich(N_("%(ref)s has gone to research."), ref=bold(ref)),
        voice.t("It looks like the others there, so nobody can take it back."),
    )
