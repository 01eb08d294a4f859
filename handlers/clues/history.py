"""What happened to a clue, line by line, in words."""

from handlers.clues.life import LIFE
from handlers.core import access
from handlers.core.context import Press
from handlers.core.registry import EVERYONE, act
from handlers.core.speech import says
from handlers.items import court_use, expiry, noted
from handlers.reminders import calling
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, dim, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import items, people
from storage.audit import Tag
from storage.clues import Clue
from storage.item import Item
from storage.items import Happening
from storage.people import Agency, Officer

_ACTS = {
    "file": N_("%(agency)s filed it"),
    "referred": N_("sent to %(agency)s"),
    "added": N_("%(agency)s added to it"),
    "detailed": N_("%(agency)s gave details"),
    "correct": N_("%(agency)s corrected it"),
    noted.NOTED: N_("%(agency)s noted the change"),
    "kept": N_("%(agency)s keeps it longer"),
    "withdraw": N_("%(agency)s withdrew it"),
    **expiry.PAST,
    calling.TAKEN: N_("a coordinator is calling %(agency)s"),
    "consent.asked": N_("consent asked to refer it on to %(agency)s"),
    "consent.given": N_("consent given to refer it on to %(agency)s"),
    "consent.refused": N_("consent refused to refer it on to %(agency)s"),
}


_IN_COURT = {
    court_use.ASKED: N_("%(agency)s asked to use it in court"),
    court_use.GIVEN: N_("%(agency)s allowed its use in court"),
    court_use.REFUSED: N_("%(agency)s did not allow its use in court"),
}


@act("clue.history", EVERYONE)
def _show(ctx: Press) -> None:
    item = ctx.offer.item
    if not access.may_see(ctx.work, ctx.officer, item):
        ctx.reply("button.gone")
        return
    ctx.work.audit(Tag.CLUE_VIEWED, ctx.officer.id, item)
    clue_id = item.id
    back = Button(N_("Back"), "status")
    ctx.reply("clue.history", back, item=item, clue=clue_id, reader=ctx.officer.id)


@says("clue.history", shows_content=True)
def _say_history(voice: Voice, clue: Clue, reader: Officer) -> Text:
    clue, reader = clue, reader
    item = Item("clue", clue.id)
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


def _past(name: str) -> str:
    if name in _IN_COURT:
        return _IN_COURT[name]
    return LIFE.past(name) if name in LIFE.by_act else _ACTS[name]


def _line(voice: Voice, entry: Happening) -> Text:
    agency = voice.work.get(Agency, entry.agency_id)
    said = voice.t(_past(entry.act), agency=voice.agency(agency) if agency else "–")
    return text(dim(voice.when(entry.at) + "  "), said)
