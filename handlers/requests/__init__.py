"""A request for information and its answers."""

from handlers.items.kinds import ItemKind
from handlers.requests import (
    answering,
    changing,
    command,
    edited_answers,
    figures,
    filing,
    item,
    moves,
    receipt,
    reminding,
    status,
    terms,
    words,
)

ROOMS = (
    answering,
    changing,
    command,
    edited_answers,
    figures,
    filing,
    item,
    moves,
    receipt,
    reminding,
    status,
    terms,
    words,
)

ITEMS = (
    ItemKind(
        "request",
        gate=item.subject,
        listed=status.LISTED,
        seen=status.seen,
        owed=status.outstanding_lines,
        edited=changing.message_changed,
        concerns=item.concerns,
        withdrawn=changing.withdraw_by_its_end,
    ),
    ItemKind("answer", gate=item.answer_subject),
)
