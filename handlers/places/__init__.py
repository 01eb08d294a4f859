"""Names of countries and places: the door to `handlers.places`.

`fold` is the normalisation of every search in the product. Pure functions: no storage, no network.
"""

from handlers.places.finding import exact, find
from handlers.places.folding import fold
from handlers.places.labels import name, use_labels, zone_of
from handlers.places.model import Found, Place, Split
from handlers.places.reading import mentioned, spans, split
from handlers.places.regions import is_eu, neighbours

__all__ = [
    "Found",
    "Place",
    "Split",
    "exact",
    "find",
    "fold",
    "is_eu",
    "mentioned",
    "name",
    "neighbours",
    "spans",
    "split",
    "use_labels",
    "zone_of",
]
