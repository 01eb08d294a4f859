"""The authenticator app and its six digits."""

from handlers.second_factor import (
    app,
    digits,
)

ROOMS = (
    app,
    digits,
)
