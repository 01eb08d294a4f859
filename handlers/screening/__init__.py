"""What may be personal in what goes from one country to another: found, shown to its sender, masked."""

from handlers.screening import (
    asking,
    files,
    words,
)

ROOMS = (
    asking,
    files,
    words,
)
