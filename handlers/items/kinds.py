"""A kind of item, declared once by its job: everything that others ask about items of any kind."""

from dataclasses import dataclass

from handlers.core import access, hooks, when_to_ring
from handlers.items import expiry, outstanding, references, status


@dataclass(frozen=True)
class ItemKind:
    """`kind`: "clue", as in "clue:12". `gate`: who may see one, and how it is handled; a kind without one is
    open to nobody. `listed`: its section and its lines in /status. `seen`: those an officer may see, newest
    first. `owed`: its lines in /outstanding. `edited`: asked about an edited or deleted message.
    `concerns`: who is told at once what happens to one, while the others read along; None: whoever is told.
    `withdrawn`: withdrawn by the house, where its time is over.
    """

    kind: str
    gate: access.Loader
    listed: status.Kind | None = None
    seen: references.Visible | None = None
    owed: outstanding.Lister | None = None
    edited: hooks.Hook | None = None
    concerns: when_to_ring.Concerned | None = None
    withdrawn: expiry.Withdraw | None = None


def declare(*items: ItemKind) -> None:
    """Every kind there is, each once: DeclaredTwiceError."""
    for item in items:
        access.handled_by(item.kind)(item.gate)
        if item.listed is not None:
            status.kind(item.kind, item.listed)
        if item.seen is not None:
            references.visible(item.seen)
        if item.owed is not None:
            outstanding.listed(item.owed)
        if item.edited is not None:
            hooks.changed(item.edited)
        if item.concerns is not None:
            when_to_ring.concerning(item.kind, item.concerns)
        if item.withdrawn is not None:
            expiry.withdrawn_by(item.kind, item.withdrawn)
