"""What one line asks for: "China urgent by Friday 17:00 Who rents the flat?"."""

import re
from datetime import datetime
from typing import Any

from handlers import countries, when
from handlers.context import Context
from handlers.forms import WrongError
from handlers.requests_filing import NORMAL, URGENT
from handlers.requests_form import agencies_for, not_understood, unclear
from handlers.when import NotUnderstood

_URGENT = re.compile(
    r"(?:urgent(?:ly)?\b|紧急|加急|特急)(?:\s*[(（]([a-d])[)）])?[\s,，:：;；、]*", re.IGNORECASE
)
_NOT_URGENT = re.compile(
    r"(?:no longer|not) urgent\b[\s,，:：;；、]*|(?:不|非|不再)紧急[\s,，:：;；、]*", re.IGNORECASE
)


def read(ctx: Context, argument: str, at: datetime) -> tuple[dict[str, Any], dict[str, WrongError]]:
    """What a line written `at` says already, and what has to be asked again."""
    answers: dict[str, Any] = {}
    wrong: dict[str, WrongError] = {}
    if not argument:
        return answers, wrong
    found = countries.split(argument)
    rest = found.rest
    try:
        answers["to"] = agencies_for(ctx, [(p.code, p.subdivision) for p in found.places])
    except WrongError as problem:
        wrong["to"] = problem
    if found.unclear is not None:
        answers.pop("to", None)
        wrong["to"] = unclear(found.unclear)
    urgency, rest = read_urgency(rest)
    if (dated := when.find(rest, ctx.zone, at, "deadline")) is not None:
        result, _, rest = dated
        if isinstance(result, NotUnderstood):
            wrong["due"] = not_understood(result)
        else:
            answers["due"] = result.at.isoformat()
        if urgency == NORMAL:
            urgency, rest = read_urgency(rest)
    if rest:
        answers |= {"text": rest, "urgency": urgency}
    elif urgency != NORMAL:
        answers["urgency"] = urgency
    return answers, wrong


def read_not_urgent(typed: str) -> str | None:
    """What follows "not urgent"; None where that is not said."""
    found = _NOT_URGENT.match(typed)
    return typed[found.end() :] if found else None


def read_urgency(typed: str) -> tuple[str, str]:
    found = _URGENT.match(typed)
    return (found[1] or URGENT, typed[found.end() :]) if found else (NORMAL, typed)
