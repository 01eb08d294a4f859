"""Corridors through which nothing goes: an agency behind one cannot be addressed, and who tries hears why."""

from collections.abc import Iterable

from handlers.core import access
from handlers.core.context import Context
from storage.audit import Tag


def tell(ctx: Context, agency_ids: Iterable[int]) -> None:
    """Why these agencies were left out, and what is possible instead."""
    closed = list(dict.fromkeys(agency_ids))
    if not closed:
        return
    ctx.work.audit(Tag.CORRIDOR_CLOSED, ctx.officer.id, count=len(closed))
    corridor = access.corridor_between(ctx.work, ctx.officer.agency_id, closed[0])
    law = corridor.sentence(ctx.officer.language)
    ctx.keep_message()
    ctx.reply("corridor.closed", agencies=closed, law=law, basis=corridor.basis)
