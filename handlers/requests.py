"""Requests for information: asked in one line or by the guided form, sent to whoever covers the country."""

from handlers import access, forms, references, requests_changes, requests_line, requests_terms, status
from handlers.context import Context
from handlers.lang import N_
from handlers.registry import OFFICERS, command
from handlers.requests_filing import file_request
from handlers.requests_form import FORM
from storage.requests import Request


@command("request", zh="请求", help=N_("Ask another country for information"), roles=OFFICERS,
         arguments=N_("[country, …] [urgent] [by when] [text]"), group=N_("Requests"))  # fmt: skip
def request(ctx: Context, argument: str) -> None:
    """A date is read back before anything is sent; without one, a complete line is sent at once."""
    typed, rest = references.split(argument)
    if typed:
        return _with_reference(ctx, typed, rest)
    answers, wrong = requests_line.read(ctx, argument, ctx.now)
    complete = {"to", "text", "urgency"} <= answers.keys()
    if complete and not wrong and "due" not in answers:
        file_request(ctx, {**answers, "files": list(ctx.files)})
        ctx.files.clear()
    else:
        forms.begin(ctx, FORM, answers, wrong=wrong)
    return None


def _with_reference(ctx: Context, typed: str, rest: str) -> None:
    item = references.find(ctx, typed, "request")
    if item is None:
        return None
    found = ctx.work.need(Request, access.parts(item)[1])
    if requests_changes.is_withdrawal(rest):
        return requests_changes.withdraw(ctx, found)
    if not ctx.files and (terms := requests_terms.wanted(ctx, rest)) is not None:
        return requests_terms.begin(ctx, found, *terms)
    if rest or ctx.files:
        return requests_changes.add(ctx, found, rest)
    return status.show(ctx, item)
