"""The rota: which coordinator is on duty when."""

from handlers.rota import (
    command,
    setting,
    words,
)

ROOMS = (
    command,
    setting,
    words,
)
