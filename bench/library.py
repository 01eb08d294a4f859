"""The index of the library over 5,000 texts in two languages: built, and asked."""

import random
from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate
from statistics import quantiles
from time import thread_time

from bench.figures import Figure
from handlers.library import terms
from handlers.library.index import Index, Words

_RUNS = 5
_CHARACTERS = [chr(0x4E00 + number) for number in range(2500)]
_LETTERS = "abcdefghiklmnoprstuvw"


class Texts:
    """Of words as a language has them: a few are everywhere, most are rare. The same ones each time."""

    def __init__(self, seed: int = 8) -> None:
        self._chance = random.Random(seed)
        self.chinese = ["".join(self._chance.choices(_CHARACTERS, k=2)) for _ in range(8_000)]
        english = (
            "".join(self._chance.choices(_LETTERS, k=self._chance.randint(3, 9))) for _ in range(12_000)
        )
        self.english = list(dict.fromkeys(english))
        self._often = {
            id(words): list(accumulate(1 / (rank + 10) for rank in range(len(words))))
            for words in (self.chinese, self.english)
        }

    def of(self, words: Sequence[str], amount: int) -> list[str]:
        return self._chance.choices(words, cum_weights=self._often[id(words)], k=amount)

    def made(self, amount: int) -> list[Words]:
        """Of about 600 characters, half of them in Chinese."""
        return [self._chinese() if number % 2 else self._english() for number in range(amount)]

    def _chinese(self) -> Words:
        sentences = ("".join(self.of(self.chinese, 12)) for _ in range(24))
        return Words("".join(self.of(self.chinese, 4)), "，".join(sentences))

    def _english(self) -> Words:
        return Words(" ".join(self.of(self.english, 5)), " ".join(self.of(self.english, 100)))

    def questions(self, amount: int) -> list[str]:
        """Of two to six words, in one language each."""
        return [
            " ".join(self.of(self.english, self._chance.randint(2, 6)))
            if number % 2
            else "".join(self.of(self.chinese, self._chance.randint(1, 6)))
            for number in range(amount)
        ]


def built(texts: Sequence[Words]) -> Index:
    index = Index()
    for number, words in enumerate(texts):
        index.put(str(number), [words])
    return index


def measure(quick: bool) -> list[Figure]:
    """Seconds to build it, and p99 in milliseconds of a question; of this thread's own time."""
    amount, asked = (500, 100) if quick else (5_000, 1_000)
    made = Texts()
    texts, questions = made.made(amount), made.questions(asked)
    index = built(texts)
    build = [_took(lambda: built(texts)) / 1000 for _ in range(_RUNS)]
    plain = [_took(lambda: [terms.plain(one.text) for one in texts]) / 1000 for _ in range(_RUNS)]
    ask = [p99(index.search, questions) for _ in range(_RUNS)]
    read = [p99(lambda question: [one for one in texts if question in one.text], questions[:100])] * _RUNS
    return [
        Figure(f"library index over {amount:,} texts, built", "s", build, plain, "≤ 2 s", at_most=2.0),
        Figure(f"library question among {amount:,} texts, p99", "ms", ask, read, "≤ 10 ms", at_most=10.0),
    ]


def _took(run: Callable[[], object]) -> float:
    begun = thread_time()
    run()
    return (thread_time() - begun) * 1000


def p99(run: Callable[[str], object], questions: Sequence[str]) -> float:
    """In milliseconds of this thread's own time."""
    return quantiles([_took(partial(run, question)) for question in questions], n=100)[98]
