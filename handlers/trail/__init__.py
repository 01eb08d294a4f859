"""The trail, read and exported by whoever supervises."""

from handlers.trail import (
    command,
)

ROOMS = (command,)
