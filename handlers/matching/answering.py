"""What each side says of a hit, and whose turn it is to hear of it."""

from handlers.core import access
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.items import references
from handlers.matching import meeting
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage import matching
from storage.audit import Tag
from storage.matching import MatchSide, Says


def own_side(ctx: Context, side_id: int) -> MatchSide | None:
    """A side of a hit that this officer was told of."""
    side = ctx.work.get(MatchSide, side_id)
    if side is None or side.told_at is None or not ctx.may_act_for(side.agency_id):
        return None
    return side if access.may_see(ctx.work, ctx.officer, side.item) else None


@act("matching.says", OFFICERS)
def _says(ctx: Press) -> None:
    side = own_side(ctx, ctx.offer.params["side"])
    if side is None:
        ctx.reply("button.gone")
        return
    side.says = Says(ctx.offer.params["says"])
    ctx.work.add(side)
    ctx.work.audit(Tag.HIT_ANSWERED, ctx.officer.id, side.item, says=side.says)
    other = matching.side_of(ctx.work, side.other_item, side.item)
    if other is not None and other.told_at is not None:
        meeting.tell_all(ctx.work, ctx.rules, other, "matching.other_says", [], hit=other.id, says=side.says)
    ask = Button(N_("Ask for information"), "request.after_hit", params={"side": side.id})
    ctx.keep_message()
    ctx.reply("matching.said", ask, **references.about(ctx.work, side.item), says=side.says)


@act("matching.turn", OFFICERS)
def _turn(ctx: Press) -> None:
    """Who is first may let the other side hear of it at once, or not at all."""
    other = ctx.work.get(MatchSide, ctx.offer.params["side"])
    side = matching.side_of(ctx.work, other.other_item, other.item) if other is not None else None
    if other is None or side is None or own_side(ctx, side.id) is None or not other.is_waiting:
        ctx.reply("button.gone")
        return
    is_now = bool(ctx.offer.params["now"])
    other.due_at, other.is_waiting = (ctx.now, True) if is_now else (None, False)
    ctx.work.add(other)
    ctx.keep_message()
    ctx.reply("matching.turned", **references.about(ctx.work, side.item), is_now=is_now)


@act("matching.stop", OFFICERS)
def _stop(ctx: Press) -> None:
    """Nothing of this item is compared any more; what was told stays told."""
    item = ctx.offer.item
    subject = access.subject_of(ctx.work, item)
    is_own = subject is not None and ctx.may_act_for(subject.origin)
    if not is_own or not access.may_see(ctx.work, ctx.officer, item):
        ctx.reply("button.gone")
        return
    matching.forget(ctx.work, item)
    ctx.work.audit(Tag.COMPARED, ctx.officer.id, item, count=0)
    ctx.reply("matching.left", **references.about(ctx.work, item))
