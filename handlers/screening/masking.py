"""What one reader sees of what others wrote: whole, masked, or not at all, as the corridor between them says.

Every letter is put into words through these eyes (`storage.filtered`); what its sender decided about a find
counts, and what nobody decided about is masked as it is found now.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from handlers.core import access
from handlers.law import official_references
from handlers.law.corridors import Corridor, Rule
from handlers.recognising.finder import Allowed, find, nobody
from handlers.recognising.matters import spoken_of
from handlers.recognising.model import Finding
from handlers.screening.kinds import KINDS
from handlers.screening.network import known_to
from handlers.screening.origins import OPEN_COLUMNS, Origin, origin_of
from handlers.vocabulary.voice import Voice
from storage import screenings
from storage.clues import Clue
from storage.contacts import ContactPoint
from storage.filtered import FilteredWork, unfiltered
from storage.item import Item
from storage.items import Attachment
from storage.people import Officer
from storage.requests import Request
from storage.work import Work


@dataclass(frozen=True)
class Decided:
    """What the sender of an item said about what stands in it. `is_there`: anything at all."""

    masked: frozenset[str] = frozenset()
    released: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    files: frozenset[int] = frozenset()
    is_there: bool = False


def decided_about(work: Work, item: Item) -> Decided:
    """All that was decided; the last word about the same words counts."""
    masked: set[str] = set()
    released: set[str] = set()
    held: set[str] = set()
    files: set[int] = set()
    rows = screenings.of_item(work, item) if item else []
    for row in rows:
        masked = (masked - {*row.released}) | {*row.masked}
        released = (released - {*row.masked}) | {*row.released}
        held |= {*row.held}
        files |= {*row.files}
    return Decided(frozenset(masked), frozenset(released), frozenset(held), frozenset(files), bool(rows))


@dataclass
class Eyes:
    """Of one reader, for one letter. `through`: the corridors that took something away; `kept`: the files."""

    work: Work
    reader: Officer
    voice: Voice
    through: list[Corridor] = field(default_factory=list)
    kept: int = 0
    _decided: dict[str, Decided] = field(default_factory=dict)
    _known: dict[int | None, Allowed] = field(default_factory=dict)

    def opened(self) -> Voice:
        """The voice whose words this reader may have."""
        return replace(self.voice, work=FilteredWork(self.voice.work, self.passes))

    def passes(self, row: Any, column: str, value: Any) -> Any:
        """What this reader may see of a sealed value."""
        table = getattr(type(row), "__tablename__", "") if row is not None else ""
        if value is None or f"{table}.{column}" in OPEN_COLUMNS:
            return value
        origin = origin_of(self.work, row)
        corridor = access.corridor_between(self.work, origin.agency, self.reader.agency_id)
        if corridor.rule is Rule.ALLOW or _is_public(row):
            return value
        if corridor.rule is Rule.DENY or _is_held(row, column, self._about(origin)):
            return self._held(corridor, value)
        return self._masked(corridor, origin, column, value)

    def may_have(self, file: Attachment) -> bool:
        """A photo or a document counts as personal unless its sender says otherwise."""
        origin = origin_of(self.work, file)
        corridor = access.corridor_between(self.work, origin.agency, self.reader.agency_id)
        if corridor.rule is Rule.ALLOW or file.id in self._about(origin).files:
            return corridor.rule is not Rule.DENY
        self.through.append(corridor)
        self.kept += 1
        return False

    def _about(self, origin: Origin) -> Decided:
        if origin.item not in self._decided:
            self._decided[origin.item] = decided_about(self.work, origin.item)
        return self._decided[origin.item]

    def _allowed(self, origin: Origin) -> Allowed:
        """Looked up when something was found, and not before."""
        if origin.agency not in self._known:
            agencies = {one for one in (origin.agency, self.reader.agency_id) if one is not None}
            self._known[origin.agency] = known_to(self.work, agencies).holds
        return self._known[origin.agency]

    def _held(self, corridor: Corridor, value: Any) -> Any:
        self.through.append(corridor)
        if isinstance(value, str):
            return f"[{self.voice.t(KINDS['text'])}]"
        return _each(value, lambda one: self._held(corridor, one))

    def _masked(self, corridor: Corridor, origin: Origin, column: str, value: Any) -> Any:
        if not isinstance(value, str):
            return _each(value, lambda one: self._masked(corridor, origin, column, one))
        if column == "official_reference" and official_references.is_only(value):
            return value
        decided = self._about(origin)
        if value in decided.held or spoken_of(value) is not None:
            return self._held(corridor, value)
        found = findings(value, decided, lambda said: self._allowed(origin)(said))
        if found:
            self.through.append(corridor)
        return masked(self.voice, value, found)


def _is_public(row: Any) -> bool:
    """A role mailbox or a duty number of the network itself."""
    return isinstance(row, ContactPoint) and not unfiltered(row).is_private


def _is_held(row: Any, column: str, decided: Decided) -> bool:
    """Of what its sender called personal as a whole nothing goes that he or she has not read again."""
    is_private = isinstance(row, ContactPoint)
    is_personal = isinstance(row, Clue | Request) and row.is_personal and not decided.is_there
    return is_private or (is_personal and column != "official_reference")


def _each(value: Any, done: Any) -> Any:
    if isinstance(value, dict):
        return {name: done(one) for name, one in value.items()}
    if isinstance(value, list):
        return [done(one) for one in value]
    return value


def findings(value: str, decided: Decided, allowed: Allowed = nobody) -> list[Finding]:
    """What is masked of a text: what is found now and was not released, and whatever was masked before."""
    found = [one for one in find(value, allowed) if one.text not in decided.released]
    again = [one for one in _masked_before(value, decided.masked) if not any(map(one.overlaps, found))]
    return sorted([*found, *again], key=lambda one: one.start)


def _masked_before(value: str, words: Iterable[str]) -> Iterator[Finding]:
    ends = 0
    known = [re.escape(one) for one in sorted(words, key=len, reverse=True) if one]
    for match in re.finditer("|".join(known), value) if known else ():
        if match.start() >= ends:
            ends = match.end()
            yield Finding("text", match.start(), match.end(), match[0], 1.0)


def masked(voice: Voice, value: str, found: Iterable[Finding]) -> str:
    """The text with what it is in the place of what it was: "a woman [name], passport [passport number]"."""
    said, at = "", 0
    for one in found:
        said += f"{value[at : one.start]}[{voice.t(KINDS[one.kind])}]"
        at = one.end
    return said + value[at:]
