"""What happened to a clue, line by line, in words."""

from handlers import access
from handlers.chat import Button, Text, bold, dim, lines, paragraphs, text
from handlers.context import Context
from handlers.lang import N_, Voice
from handlers.registry import EVERYONE, act
from handlers.speech import Params, says
from storage import items, people
from storage.audit import Tag
from storage.clues import Clue
from storage.items import Happening
from storage.people import Agency, Officer

_ACTS = {
    "file": N_("%(agency)s filed it"),
    "referred": N_("sent to %(agency)s"),
    "see": N_("seen by %(agency)s"),
    "acknowledge": N_("acknowledged by %(agency)s"),
    "take_up": N_("taken up by %(agency)s"),
    "decline": N_("not taken up by %(agency)s"),
    "report": N_("outcome reported by %(agency)s"),
    "added": N_("%(agency)s added to it"),
    "detailed": N_("%(agency)s gave details"),
    "correct": N_("%(agency)s corrected it"),
    "withdraw": N_("%(agency)s withdrew it"),
    "consent.asked": N_("consent asked to refer it on to %(agency)s"),
    "consent.given": N_("consent given to refer it on to %(agency)s"),
    "consent.refused": N_("consent refused to refer it on to %(agency)s"),
}


@act("clue.history", EVERYONE)
def _show(ctx: Context) -> None:
    item = ctx.offer.item if ctx.offer else ""
    if not access.may_see(ctx.work, ctx.officer, item):
        ctx.reply("button.gone")
        return
    ctx.work.audit(Tag.CLUE_VIEWED, ctx.officer.id, item)
    _, clue_id = access.parts(item)
    back = Button(N_("Back"), "status")
    ctx.reply("clue.history", back, item=item, clue=clue_id, reader=ctx.officer.id)


@says("clue.history", shows_content=True)
def _say_history(voice: Voice, params: Params) -> Text:
    clue, reader = voice.work.need(Clue, params["clue"]), voice.work.need(Officer, params["reader"])
    item = access.key("clue", clue.id)
    mine = people.agencies_of(voice.work, reader)
    entries = [
        entry
        for entry in items.history_of(voice.work, item)
        if clue.agency_id in mine or entry.agency_id in mine | {clue.agency_id}
    ]
    return paragraphs(
        voice.rich(N_("What happened to %(ref)s"), ref=bold(items.reference_of(voice.work, item))),
        lines(*(_line(voice, entry) for entry in entries)),
    )


def _line(voice: Voice, entry: Happening) -> Text:
    agency = voice.work.get(Agency, entry.agency_id)
    said = voice.t(_ACTS[entry.act], agency=voice.agency(agency) if agency else "–")
    return text(dim(voice.when(entry.at) + "  "), said)
