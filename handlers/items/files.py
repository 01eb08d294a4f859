"""Files that belong to items."""

from handlers.core.context import Context
from storage import items
from storage.item import Item


def claim_files(ctx: Context, item: Item, ids: list[int]) -> list[int]:
    """Give kept files to an item; returns those that were this person's and nobody's yet."""
    taken = []
    for file_id in ids:
        file = ctx.work.get(items.Attachment, file_id)
        if file is not None and file.officer_id == ctx.officer.id and not file.item:
            file.item = item
            ctx.work.session.add(file)
            taken.append(file.id)
    return taken
