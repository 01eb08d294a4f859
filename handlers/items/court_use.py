"""H1: not in court without the permission of whom it is from. It is asked for and given in the chat, and
stands in the history of the item."""

from collections.abc import Mapping

from handlers.core import access
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.items import marks, references
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, dim, lines, text
from handlers.vocabulary.voice import Voice
from storage import items, people
from storage.audit import Tag
from storage.clues import Clue
from storage.item import Item
from storage.items import Happening
from storage.requests import Request
from storage.work import Work

ASKED, GIVEN, REFUSED = "court.asked", "court.given", "court.refused"
PAST: Mapping[str, str] = {
    ASKED: N_("asks to use it in court"),
    GIVEN: N_("allows its use in court"),
    REFUSED: N_("does not allow its use in court"),
}


def binding(work: Work, item: Item) -> set[int]:
    """The agencies whose words in it are marked H1."""
    found = {
        one.agency_id
        for one in items.history_of(work, item)
        if one.agency_id is not None and "H1" in marks.of(one.detail).get("handling", ())
    }
    filed = work.get(Clue, item.id) if item.kind == "clue" else work.get(Request, item.id)
    own = filed.handling if isinstance(filed, Clue) else filed.details.get("handling", ()) if filed else ()
    return found | ({filed.agency_id} if filed is not None and "H1" in own else set())


def buttons(ctx: Context, item: Item) -> list[Button]:
    """For whoever is bound by others' H1 and has not asked yet."""
    return [Button(N_("Ask: use in court"), "court.ask", item=item, group="")] if _unasked(ctx, item) else []


def _unasked(ctx: Context, item: Item) -> set[int]:
    mine = people.agencies_of(ctx.work, ctx.officer)
    asked = {
        one.detail["of"]
        for one in items.history_of(ctx.work, item)
        if one.act == ASKED and one.agency_id == ctx.officer.agency_id
    }
    return binding(ctx.work, item) - mine - asked


@act("court.ask", OFFICERS)
def _ask(ctx: Press) -> None:
    item = ctx.offer.item
    if not access.may_see(ctx.work, ctx.officer, item):
        ctx.reply("button.gone")
        return
    about = references.about(ctx.work, item)
    for agency_id in sorted(_unasked(ctx, item)):
        entry = _note(ctx, item, ASKED, ctx.officer.agency_id, agency_id)
        params = {"entry": entry.id, "of": agency_id}
        decide = [
            Button(N_("Allow it"), "court.decide", params={**params, "give": True}),
            Button(N_("Do not allow it"), "court.decide", params={**params, "give": False}),
        ]
        ctx.tell_all(ctx.colleagues(agency_id), "court.asked", *decide, **about, agency=ctx.officer.agency_id)
    ctx.reply("court.asked.done", **about)


@act("court.decide", OFFICERS)
def _decide(ctx: Press) -> None:
    item, entry = ctx.offer.item, ctx.work.need(Happening, ctx.offer.params["entry"])
    of, by, about = ctx.offer.params["of"], entry.agency_id or 0, references.about(ctx.work, item)
    if not ctx.may_act_for(of) or not access.may_see(ctx.work, ctx.officer, item):
        ctx.reply("button.gone")
        return
    if (said := answer(ctx.work, item, of, by)) is None:
        said = GIVEN if ctx.offer.params["give"] else REFUSED
        _note(ctx, item, said, of, by)
        ctx.tell_all(ctx.colleagues(by), "court.decided", **about, agency=of, said=said)
    ctx.reply("court.decided.done", **about, agency=by, said=said)


def answer(work: Work, item: Item, of: int, by: int) -> str | None:
    """GIVEN or REFUSED, as the agency `of` said it to the agency `by`; None where it has not."""
    said = [
        one.act
        for one in items.history_of(work, item)
        if one.act in {GIVEN, REFUSED} and one.agency_id == of and one.detail["of"] == by
    ]
    return said[-1] if said else None


def _note(ctx: Context, item: Item, act_name: str, agency_id: int, other: int) -> Happening:
    tags = {ASKED: Tag.COURT_ASKED, GIVEN: Tag.COURT_GIVEN, REFUSED: Tag.COURT_REFUSED}
    ctx.work.audit(tags[act_name], ctx.officer.id, item, agency=other)
    return items.note(ctx.work, item, act_name, ctx.officer.id, agency_id=agency_id, detail={"of": other})


@says("court.asked", rings=Rings.BY_DAY)
def _say_asked(voice: Voice, ref: str, agency: int) -> Text:
    return lines(
        voice.rich(
            N_("%(agency)s asks whether %(ref)s may be used in court."),
            agency={"agency": agency},
            ref=bold(ref),
        ),
        dim(voice.t("It is marked H1. Without your permission it stays out of court.")),
    )


@says("court.asked.done")
def _say_asked_done(voice: Voice, ref: str) -> Text:
    return lines(
        voice.rich(N_("Permission to use %(ref)s in court is asked for."), ref=bold(ref)),
        voice.t("Until it is given, it may not be used there."),
    )


@says("court.decided", rings=Rings.NEWS)
def _say_decided(voice: Voice, ref: str, agency: int, said: str) -> Text:
    source = N_("%(agency)s allows the use of %(ref)s in court.")
    refused = N_("%(agency)s does not allow the use of %(ref)s in court.")
    return voice.rich(source if said == GIVEN else refused, agency={"agency": agency}, ref=bold(ref))


@says("court.decided.done")
def _say_decided_done(voice: Voice, ref: str, agency: int, said: str) -> Text:
    source = N_("%(agency)s may use %(ref)s in court.")
    refused = N_("%(agency)s may not use %(ref)s in court.")
    return text(voice.rich(source if said == GIVEN else refused, agency={"agency": agency}, ref=bold(ref)))
