"""What one text names: exactly, nearly, or not at all."""

from handlers.places.folding import fold, is_unspaced
from handlers.places.index import Index, key_of
from handlers.places.labels import index
from handlers.places.model import Found, Place
from handlers.places.near import OFFERED, near, offer
from handlers.places.reading import mentioned

_LONGEST = 80  # characters of a folded name; beyond this it is a text, not a name
_RAW = 4 * _LONGEST  # the same as it was typed, with whatever shows nothing
# similarity from which a misspelling goes before a name found inside the text: 罗马尼呀 is not about 罗马
_STRONG, _STRONG_UNSPACED = 0.85, 0.66


def find(text: str) -> Found:
    """What place `text` names, if it names one and nothing else. See `Found`."""
    if len(text) > _RAW:
        return Found(text)
    places = look_up(index(), text)
    if places is not None:
        return _found(text, places)
    key = key_of(text)
    if not key or len(key) > _LONGEST * 2:
        return Found(text)
    scored = near(key)
    if scored and scored[0][0] >= _strong(key):
        return Found(text, choices=offer(scored))
    return Found(text, choices=mentioned(text)[:OFFERED] or offer(scored))


def _strong(key: str) -> float:
    return _STRONG_UNSPACED if is_unspaced(key[0]) else _STRONG


def exact(text: str) -> Found:
    """What `text` is a code or a name of. What is only near one is not looked for, which takes longer."""
    return _found(text, (look_up(index(), text) or ()) if len(text) <= _RAW else ())


def _found(text: str, places: tuple[Place, ...]) -> Found:
    if len(places) == 1:
        return Found(text, place=places[0], exact=True)
    return Found(text, choices=places, exact=bool(places))


def look_up(known: Index, text: str) -> tuple[Place, ...] | None:
    folded = fold(text)
    if len(folded) > _LONGEST:
        return None
    code = known.codes.get(folded.replace(" ", "-").upper())
    key = key_of(text)
    if key in known.names:
        return known.names[key]
    if code:
        return (code,)
    return known.names.get(known.squeezed.get(key.replace(" ", ""), ""))
