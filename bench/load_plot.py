"""`python -m bench.load_plot FILE [FILE …] PICTURE`: loads that `bench.load --save` kept, one column each."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

_COLOURS = {"telegram": "#2c6e8f", "matrix": "#b0703c"}
_NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
_PANELS = ("memory, MB", "oldest in the queue, s", "open descriptors")

Kept = Mapping[str, Any]


def draw(kept: Sequence[Kept], picture: Path) -> None:
    figure = Figure(figsize=(5.0 * len(kept), 7.6), layout="constrained")
    columns = figure.subplots(1 + len(_PANELS), len(kept), sharex="col", sharey="row", squeeze=False)
    for number, one in enumerate(kept):
        _column([row[number] for row in columns], one)
    for axes, label in zip((row[0] for row in columns), ("answered after, s", *_PANELS), strict=True):
        axes.set_ylabel(label)
    figure.savefig(picture, dpi=110)


def _column(places: Sequence[Any], one: Kept) -> None:
    begun = min(at for at, *_ in one["took"])
    top = places[0]
    for channel, colour in _COLOURS.items():
        dots = [((at - begun) / 60, took) for at, where, _, took in one["took"] if where == channel]
        top.scatter(*zip(*dots, strict=True), s=5, color=colour, label=channel, linewidths=0)
    top.set(yscale="log", title=_NAMES[one["database"]])
    top.legend(frameon=False, markerscale=2)
    samples = [((at - begun) / 60, held, age, opened) for at, held, opened, age in one["samples"]]
    for place, axes in enumerate(places[1:], start=1):
        axes.plot([row[0] for row in samples], [row[place] for row in samples], color="#2c6e8f", linewidth=1)
        axes.set_ylim(bottom=0)
    for axes in places:
        for at in one["kills"]:
            axes.axvline((at - begun) / 60, color="#999999", linewidth=0.8, linestyle=":")
        axes.spines[["top", "right"]].set_visible(False)
    places[-1].set_xlabel("minutes; dotted: the process is killed")


if __name__ == "__main__":
    *files, target = map(Path, sys.argv[1:])
    draw([json.loads(file.read_text(encoding="utf-8")) for file in files], target)
