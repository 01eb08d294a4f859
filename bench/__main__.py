"""`python -m bench [NAME …] [--quick | --full]`: each in turn, then a table of all. No name: all."""

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
    "scale",
    "start",
    "telegram",
)
"""Modules of this package with `measure(quick: bool) -> list[Figure]`."""


def measure(name: str, *, quick: bool, full: bool = False) -> list[Figure]:
    run: Callable[..., list[Figure]] = import_module(f"bench.{name}").measure
    return run(quick, full=True) if full and name == "scale" else run(quick)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHES)}")
    parser.add_argument("--quick", action="store_true", help="smaller amounts: to see that it works")
    parser.add_argument("--full", action="store_true", help="scale: a million of each; takes an hour")
    chosen = parser.parse_args(arguments)
    figures: list[Figure] = []
    for name in chosen.names or BENCHES:
        sys.stderr.write(f"{name} …\n")
        figures += measure(name, quick=chosen.quick, full=chosen.full)
    sys.stdout.write(table(figures) + "\n")


if __name__ == "__main__":
    main()
