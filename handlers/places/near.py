"""Names near to a mistyped one. What comes out of here is only ever offered, never taken."""

from collections.abc import Iterator
from functools import cache
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

from handlers.places.folding import is_unspaced
from handlers.places.index import Index, data, letters
from handlers.places.labels import index
from handlers.places.model import Place

OFFERED = 6  # choices a person can take in at a glance
_CLOSE = 0.15  # choices this much worse than the best are not offered
_SURE = 0.79  # similarity from which the first words of a text are asked about: one slip in five letters
_SHORTEST_SLIP = 4  # letters; shorter words are near too many names


def near(key: str) -> list[tuple[float, str]]:
    """Keys that `key` may be meant for, with their similarity from 0 to 1, best first."""
    known, squeezed = index(), key.replace(" ", "")
    found = {}
    for near_key, score, _ in process.extract(
        squeezed,
        known.squeezed.keys(),
        scorer=OSA.normalized_similarity,
        score_cutoff=_cutoff(squeezed),
        limit=20,
    ):
        if _shares_enough(squeezed, near_key):
            found[known.squeezed[near_key]] = score
    for longer in islice(_longer(known, key), OFFERED):
        found[longer] = max(0.8, found.get(longer, 0.0))
    scored = [(score, name) for name, score in found.items()]
    return sorted(scored, key=lambda pair: _rank(known, squeezed, *pair))


def _rank(known: Index, typed: str, score: float, key: str) -> tuple[float, bool, int, int, str]:
    """Best first; among equals whole countries before their parts, names that begin alike, short ones."""
    name = key.replace(" ", "")  # slips are rare at the head of a word
    alike = Prefix.similarity(typed, name) - abs(len(typed) - len(name))
    return -score, any(place.subdivision for place in known.names[key]), -alike, len(key), key


def _cutoff(squeezed: str) -> float:
    if is_unspaced(squeezed[0]):
        return 0.5 if len(squeezed) == 2 else 0.6
    return 0.74 if len(squeezed) < 5 else 0.7


def _shares_enough(one: str, other: str) -> bool:
    """Two Chinese characters of which only 国 ("country") agrees are not near each other."""
    return not (len(one) == 2 and is_unspaced(one[0])) or bool(set(one) & set(other) - {"国"})


def _longer(known: Index, key: str) -> Iterator[str]:
    """Names of which `key` is the beginning, or the beginning of a word in them."""
    if letters(key) < 3:
        return
    matches = [name for name, places in known.names.items() if places and f" {key}" in f" {name}"]
    yield from sorted(matches, key=lambda name: (not name.startswith(key), len(name)))


def offer(scored: list[tuple[float, str]]) -> tuple[Place, ...]:
    """The places of the near names, best first; none when the best is a name that is no country's."""
    names = index().names
    if not scored or not names[scored[0][1]]:
        return ()
    close = [key for score, key in scored if score >= scored[0][0] - _CLOSE]
    return tuple(dict.fromkeys(place for key in close for place in names[key]))[:OFFERED]


def misspelt(words: list[str]) -> tuple[float, str] | None:
    """The name that `words` at the head of a text are surely a slip for, with its similarity; or None.

    Stricter than `near`: most texts begin with words that are no place at all.
    """
    squeezed, known = "".join(words), index().squeezed
    if is_unspaced(squeezed[0]):
        return _slip_of_a_character(squeezed)
    if (
        any(is_unspaced(word[0]) for word in words)
        or words[0] in _ordinary()
        or len(squeezed) < _SHORTEST_SLIP
    ):
        return None
    best = process.extractOne(squeezed, known.keys(), scorer=OSA.normalized_similarity, score_cutoff=_SURE)
    if best is None:
        return None
    key = known[best[0]]
    same_length = key.count(" ") + 1 == len(words)
    return (best[1], key) if same_length and index().names[key] else None


def _slip_of_a_character(squeezed: str) -> tuple[float, str] | None:
    """One wrong character of three or more, not the first: 西斑牙."""
    if len(squeezed) < 3:
        return None
    known = index()
    for one in known.alike.get((squeezed[0], len(squeezed)), ()):
        key = known.squeezed[one]
        if known.names[key] and sum(a != b for a, b in zip(one, squeezed, strict=True)) == 1:
            return 1 - 1 / len(squeezed), key
    return None


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(data()["sentence"]["ordinary"])
