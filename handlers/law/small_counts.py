"""What may be said of how many: counts to the nearest five, and nothing below five.

Conventional rounding to base 5 and a threshold of 5 (OECD glossary of statistical terms, "rounding" and
"threshold rule"). Rounding alone does not hide a cell: a total may give it away. Whoever shows a table leaves
what is too small out of its totals, too.
"""

from collections.abc import Sequence
from datetime import timedelta

BASE = 5
_ENOUGH = 10  # values below which a median speaks of single matters


def rounded(count: int) -> int | None:
    """To the nearest multiple of five; None below five, and for zero, which says as much as any figure."""
    return None if count < BASE else BASE * ((count + 2) // BASE)


def share(lengths: Sequence[timedelta], part: float) -> timedelta | None:
    """The length within which that part of them ended (nearest rank); None where they are too few."""
    if len(lengths) < _ENOUGH:
        return None
    ordered = sorted(lengths)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
