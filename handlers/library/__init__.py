"""The library: good practice, indicators, how-tos and law. What comes with the program is an entry a file
under `entries/`; officers add to it, and a second agency approves."""

from handlers.items.kinds import ItemKind
from handlers.items.status import Kind
from handlers.library import (
    adding,
    approving,
    command,
    digest,
    hiding,
    item,
    life,
    owning,
    readers,
    words,
)
from handlers.vocabulary.languages import N_

ROOMS = (
    adding,
    approving,
    command,
    digest,
    hiding,
    item,
    life,
    owning,
    readers,
    words,
)

_LISTED = Kind(
    N_("To approve for the library"), show=command.show_entry, open=item.waiting_for, line=item.line
)

ITEMS = (ItemKind("library", gate=item.subject, listed=_LISTED, seen=item.seen),)
