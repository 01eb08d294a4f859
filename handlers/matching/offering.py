"""Under what was filed: one tap lets its numbers be compared, and says who hears of a hit."""

from handlers.core import access
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.items import references
from handlers.matching import filed, taking
from handlers.matching.identifiers import Identifier
from handlers.matching.taking import Stopped
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


SHOW = "matching.show"
SHOWING = Button(N_("Compare numbers"), SHOW, group="")
ADD = Button(N_("Add a number"), "matching.add", group="")


def offer(ctx: Context, item: Item) -> bool:
    """Where there is something to compare that was not compared yet; whether there is. Nothing is kept until
    it is pressed, and the buttons hold no value: what is pressed reads the item again."""
    new = _new(ctx, item) if _is_from_here(ctx, item) else []
    if not new:
        return False
    buttons = [
        Button(label, "matching.choose", params={"choice": choice}, group="")
        for choice, label in CHOICES.items()
    ]
    kinds = [one.kind for one in new]
    ctx.keep_message()
    ctx.reply("matching.offer", *buttons, **references.about(ctx.work, item), kinds=kinds)
    return True


def _new(ctx: Context, item: Item) -> list[Identifier]:
    """What the item says and has not given to compare, nor left out."""
    found = taking.found_in(ctx.work, item, ctx.officer.agency_id)
    taken = {bytes(one.digest) for one in matching.values_of(ctx.work, item)}
    return [one for one in found if digest_of(ctx.work, one.group, one.value) not in taken]


def _is_from_here(ctx: Context, item: Item) -> bool:
    subject = access.subject_of(ctx.work, item)
    return subject is not None and subject.origin == ctx.officer.agency_id


def is_own(ctx: Context, item: Item) -> bool:
    """Whether the item is there still, and this officer's agency's own."""
    row = filed.row_of(ctx.work, item)
    if row is None or row.agency_id != ctx.officer.agency_id:
        return False
    is_gone = isinstance(row, Clue) and row.withdrawn_at is not None
    return not is_gone and access.may_see(ctx.work, ctx.officer, item)


def is_standing(ctx: Press) -> bool:
    return is_own(ctx, ctx.offer.item)


@act("matching.choose", OFFICERS)
def _choose(ctx: Press) -> None:
    """The same words whatever anybody else holds: that is looked up later, by the clock."""
    if not is_standing(ctx):
        ctx.reply("button.gone")
        return
    item, choice = ctx.offer.item, Choice(ctx.offer.params["choice"])
    if choice is Choice.NEVER:
        ctx.work.audit(Tag.COMPARED, ctx.officer.id, item, count=0, choice=choice)
        matching.forget(ctx.work, item)
        ctx.reply("matching.left", **references.about(ctx.work, item))
        return
    kept = taking.change(ctx.work, ctx.officer, item, choice)
    why = taking.take(ctx.work, ctx.rules, ctx.officer, item, _new(ctx, item), choice)
    answer(ctx, item, choice, why, has_more=kept > 0)


def answer(ctx: Context, item: Item, choice: Choice, why: Stopped | None, *, has_more: bool) -> None:
    """`has_more`: there is something of it that is compared all the same."""
    about = references.about(ctx.work, item)
    if why is not None:
        shown = [SHOWING] if has_more else []
        ctx.reply("matching.refused", *shown, **about, why=why, has_more=has_more)
        return
    ctx.work.session.flush()
    count = sum(one.choice is choice for one in matching.values_of(ctx.work, item))
    ctx.reply("matching.taken", SHOWING, **about, choice=choice, count=count)


def renew(ctx: Context, item: Item) -> None:
    """What an item says no more is compared no more; what is new in it is offered."""
    found = taking.found_in(ctx.work, item, ctx.officer.agency_id)
    now = {digest_of(ctx.work, one.group, one.value) for one in found}
    for one in matching.values_of(ctx.work, item):
        if bytes(one.digest) not in now and not one.is_typed:
            ctx.work.session.delete(one)
    ctx.work.session.flush()
    offer(ctx, item)
