"""One of several processes on one database, where a lot is due: it says “ready”, waits for a line, and works.

Until nothing is due any more it ticks and delivers; then it prints the ids of the letters it sent.

    python -m tests.reminders.child FOLDER URL INSTANT
"""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import col, func, select

from bot.channels.console import Console
from bot.clock import VirtualClock
from bot.home.network import open_home
from bot.pipeline.service import Service
from storage.outbox import Fate, Outgoing
from storage.reminders import Reminder, ReminderState, Ring

_MOST_ROUNDS = 5000


async def work(folder: Path, url: str, at: datetime) -> list[int]:
    home, sent = open_home(url, folder / "data.key", folder / "files"), list[int]()
    service = Service(home, [Console(lambda letter: sent.append(letter.id))], VirtualClock(at))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    for _ in range(_MOST_ROUNDS):
        await asyncio.to_thread(service.ticker.run_due)
        await service.delivery.step()
        if _left(service, at) == 0:
            break
        await asyncio.sleep(0.01)  # SQLite knows no queue: who never lets go keeps the other out
    home.close()
    return sent


def _left(service: Service, at: datetime) -> int:
    with service.home.database.work(at, write=False) as work:
        counts = (
            select(func.count()).where(Reminder.state == ReminderState.WAITING, Reminder.due_at <= at),
            select(func.count()).where(Ring.state == ReminderState.WAITING, Ring.due_at <= at),
            select(func.count()).where(col(Outgoing.fate).in_([Fate.WAITING, Fate.SENDING])),
        )
        return sum(work.first(count) or 0 for count in counts)


if __name__ == "__main__":
    when = datetime.fromisoformat(sys.argv[3]).astimezone(UTC)
    letters = asyncio.run(work(Path(sys.argv[1]), sys.argv[2], when))
    sys.stdout.write(json.dumps(letters) + "\n")
