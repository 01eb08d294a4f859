"""The network itself: which agencies there are, kept by coordinators in chat and by the operator's file."""

from handlers.network import (
    command,
    form,
    importing,
    proposing,
    words,
)

ROOMS = (
    command,
    form,
    importing,
    proposing,
    words,
)
