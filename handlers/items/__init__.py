"""What clues, requests and notices share."""

from handlers.items import (
    court_use,
    erased,
    looked_at,
    news,
    noted,
    outstanding,
    references,
    sharing,
    status,
)

ROOMS = (
    court_use,
    erased,
    looked_at,
    news,
    noted,
    outstanding,
    references,
    sharing,
    status,
)
