"""Requests for information: asked in one line or by the guided form, sent to whoever covers the country."""

import re
from typing import Any

from handlers import countries, forms, when
from handlers.context import Context
from handlers.forms import WrongError
from handlers.lang import N_
from handlers.registry import OFFICERS, command
from handlers.requests_filing import NORMAL, URGENT, file_request
from handlers.requests_form import FORM, agencies_for, not_understood, unclear
from handlers.when import NotUnderstood

_URGENT = re.compile(
    r"(?:urgent(?:ly)?\b|紧急|加急|特急)(?:\s*[(（]([a-d])[)）])?[\s,，:：;；、]*", re.IGNORECASE
)


@command("request", zh="请求", help=N_("Ask another country for information"), roles=OFFICERS,
         arguments=N_("[country, …] [urgent] [by when] [text]"), group=N_("Requests"))  # fmt: skip
def request(ctx: Context, argument: str) -> None:
    """A date is read back before anything is sent; without one, a complete line is sent at once."""
    answers, wrong = _read_line(ctx, argument)
    complete = {"to", "text", "urgency"} <= answers.keys()
    if complete and not wrong and "due" not in answers:
        file_request(ctx, {**answers, "files": list(ctx.files)})
        ctx.files.clear()
    else:
        forms.begin(ctx, FORM, answers, wrong=wrong)


def _read_line(ctx: Context, argument: str) -> tuple[dict[str, Any], dict[str, WrongError]]:
    """What a line says already, and what has to be asked again."""
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
    urgency, rest = _read_urgency(rest)
    if (dated := when.find(rest, ctx.zone, ctx.now, "deadline")) is not None:
        result, _, rest = dated
        if isinstance(result, NotUnderstood):
            wrong["due"] = not_understood(result)
        else:
            answers["due"] = result.at.isoformat()
        if urgency == NORMAL:
            urgency, rest = _read_urgency(rest)
    if rest:
        answers |= {"text": rest, "urgency": urgency}
    elif urgency != NORMAL:
        answers["urgency"] = urgency
    return answers, wrong


def _read_urgency(typed: str) -> tuple[str, str]:
    found = _URGENT.match(typed)
    return (found[1] or URGENT, typed[found.end() :]) if found else (NORMAL, typed)
