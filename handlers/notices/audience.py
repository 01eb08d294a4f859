"""Whom a notice is for: read from a line, and put into words.

{"all": true}, or any of "countries" (ISO codes), "agencies" (handles) and "levels", narrowed by "roles" and
"languages". {"told": 12}: those who were told of an earlier notice. "but": the id of who sends it.
"""

import re
from typing import Any

from handlers import places as gazetteer
from handlers.vocabulary import typed_line
from handlers.vocabulary.languages import LANGUAGE_WORDS, N_
from handlers.vocabulary.roles import ROLE_WORDS
from handlers.vocabulary.voice import Voice
from storage import people
from storage.people import Level, Role
from storage.work import Work

Chosen = dict[str, Any]

_ALL = {
    "all",
    "everybody",
    "everyone",
    "全体",
    "所有人",
    "全部",
    "大家",
    "全体联络官",
    "全体人员",
    "各位",
    "各单位",
}
_LEVELS = {
    "national": Level.NATIONAL,
    "国家级": Level.NATIONAL,
    "provincial": Level.PROVINCIAL,
    "省级": Level.PROVINCIAL,
    "missions": Level.MISSION,
    "mission": Level.MISSION,
    "驻外机构": Level.MISSION,
    "驻华机构": Level.MISSION,
    "international": Level.INTERNATIONAL,
    "国际组织": Level.INTERNATIONAL,
}
ROLE_NAMES = {
    Role.OFFICER: N_("officers"),
    Role.COORDINATOR: N_("coordinators"),
    Role.OBSERVER: N_("observers"),
}
LEVEL_NAMES = {
    Level.NATIONAL: N_("national authorities"),
    Level.PROVINCIAL: N_("provincial bureaus"),
    Level.MISSION: N_("missions"),
    Level.INTERNATIONAL: N_("international organisations"),
}
_WORD = re.compile(r"[^\s,，、;；:：|+]+")
_JOIN = re.compile(r"\s*(?:[,，、+&]|\b(?:and|plus)\b|和|及|以及|跟)\s*(?:the )?")
# the same said with more words
_SAID = tuple(
    (re.compile(words, re.IGNORECASE), kind, value)
    for words, kind, value in (
        (
            r"(?:all |the )*provinc(?:ial|es|e)(?: (?:offices?|bureaus?|agencies|units|desks|police))?\b",
            "levels",
            "provincial",
        ),
        (r"各?省(?:级)?(?:公安)?厅局?|各省(?:级单位)?", "levels", "provincial"),
        (r"(?:all |the )*(?:missions?|liaison offices|embassies|delegations)\b", "levels", "mission"),
        (r"(?:所有|各)(?:驻华机构|联络处|使团|驻外机构)", "levels", "mission"),
        (r"(?:all |the )*national (?:authorities|offices|agencies|units)\b", "levels", "national"),
        (r"(?:all |the )*international (?:organi[sz]ations|offices|bodies)\b", "levels", "international"),
        (r"(?:all |the )+coordinators\b|(?:所有|全体|各位)协调员", "roles", "coordinator"),
        (r"(?:all |the )+officers\b|(?:所有|全体|各位)联络官(?!们)", "roles", "officer"),
        (
            r"all (?:offices|agencies|colleagues|units|members|of you)\b|every (?:office|agency)\b"
            r"|the whole network",
            "all",
            "",
        ),
        (r"全网|所有单位|所有同事|全体同事|全部单位|各单位", "all", ""),
    )
)


def read(work: Work, typed: str) -> tuple[Chosen, str]:
    """Whom the head of a line names, and the rest; {} where it names nobody."""
    chosen: Chosen = {}
    at, goes_on = 0, True
    while goes_on and at < len(typed):
        step = _item(work, typed, at)
        if step is None:
            break
        kind, values, at = step
        chosen[kind] = True if kind == "all" else list(dict.fromkeys([*chosen.get(kind, []), *values]))
        at, goes_on = _next(typed, at)
    return _sound(chosen), typed[at:].lstrip(" ,，、:：;；|\n")


def _sound(chosen: Chosen) -> Chosen:
    """ "all" beside places is all; a role or a language narrows it."""
    if chosen.get("all"):
        return {key: value for key, value in chosen.items() if key in {"all", "roles", "languages"}}
    return chosen


def _item(work: Work, typed: str, at: int) -> tuple[str, list[str], int] | None:
    found = _WORD.match(typed, at)
    if found is None:
        return None
    for pattern, named, value in _SAID:
        if (said := pattern.match(typed, at)) is not None:
            return named, [value], said.end()
    word = typed_line.folded(found[0])
    for kind, meaning in _VOCABULARY.items():
        if word in meaning:
            return kind, [str(meaning[word])], found.end()
    head = gazetteer.split(typed[at:])
    if head.places:
        codes = [place.iso for place in head.places]
        return "countries", codes, len(typed.rstrip()) - len(head.rest)
    if people.agency_named(work, word) is not None:
        return "agencies", [word], found.end()
    return None


_VOCABULARY: dict[str, dict[str, Any]] = {
    "all": dict.fromkeys(_ALL, True),
    "roles": ROLE_WORDS,
    "levels": _LEVELS,
    "languages": LANGUAGE_WORDS,
}


def _next(typed: str, at: int) -> tuple[int, bool]:
    """Where the list goes on after an item, and whether it does."""
    if typed[:at].rstrip()[-1:] in ",，、":  # the reader of countries has eaten the mark
        return at, True
    joined = _JOIN.match(typed, at)
    return (joined.end(), True) if joined else (at, False)


def said(voice: Voice, chosen: Chosen) -> str:
    """ "Spain and provincial bureaus; coordinators only" in the reader's language."""
    if chosen.get("told"):
        return voice.t("those who had the earlier one")
    places = [
        *([voice.t("everybody")] if chosen.get("all") else []),
        *(voice.country(code) for code in chosen.get("countries", ())),
        *(_agency(voice, handle) for handle in chosen.get("agencies", ())),
        *(voice.t(LEVEL_NAMES[Level(level)]) for level in chosen.get("levels", ())),
    ]
    roles = [voice.t(ROLE_NAMES[Role(role)]) for role in chosen.get("roles", ())]
    spoken = [voice.tongue(code) for code in chosen.get("languages", ())]
    languages = [voice.t("readers of %(language)s", language=name) for name in spoken]
    narrowed = [voice.listed(part) for part in (places, roles, languages) if part]
    return voice.t("; only ").join(narrowed)


def _agency(voice: Voice, handle: str) -> str:
    agency = people.agency_named(voice.work, handle)
    return voice.agency(agency) if agency else handle
