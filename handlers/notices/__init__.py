"""What coordinators tell many; meetings."""

from handlers.items.kinds import ItemKind
from handlers.notices import (
    after_sending,
    approval,
    calling,
    changing_series,
    drafting,
    item,
    meeting_words,
    meetings,
    sender_words,
    sending,
    words,
)

ROOMS = (
    after_sending,
    approval,
    calling,
    changing_series,
    drafting,
    item,
    meeting_words,
    meetings,
    sender_words,
    sending,
    words,
)

ITEMS = (ItemKind("notice", gate=item.subject, listed=after_sending.LISTED, seen=item.seen),)
