"""What the finder finds of a table of sentences: precision and recall, kind by kind."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from handlers.recognising.finder import find
from handlers.recognising.model import Finding
from tests.screening.network import allowed
from tests.screening.test_sentences import spans

CHECKED = frozenset({"card", "cn-id", "crypto", "iban", "imei", "uscc"})  # a check digit proves them
# as right as the kind in the table, by its README
_AS_RIGHT = {"account": {"url", "phone"}, "phone": {"account"}, "url": {"account"}}


@dataclass
class Figures:
    """`right`: spans found; `wrong`: findings that are no span; `missed`: spans not found."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def precision(self, *kinds: str) -> float:
        right, wrong = _sum(self.right, kinds), _sum(self.wrong, kinds)
        return right / (right + wrong) if right + wrong else 1.0

    def recall(self, *kinds: str) -> float:
        right, missed = _sum(self.right, kinds), _sum(self.missed, kinds)
        return right / (right + missed) if right + missed else 1.0


def _sum(counts: Counter[str], kinds: Iterable[str]) -> int:
    return sum(counts[kind] for kind in kinds)


def measure(rows: Iterable[Mapping[str, str]]) -> Figures:
    """A finding is right where it overlaps a span of its kind by half of the longer one or more."""
    figures = Figures()
    for row in rows:
        found, marked = find(row["sentence"], allowed), [*_marked(row)]
        for kind, start, end in marked:
            hit = next((one for one in found if _fits(one, kind, start, end)), None)
            (figures.right if hit else figures.missed)[kind] += 1
            if hit is None:
                figures.errors.append(f"missed {kind}: {row['sentence'][start:end]!r} in {row['sentence']}")
        for one in found:
            if not any(_fits(one, *span) for span in marked):
                figures.wrong[one.kind] += 1
                figures.errors.append(f"wrong {one.kind}: {one.text!r} in {row['sentence']}")
    return figures


def _marked(row: Mapping[str, str]) -> Iterator[tuple[str, int, int]]:
    at = 0
    for kind, characters in spans(dict(row)):
        start = row["sentence"].find(characters, at)
        start = start if start >= 0 else row["sentence"].index(characters)
        at = start + len(characters)
        yield kind, start, at


def _fits(one: Finding, kind: str, start: int, end: int) -> bool:
    common = min(one.end, end) - max(one.start, start)
    is_kind = one.kind == kind or one.kind in _AS_RIGHT.get(kind, set())
    return is_kind and common * 2 >= max(one.end - one.start, end - start)
