"""What one line asks for: "China urgent by Friday 17:00 Who rents the flat?"."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handlers import dates
from handlers import places as gazetteer
from handlers.agencies import coverage, finding, offering
from handlers.core.context import Context
from handlers.dates import NotUnderstood, Understood, anywhere
from handlers.forms.model import WrongError
from handlers.law import typed_marks
from handlers.law.directive import NORMAL, URGENT
from handlers.places.model import Split
from handlers.reading import cues, heads
from handlers.requests.filing import agencies_for, check_open
from handlers.requests.form import countries_of, doubtful, not_understood, unclear
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Choice
from storage.people import Agency

_ROUNDS = 6
_HELPS = re.compile(r"^(?:协查|协助|帮忙|方面)[\s:：,，]*")  # 请求西班牙协查：…
_REASONS = {"danger": "b", "custody": "c"}  # rows of `cues.tsv`, and what Directive 2023/977 calls it
_NO_HASTE = re.compile(
    r"[\s,，;；.。]*(?:it is )?(?:not urgent|no rush|no hurry|不急|不紧急|不着急)[\s,，;；.。!！]*$",
    re.IGNORECASE,
)
_HASTE = re.compile(
    r"(?<![a-z0-9])(?:asap|as soon as possible|immediately"
    r"|urgent(?:ly)?|right away)(?![a-z0-9])|尽快|尽早|立即|紧急|加急|急需|特急",
    re.IGNORECASE,
)


@dataclass
class _Line:
    """What is understood so far, and what is left of the line."""

    rest: str
    answers: dict[str, Any]
    wrong: dict[str, WrongError] = field(default_factory=dict)
    urgency: str | None = None
    is_exact: bool = True  # in the order that the help shows: a line in any other order is read back


_ASKS_THEM = re.compile(r"(?:if|whether) (?:they|you)\b|to (?:check|tell|find|confirm)\b", re.IGNORECASE)
_ENOUGH = re.compile(
    r"[\s,;.]+(\d{1,2} (?:days?|weeks?)) (?:is|are|will be|would be) (?:fine|ok|okay|enough|plenty)[\s.!]*$",
    re.IGNORECASE,
)  # "10 days is fine"
READ_BACK = "read_back"


def read(ctx: Context, argument: str, at: datetime) -> tuple[dict[str, Any], dict[str, WrongError]]:
    """What a line written `at` says already, and what has to be asked again: in whatever order it is said."""
    answers, rest = typed_marks.read(argument)
    line = _Line(rest, answers)
    if not rest:
        return answers, line.wrong
    for _ in range(_ROUNDS):
        if not any(take(ctx, line, at) for take in (_take_urgency, _take_to, _take_date)):
            break
    _take_tail(ctx, line, at)
    _give_reason(line)
    if not line.is_exact:
        line.answers[READ_BACK] = True
    if not {"to"} & {*line.answers, *line.wrong}:
        _nobody(line)
    if line.rest:
        line.answers |= {"text": line.rest, "urgency": line.urgency or NORMAL}
        _ask_about_haste(line)
    elif line.urgency not in {None, NORMAL}:
        line.answers["urgency"] = line.urgency
    return line.answers, line.wrong


def begins_one(ctx: Context, words: str) -> bool:
    """Whether words are how a request begins."""
    line = _Line(words, {})
    _take_urgency(ctx, line, ctx.now)
    if line.urgency is not None:
        return True
    found = heads.places(words)
    is_several = found.unclear is not None and found.unclear.exact
    return bool(found.places or is_several or finding.at_head(ctx.work, words)[0])


def _take_urgency(_ctx: Context, line: _Line, _at: datetime) -> bool:
    if line.urgency is not None:
        return False
    if (calm := typed_marks.not_urgent(line.rest)) is not None:
        line.urgency, line.rest = NORMAL, calm
        return True
    urgency, rest = typed_marks.urgency(line.rest)
    if urgency == NORMAL:
        return False
    line.is_exact = line.is_exact and "to" in line.answers and line.rest.endswith(rest)
    line.urgency, line.rest = urgency, rest
    return True


def _take_to(ctx: Context, line: _Line, _at: datetime) -> bool:
    if "to" in line.answers or "to" in line.wrong:
        return _take_more(ctx, line)
    found = heads.places(line.rest)
    if found.unclear is not None and not found.places and (named := finding.at_head(ctx.work, line.rest))[0]:
        found = Split((), line.rest)
    if found.unclear is not None:
        line.wrong["to"] = unclear(found.unclear)
    elif found.places:
        _address(ctx, line, found)
    else:
        named = finding.at_head(ctx.work, line.rest)
        others = [one for one in named[0] if one.id != ctx.officer.agency_id]
        if not others:
            return False
        line.rest = named[1]
        try:
            check_open(ctx, others)
        except WrongError as problem:
            line.wrong["to"] = problem
        else:
            line.answers["to"] = [one.id for one in others]
        return True
    line.rest = _HELPS.sub("", found.rest)
    return True


def _address(ctx: Context, line: _Line, found: Split) -> None:
    """A city or a province that its country's office answers for stays in the text."""
    codes = [place.iso for place in found.places]
    try:
        line.answers["to"] = agencies_for(ctx, codes)
    except WrongError as problem:
        line.wrong["to"] = problem
        return
    own = {ctx.work.need(Agency, one).subdivision for one in line.answers["to"]}
    is_part = any(place.subdivision and place.subdivision not in own for place in found.places)
    if is_part and found.rest:
        typed = line.rest[: len(line.rest) - len(found.rest)].strip()
        is_whom = _ASKS_THEM.match(found.rest) is not None
        line.answers |= {} if is_whom else {"_place": typed.rstrip(" ,，:：、")}
        line.is_exact = False  # a city is named, and its country asked: read back


def _take_more(ctx: Context, line: _Line) -> bool:
    """ "Norway Sweden Denmark …": who is asked already answers for the next one, too."""
    found = gazetteer.split(line.rest)
    if "to" in line.wrong or not found.places or found.unclear is not None:
        return False
    asked = coverage.others_covering(ctx.work, [p.iso for p in found.places], ctx.officer.agency_id)
    if not all(others and {one.id for one in others} <= {*line.answers["to"]} for others in asked.values()):
        return False
    if any(place.subdivision for place in found.places):
        return False
    line.rest = found.rest
    return True


def _take_date(ctx: Context, line: _Line, at: datetime) -> bool:
    if {"due"} & {*line.answers, *line.wrong}:
        return False
    countries = countries_of(ctx, line.answers)
    dated = dates.find(line.rest, ctx.zone, at, "deadline", countries) or _day_and_hour(ctx, line.rest, at)
    if dated is None:
        return False
    result, _, line.rest = dated
    _put_date(line, result)
    return True


def _day_and_hour(ctx: Context, rest: str, at: datetime) -> tuple[Any, str, str] | None:
    """ "tomorrow 18:00 is the workshop registered?": a day and a time before a question."""
    if not rest.rstrip().endswith(("?", "？")):
        return None
    plain, found = anywhere.mentions(rest)
    first = found[0] if found and found[0].start == 0 else None
    if first is None or not first.phrase.days or first.phrase.clock is None:
        return None
    result = dates.read(rest[: first.end], ctx.zone, at, "deadline")
    return (result, rest[: first.end], anywhere.without(rest, first)) if plain and result else None


def _put_date(line: _Line, result: Understood | NotUnderstood) -> None:
    if isinstance(result, NotUnderstood):
        line.wrong["due"] = not_understood(result)
    else:
        line.answers["due"] = result.at.isoformat()


def _take_tail(ctx: Context, line: _Line, at: datetime) -> None:
    """What stands behind the text: the date, and how urgent it is."""
    place = line.answers.pop("_place", "")
    if not {"due"} & {*line.answers, *line.wrong}:
        line.rest = _ENOUGH.sub(r", within \1", line.rest)
        found = anywhere.deadline(line.rest, ctx.zone, at, countries_of(ctx, line.answers))
        if found is not None and found.at_edge:
            _put_date(line, found.result)
            line.rest = found.rest
        elif found is not None:
            line.wrong["due"] = doubtful(found.result)
    if (calm := _NO_HASTE.search(line.rest)) is not None and line.urgency is None:
        line.urgency, line.rest = NORMAL, line.rest[: calm.start()].rstrip()
    _take_urgency(ctx, line, at)
    if place:
        glue = "" if place[-1] > "\u2e80" else " "
        line.rest = f"{place}{glue}{line.rest}".strip()


def _give_reason(line: _Line) -> None:
    """Why it is urgent, where the words say so. Whoever is asked needs it: it is read back before it goes."""
    if line.urgency == URGENT:
        line.urgency = next((code for cue, code in _REASONS.items() if cues.find(line.rest, cue)), URGENT)
        line.is_exact = False


def _ask_about_haste(line: _Line) -> None:
    """ "asap" in the middle of a text: whether it is urgent in the sense of the law is asked."""
    if line.urgency is None and _HASTE.search(line.rest):
        line.answers.pop("urgency")
        choices = [Choice(URGENT, N_("It is urgent")), Choice(NORMAL, N_("It is not urgent"))]
        line.wrong["urgency"] = WrongError(N_("Your words sound urgent. Is it?"), choices)


def _nobody(line: _Line) -> None:
    """No country at the head: one that the text names may be meant, and is offered."""
    named = gazetteer.mentioned(line.rest)
    choices = [offering.country(place.iso) for place in named[:2]]
    line.wrong["to"] = WrongError(N_("Which country is it for?"), choices)
