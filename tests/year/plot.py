"""`python -m tests.year.plot BEFORE AFTER PICTURE`: two lived weeks, kept with `--save`, side by side."""

import json
import sys
from collections.abc import Mapping
from itertools import accumulate
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

_COLOURS = {"before": "#b0703c", "after": "#2c6e8f"}
_MOST = 25  # messages of a day that the picture shows
Kept = Mapping[str, Any]


def draw(kept: Mapping[str, Kept], picture: Path) -> None:
    figure = Figure(figsize=(9.5, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    for place, (name, week) in enumerate(kept.items()):
        _shares(left, name, week)
        _hours(right, name, week, place)
    left.set(xlabel="messages nobody asked for, of an officer and day", ylabel="% of days with that or fewer")
    left.axvline(4, color="#999999", linewidth=0.8, linestyle=":")
    left.axvline(8, color="#999999", linewidth=0.8, linestyle=":")
    left.set(xlim=(0, _MOST), ylim=(0, 100))
    right.set(xlabel="hour of the reader's clock", ylabel="messages that are not urgent")
    right.axvspan(-0.5, 6.5, color="#eeeeee", zorder=0)
    right.axvspan(21.5, 23.5, color="#eeeeee", zorder=0)
    right.set(xlim=(-0.5, 23.5))
    for axes in (left, right):
        axes.legend(frameon=False)
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(picture, dpi=110)


def _shares(axes: Any, name: str, week: Kept) -> None:
    days = dict(week["days"])
    counts = [days.get(number, 0) for number in range(_MOST + 1)]
    shares = [100 * so_far / sum(days.values()) for so_far in accumulate(counts)]
    axes.step(range(_MOST + 1), shares, where="post", color=_COLOURS[name], label=name)


def _hours(axes: Any, name: str, week: Kept, place: int) -> None:
    hours = dict(week["hours"])
    axes.bar(
        [hour + 0.4 * place - 0.2 for hour in range(24)],
        [hours.get(hour, 0) for hour in range(24)],
        width=0.4,
        color=_COLOURS[name],
        label=name,
    )


if __name__ == "__main__":
    *weeks, target = map(Path, sys.argv[1:])
    kept = [json.loads(path.read_text(encoding="utf-8")) for path in weeks]
    draw(dict(zip(_COLOURS, kept, strict=True)), target)
