"""What a bench gives back, and the one table they all print."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

_ROW = "{:<58} {:>12} {:>12} {:>8}   {}"


@dataclass(frozen=True)
class Figure:
    """`ours` beside `bare`, its bare counterpart in the same run, both in `unit`; `goal` for their ratio."""

    work: str
    unit: str
    ours: Sequence[float]
    bare: Sequence[float]
    goal: str
    least: float | None = None  # the ratio must be at least this
    most: float | None = None  # or at most this
    note: str = ""
    at_most: float | None = None  # an absolute goal for ours, in `unit`

    @property
    def ratio(self) -> float:
        return median(self.ours) / median(self.bare)

    @property
    def is_met(self) -> bool:
        return (
            (self.least is None or self.ratio >= self.least)
            and (self.most is None or self.ratio <= self.most)
            and (self.at_most is None or median(self.ours) <= self.at_most)
        )


def table(figures: Sequence[Figure]) -> str:
    lines = [_ROW.format("work (medians)", "ours", "bare", "ratio", "goal")]
    for one in figures:
        ours, bare = (f"{median(values):.4g} {one.unit}" for values in (one.ours, one.bare))
        verdict = f"{one.goal}: {'met' if one.is_met else 'MISSED'}{'; ' + one.note if one.note else ''}"
        lines.append(_ROW.format(one.work, ours, bare, f"{one.ratio:.2f}", verdict))
    return "\n".join(lines)
