"""Under what was filed: one tap lets its numbers be compared, and says who hears of a hit."""

from handlers.core import access
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.items import references
from handlers.matching import filed, taking
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage import matching
from storage.audit import Tag
from storage.clues import Clue
from storage.item import Item
from storage.matching import Choice, digest_of

CHOICES = {
    Choice.BOTH: N_("Tell both"),
    Choice.FIRST: N_("Tell me first"),
    Choice.ONLY: N_("Tell only me"),
    Choice.NEVER: N_("Do not compare"),
}


def offer(ctx: Context, item: Item) -> None:
    """Where there is something to compare that was not compared yet. Nothing is kept until it is pressed, and
    the buttons hold no value: what is pressed reads the item again."""
    subject = access.subject_of(ctx.work, item)
    if subject is None or subject.origin != ctx.officer.agency_id:
        return
    found = taking.found_in(ctx.work, item, ctx.officer.agency_id)
    taken = {bytes(one.digest) for one in matching.values_of(ctx.work, item)}
    new = [one for one in found if digest_of(ctx.work, one.group, one.value) not in taken]
    if not new:
        return
    buttons = [
        Button(label, "matching.choose", params={"choice": choice}, group="")
        for choice, label in CHOICES.items()
    ]
    kinds = [one.kind for one in new]
    ctx.keep_message()
    ctx.reply("matching.offer", *buttons, **references.about(ctx.work, item), kinds=kinds)


def _is_standing(ctx: Press) -> bool:
    """Whether the item is there still, and this officer's agency's own."""
    row = filed.row_of(ctx.work, ctx.offer.item)
    if row is None or row.agency_id != ctx.officer.agency_id:
        return False
    is_gone = isinstance(row, Clue) and row.withdrawn_at is not None
    is_seen = access.may_see(ctx.work, ctx.officer, ctx.offer.item)
    return is_seen and not is_gone


@act("matching.choose", OFFICERS)
def _choose(ctx: Press) -> None:
    """The same words whatever anybody else holds: that is looked up later, by the clock."""
    if not _is_standing(ctx):
        ctx.reply("button.gone")
        return
    item, choice = ctx.offer.item, Choice(ctx.offer.params["choice"])
    about = references.about(ctx.work, item)
    if choice is Choice.NEVER:
        ctx.work.audit(Tag.COMPARED, ctx.officer.id, item, count=0, choice=choice)
        matching.forget(ctx.work, item)
        ctx.reply("matching.left", **about)
        return
    found = taking.found_in(ctx.work, item, ctx.officer.agency_id)
    why = taking.take(ctx.work, ctx.rules, ctx.officer, item, found, choice)
    if why is not None:
        ctx.reply("matching.refused", **about, why=why)
        return
    ctx.reply("matching.taken", **about, choice=choice, count=len(found))


def renew(ctx: Context, item: Item) -> None:
    """What an item says no more is compared no more; what is new in it is offered."""
    found = taking.found_in(ctx.work, item, ctx.officer.agency_id)
    now = {digest_of(ctx.work, one.group, one.value) for one in found}
    for one in matching.values_of(ctx.work, item):
        if bytes(one.digest) not in now:
            ctx.work.session.delete(one)
    ctx.work.session.flush()
    offer(ctx, item)
