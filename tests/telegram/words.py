"""Each line of the tables, typed on a phone: what of it still stands in the chat afterwards.

`python -m tests.telegram.words [lines|lines-unseen|lines-fresh]` plays all of them and prints those that
should not stand. A line that was taken as something to be kept (a clue, a request, an answer, a reminder's
words) is above what Telegram may hold, unless it marks itself GREEN: it has to leave, and nobody's screen
may repeat its words.
"""

import asyncio
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import col, select

from bot.chat.script import START
from storage.outbox import Outgoing
from storage.people import officer_named
from tests.talk import Talk
from tests.telegram.phones import GREEN, NUMBERS, Phones, phones_of, words_of
from tests.words.playing import Line, Networks
from tests.words.test_tables import lines

# answers that say: what you typed is kept, or goes out
TOOK = re.compile(
    r"words\.loose|form\.summary|clue\.(?:filed|added|which_country|changed)|request\.(?:filed|done|added)"
    r"|remind\.(?:kept|when)|answer\.which|screening\.ask"
)
_FREE = re.compile(r"TLP:? ?(?:GREEN|CLEAR|WHITE)|绿色|白色", re.IGNORECASE)
_REFERENCE = re.compile(r"[A-Z]-[0-9A-Z]{4}")  # a reply may name what it is about
_RUN = 16  # characters that are repeated by no chance; half as many of Chinese
_LONG = 40  # a shorter line is a move or a greeting, and holds nothing


@dataclass(frozen=True)
class Stood:
    """What should not be there: the line itself, or a message that repeats it."""

    line: Line
    what: str


def runs(said: str) -> Iterable[str]:
    size = _RUN if said.isascii() else _RUN // 2
    found = (said[at : at + size] for at in range(max(len(said) - size, 0)))
    return (one for one in found if not _REFERENCE.search(one))


def is_long(said: str) -> bool:
    return len(said) >= (_LONG if said.isascii() else _LONG // 3)


def stood(networks: Networks, line: Line) -> list[Stood]:
    """Said before, at the console; the line itself on the phone."""
    first, *rest = [step for step in line["before"].split(" ⏎ ") if step] or [""]
    is_moment = first.startswith("@ 20")
    at = datetime.fromisoformat(first[2:]) if is_moment else START
    with networks.at(at) as talk:
        talk(*(rest if is_moment else [step for step in (first, *rest) if step]))
        refs = [ref for event in talk.everything.events for ref in event["refs"]]
        said = line["said"].replace("{ref}", str(refs[-1]) if refs else "")
        return [Stood(line, what) for what in asyncio.run(_typed(talk, line["who"], said))]


async def _typed(talk: Talk, who: str, said: str) -> list[str]:
    if who not in NUMBERS:
        return []
    async with phones_of(talk, GREEN, has_console=True) as phones:
        earlier = _told(phones, who)
        await phones(f"{who}> {said}")
        return list(_standing(phones, who, said, _told(phones, who)[len(earlier) :]))


def _told(phones: Phones, who: str) -> list[str]:
    with phones.talk.work() as work:
        officer = officer_named(work, who)
        assert officer is not None
        mine = select(Outgoing.kind).where(Outgoing.officer_id == officer.id).order_by(col(Outgoing.id))
        return list(work.all(mine))


def _standing(phones: Phones, who: str, said: str, kinds: list[str]) -> Iterable[str]:
    took = is_long(said) and any(TOOK.fullmatch(kind) for kind in kinds)
    if _FREE.search(said) or not took:
        return
    if said in phones.typed(who):
        yield f"typed, answered by {', '.join(kinds)}"
    for name, number in NUMBERS.items():
        for message in phones.people.said(number):
            if any(run in words_of(message) for run in runs(said)):
                yield f"repeated to {name}: {words_of(message)[:120]!r}"


def all_stood(folder: Path, chosen: Iterable[Line]) -> list[Stood]:
    networks = Networks(folder)
    return [one for line in chosen for one in stood(networks, line)]


def main(names: list[str]) -> None:
    chosen = [line for name in names or ["lines"] for line in lines(f"{name}.tsv")]
    with TemporaryDirectory() as folder:
        found = all_stood(Path(folder), chosen)
    for one in found:
        print(f"{one.line['who']}> {one.line['said']}\n   {one.what}")
    print(f"{len(chosen)} lines, {len(found)} messages that may not stay")


if __name__ == "__main__":
    main(sys.argv[1:])
