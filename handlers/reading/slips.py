"""A word that says what a line is for, put right where a thumb slipped: a letter too many, too few, wrong, or
two that changed places.

Only where the line was not understood as it stands ("remnid me", "requst to Spain"), and only the word that
says so: any other may be somebody's name (Frida, Mondal, Phong), and goes on as it was typed.
"""

import re
from functools import cache

from rapidfuzz.distance import OSA

from handlers import places
from handlers.reading import cues, likely

_WORD = re.compile(r"(?<![^\W\d_])[A-Za-z]{5,14}(?![^\W\d_])")
_LONGEST = 200
_KEYS = frozenset(
    re.findall(
        r"\w+",
        """remind reminder reminders request requests answer answered deadline urgent withdraw withdrawn
        notice notices meeting meetings contact contacts number phone email address language english
        chinese settings overdue outstanding deputy forward acknowledge extension quiet hours disturb
        postpone reschedule delete cancel correction outcome received accept accepted progress status
        confirm clarify""",
    )
)
# near them, and words of their own
_OTHERS = frozenset({"remand", "rewind", "novice", "melting", "greeting", "houses", "forwards", "bequest"})


def mended(line: str) -> str:
    """The line with that word put right; the same where there is none."""
    taken = places.spans(line[:_LONGEST])
    for found in _WORD.finditer(line[:_LONGEST]):
        is_name = found.start() > 0 and found[0][0].isupper()
        if is_name or any(start < found.end() and found.start() < end for start, end in taken):
            continue
        if (meant := _meant(found[0].lower())) is not None:
            tried = line[: found.start()] + meant + line[found.end() :]
            if _says(tried, meant):
                return tried
    return line


def _says(line: str, word: str) -> bool:
    """Whether it is among the words that say what the line is for, and not among those that are kept."""
    every = _times(line, word)
    return any(
        _times(f"{found.before} {found.rest}", word) < every
        for found in (*cues.every(line), *cues.about_item(line))
    )


def _times(line: str, word: str) -> int:
    return re.findall(r"[a-z]+", line.lower()).count(word)


@cache
def _known() -> frozenset[str]:
    """Words that are said as they stand."""
    lines = (line.lower() for _, line in likely.examples())
    return frozenset(word for line in lines for word in re.findall(r"[a-z]+", line)) | _KEYS | _OTHERS


def _meant(word: str) -> str | None:
    if word in _known():
        return None
    near = [key for key in _KEYS if _is_slip(word, key)]
    return near[0] if len(near) == 1 else None


def _is_slip(word: str, key: str) -> bool:
    """The first letter is seldom a wrong one."""
    is_near = abs(len(word) - len(key)) <= 1 and OSA.distance(word, key, score_cutoff=1) == 1
    return is_near and (word[0] == key[0] or sorted(word) == sorted(key))
