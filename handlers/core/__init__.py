"""What every job is written with: declare, say, the gate."""

from handlers.core import (
    kept_line,
    step_up,
)

ROOMS = (
    kept_line,
    step_up,
)
