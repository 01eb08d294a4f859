"""A number behind a command: what stood there in the list as it was last shown to this person.

A list that has changed since moves nothing; after `LASTS` a number means nothing any more.
"""

import re
from datetime import timedelta

from handlers.core.context import Context
from handlers.vocabulary import typed_line
from storage import lately, outbox
from storage.outbox import Offer

LASTS = timedelta(days=1)
_NUMBER = re.compile(r"(?:no\.?|nr\.?|number|#|第)?\s*(\d{1,3})\s*[项条个号]?", re.IGNORECASE)


def number_in(argument: str) -> int | None:
    """ "2", "no. 2", 第2项."""
    found = _NUMBER.fullmatch(typed_line.folded(argument))
    return int(found[1]) if found is not None else None


def stood(ctx: Context, kind: str, number: int) -> Offer | None:
    """The button with this number under the last message of this kind that had been shown when the line was
    written; None where there was none."""
    before = ctx.incoming.received
    letter = lately.last_of(ctx.work, ctx.officer.id, ctx.account.id, kind, ctx.now - LASTS, before)
    if letter is None:
        return None
    return next((one for one in outbox.shown_under(ctx.work, letter) if one.position == number), None)
