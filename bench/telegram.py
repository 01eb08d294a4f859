"""Telegram: the bot and a bare echo bot, each as a process of its own, before the same emulator."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figures import Figure
from handlers import house
from tests.botapi.remote import Remote, child
from tests.telegram.house import TOKEN, enlist, furnish, queue_notice, serving

_FIRST = 5000  # the Telegram id of the first officer
_OPEN = {
    "LIAISON_TELEGRAM__CEILING": "RED",
    "LIAISON_TELEGRAM__PERSONAL_DATA": "true",
    "LIAISON_REMINDERS__WAITS": "false",  # it is to be the same at any hour
}


def measure(quick: bool) -> list[Figure]:
    """Throughput of a burst, delay of a press, and pace of a notice."""
    assert house.ROOMS  # every speech is declared
    runs = 1 if quick else 3
    with tempfile.TemporaryDirectory() as folder:
        return [
            _burst(Path(folder), runs, 500 if quick else 2000),
            _press(Path(folder), 10 if quick else 60),
            _notice(Path(folder), 300 if quick else 5000),
        ]


def _burst(folder: Path, runs: int, updates: int) -> Figure:
    ours, bare = [], []
    for run in range(runs):
        home = _network(folder / f"burst{run}", 50)
        bare.append(_handled_per_second(None, updates))
        ours.append(_handled_per_second(home, updates))
    return Figure(
        "updates of 50 officers at once, each answered", "/s", ours, bare, "≥ 0.4 × bare", least=0.4
    )


def _handled_per_second(home: Path | None, updates: int) -> float:
    """All updates wait when the bot starts; counted from its first answer to its last."""
    with child() as people:
        _introduce(people, 50)
        people.flood(enabled=False)
        for number in range(updates):
            people.text(user=_FIRST + number % 50, text="/help")
        with _bot(people, home):
            times = _answered(people, updates)
    return (len(times) - 1) / (times[-1] - times[0])


def _press(folder: Path, presses: int) -> Figure:
    """Somebody writes, the officer's message gets a button, and the officer presses it: one at a time."""
    home = folder / "press"
    furnish(home, {"spain": _FIRST, "mps": _FIRST + 1})
    bare, ours = _press_delays(None, presses, _FIRST), _press_delays(home, presses, _FIRST + 1)
    return Figure("press of a button → message changed", "ms", ours, bare, "≤ 3 × bare", most=3.0)


def _press_delays(home: Path | None, presses: int, officer: int) -> list[float]:
    """Milliseconds."""
    delays = []
    with child() as people:
        _introduce(people, 2)
        people.flood(enabled=False)
        with _bot(people, home):
            for number in range(presses):
                people.text(user=_FIRST, text=f"/clue China {number}")
                people.wait(user=officer, count=number + 1, seconds=30)
                time.sleep(0.1)
                delays.append(_press_delay(people, officer))
    return delays[1:]


def _press_delay(people: Remote, officer: int) -> float:
    people.forget_calls()
    begun = time.time()
    people.press(user=officer, button=0)
    while not (edits := people.calls(method="editMessageText", chat=officer)):
        time.sleep(0.001)
    return float(edits[0]["at"] - begun) * 1000


def _notice(folder: Path, officers: int) -> Figure:
    """Through the whole bot at Telegram's pace, against the emulator's flood control."""
    home = _network(folder / "notice", officers)
    queue_notice(home)
    with child() as people:
        _introduce(people, officers)
        with serving(home, people.url, LIAISON_TELEGRAM__MESSAGES_PER_SECOND="30"):
            times = _answered(people, officers)
        refused = people.refused_by_flood()
    rate = (len(times) - 1) / (times[-1] - times[0])
    note = f"{refused} refusals by flood control"
    return Figure(
        f"notice to {officers} officers (bare: the limit)", "/s", [rate], [30.0], "≥ 0.95", 0.95, note=note
    )


def _network(folder: Path, officers: int) -> Path:
    """The demo network and so many observers on Telegram."""
    furnish(folder, {})
    enlist(folder, range(_FIRST, _FIRST + officers))
    return folder


def _introduce(people: Remote, officers: int) -> None:
    people.add_bot(token=TOKEN)
    for number in range(_FIRST, _FIRST + officers):
        people.add_user(user=number, first_name=f"Officer {number}", begun=True)


@contextmanager
def _bot(people: Remote, home: Path | None) -> Iterator[None]:
    if home is not None:
        with serving(home, people.url, **_OPEN):
            yield
        return
    bare = subprocess.Popen([sys.executable, "-m", "bench.bare_telegram", people.url, TOKEN])
    try:
        yield
    finally:
        bare.kill()
        bare.wait(10)


def _answered(people: Remote, count: int) -> list[float]:
    """When each answer came, once there are so many; seconds since 1970."""
    while people.count_calls(methods=["sendMessage"]) < count:
        time.sleep(0.25)
    return [call["at"] for call in people.calls(method="sendMessage")][:count]
