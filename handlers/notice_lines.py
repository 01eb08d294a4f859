"""A notice typed in one line: whom for, how it is handled, when, and its text in one or several languages.

/notice all urgent TLP:AMBER until Friday Checks at the border start on Monday.
/notice China, provincial at Friday 9:00 中文：… English: …
"""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from handlers import audience, when
from handlers.access import Tlp
from handlers.context import Context
from handlers.when import NotUnderstood, Understood

_END = r"(?=[\s:：,，]|$)[\s:：,，]*"
_URGENT = re.compile(r"(?:urgent|加急|紧急)" + _END, re.IGNORECASE)
_NO_ACK = re.compile(r"(?:no[- ]ack(?:nowledgement)?|无需确认|不需确认)" + _END, re.IGNORECASE)
_TLP = re.compile(r"TLP[:：\s]*(CLEAR|GREEN|AMBER\+STRICT|AMBER|RED)" + _END, re.IGNORECASE)
_AT = re.compile(
    r"(?:send\s+)?at\s+|(?:定时|定于|于)\s*|(?=every\s|each\s|fortnightly\s|每|隔周)", re.IGNORECASE
)
_UNTIL = re.compile(r"(?:valid\s+)?until\s+|有效期至\s*|有效至\s*", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?:^|\n|\s)(english|en|chinese|zh|中文|英文|英语|汉语)\s*[:：]\s*", re.IGNORECASE)
_CODES = {"english": "en", "en": "en", "英文": "en", "英语": "en",
          "chinese": "zh", "zh": "zh", "中文": "zh", "汉语": "zh"}  # fmt: skip
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass
class Line:
    """`answers`: what was understood, as the form keeps it. `problems`: "when" or "until", not understood."""

    answers: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, NotUnderstood] = field(default_factory=dict)


def read(ctx: Context, typed: str) -> Line:
    chosen, rest = audience.read(ctx.work, typed)
    line = Line({"audience": chosen} if chosen else {})
    while rest:
        left = _option(ctx, line, rest)
        if left is None:
            break
        rest = left
    if rest.strip():
        line.answers["texts"] = texts(rest)
    return line


def _option(ctx: Context, line: Line, rest: str) -> str | None:
    """Take one option off the head; what is left, or None where the text begins."""
    if found := _URGENT.match(rest):
        line.answers["is_urgent"] = True
    elif found := _NO_ACK.match(rest):
        line.answers["wants_ack"] = False
    elif found := _TLP.match(rest):
        line.answers["tlp"] = str(Tlp(found[1].upper()))
    else:
        return _time(ctx, line, rest)
    return rest[found.end() :]


def _time(ctx: Context, line: Line, rest: str) -> str | None:
    for name, pattern in (("when", _AT), ("until", _UNTIL)):
        lead = pattern.match(rest)
        if lead is None or name in line.answers or name in line.problems:
            continue
        # "by" says that it is a date even where it has passed, and not the beginning of the text
        said, is_end = rest[lead.end() :], name == "until"
        found = when.find(
            f"by {said}" if is_end else said, ctx.zone, ctx.now, "deadline" if is_end else "reminder"
        )
        if found is None:
            continue
        understood, _, left = found
        if not isinstance(understood, Understood):
            line.problems[name] = understood
            return left
        line.answers[name] = moment(understood)
        return left
    return None


def moment(understood: Understood) -> dict[str, str]:
    """As the form keeps it."""
    return {"at": understood.at.isoformat(), "rule": str(understood.spec) if understood.spec else ""}


def without_at(typed: str) -> str:
    """A moment without the word that leads it in."""
    lead = _AT.match(typed)
    return typed[lead.end() :] if lead else typed


def texts(typed: str) -> dict[str, str]:
    """By language: parts marked "English:" and "中文：", else the language that it is written in."""
    pieces = _LANGUAGE.split(typed)
    head, marked = pieces[0].strip(), pieces[1:]
    if head or not marked:
        return {language_of(typed): typed.strip()}
    found = {
        _CODES[unicodedata.normalize("NFKC", name).casefold()]: text.strip()
        for name, text in zip(marked[::2], marked[1::2], strict=True)
    }
    return {language: text for language, text in found.items() if text}


def language_of(typed: str) -> str:
    """Chinese where a good part of the letters are Chinese."""
    letters = [char for char in typed if char.isalpha()]
    return "zh" if len(_CHINESE.findall(typed)) * 4 > len(letters) else "en"
