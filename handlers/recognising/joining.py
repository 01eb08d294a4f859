"""A text read across what only breaks a name or a number in two: the end of a line, a hyphen there, marks of
emphasis, tags, the cells of a table, blanks between Chinese characters."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from handlers.recognising.folding import Folded
from handlers.recognising.lists import words
from handlers.recognising.model import Finding

# what may stand in a gap; runs of it are one
_GAP = re.compile(r"(?:</?[A-Za-z]{1,10} ?/?>|[\s*~`\\|_])+|-[ ]*\n\s*")
_HAN = re.compile(r"[一-鿿]")
SPELT = re.compile(r"(?<![A-Za-z])[A-Za-z](?: [A-Za-z]){3,30}(?![A-Za-z])")  # "L e n a"
_LABEL = re.compile(r"[A-Za-z]+:")
_SURE = 0.75  # a score that says by itself that it is a name
_BESIDE = 64  # characters on either side of a gap that are read again: no find and no word about it is longer


@dataclass(frozen=True)
class Joined:
    """`gaps`: where in `text.plain` something was left out, in order."""

    text: Folded
    gaps: Sequence[int]

    def crosses(self, start: int, end: int) -> bool:
        """Whether a gap lies within, and what stands behind the last one is no label of a form."""
        last = bisect_left(self.gaps, end) - 1
        inside = bisect_right(self.gaps, start) <= last
        return inside and not _LABEL.match(self.text.plain, self._word_at(self.gaps[last]))

    def _word_at(self, gap: int) -> int:
        return gap + (self.text.plain[gap : gap + 1] == " ")


def joined(text: Folded) -> Iterator[Joined]:
    """What stands around the gaps of a text, without them; those that are near each other in one piece."""
    plain = text.plain
    spelt = {place for run in SPELT.finditer(plain) for place in range(*run.span()) if plain[place] == " "}
    found: list[str] = []
    at: list[int] = []
    gaps: list[int] = []
    behind = 0
    for gap in _GAP.finditer(plain):
        first, end = gap.span()
        put = "" if first in spelt and gap[0] == " " else _put(plain, first, end)
        if put == gap[0]:
            continue
        found += plain[behind:first], put
        at += [*text.at[behind:first], *[text.at[first]] * len(put)]
        gaps.append(len(at) - len(put))
        behind = end
    if gaps:
        whole = Folded(text.raw, "".join([*found, plain[behind:]]), [*at, *text.at[behind:]])
        yield from _pieces(whole, gaps)


def _pieces(whole: Folded, gaps: Sequence[int]) -> Iterator[Joined]:
    first = 0
    for place, gap in enumerate(gaps):
        if place + 1 == len(gaps) or gaps[place + 1] - gap > 2 * _BESIDE:
            start, end = max(gaps[first] - _BESIDE, 0), gap + _BESIDE
            piece = Folded(whole.raw, whole.plain[start:end], whole.at[start:end])
            yield Joined(piece, [one - start for one in gaps[first : place + 1]])
            first = place + 1


def _put(plain: str, first: int, end: int) -> str:
    """What is read in place of a gap."""
    gap, before, after = plain[first:end], plain[first - 1 : first], plain[end : end + 1]
    if gap[0] == "-":
        return "" if after.islower() else " "
    if "@" in (before, after):
        return ""
    if _HAN.match(before) and _HAN.match(after):
        # a blank sets clauses apart, too
        return "" if gap != " " or before in words("surnames") else " "
    return " " if any(sign.isspace() or sign in "|_" for sign in gap) else ""


def added(plainly: Sequence[Finding], across: Iterable[Finding]) -> Iterator[Finding]:
    """Of what was found across gaps, what is a find of its own, or the whole of one that broke."""
    for one in across:
        beside = [other for other in plainly if other.overlaps(one)]
        if len(beside) > 1 or not all(one.start <= it.start and it.end <= one.end for it in beside):
            continue
        if one.kind != "name":
            if all(it.kind != one.kind for it in beside):
                yield one
        elif beside or one.score >= _SURE or _HAN.search(one.text):
            yield one
