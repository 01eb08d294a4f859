"""Marks as people type them, wherever they stand in a text: TLP, handling codes, a grading, urgency.

The one home of reading them: every entrance that takes words asks here. Of several marks the strictest holds,
nothing is read laxer than its author wrote it, and what was read is taken out of the text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import OSA

from handlers import places as gazetteer
from handlers.dates import plain_text
from handlers.dates.plain_text import Typed
from handlers.law.directive import NORMAL, URGENT
from handlers.law.handling import Tlp
from handlers.vocabulary.text import UNKNOWN

Marks = dict[str, Any]  # as the forms keep them: `tlp`, `handling` (codes), `source`, `information`
NAMES = ("tlp", "handling", "source", "information")

# all of it is matched on plain text: half-width, lower-case, simplified, without what cannot be seen
_AMBER = "amber|orange|yellow|琥珀色?|[橙黄]色?"
_COLOURS = {
    Tlp.AMBER_STRICT: rf"(?:(?:{_AMBER})[\s+&/_(-]*(?:(?:and|with|加)\s*)?)?(?:strict|严格)\)?",
    Tlp.RED: "red|红色?",
    Tlp.AMBER: _AMBER,
    Tlp.GREEN: "green|绿色?",
    Tlp.CLEAR: "clear|white|白色?|无色|透明",
}
_COLOUR = "|".join(f"(?P<{tlp.name}>{words})" for tlp, words in _COLOURS.items())
_SPELT = {"red": Tlp.RED, "amber": Tlp.AMBER, "green": Tlp.GREEN, "clear": Tlp.CLEAR, "white": Tlp.CLEAR}
_LEAD = r"(?:(?:marked|handled|classified)(?: as)?\s+|(?:标识|标注|标记|标为|级别)[为是]?\s*:?\s*)?[#\[(]?"
_KEY = r"(?:(?<![a-z0-9])t\.?l\.?p\.?|traffic[ -]light[ -]protocol|(?:交通)?信号灯协议|交通灯协议|红绿灯协议)"
_BETWEEN = r"[\s:=_/.-]*(?:[12]\.0[\s:=_/.-]*)?"
_TLP = re.compile(rf"{_LEAD}{_KEY}{_BETWEEN}(?:{_COLOUR})(?![a-z0-9])[\])]?")
_MISSPELT = re.compile(rf"{_LEAD}{_KEY}\s*[:=]\s*(?P<word>[a-z]{{3,7}})(?![a-z0-9])[\])]?")
_BARE = re.compile(rf"(?:(?P<AMBER_STRICT>{_COLOURS[Tlp.AMBER_STRICT]})|(?P<RED>red|红色))(?=[\s:])\s*:?\s*")
# letters of a Cyrillic or Greek keyboard that look as those of these words do, small or capital
_AS_SEEN = str.maketrans("аеіорсѕтмвнӏԁαειορτμβην", "aeiopcstmbhldaeioptmbhn")
_SEVERAL = r"h[0-3](?:\s*[+,/&]\s*h[0-3])*"
_CODES = re.compile(rf"(?<![a-z0-9])(?P<codes>{_SEVERAL})(?![a-z0-9])")
_SURE_CODES = re.compile(  # these are nothing else, wherever they stand
    rf"(?:(?:handling(?: codes?)?|限制代码|处理代码)\s*:?\s*|[\[(])(?P<codes>{_SEVERAL})(?![a-z0-9])[\])]?"
    r"|(?<![a-z0-9])(?P<joined>h[0-3](?:\s*\+\s*h[0-3])+)(?![a-z0-9])"
)
_GRADING = re.compile(r"(?<![a-z0-9])(?P<source>[abcx])(?P<information>[1-4])(?![a-z0-9])")
_GAP = re.compile(r"[\s,;:.·|/&。、-]*(?:(?:and|or|和|及|或)(?![a-z0-9]))?[\s,;:.·|/&。、-]*")
_TAIL = re.compile(r"[\s,;:.·|。、-]*")
_ENDS = " \n,;:，；：、·-–"

_URGENT = r"(?:urgent(?:ly)?\b|紧急|加急|特急)(?:\s*\((?P<reason>[a-d])\))?"
_FIRST = re.compile(rf"{_URGENT}[\s,:;、。!]*")
_LAST = re.compile(rf"[,:;.!?。、(\[-]\s*(?:(?:this|it) is )?{_URGENT}[)\].!。\s]*$")
_NOT = re.compile(r"(?:no longer|not) urgent\b[\s,:;、]*|(?:不|非|不再)紧急[\s,:;、]*")


@dataclass(frozen=True)
class _Mark:
    """Where it stands in the plain text, and what it says. `sure`: a mark wherever it stands."""

    start: int
    end: int
    says: Marks
    sure: bool = False


def read(typed: str) -> tuple[Marks, str]:
    """What the marks of a text say, and the text without them.

    A handling code counts at the head, behind the last stop, beside another mark, or where it can be nothing
    else ("H1+H2"); a grading beside another mark only: "A4" alone is more often paper than praise.
    """
    text = _plain(typed)
    found = [*_tlps(text), *_codes(text.plain)]
    return _taken_out(text, [*found, *_gradings(text.plain)] if found else [])


def read_tlp(typed: str) -> tuple[Marks, str]:
    """The same for what keeps no handling codes: these stay in the text."""
    text = _plain(typed)
    return _taken_out(text, list(_tlps(text)))


def in_names(names: Iterable[str]) -> str:
    """The strictest TLP that stands in names of files, as it is written: "TLP:RED"; "" for none."""
    plain = (_plain(name).plain.translate(_AS_SEEN) for name in names)
    found = strictest(*(_colour(mark) for one in plain for mark in _TLP.finditer(one)))
    return f"TLP:{found['tlp']}" if found else ""


def of(answers: Mapping[str, Any]) -> Marks:
    """The marks among the answers of a form."""
    return {name: answers[name] for name in NAMES if answers.get(name) not in (None, UNKNOWN)}


def strictest(*several: Mapping[str, Any]) -> Marks:
    """Of a TLP the strictest; the handling codes of all; a grading as it was said last."""
    merged: Marks = {}
    for marks in map(of, several):
        tlps = [Tlp(one["tlp"]) for one in (merged, marks) if "tlp" in one]
        codes = {*merged.get("handling", ()), *marks.get("handling", ())}
        merged |= marks
        merged |= {"tlp": max(tlps, key=lambda tlp: tlp.rank).value} if tlps else {}
        merged |= {"handling": sorted(codes)} if codes else {}
    return merged


def urgency(typed: str) -> tuple[str, str]:
    """URGENT or one of the reasons a–d where a text begins or ends with it, else NORMAL; and the rest."""
    text = _plain(typed)
    if (first := _FIRST.match(text.plain)) is not None:
        return first["reason"] or URGENT, typed[text.raw_end(first.end()) :]
    if (last := _LAST.search(text.plain)) is not None:
        end = last.start() + (last[0][0] in ".!?。")  # which belongs to the sentence before
        return last["reason"] or URGENT, typed[: text.raw_end(end)].rstrip()
    return NORMAL, typed


def not_urgent(typed: str) -> str | None:
    """What follows "not urgent"; None where that is not said."""
    text = _plain(typed)
    found = _NOT.match(text.plain)
    return typed[text.raw_end(found.end()) :] if found else None


def _plain(typed: str) -> Typed:
    return plain_text.typed(typed, len(typed))


def _tlps(text: Typed) -> Iterator[_Mark]:
    plain = text.plain.translate(_AS_SEEN)
    for found in _TLP.finditer(plain):
        yield _Mark(found.start(), found.end(), _colour(found), sure=True)
    for found in _MISSPELT.finditer(plain):
        if (meant := _meant(found["word"])) is not None:
            yield _Mark(found.start(), found.end(), {"tlp": meant.value}, sure=True)
    if (bare := _BARE.match(plain)) is not None:
        rest = text.raw[text.raw_end(bare.end()) :]
        is_whole = ":" in bare[0] or bool(gazetteer.split(rest).places)
        if is_whole or not bare[0][0].isascii():  # else it may be the first word of a sentence, and stays
            yield _Mark(0, bare.end() if is_whole else 0, _colour(bare), sure=True)


def _colour(found: re.Match[str]) -> Marks:
    return {"tlp": Tlp[str(found.lastgroup)].value}


def _meant(word: str) -> Tlp | None:
    """A colour with one slip in it; never taken for a laxer one than what holds where nothing is said."""
    near = [tlp for spelt, tlp in _SPELT.items() if word != spelt and OSA.distance(word, spelt) == 1]
    return max([*near, Tlp.AMBER], key=lambda tlp: tlp.rank) if near else None


def _codes(plain: str) -> Iterator[_Mark]:
    for pattern, sure in ((_SURE_CODES, True), (_CODES, False)):
        for found in pattern.finditer(plain):
            codes = sorted(set(re.findall(r"h[0-3]", found["codes"] or found["joined"])))
            yield _Mark(found.start(), found.end(), {"handling": [code.upper() for code in codes]}, sure)


def _gradings(plain: str) -> Iterator[_Mark]:
    for found in _GRADING.finditer(plain):
        says = {name: value.upper() for name, value in found.groupdict().items()}
        yield _Mark(found.start(), found.end(), says)


def _taken_out(text: Typed, found: list[_Mark]) -> tuple[Marks, str]:
    marks = list(_accepted(text.plain, sorted(found, key=lambda one: (one.start, not one.sure))))
    left, at = "", 0
    for run in _runs(text.plain, marks):
        tail = _TAIL.match(text.plain, run[-1].end)
        end = tail.end() if tail else run[-1].end
        left += text.raw[text.raw_end(at) : text.raw_end(run[0].start)]
        at = max(at, end)
    rest = text.raw[text.raw_end(at) :]
    return strictest(*(one.says for one in marks)), left + rest if rest or not marks else left.rstrip(_ENDS)


def _accepted(plain: str, found: list[_Mark]) -> Iterator[_Mark]:
    """Those that are sure, and those beside them; a handling code at the head, too."""
    for run in _runs(plain, found):
        at_head = _GAP.fullmatch(plain, 0, run[0].start) is not None and "handling" in run[0].says
        if at_head or _at_tail(plain, run) or any(one.sure for one in run):
            yield from run


def _at_tail(plain: str, run: list[_Mark]) -> bool:
    """Behind the last stop, and nothing follows: "… is it registered, H1"."""
    is_last = _TAIL.fullmatch(plain, run[-1].end) is not None and "handling" in run[0].says
    return is_last and plain[: run[0].start].rstrip()[-1:] in set(",;.!?。(")


def _runs(plain: str, marks: Iterable[_Mark]) -> list[list[_Mark]]:
    """Marks with nothing but a gap between them."""
    runs: list[list[_Mark]] = []
    for mark in marks:
        last = runs[-1][-1] if runs else None
        if last is not None and mark.start <= last.end:
            continue  # the same place, read otherwise
        if last is not None and _GAP.fullmatch(plain, last.end, mark.start):
            runs[-1].append(mark)
        else:
            runs.append([mark])
    return runs
