"""A clue, from its filing to its outcome."""

from handlers.clues import (
    changing,
    command,
    editing,
    filing,
    history,
    item,
    lists,
    referrals,
    referring_on,
    reminding,
    research,
    words,
)
from handlers.items.kinds import ItemKind
from handlers.items.status import Kind
from handlers.vocabulary.languages import N_

ROOMS = (
    changing,
    command,
    filing,
    history,
    item,
    lists,
    referrals,
    referring_on,
    reminding,
    research,
    words,
)

ITEMS = (
    ItemKind(
        "clue",
        gate=item.subject,
        listed=Kind(N_("Clues"), item.show, item.open_clues, words.line, words.beginning),
        seen=item.seen,
        owed=reminding.outstanding_lines,
        edited=editing.message_changed,
        concerns=item.concerns,
        withdrawn=changing.withdraw_by_its_end,
    ),
)
