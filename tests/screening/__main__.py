"""`python -m tests.screening [file.tsv ...] [--errors]`: precision and recall per kind, and the time."""

import sys
import time
from pathlib import Path

from handlers.recognising.finder import find
from tests.screening.measuring import CHECKED, Figures, measure
from tests.screening.test_sentences import LATER, TABLE, sentences


def main(arguments: list[str]) -> None:
    named = [one for one in arguments if not one.startswith("--")]
    rows = [row for path in ([Path(one) for one in named] or [TABLE, LATER]) for row in sentences(path)]
    figures = measure(rows)
    show(figures)
    for language in ("en", "zh"):
        alone = measure(row for row in rows if row["language"] == language)
        print(f"names, {language}: P {alone.precision('name'):.3f} R {alone.recall('name'):.3f}")
    print(f"1,000 characters: {timed(rows, 'en'):.2f} ms English, {timed(rows, 'zh'):.2f} ms Chinese")
    if "--errors" in arguments:
        print("\n".join(figures.errors))


def show(figures: Figures) -> None:
    kinds = sorted({*figures.right, *figures.wrong, *figures.missed})
    print(f"{'kind':<12}{'right':>6}{'wrong':>6}{'missed':>7}{'P':>7}{'R':>7}")
    for kind in kinds:
        counts = figures.right[kind], figures.wrong[kind], figures.missed[kind]
        shown = f"{figures.precision(kind):>7.3f}{figures.recall(kind):>7.3f}"
        print(f"{kind:<12}{counts[0]:>6}{counts[1]:>6}{counts[2]:>7}{shown}")
    for title, some in (
        ("checksummed", [kind for kind in kinds if kind in CHECKED]),
        ("structured", [kind for kind in kinds if kind != "name"]),
        ("all", kinds),
    ):
        print(f"{title}: P {figures.precision(*some):.3f} R {figures.recall(*some):.3f}")


def timed(rows: list[dict[str, str]], language: str) -> float:
    """Milliseconds of computing for 1,000 characters: the quickest of 60, for others compute here, too."""
    text = " ".join(row["sentence"] for row in rows if row["language"] == language)[:1000]
    took = []
    for _ in range(60):
        before = time.process_time()
        find(text)
        took.append((time.process_time() - before) * 1000 * 1000 / len(text))
    return min(took)


if __name__ == "__main__":
    main(sys.argv[1:])
