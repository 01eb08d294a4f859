"""Contact points by country, and how they are kept true."""

from handlers.contacts import (
    cards,
    item,
    look_up,
    upkeep,
    upkeep_words,
    words,
)
from handlers.items.kinds import ItemKind

ROOMS = (
    cards,
    item,
    look_up,
    upkeep,
    upkeep_words,
    words,
)

ITEMS = (ItemKind("contact", gate=item.subject),)
