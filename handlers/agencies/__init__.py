"""Who covers what, who is meant by a name, what binds states."""

from handlers.agencies import (
    agreements,
    finding,
    law_pages,
)

ROOMS = (
    agreements,
    finding,
    law_pages,
)
