"""What an agency is described by: how each field is read, and what is said when it is wrong.

The same readers serve the guided form and the operator's file.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from handlers import places as gazetteer
from handlers.core.registry import command_words
from handlers.people.names import why_no_agency
from handlers.places.model import Place
from handlers.vocabulary import typed_line
from handlers.vocabulary.languages import LANGUAGE_WORDS, LANGUAGES, N_
from handlers.vocabulary.roles import ROLE_WORDS
from handlers.vocabulary.typed_line import one_line
from storage.people import AgencyKind, Level

OTHER_NAMES = tuple(code for code in LANGUAGES if code != "en")  # a column each, beside `name`
COLUMNS = ("handle", "name", *OTHER_NAMES, "kind", "level", "country", "subdivision", "parent", "covers")
REQUIRED = ("handle", "name", "level")
_LONGEST = 120  # characters of a name
_HANDLE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LONGEST_HANDLE = 30
_PARTS = re.compile(r"\s*[,;，；、|/\n]\s*")
_CODES = re.compile(r"[A-Za-z]{2}(?:-[A-Za-z0-9]{1,3})?(?:\s+[A-Za-z]{2}(?:-[A-Za-z0-9]{1,3})?)+")
NONE = {"", "-", "–", "none", "no", "无", "没有"}

KINDS = {
    AgencyKind.POLICE: N_("police"),
    AgencyKind.BORDER: N_("border and immigration"),
    AgencyKind.PROSECUTION: N_("prosecution and courts"),
    AgencyKind.MINISTRY: N_("ministry"),
    AgencyKind.LIAISON: N_("liaison office"),
    AgencyKind.ORGANISATION: N_("international organisation"),
    AgencyKind.OTHER: N_("other"),
}
_KIND_WORDS = {
    "警察": AgencyKind.POLICE,
    "公安": AgencyKind.POLICE,
    "immigration": AgencyKind.BORDER,
    "移民": AgencyKind.BORDER,
    "courts": AgencyKind.PROSECUTION,
    "检察": AgencyKind.PROSECUTION,
    "organization": AgencyKind.ORGANISATION,
}
LEVELS = {
    Level.NATIONAL: N_("national"),
    Level.PROVINCIAL: N_("provincial"),
    Level.MISSION: N_("mission abroad"),
    Level.INTERNATIONAL: N_("international"),
}
_LEVEL_WORDS = {
    "国家级": Level.NATIONAL,
    "省级": Level.PROVINCIAL,
    "embassy": Level.MISSION,
    "驻外": Level.MISSION,
    "国际": Level.INTERNATIONAL,
}

Entry = dict[str, Any]  # by column, read: what `handlers.network.keeping` takes


class FaultError(Exception):
    """What is wrong, as an English source text and what it is filled with."""

    def __init__(self, source: str, column: str = "", **params: Any) -> None:
        super().__init__(source % params if params else source)
        self.source, self.column, self.params = source, column, params


def read_field(column: str, typed: str) -> Any:
    """The value of a field: None, or [] where several are possible, for an empty one. FaultError."""
    return READERS[column](one_line(typed))


def _handle(typed: str) -> str:
    handle = typed.casefold()
    if not _HANDLE.fullmatch(handle) or len(handle) > _LONGEST_HANDLE:
        raise FaultError(
            N_("“%(typed)s” is no short name: up to 30 letters a–z, digits and hyphens, like riga-police."),
            typed=typed[:40],
        )
    if handle in {*_VERBS, *ROLE_WORDS, *LANGUAGE_WORDS, *map(typed_line.folded, command_words())}:
        raise FaultError(N_("“%(typed)s” means something else here."), typed=handle)
    return handle


_VERBS = {"add", "change", "merge", "close", "all", "none"}


def _name(typed: str) -> str:
    """FaultError: it is empty, longer than a line, or not what it seems."""
    if not typed:
        raise FaultError(N_("This must not be empty."))
    if why := why_no_agency(typed):
        raise FaultError(why)
    if len(typed) > _LONGEST:
        raise FaultError(N_("This is longer than %(count)s characters."), count=_LONGEST)
    return typed


def _other_name(typed: str) -> str | None:
    return _name(typed) if typed and typed not in NONE else None


def _one_of(values: Mapping[Any, str], words: Mapping[str, Any], typed: str) -> str:
    wanted = typed_line.folded(typed)
    by_name = {str(value): value for value in values} | {label: value for value, label in values.items()}
    found = by_name.get(wanted) or words.get(wanted)
    if found is None:
        raise FaultError(
            N_("“%(typed)s” is none of %(known)s."), typed=typed[:40], known=", ".join(map(str, values))
        )
    return str(found)


def _kind(typed: str) -> str:
    return _one_of(KINDS, _KIND_WORDS, typed) if typed else str(AgencyKind.OTHER)


def _level(typed: str) -> str:
    return _one_of(LEVELS, _LEVEL_WORDS, typed)


def _country(typed: str) -> str | None:
    if typed_line.folded(typed) in NONE:
        return None
    place = place_named(typed)
    if place.subdivision is not None:
        whole = gazetteer.name(place.code, "en")
        raise FaultError(N_("“%(typed)s” is a part of %(whole)s."), typed=typed[:40], whole=whole)
    return place.code


def _subdivision(typed: str) -> str | None:
    if typed_line.folded(typed) in NONE:
        return None
    place = place_named(typed)
    if place.subdivision is None:
        raise FaultError(N_("“%(typed)s” is no part of a country."), typed=typed[:40])
    return place.subdivision


def place_named(typed: str) -> Place:
    """FaultError: it names none, or several."""
    found = gazetteer.find(typed)
    if found.place is None:
        near = ", ".join(gazetteer.name(place.code, "en") for place in found.choices[:3])
        if near:
            raise FaultError(
                N_("I know no country “%(typed)s”. Did you mean %(near)s?"), typed=typed[:40], near=near
            )
        raise FaultError(N_("I know no country “%(typed)s”."), typed=typed[:40])
    return found.place


def _parent(typed: str) -> str | None:
    return None if typed_line.folded(typed) in NONE else typed.casefold()


def _covers(typed: str) -> list[str]:
    """Countries, or parts of them: "DK, FI" as well as "Denmark; Finland"."""
    if typed_line.folded(typed) in NONE:
        return []
    parts = typed.split() if _CODES.fullmatch(typed) else _PARTS.split(typed)
    return sorted({place_named(part).iso for part in parts if part})


READERS: dict[str, Callable[[str], Any]] = {
    "handle": _handle,
    "name": _name,
    **dict.fromkeys(OTHER_NAMES, _other_name),
    "kind": _kind,
    "level": _level,
    "country": _country,
    "subdivision": _subdivision,
    "parent": _parent,
    "covers": _covers,
}
