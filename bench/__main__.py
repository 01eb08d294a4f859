"""`python -m bench [NAME …] [--quick]`: each bench in turn, then the table of all. No name: all of them."""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from bench.figures import Figure, table

BENCHES = (
    "contacts",
    "library",
    "matching",
    "matrix",
    "matrix_notice",
    "reading",
    "reminders",
    "start",
    "telegram",
)
"""Modules of this package with `measure(quick: bool) -> list[Figure]`."""


def measure(name: str, *, quick: bool) -> list[Figure]:
    run: Callable[[bool], list[Figure]] = import_module(f"bench.{name}").measure
    return run(quick)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHES)}")
    parser.add_argument("--quick", action="store_true", help="smaller amounts: to see that it works")
    chosen = parser.parse_args(arguments)
    figures: list[Figure] = []
    for name in chosen.names or BENCHES:
        sys.stderr.write(f"{name} …\n")
        figures += measure(name, quick=chosen.quick)
    sys.stdout.write(table(figures) + "\n")


if __name__ == "__main__":
    main()
