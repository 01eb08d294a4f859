"""`python -m tests.words.libraries [TABLE …]`: libraries of dates on the lines that name one moment.

It wants dateparser, parsedatetime and recurrent installed beside it, which nothing else here does; each is
asked as its pages say, for a moment to come. Of theirs only the moment is compared: none of them reads what
the line is for. Of Liaison's answer everything that is right counts.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bot.chat.script import START
from tests.words import wording
from tests.words.judging import judge, moments
from tests.words.playing import Networks, play
from tests.words.test_tables import lines, steps

Line = dict[str, str]
_EN = r"[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2}(?: \d{4})? \d{1,2}:\d\d"
_ZH = r"\d{1,2}月\d{1,2}日(?:周.)? ?\d{1,2}:\d\d"
_ONE = re.compile(f"(?:{_EN}|{_ZH})(?=[,，;；。]|$)")
_ON_WHOSE_CLOCK = re.compile(r" (?:Madrid|Berlin|Paris|Rome|Beijing)(?= ?“| ?,|$)[ ,]*(?:“[^”]*”)?$")
_ZONES = {
    "spain": "Europe/Madrid",
    "italy": "Europe/Rome",
    "germany": "Europe/Berlin",
    "france": "Europe/Paris",
    "netherlands": "Europe/Amsterdam",
    "uk": "Europe/London",
    "nordic": "Europe/Copenhagen",
}


def of_one_moment(table: str) -> Iterator[tuple[Line, set[str], datetime]]:
    """Lines for which exactly one moment is right: it, and the time on the clock of who says them."""
    for line in lines(table):
        right = _ON_WHOSE_CLOCK.sub("", wording.known(line["right"]))
        found = _ONE.match(right)
        if found is None or " or " in right or "或" in right:
            continue
        said_at = [step[2:] for step in steps(line["before"]) if step.startswith("@ 20")]
        at = datetime.fromisoformat(said_at[-1]) if said_at else START
        zone = ZoneInfo(_ZONES.get(line["who"], "Asia/Shanghai"))
        yield line, moments(found[0]), at.astimezone(zone).replace(tzinfo=None)


Reads = Callable[[Line, datetime], datetime | None]


def _dateparser(line: Line, now: datetime) -> datetime | None:
    search = import_module("dateparser.search").search_dates
    settings = {"RELATIVE_BASE": now, "PREFER_DATES_FROM": "future", "DATE_ORDER": "DMY"}
    found = search(line["said"], languages=[line["language"]], settings=settings)
    return found[0][1].replace(tzinfo=None) if found else None


def _parsedatetime(line: Line, now: datetime) -> datetime | None:
    found = import_module("parsedatetime").Calendar().nlp(line["said"], sourceTime=now.timetuple())
    return found[0][0] if found else None


def _recurrent(line: Line, now: datetime) -> datetime | None:
    found = import_module("recurrent.event_parser").RecurringEvent(now_date=now).parse(line["said"])
    return found if isinstance(found, datetime) else None


LIBRARIES: dict[str, Reads] = {
    "dateparser": _dateparser,
    "parsedatetime": _parsedatetime,
    "recurrent": _recurrent,
}


def verdict(reads: Reads, line: Line, right: set[str], now: datetime) -> str:
    try:
        found = reads(line, now)
    except Exception as error:  # noqa: BLE001 - one of them fails on some lines: that is its answer
        return f"failed ({type(error).__name__})"
    if found is None:
        return "none"
    return "right" if right <= {f"{found.day}.{found.month}", f"{found.hour}:{found.minute:02}"} else "wrong"


def _liaison(chosen: list[Line]) -> Counter[tuple[str, str]]:
    with TemporaryDirectory() as folder:
        networks = Networks(Path(folder))
        return Counter((line["language"], str(judge(play(networks, line)))) for line in chosen)


def main(tables: list[str]) -> None:
    chosen = [one for table in tables for one in of_one_moment(f"{table}.tsv")]
    print("Liaison", dict(sorted(_liaison([line for line, *_ in chosen]).items())))
    for name, reads in LIBRARIES.items():
        counts = Counter((line["language"], verdict(reads, line, right, now)) for line, right, now in chosen)
        print(name, dict(sorted(counts.items())))


if __name__ == "__main__":
    main(sys.argv[1:] or ["lines"])
