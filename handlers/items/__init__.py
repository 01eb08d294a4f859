"""What clues, requests and notices share."""

from handlers.items import (
    erased,
    looked_at,
    news,
    outstanding,
    references,
    sharing,
    status,
)

ROOMS = (
    erased,
    looked_at,
    news,
    outstanding,
    references,
    sharing,
    status,
)
