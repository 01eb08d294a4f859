"""What a line may be for, the likeliest first, by its likeness to `examples.tsv`, a language a column.

Only for a line of which nothing is sure: what is likely is offered, and no more. What stands in the slots of
a line (dates, places, references, figures) is not compared; whole words, words in a row, pieces of longer
words (a slip of the thumb leaves most of them) and neighbouring Han characters are. A further row is all that
a line needs that was read badly; the weights are counted when the table is first needed.

The measure is complement naive Bayes (Rennie et al., "Tackling the poor assumptions of naive Bayes text
classifiers", ICML 2003): a feature speaks for an intent where the rows of all others have little of it.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from handlers import places
from handlers.dates import anywhere
from handlers.dates.plain_text import typed
from handlers.reading import cues

_LONGEST = 160  # characters that are compared
_REFERENCE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]-[0-9A-Za-z]{4,8}(?![A-Za-z0-9])")
_SLOTS = {"{ref}": " xref ", "{date}": " xdate ", "{place}": " xplace "}
_TOKEN = re.compile(r"[^\W\d_\u4e00-\u9fff]+(?:['’][^\W\d_]+)?|#|[\u4e00-\u9fff]+|[?!]")
_PIECE = 4  # letters of a word's pieces
_LENGTHS = (12, 25, 50, 90)
_SMOOTH = 1.0
_WHY = 4


@dataclass(frozen=True)
class Likely:
    intent: str
    score: float  # how much likelier it is than an intent of no likeness; for sorting, no probability
    why: tuple[str, ...] = ()  # the features that spoke for it most


def ranked(line: str) -> list[Likely]:
    """All intents that the table has, the likeliest first."""
    table = _table()
    said = [one for one in features(line) if one in table.rarity]
    size = math.sqrt(sum(table.rarity[one] ** 2 for one in said)) or 1.0
    found = []
    for intent, own in table.own.items():
        parts = sorted(((table.weight(intent, own, one) / size, one) for one in said), reverse=True)
        why = tuple(one for part, one in parts[:_WHY] if part > 0)
        found.append(Likely(intent, sum(part for part, _ in parts), why))
    return sorted(found, key=lambda one: one.score, reverse=True)


def features(line: str) -> set[str]:
    """What is compared of a line."""
    return _features(without_slots(line), line)


def _features(bare: str, line: str) -> set[str]:
    text = typed(bare, 2 * _LONGEST).plain
    tokens = _TOKEN.findall(re.sub(r"\d+", "#", text))
    words = [one for one in tokens if not _is_han(one)]
    found = {*words, *_in_a_row(words), *_ends(tokens), *_shape(line)}
    for word in words:
        found.update(
            f"~{word[at : at + _PIECE]}" for at in range(len(word) - _PIECE + 1) if len(word) > _PIECE
        )
    for run in filter(_is_han, tokens):
        found.update(run[at : at + size] for size in (1, 2, 3) for at in range(len(run) - size + 1))
    return found


def _is_han(token: str) -> bool:
    return token[0] >= "\u4e00"


def _in_a_row(words: list[str]) -> Iterator[str]:
    for size in (2, 3):
        yield from (" ".join(words[at : at + size]) for at in range(len(words) - size + 1))


def _ends(tokens: list[str]) -> Iterator[str]:
    """How it begins and ends."""
    if tokens:
        first, last = tokens[0], tokens[-1]
        yield f"^{first[:2] if _is_han(first) else first}"
        yield f"{last[-2:] if _is_han(last) else last}$"


def _shape(line: str) -> Iterator[str]:
    yield f"length {sum(len(line) > one for one in _LENGTHS)}"
    if "?" in line or "？" in line:
        yield "asks"


def without_slots(line: str) -> str:
    """The line with a word of its own for each date, place and reference."""
    line = _REFERENCE.sub(_SLOTS["{ref}"], line[:_LONGEST])
    for start, end in reversed(places.spans(line)):
        line = f"{line[:start]} xplace {line[end:]}"
    _, dated = anywhere.mentions(line)
    for one in reversed(dated):
        line = f"{line[: one.start]} xdate {line[one.end :]}"
    return line


def _with_slots(line: str) -> str:
    """A row of the table, its slots as words."""
    for slot, word in _SLOTS.items():
        line = line.replace(slot, word)
    return line


@dataclass(frozen=True)
class _Table:
    """How much of each feature the rows of each intent hold, and of all of them; how rare a feature is."""

    own: dict[str, dict[str, float]]
    every: dict[str, float]
    others: dict[str, float]  # what the rows of all other intents hold
    rarity: dict[str, float]

    def weight(self, intent: str, own: dict[str, float], feature: str) -> float:
        """How much a feature speaks for an intent: how little the rows of all others have of it."""
        every = self.every[feature]
        whole, others = self.others[""], self.others[intent]
        seen = math.log((every + _SMOOTH) / whole)
        return (seen - math.log((every - own.get(feature, 0.0) + _SMOOTH) / others)) * self.rarity[feature]


@cache
def _table() -> _Table:
    rows = [(intent, _features(_with_slots(line), line)) for intent, line in examples()]
    held = Counter(one for _, said in rows for one in said)
    rarity = {one: math.log((len(rows) + 1) / (count + 0.5)) for one, count in held.items()}
    own: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    every: dict[str, float] = defaultdict(float)
    for intent, said in rows:
        size = math.sqrt(sum(rarity[one] ** 2 for one in said)) or 1.0
        for one in said:
            own[intent][one] += rarity[one] / size
            every[one] += rarity[one] / size
    whole = sum(every.values()) + _SMOOTH * len(every)
    others = {intent: whole - sum(counts.values()) for intent, counts in own.items()}
    return _Table(
        {intent: dict(counts) for intent, counts in own.items()}, dict(every), others | {"": whole}, rarity
    )


@cache
def examples() -> tuple[tuple[str, str], ...]:
    """Intents, and lines that are for them, in any language: the rows of the table, and words of `cues`."""
    rows = resources.files(__package__).joinpath("examples.tsv").read_text("utf-8").splitlines()[1:]
    lines = [(intent, line) for row in rows for intent, *cells in [row.split("\t")] for line in cells if line]
    words = [(_SAME.get(intent, intent), phrase) for intent, phrase in cues.phrases()]
    return tuple(lines + [one for one in words if one[0]])


# intents of `cues` that are one thing here; "": an answer, or a remark about something else
_SAME = {
    **dict.fromkeys(("test", "greeting", "thanks"), "short"),
    **dict.fromkeys(("noticeto", "noticeall"), "notice"),
    **dict.fromkeys(("mayremind", "remindothers"), "remind"),
    **dict.fromkeys(("yes", "no", "hesitate", "cancel", "back", "skip", "unknown"), ""),
    **dict.fromkeys(("nth", "danger", "custody"), ""),
    "meetingseries": "meetingcall",
    "meeting": "meetings",
    "moveremind": "change",
    "unremind": "reminders",
    "clues": "status",
    "correct": "add",
    "deputyend": "deputy",
}
