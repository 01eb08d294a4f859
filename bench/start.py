"""`liaison chat` with nothing to say, with one question and with two; beside a Python that does nothing."""

import os
import resource
import subprocess
import sys
import tempfile
from statistics import median
from time import perf_counter

from bench.figures import Figure

_BARE = ("-c", "pass")
_CHAT = ("-m", "bot", "chat", "--demo", "--as", "spain", "--data")
_FIRST, _NEXT = "who is the contact for Poland?\n", "who is the contact for Germany?\n"


def measure(quick: bool) -> list[Figure]:
    """Seconds on the wall, interleaved; of a folder that is furnished, as at every start but the first.

    The first answer is what one question adds to a start, the next one what a second question adds to that.
    """
    said = (_FIRST, _FIRST + _NEXT)
    used: list[float] = []
    spent: list[list[float]] = [[], [], []]
    bare: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        _seconds((*_CHAT, folder), "")
        for _ in range(3 if quick else 9):
            bare.append(_seconds(_BARE, ""))
            before = _used()
            spent[0].append(_seconds((*_CHAT, folder), ""))
            used.append(_used() - before)
            for found, lines in zip(spent[1:], said, strict=True):
                found.append(_seconds((*_CHAT, folder), lines))
    start, one, two = spent
    first = [more - less for more, less in zip(one, start, strict=True)]
    following = [more - less for more, less in zip(two, one, strict=True)]
    note = f"{median(used):.2f} s of it the processor's"
    return [
        Figure("liaison chat, start to end, nothing said", "s", start, bare, "≤ 1 s", at_most=1.0, note=note),
        Figure("its first answer, beside the next one", "s", first, following, "≤ 1 s", at_most=1.0),
    ]


def _used() -> float:
    """Seconds of the processor, of all children so far."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _seconds(arguments: tuple[str, ...], said: str) -> float:
    """CalledProcessError. What Python compiles is kept, as where it is installed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begun = perf_counter()
    subprocess.run(
        [sys.executable, *arguments], input=said, env=kept, capture_output=True, text=True, check=True
    )
    return perf_counter() - begun
