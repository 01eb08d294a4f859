"""Case rooms: the officers of a case in one encrypted room, with a summary that is kept up to date; and rooms
for discussion, which stand."""

from handlers.items.kinds import ItemKind
from handlers.rooms import (
    discussing,
    ending,
    opening,
    seating,
    summary,
    topic,
    topic_words,
    words,
)

ROOMS = (
    discussing,
    ending,
    opening,
    seating,
    summary,
    topic_words,
    words,
)

ITEMS = (ItemKind(topic.KIND, gate=topic.subject, seen=topic.seen, concerns=topic.concerns),)
