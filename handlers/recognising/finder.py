"""What looks like personal data in a text: of what kind, and where."""

from collections.abc import Callable, Iterable, Iterator

from handlers.law import official_references
from handlers.recognising import chinese_names, english_names
from handlers.recognising.checks import bank_account
from handlers.recognising.folding import Folded, fold
from handlers.recognising.joining import added, joined
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
    taken = _best(_found(text, allowed), len(raw))
    across = (one for piece in joined(text) for one in _found(piece.text, allowed, piece.crosses))
    broken = [*added(taken, _best(across, len(raw)))]
    if not broken:
        return taken
    whole = [one for one in taken if not any(one.overlaps(other) for other in broken)]
    return sorted([*whole, *broken], key=lambda one: one.start)


def _best(hits: Iterable[Finding], length: int) -> list[Finding]:
    taken: list[Finding] = []
    covered = bytearray(length)
    for hit in sorted(hits, key=lambda one: (-one.score, one.start - one.end)):
        if not any(covered[hit.start : hit.end]):
            covered[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            taken.append(hit)
    return sorted(taken, key=lambda one: one.start)


def _anywhere(_start: int, _end: int) -> bool:
    return True


def _found(
    text: Folded, allowed: Allowed, may_lie: Callable[[int, int], bool] = _anywhere
) -> Iterator[Finding]:
    """`may_lie`: whether a find may be there in the plain text."""
    for kind, start, end, score in _hits(text.plain, allowed):
        first, last = text.span(start, end)
        said = text.raw[first:last]
        if may_lie(start, end) and not allowed(said):
            yield Finding(kind, first, last, said, score)


def _hits(plain: str, allowed: Allowed) -> Iterator[tuple[str, int, int, float]]:
    """(kind, start, end, score)"""
    has_figures = any(char.isdigit() for char in plain)
    official = [*official_references.spans(plain)] if has_figures else []
    table = (*WRITINGS, *NUMBERS) if has_figures else WRITINGS
    glance = Glance(plain)
    for recogniser in (one for one in table if one.may_be_in(glance)):
        for start, end, score in found_by(recogniser, glance):
            if recogniser.kind == "iban":
                end = _account_end(plain, start, end)
            if end > start and not _is_within(official, start, end):
                yield recogniser.kind, start, end, score
    for names in (english_names.found, chinese_names.found):
        for start, end, score in names(plain, allowed):
            yield "name", start, end, score


def _is_within(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(first <= start and end <= last for first, last in spans)


def _account_end(plain: str, start: int, end: int) -> int:
    """An IBAN ends where its digits prove it; what follows with a blank between is another word. `start`
    where none of it does."""
    ends = [place for place in range(end, start + 14, -1) if plain[place - 1].isalnum()]
    return next((place for place in ends if bank_account(bare(plain[start:place]))), start)
