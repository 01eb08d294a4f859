"""An index in memory over texts in several languages, asked in any of them: BM25 (Robertson and Zaragoza,
2009) over words and pairs of Chinese characters, and the other words for the same thing.

Nothing of it is written anywhere. A text that changes is taken out and put in again; the others stay.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from math import inf, log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from handlers.library import pairs, terms
from handlers.library.pairs import Phrase
from handlers.library.terms import Asked

_K1, _B = 2.0, 0.4
_TITLE = 3  # how often a word of the title counts
_MOST = 255  # times that a term is counted in one text
_OTHERWISE = 0.6  # what another word for the same thing counts
_BOTH = 0.3
_EXACT = 0.5  # for Chinese characters that stand there as they were asked …
_LOOKED_AT = 50  # … in the best so many
_SPELT, _LONG = 5, 8  # letters from which a slip, or two, is taken for one
_DEAD = 4  # of so many texts one may be gone, before the index is packed


@dataclass(frozen=True)
class Words:
    """What is searched of a text in one language."""

    title: str
    text: str


@dataclass(frozen=True)
class Clause:
    """A part of a question: terms, each with what it counts; `others`: what else says it, as a whole."""

    asked: Mapping[str, float]
    others: frozenset[Phrase] = frozenset()


Scores = dict[int, float]


def clauses(asked: Sequence[Asked]) -> list[Clause]:
    """The terms of a question as what they mean together."""
    held: dict[int, int] = {}  # of each term, the first term of the clause that it belongs to
    others: dict[int, set[Phrase]] = defaultdict(set)
    for said in pairs.said_in([one.term for one in asked]):
        free = [at for at in range(said.start, said.end) if at not in held]
        held.update(dict.fromkeys(free, free[0] if free else 0))
        others[held[said.start]] |= said.thing.found
    parts: dict[int, dict[str, float]] = defaultdict(dict)
    for at, one in enumerate(asked):
        if not one.is_stop:
            parts[held.get(at, at)][one.term] = _weight(asked, at, held)
    return [Clause(parts[at], frozenset(others[at])) for at in sorted({*parts, *others})]


def _weight(asked: Sequence[Asked], at: int, held: Mapping[int, int]) -> float:
    """Two characters of which one belongs to a word that is known, and the other does not, are seldom one."""
    run = asked[at].run
    is_beside = any(near in held and asked[near].run == run for near in (at - 1, at + 1))
    is_astride = is_beside and at not in held and terms.is_han(asked[at].term)
    return min(terms.weight(asked[at].term), terms.WEAK if is_astride else 1.0)


def _runs(question: str) -> list[str]:
    """Chinese characters that stand together."""
    return [han for han, _ in terms.RUNS.findall(terms.plain(question)) if han]


class Index:
    """Texts by their key. Who uses it from several threads takes care that one is in it at a time."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        # term → number of a text and how often it is there, in one; most terms are in one text only
        self._postings: dict[str, int | array[int]] = {}
        self._latin: list[str] = []  # the English ones among the terms
        self._keys: list[str] = []
        self._texts: list[str] = []  # plain
        self._lengths: list[float] = []  # in terms; a text that is gone is infinitely long
        self._norms: list[float] = []
        self._total = 0.0
        self._numbers: dict[str, list[int]] = defaultdict(list)
        self._kept: dict[str, Sequence[Words]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def put(self, key: str, several: Sequence[Words]) -> None:
        """A text in all its languages, in the place of what had this key."""
        self.drop(key)
        self._kept[key] = several
        for words in several:
            self._add(key, words)

    def drop(self, key: str) -> None:
        """Nothing happens where there is none."""
        if self._kept.pop(key, None) is None:
            return
        for number in self._numbers.pop(key, ()):
            self._total -= self._lengths[number]
            self._lengths[number], self._texts[number] = inf, ""
        self._norms = []
        if self._lengths.count(inf) * _DEAD > len(self._keys):
            self._pack()

    def _pack(self) -> None:
        kept = self._kept
        self._clear()
        for key, several in kept.items():
            self.put(key, several)

    def _add(self, key: str, words: Words) -> None:
        number = len(self._keys)
        title, text = terms.plain(words.title), terms.plain(words.text)
        found = Counter(terms.terms(text))
        for term in terms.terms(title):
            found[term] += _TITLE
        self._numbers[key].append(number)
        self._keys.append(key)
        self._texts.append(f"{title}\n{text}")
        self._lengths.append(float(found.total()))
        self._total += self._lengths[number]
        self._post(number << 8, found)

    def _post(self, at: int, found: Mapping[str, int]) -> None:
        postings = self._postings
        for term, times in found.items():
            packed = at | times if times < _MOST else at | _MOST
            there = postings.get(term)
            if there is None:
                postings[term] = packed
                if term < terms.HAN:
                    self._latin.append(term)
            elif isinstance(there, int):
                postings[term] = array("I", (there, packed))
            else:
                there.append(packed)

    def search(self, question: str) -> list[str]:
        """The keys of the texts that have anything to do with a question, the best first."""
        asked = [self._known(one) for one in terms.asked(question)]
        totals: Scores = defaultdict(float)
        for clause in clauses(asked):
            if clause.others:
                for number, score in self._clause(clause).items():
                    totals[number] += score
            else:
                self._sum(clause.asked, totals)
        exact = [run for run in _runs(question) if len(run) > 2]  # the shorter are terms already
        if exact:
            for number in nlargest(_LOOKED_AT, totals, key=totals.__getitem__):
                totals[number] += _EXACT * sum(run in self._texts[number] for run in exact)
        best: dict[str, float] = {}  # of each text in the language that fits best, and a part of the others
        for number, score in totals.items():
            if score > 0.0:
                there = best.get(self._keys[number], 0.0)
                best[self._keys[number]] = max(score, there) + _BOTH * min(score, there)
        return sorted(best, key=best.__getitem__, reverse=True)

    def _known(self, one: Asked) -> Asked:
        """A word with a slip in it, as it stands in a text."""
        term = one.term
        if one.is_stop or len(term) < _SPELT or not term.isalpha() or terms.is_han(term):
            return one
        if term in self._postings:
            return one
        slips = 1 if len(term) < _LONG else 2
        near = process.extractOne(term, self._latin, scorer=OSA.distance, score_cutoff=slips)
        return replace(one, term=str(near[0])) if near is not None else one

    def _clause(self, clause: Clause) -> Scores:
        found: Scores = defaultdict(float)
        self._sum(clause.asked, found)
        for phrase in clause.others:
            for number, score in self._whole(phrase).items():
                if score > found.get(number, 0.0):
                    found[number] = score
        return found

    def _sum(self, asked: Mapping[str, float], into: Scores) -> None:
        for term, weight in asked.items():
            self._score(term, weight, into)

    def _whole(self, phrase: Phrase) -> Scores:
        """Only where all of it stands."""
        several: list[Scores] = []
        for term in dict.fromkeys(phrase):
            several.append(defaultdict(float))
            self._score(term, _OTHERWISE, several[-1])
        first, *others = sorted(several, key=len)
        return {
            number: (score + sum(other[number] for other in others)) / len(several)
            for number, score in first.items()
            if all(number in other for other in others)
        }

    def _score(self, term: str, weight: float, into: Scores) -> None:
        is_lone = len(term) == 1 and terms.is_han(term)
        found = self._holding(term) if is_lone else self._postings.get(term, ())
        postings: Sequence[int] = (found,) if isinstance(found, int) else found
        count = len(self._lengths)
        worth = weight * (_K1 + 1) * log(1 + (count - len(postings) + 0.5) / (len(postings) + 0.5))
        damped = self._damped()
        for packed in postings:
            number, held = packed >> 8, packed & _MOST
            into[number] += worth * held / (held + damped[number])

    def _damped(self) -> list[float]:
        """By how much a long text counts less."""
        if len(self._norms) != len(self._lengths):
            by_length = _K1 * _B * len(self._lengths) / max(self._total, 1.0)
            self._norms = [_K1 * (1 - _B) + by_length * length for length in self._lengths]
        return self._norms

    def _holding(self, character: str) -> list[int]:
        """Of a lone Chinese character, which has no term of its own where it stands in a word."""
        return [
            number << 8 | min(times, _MOST)
            for number, text in enumerate(self._texts)
            if (times := text.count(character))
        ]
