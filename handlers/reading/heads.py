"""What an item is addressed to, at the head of its line: "to Liaoning: …", 向意大利…"""

import re

from handlers import places as gazetteer
from handlers.places.model import Split

_LEAD = re.compile(
    r"(?:(?:to|for|from|in|about|re:?|regarding|with)\s+(?:the\s+)?)+|(?:发[给往到]?|[向给往对]|转|关于|有关)\s*",
    re.IGNORECASE,
)
_NOWHERE = re.compile(
    r"(?:unknown country|country (?:is )?unknown|country"
    r" not known|国家不[明详]|不明国家|国别不[明详])[\s,，:：;；.。、-]*",
    re.IGNORECASE,
)


def places(text: str) -> Split:
    """As `places.split`; a word that leads to the country may stand before it."""
    found = gazetteer.split(text)
    lead = _LEAD.match(text)
    if found.places or found.unclear is not None or lead is None:
        return found
    behind = gazetteer.split(text[lead.end() :])
    return behind if behind.places else found


def nowhere(text: str) -> str | None:
    """What follows "unknown country"; None where that is not said."""
    found = _NOWHERE.match(text)
    return text[found.end() :] if found else None
