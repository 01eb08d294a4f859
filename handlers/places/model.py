"""What a place is, and what reading a text for places gives."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A country by ISO 3166-1 alpha-2 (or a user-assigned code such as XK), or a part of one.

    `subdivision` is an ISO 3166-2 code such as `CN-LN`; a city is its province. None is the whole country.
    """

    code: str
    subdivision: str | None = None

    @property
    def iso(self) -> str:
        """The code of exactly this: ISO 3166-2 for a part of a country, else 3166-1."""
        return self.subdivision or self.code


@dataclass(frozen=True)
class Found:
    """What one text names.

    `exact`: the text is a name, code or alias as it stands; either of one place (`place`), or of several
    (`place` is None, `choices` are the ones to ask about: "Which Congo?"). Otherwise `choices` are the
    nearest names, best first, and only an offer ("Did you mean …?"), also when there is just one; no
    choices: unknown.
    """

    text: str
    place: Place | None = None
    choices: tuple[Place, ...] = ()
    exact: bool = False


@dataclass(frozen=True)
class Split:
    """A one-line command, cut after the places at its head.

    `unclear` is the head, or the next item of its list, when it is ambiguous or looks misspelt; `rest` then
    begins after it, and `unclear.text` holds the words as they were typed.
    """

    places: tuple[Place, ...]
    rest: str
    unclear: Found | None = None
