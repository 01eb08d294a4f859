"""`python -m tests.year [--requests N]`: a year at full size, which takes longer than a test may.

`--week`: instead, how often each of 60 officers is told something in a week, as a table.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.year import week
from tests.year.outcome import lived


def main() -> int:
    """0 where every reminder went out once and in its hour."""
    parser = argparse.ArgumentParser(prog="python -m tests.year")
    parser.add_argument("--requests", type=int, default=5000, metavar="N", help="5000 unless told otherwise")
    parser.add_argument("--week", action="store_true", help="count what people are told in a week")
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep what the week counted, for the plot")
    parser.add_argument("--processes", type=int, default=2, metavar="N", help="parts of the network: 2")
    asked = parser.parse_args()
    # in memory where there is such a folder: what is asked is who was told when, not how fast the disk is
    with TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:  # noqa: S108 (a new, private folder in it)
        if asked.week:
            table = week.lived(Path(folder))
            sys.stdout.write(f"{table}\n")
            if asked.save is not None:
                asked.save.write_text(table.to_json(), encoding="utf-8")
            return 0
        outcome = lived(Path(folder), asked.requests, asked.processes)
    sys.stdout.write(f"{outcome}\n")
    for number, handle, at in outcome.faults[:20]:
        sys.stdout.write(f"{number}, {handle}, {at:%Y-%m-%d %H:%M:%S} UTC\n")
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
