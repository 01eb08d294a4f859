"""Dates, times and lengths of time as officers type them, in both languages: the door to `handlers.dates`.

Nothing is guessed: words with several readings, a moment that has passed or that does not exist come back
as `NotUnderstood`, with what can be asked. Pure functions; `docs/decisions/dates.md` has the rules.
"""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.dates.meaning import meaning
from handlers.dates.phrase import Phrase, phrase_at
from handlers.dates.pieces import Firm
from handlers.dates.plain_text import Typed, typed
from handlers.dates.results import NotUnderstood, Purpose, Understood

__all__ = ["NotUnderstood", "Purpose", "Understood", "find", "read"]

_LONGEST = 200  # characters of a text in which a date phrase has to end
_NOTHING = re.compile(r"[\s.!?。,;]*")
_MARKED = re.compile(r" *(?:[:;|\n]|-+ )")
_AFTER_PHRASE = re.compile(r"(?:[\s:：,，;；。|]|\.(?!\d)|[-–—](?=\s))+")


def read(
    text: str, zone: ZoneInfo, now: datetime, purpose: Purpose, countries: tuple[str, ...] = ()
) -> Understood | NotUnderstood:
    """What a text says that is nothing but a date, for an officer in `zone` at `now` (aware). `countries`:
    where working days count, besides the officer's own."""
    whole = typed(text.strip(), _LONGEST)
    phrase = phrase_at(whole, 0)
    if phrase is None or len(text.strip()) > _LONGEST or not _NOTHING.fullmatch(whole.plain, phrase.end):
        return NotUnderstood("unknown")
    return meaning(phrase, zone, now, purpose, countries)


def find(
    text: str, zone: ZoneInfo, now: datetime, purpose: Purpose, countries: tuple[str, ...] = ()
) -> tuple[Understood | NotUnderstood, str, str] | None:
    """The date phrase a one-line command begins with: what it says, as it was typed, and the rest.

    None when the text begins with no date phrase, or with one that belongs to the text: for a deadline a
    phrase needs "by" or 前 and the like, unless it is a date such as 2026-12-04 or a length of time.
    """
    text = text.strip()
    head = typed(text, _LONGEST)
    phrase = phrase_at(head, 0)
    if phrase is None or not (phrase.is_meant(purpose) or _stands_apart(head, phrase)):
        return None
    result = meaning(phrase, zone, now, purpose, countries)
    end = head.raw_end(phrase.end)
    if _tells_the_past(phrase, result, purpose):
        return None
    mark = _AFTER_PHRASE.match(text, end)
    return result, text[:end].strip(), text[mark.end() if mark else end :]


def _stands_apart(head: Typed, phrase: Phrase) -> bool:
    """Nothing follows, or a colon or a new line does."""
    return bool(_NOTHING.fullmatch(head.plain, phrase.end) or _MARKED.match(head.plain, phrase.end))


def _tells_the_past(phrase: Phrase, result: Understood | NotUnderstood, purpose: Purpose) -> bool:
    """Whether it is a story: "2026-11-30 three women were seen" is no deadline that was missed."""
    is_past = isinstance(result, NotUnderstood) and result.reason == "past"
    return is_past and purpose == "deadline" and phrase.lead != "by" and phrase.firm is Firm.ALWAYS
