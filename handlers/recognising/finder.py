"""What looks like personal data in a text: of what kind, and where."""

from collections.abc import Callable, Iterable, Iterator

from handlers.law import official_references
from handlers.recognising import chinese_names, english_names
from handlers.recognising.checks import bank_account
from handlers.recognising.folding import Folded, fold
from handlers.recognising.model import Finding, Glance, bare, found_by
from handlers.recognising.numbers import NUMBERS
from handlers.recognising.writings import WRITINGS

Allowed = Callable[[str], bool]


def nobody(_said: str) -> bool:
    """Nothing is allowed."""
    return False


def find(raw: str, allowed: Allowed = nobody) -> list[Finding]:
    """In the order of the text; of two that overlap, the surer one, then the longer one. `allowed`: what is
    known, and nobody's secret: agencies, and the network's own people and desks."""
    if not raw:
        return []
    text = fold(raw)
    hits = [*_hits(text, allowed)]
    hits.sort(key=lambda one: (-one.score, one.start - one.end))
    taken: list[Finding] = []
    covered = bytearray(len(raw))
    for hit in hits:
        if not any(covered[hit.start : hit.end]):
            covered[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            taken.append(hit)
    return sorted(taken, key=lambda one: one.start)


def _hits(text: Folded, allowed: Allowed) -> Iterator[Finding]:
    has_figures = any(char.isdigit() for char in text.plain)
    official = [*official_references.spans(text.plain)] if has_figures else []
    table = (*WRITINGS, *NUMBERS) if has_figures else WRITINGS
    glance = Glance(text.plain)
    for recogniser in (one for one in table if one.may_be_in(glance)):
        for start, end, score in found_by(recogniser, glance):
            if recogniser.kind == "iban":
                end = _account_end(text.plain, start, end)
            if end > start and not _is_within(official, start, end):
                yield from _finding(text, recogniser.kind, start, end, score, allowed)
    for names in (english_names.found, chinese_names.found):
        for start, end, score in names(text.plain, allowed):
            yield from _finding(text, "name", start, end, score, allowed)


def _finding(
    text: Folded, kind: str, start: int, end: int, score: float, allowed: Allowed
) -> Iterator[Finding]:
    first, last = text.span(start, end)
    said = text.raw[first:last]
    if not allowed(said):
        yield Finding(kind, first, last, said, score)


def _is_within(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(first <= start and end <= last for first, last in spans)


def _account_end(plain: str, start: int, end: int) -> int:
    """An IBAN ends where its digits prove it; what follows with a blank between is another word. `start`
    where none of it does."""
    ends = [place for place in range(end, start + 14, -1) if plain[place - 1].isalnum()]
    return next((place for place in ends if bank_account(bare(plain[start:place]))), start)
