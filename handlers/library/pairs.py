"""Words for one thing, in both languages: a question in one finds the text in the other.

The lines of `pairs.tsv`, and the code lists of the house with what their catalogue says.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from handlers.law import code_lists
from handlers.library import terms
from handlers.vocabulary.languages import tongue

Phrase = tuple[str, ...]  # its terms, in their order
_LISTS = (
    *(code_lists.EXPLOITATION, code_lists.PHASES, code_lists.SECTORS, code_lists.SIGNS, code_lists.ROLES),
    *(code_lists.CONTROL, code_lists.ROUTES, code_lists.VICTIM_STATUS),
)


@dataclass(frozen=True)
class Thing:
    """`said`: all ways to say it. `found`: those that a text can be found by, without the words that no text
    has as terms."""

    said: frozenset[Phrase]
    found: frozenset[Phrase]


@dataclass(frozen=True)
class Said:
    """Where a question says a thing: from this term to that one."""

    start: int
    end: int
    thing: Thing


def said_in(asked: Sequence[str]) -> list[Said]:
    """Everything that these terms, as they stand in a question, say; the longest first."""
    found = [
        Said(start, start + len(phrase), thing)
        for start, term in enumerate(asked)
        for phrase, thing in _by_first().get(term, ())
        if tuple(asked[start : start + len(phrase)]) == phrase
    ]
    return sorted(found, key=lambda one: one.start - one.end)


@cache
def _by_first() -> Mapping[str, list[tuple[Phrase, Thing]]]:
    first: dict[str, list[tuple[Phrase, Thing]]] = defaultdict(list)
    for thing in things():
        for phrase in thing.said:
            first[phrase[0]].append((phrase, thing))
    return first


@cache
def things() -> tuple[Thing, ...]:
    return tuple(_thing(words) for words in (*_own(), *_listed()))


def _thing(several: Iterable[str]) -> Thing:
    read = [terms.asked(words) for words in several]
    said = (tuple(one.term for one in phrase) for phrase in read)
    found = (tuple(one.term for one in phrase if not one.is_stop) for phrase in read)
    return Thing(frozenset(filter(None, said)), frozenset(filter(_says_something, found)))


def _says_something(phrase: Phrase) -> bool:
    return any(terms.weight(term) == 1.0 for term in phrase)


def _own() -> Iterator[list[str]]:
    table = resources.files("handlers.library").joinpath("pairs.tsv").read_text("utf-8")
    for line in table.splitlines():
        english, chinese = line.split("\t")
        yield [*english.split(","), *chinese.split("、")]


def _listed() -> Iterable[list[str]]:
    said = tongue("zh").texts
    labels = (str(choice.label) for one in _LISTS for choice in one)
    return ([label, said[label]] for label in labels if label in said)
