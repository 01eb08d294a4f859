"""`python -m tests.crash.growth [--strangers N] [--puppets N]`: what outsiders can make us keep, in bytes.

10,000 strangers who write 4,000 characters each, 1,000 puppets who send keys and events that nobody can
read, an officer who was suspended and goes on sending files and messages: at once, and 62 days later. What
the same left before there were totals and ages stands beside it, where it was measured.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from nio.crypto import OutboundGroupSession

from bot.channels.matrix.keys.crypto import MEGOLM, Crypto
from bot.channels.matrix.keys.machine import OlmPayload
from bot.channels.matrix.receiving.parked import Waiting
from bot.channels.matrix.receiving.reading import Parked
from handlers.vocabulary.incoming import Incoming, IncomingFile
from storage.people import State, officer_named
from tests.matrix.pair import NOON, device
from tests.talk import Talk, talk_at

_TEXT = "x" * 4_000
_KEYS, _EVENTS, _EVENT = 20, 50, 64_000  # of one puppet: room keys, events without a key, bytes of each
_FILE = 1_000_000  # bytes
_ROW = "{:<58} {:>16} {:>14} {:>14}"


@dataclass(frozen=True)
class Growth:
    """Bytes. `before`: at a9d152e, as measured then, for as many; None: it was not."""

    what: str
    before: int | None
    now: int
    later: int

    def __str__(self) -> str:
        before = "?" if self.before is None else f"{self.before:,}"
        return _ROW.format(self.what, before, f"{self.now:,}", f"{self.later:,}")


def table(strangers: int, puppets: int, files: int) -> Iterator[Growth]:
    """Each line as soon as it is measured."""
    yield from _crowd(strangers)
    yield _room_keys(puppets)
    yield _parked(puppets)
    yield from _suspended(strangers, files)


def _crowd(count: int) -> Iterator[Growth]:
    with TemporaryDirectory() as folder:
        talk = _talk(Path(folder))
        empty = _size(Path(folder))
        _come(talk, [f"crowd{number}" for number in range(count)])
        now = _size(Path(folder)) - empty
        yield Growth(f"{count:,} strangers write once", 2_300 * count, now, _later(talk, folder) - empty)
        talk.home.close()


def _room_keys(puppets: int) -> Growth:
    """Only on disk: what is in memory is as little, and gone with the process."""
    with TemporaryDirectory() as folder:
        bot = device(Path(folder), "liaison")
        empty = _size(Path(folder))
        for number in range(puppets):
            _send_keys(bot, f"@p{number}:evil{number % 25}.example", f"curve {number}")
        kept = sum(1 for _ in bot._machine.inbound_group_store)
        what = f"{puppets:,} puppets send {_KEYS} room keys each ({kept} in memory)"
        grown = _size(Path(folder)) - empty
        return Growth(what, 3_400 * _KEYS * puppets, grown, grown)


def _send_keys(bot: Crypto, who: str, key: str) -> None:
    for number in range(_KEYS):
        made = OutboundGroupSession()
        content = {"algorithm": MEGOLM, "room_id": f"!{number}:evil.example", "session_id": made.id}
        content["session_key"] = made.session_key
        bot.take_room_key(OlmPayload(who, key, f"ed {key}", "m.room_key", content))


def _parked(puppets: int) -> Growth:
    waiting, body = Waiting(), "A" * _EVENT
    for number in range(_EVENTS * puppets):
        who = f"@p{number % puppets}:evil{number % 25}.example"
        event = {"event_id": f"$e{number}", "sender": who, "content": {"ciphertext": body}}
        kept, gone = waiting.admit([Parked("!r:evil.example", event, NOON)], {})
        waiting.drop(gone)
        waiting.put(kept)
    what = f"{puppets:,} puppets send {_EVENTS} events of 64 KB without a key"
    now = len(waiting.events) * _EVENT
    waiting.drop(waiting.too_old(NOON.replace(day=NOON.day + 1)))
    return Growth(what, _EVENT * _EVENTS * puppets, now, len(waiting.events) * _EVENT)


def _suspended(messages: int, files: int) -> Iterator[Growth]:
    with TemporaryDirectory() as folder:
        talk = _talk(Path(folder))
        with talk.work() as work:
            italy = officer_named(work, "italy")
            assert italy is not None
            italy.state = State.SUSPENDED
            work.session.add(italy)
        empty = _size(Path(folder))
        photo = Path(folder) / "photo.jpg"
        photo.write_bytes(b"x" * _FILE)
        sent = IncomingFile("photo.jpg", "image/jpeg", str(photo), _FILE)
        _come(talk, ["italy"] * files, (sent,))
        photo.unlink()
        now = _size(Path(folder)) - empty
        what = f"a suspended officer sends {files} files of 1 MB"
        yield Growth(what, _FILE * files, now, _later(talk, folder) - empty)
        empty = _size(Path(folder))
        _come(talk, ["italy"] * messages)
        now = _size(Path(folder)) - empty
        what = f"… and {messages:,} messages of 4,000 characters"
        yield Growth(what, None, now, _later(talk, folder) - empty)
        talk.home.close()


def _talk(folder: Path) -> Talk:
    return talk_at(f"sqlite:///{folder / 'liaison.db'}", folder)


def _come(talk: Talk, senders: list[str], files: tuple[IncomingFile, ...] = ()) -> None:
    """Each writes once, as fast as it is taken."""
    service, at = talk.runner.service, talk.clock.now()
    made = [
        Incoming(
            "console", who, f"{at:%H%M%S}-{number}-{bool(files)}", at, "" if files else _TEXT, files=files
        )
        for number, who in enumerate(senders)
    ]

    async def come_in() -> None:
        for first in range(0, len(made), 500):
            await service.intake.take("console", made[first : first + 500])
            await service.quiet()

    asyncio.run(come_in())
    talk.home.database.cut_log()


def _later(talk: Talk, folder: str) -> int:
    """After 62 days; what is free inside the database file is used again, and counts as nothing."""
    talk("@ +31d", "@ +31d")
    talk.home.database.cut_log()
    with talk.work() as work:
        run = work.session.connection().exec_driver_sql
        free = run("PRAGMA freelist_count").scalar_one() * run("PRAGMA page_size").scalar_one()
    return _size(Path(folder)) - int(free)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.crash.growth")
    parser.add_argument(
        "--strangers", type=int, default=10_000, metavar="N", help="10000 unless told otherwise"
    )
    parser.add_argument("--puppets", type=int, default=1_000, metavar="N", help="1000 unless told otherwise")
    given = parser.parse_args()
    sys.stdout.write(_ROW.format("bytes that stay", "a9d152e", "now, at once", "62 days later") + "\n")
    for line in table(given.strangers, given.puppets, 60):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
