"""A clue as everybody else sees it: the gate, its line in a list, how it is shown."""

from handlers.clues import referrals, referring_on, research
from handlers.core import access
from handlers.core.access import Subject
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.core.speech import says
from handlers.core.when_to_ring import Concern, concern_of
from handlers.items import court_use, expiry, marks
from handlers.law.handling import Handling, Tlp
from handlers.matching import offering as comparing
from handlers.rooms import opening
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold
from handlers.vocabulary.voice import Voice
from storage import clues, items, people
from storage.audit import Tag
from storage.clues import Clue, Filter
from storage.item import Item
from storage.people import Officer
from storage.work import Work

_REMEMBERED = 300  # of the newest: those a mistyped reference is compared with


def subject(work: Work, clue_id: int) -> Subject | None:
    clue = work.get(Clue, clue_id)
    if clue is None:
        return None

    def sees(work: Work, officer: Officer) -> bool:
        mine = people.agencies_of(work, officer)
        return clue.agency_id in mine or any(r.agency_id in mine for r in clues.referrals_of(work, clue_id))

    item = Item("clue", clue_id)
    own = Handling(Tlp(clue.tlp), clue.is_personal, "H2" in clue.handling)
    return Subject(marks.handling_of(work, item, own), sees, item, clue.agency_id)


def concerns(work: Work, clue_id: int) -> Concern:
    """Its author, and who moved it last at each agency; an agency where nobody has."""
    clue = work.need(Clue, clue_id)
    moved = items.last_movers(work, Item("clue", clue_id), referrals.THEIRS)
    there = [(moved.get(one.agency_id), one.agency_id) for one in clues.referrals_of(work, clue_id)]
    return concern_of(work, [(clue.author_id, clue.agency_id), *there])


def seen(work: Work, officer: Officer) -> list[Item]:
    newest = clues.listed(work, people.agencies_of(work, officer), Filter(), _REMEMBERED)
    return [Item("clue", clue_id) for clue_id in newest]


def open_clues(work: Work, officer: Officer) -> list[int]:
    return clues.listed(work, people.agencies_of(work, officer), Filter(only_open=True), _REMEMBERED)


def show(ctx: Context, clue_id: int) -> None:
    clue, item = ctx.work.need(Clue, clue_id), Item("clue", clue_id)
    ctx.work.audit(Tag.CLUE_VIEWED, ctx.officer.id, item)
    buttons = [*_next_steps(ctx, clue), Button(N_("History"), "clue.history", group="")]
    if items.attachments_of(ctx.work, item) and clue.withdrawn_at is None:
        buttons.append(Button(N_("Show the files"), "clue.files", group=""))
    ctx.reply("clue.status", *buttons, item=item, clue=clue.id, reader=ctx.officer.id)


def _next_steps(ctx: Context, clue: Clue) -> list[Button]:
    """What this person may do with it now."""
    if clue.withdrawn_at is not None:
        return []
    mine = people.agencies_of(ctx.work, ctx.officer)
    steps = [
        button
        for referral in clues.referrals_of(ctx.work, clue.id)
        if referral.agency_id in mine
        for button in referrals.buttons(referral)
    ]
    room = opening.buttons(ctx.rules, Item("clue", clue.id))
    if clue.agency_id not in mine:
        return [*steps, *court_use.buttons(ctx, Item("clue", clue.id)), *room]
    details = Button(N_("Add details"), "clue.details", group="")
    withdraw = Button(N_("Withdraw"), "clue.withdraw", group="")
    return [
        *referring_on.decisions(ctx.work, clue),
        *steps,
        details,
        referrals.REFER_ON,
        *room,
        comparing.SHOWING,
        *([research.BUTTON] if research.may_go(ctx.work, clue) else []),
        expiry.BUTTON,
        withdraw,
    ]


@act("clue.files", OFFICERS)
def _show_files(ctx: Press) -> None:
    item = ctx.offer.item
    is_gone = ctx.work.need(Clue, item.id).withdrawn_at is not None if item else True
    if is_gone or not access.may_see(ctx.work, ctx.officer, item):
        ctx.reply("button.gone")
        return
    files = [file.id for file in items.attachments_of(ctx.work, item)]
    ctx.work.audit(Tag.FILE_VIEWED, ctx.officer.id, item)
    ctx.reply("clue.files", item=item, files=files, replaces=0, ref=items.reference_of(ctx.work, item))


@says("clue.files", shows_content=True)
def _say_files(voice: Voice, ref: str) -> Text:
    return voice.rich(N_("The files of %(ref)s:"), ref=bold(ref))
