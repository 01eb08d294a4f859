"""Contact points by country, and how they are kept true."""

from handlers.contacts import (
    cards,
    clock_there,
    item,
    look_up,
    plainly,
    upkeep,
    upkeep_words,
    words,
)
from handlers.items.kinds import ItemKind

ROOMS = (
    cards,
    clock_there,
    item,
    look_up,
    plainly,
    upkeep,
    upkeep_words,
    words,
)

ITEMS = (ItemKind("contact", gate=item.subject),)
