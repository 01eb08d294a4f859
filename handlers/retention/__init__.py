"""How long things are kept: asked in time, kept longer for a reason, else erased."""

from handlers.retention import (
    expiring,
    parts,
    reviewing,
)

ROOMS = (expiring, parts, reviewing)
