"""What was withdrawn, corrected or taken back is so everywhere it went: whoever had it says with a tap that
this is noted, and whoever it is from sees who has."""

from handlers.core import access
from handlers.core.context import Press
from handlers.core.registry import OFFICERS, act
from handlers.core.speech import says
from handlers.items import references
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold
from handlers.vocabulary.voice import Voice
from storage import items
from storage.audit import Tag
from storage.item import Item
from storage.work import Work

NOTED = "change.noted"
BUTTON = Button(N_("Change noted"), NOTED, group="")
CHANGES = frozenset({"withdraw", "recall", "correct", "detailed", "take_back"})


@act(NOTED, OFFICERS)
def _press(ctx: Press) -> None:
    item = ctx.offer.item
    if not access.may_see(ctx.work, ctx.officer, item):
        ctx.reply("button.gone")
        return
    if not is_noted(ctx.work, item, ctx.officer.agency_id):
        items.note(ctx.work, item, NOTED, ctx.officer.id, agency_id=ctx.officer.agency_id)
        ctx.work.audit(Tag.CHANGE_NOTED, ctx.officer.id, item)
    ctx.keep_message()
    ctx.reply("change.noted", **references.about(ctx.work, item))


def is_noted(work: Work, item: Item, agency_id: int) -> bool:
    """Whether that agency has said so since the last change."""
    for one in reversed(items.history_of(work, item)):
        if one.act == NOTED and one.agency_id == agency_id:
            return True
        if one.act in CHANGES:
            return False
    return False


@says("change.noted")
def _say_noted(voice: Voice, ref: str) -> Text:
    return voice.rich(N_("Thank you. The sender of %(ref)s sees that you have noted it."), ref=bold(ref))
