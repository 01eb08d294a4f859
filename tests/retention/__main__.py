"""`python -m tests.retention [--step DAYS] [--every DAYS]`: two years on SQLite and PostgreSQL.

What is erased, and when; and what of it is left in the database's files to somebody who has the keys.
"""

import argparse
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import furnished, postgres
from tests.retention.life import Life, Report, lived
from tests.talk import Talk, talk_at


def main() -> int:
    """0 where all of it was erased on time, and nothing of it is left."""
    parser = argparse.ArgumentParser(prog="python -m tests.retention")
    parser.add_argument(
        "--step", type=int, default=6, metavar="DAYS", help="how far the clock goes at a time"
    )
    parser.add_argument("--every", type=int, default=60, metavar="DAYS", help="something is filed so often")
    asked = parser.parse_args()
    faults = 0
    for name, network in (("SQLite", _on_sqlite), ("PostgreSQL", _on_postgres)):
        with TemporaryDirectory() as folder, network(Path(folder)) as talk:
            before = time.monotonic()
            report = lived(Life(talk, Path(folder)), asked.step, asked.every)
            sys.stdout.write(f"{name}, {time.monotonic() - before:.0f} s\n{_said(report)}\n")
            faults += len(report.faults)
    return 1 if faults else 0


@contextmanager
def _on_sqlite(folder: Path) -> Iterator[Talk]:
    talk = talk_at(f"sqlite:///{folder / 'liaison.db'}", folder)
    yield talk
    talk.home.database.close()


@contextmanager
def _on_postgres(folder: Path) -> Iterator[Talk]:
    with postgres.server() as server:
        url = server.create_prepared("furnished", furnished.furnish)
        shutil.copy(furnished.key_file(), folder / "data.key")
        talk = talk_at(url, folder)
        yield talk
        talk.home.database.close()
        server.drop(url)


def _said(report: Report) -> str:
    return "\n".join(
        [*(f"  {line}" for line in report.lines()), *(f"  WRONG {one}" for one in report.faults)]
    )


if __name__ == "__main__":
    sys.exit(main())
