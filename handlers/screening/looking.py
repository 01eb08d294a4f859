"""What is looked at before something goes: the corridors on its way, and what in it may be personal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from handlers.core import access
from handlers.core.context import Context
from handlers.law import official_references
from handlers.law.corridors import Corridor, Rule
from handlers.recognising.allowing import Known
from handlers.recognising.doubt import is_doubtful
from handlers.recognising.finder import find
from handlers.recognising.matters import Matter, spoken_of
from handlers.recognising.model import Finding
from handlers.screening.masking import decided_about
from handlers.screening.network import known_to
from storage.item import NO_ITEM, Item
from storage.people import Agency

# answers of a form that nobody writes in words of his or her own
_NO_WORDS = frozenset(
    {
        *(
            "files",
            "event",
            "asked",
            "line",
            "events",
            "item",
            "countries",
            "to",
            "due",
            "urgency",
            "tlp",
            "handling",
            "source",
        ),
        *("information", "personal", "origin", "citizenship", "referral", "ground", "seconds", "agency"),
        *("deadlines", "released", "typed"),
    }
)
_REFERENCES = frozenset({"official", "reference"})  # of an official channel, where they are no more than that


@dataclass(frozen=True)
class Look:
    """`found`: of each text, what looks personal. `corridors`: by the country to which it would go through
    one that lets no personal data pass; "" for offices of no country. `is_doubtful`: it may hold something
    all the same. `barred`: what it speaks of that goes through none of them."""

    texts: Sequence[str]
    found: Sequence[Sequence[Finding]]
    corridors: Mapping[str, Corridor]
    is_doubtful: bool = False
    barred: Matter | None = None

    @property
    def everything(self) -> list[Finding]:
        return [one for found in self.found for one in found]

    def without(self, released: Iterable[str]) -> "Look":
        """The same, false alarms left out."""
        out = set(released)
        found = [[one for one in some if one.text not in out] for some in self.found]
        return replace(self, found=found)


def words_of(answers: Mapping[str, Any]) -> list[str]:
    """What a person wrote into a form, in its order; the reference of an official channel is no secret."""
    return [
        one
        for name, value in answers.items()
        if name not in _NO_WORDS
        for one in _texts(value)
        if not (name in _REFERENCES and official_references.is_only(one))
    ]


def _texts(value: Any) -> list[str]:
    several = value if isinstance(value, list) else [value]
    return [one for one in several if isinstance(one, str) and len(one) > 1]


def crossed(ctx: Context, to: Iterable[int], origin: int | None = None) -> dict[str, Corridor]:
    """By country, the pointer corridors on the way to these agencies."""
    start = origin if origin is not None else ctx.officer.agency_id
    ways = {one: access.corridor_between(ctx.work, start, one) for one in dict.fromkeys(to)}
    return {
        ctx.work.need(Agency, agency_id).country or "": corridor
        for agency_id, corridor in ways.items()
        if corridor.rule is Rule.POINTER
    }


def look(
    ctx: Context,
    texts: Sequence[str],
    to: Iterable[int],
    item: Item = NO_ITEM,
    origin: int | None = None,
    is_personal: bool = False,
) -> Look:
    """Nothing is looked for where no such corridor is crossed."""
    to = list(to)
    corridors = crossed(ctx, to, origin)
    if not corridors:
        return Look(texts, [[] for _ in texts], {})

    @cache
    def known() -> Known:
        """Read where something has to be compared with it: most lines name nobody."""
        return known_to(ctx.work, {*to, ctx.officer.agency_id, *([origin] if origin is not None else [])})

    def is_known(words: str) -> bool:
        return known().holds(words)

    decided = decided_about(ctx.work, item)
    found = [[one for one in find(text, is_known) if one.text not in decided.released] for text in texts]
    doubtful = is_personal or any(is_doubtful(text, is_known) for text in texts)
    barred = next((one for one in map(spoken_of, texts) if one is not None), None)
    return Look(texts, found, corridors, doubtful, barred)
