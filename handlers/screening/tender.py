"""Personal data of a victim or a minor is handled one level stricter than its author says."""

from collections.abc import Iterable
from datetime import datetime

from handlers.law.handling import Tlp
from handlers.law.typed_marks import Marks
from handlers.recognising.finder import find
from handlers.recognising.matters import is_tender
from handlers.vocabulary.voice import Voice


def raised(texts: Iterable[str], tlp: str, now: datetime, *, is_personal: bool = False) -> str:
    """A TLP: the next one up to AMBER+STRICT, where the texts hold such data; else as it was said."""
    level, texts = Tlp(tlp), list(texts)
    if level.rank >= Tlp.AMBER_STRICT.rank or not any(is_tender(one, now.date()) for one in texts):
        return tlp
    return list(Tlp)[level.rank + 1].value if is_personal or any(map(find, texts)) else tlp


def level(
    words: str, marks: Marks, now: datetime, own: str = Tlp.AMBER.value, *, is_personal: bool = False
) -> Marks:
    """The marks of words as they count. `own`: the TLP of what they belong to, where they have none."""
    tlp = marks.get("tlp", own)
    stricter = raised([words], tlp, now, is_personal=is_personal)
    return marks if stricter == tlp else {**marks, "tlp": stricter}


def said(voice: Voice, tlp: str) -> str:
    """For its author."""
    return voice.t("It holds data of a victim or a minor and is handled as TLP:%(tlp)s.", tlp=tlp)
