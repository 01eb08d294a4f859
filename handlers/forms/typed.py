"""What is typed into a form: how it must be handled, and what of it may not stay where it was typed.

Each answer goes with the reply to it, and delivery, which knows what the channel may show, takes it away.
When a later answer makes the handling stricter, what was typed before goes, too, on whatever channel.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from handlers.core.assumed_handling import Marks, stricter
from handlers.core.context import Context
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.forms.model import form_named
from handlers.law import typed_marks
from handlers.law.handling import Handling, Tlp, strictest
from handlers.vocabulary.text import Text, bold, text
from handlers.vocabulary.voice import Voice
from storage.drafts import Draft
from storage.outbox import Lane
from storage.people import Account
from storage.work import Work


def note(ctx: Context, draft: Draft) -> None:
    """What was just typed belongs to this form."""
    before = draft.answers.get("typed", [])
    new = [{"under": None, **place} for place in ctx.said_in]
    draft.answers = {**draft.answers, "typed": [*before, *new]}


def handling(work: Work, draft: Draft) -> Handling | None:
    """By its form's rule, and never laxer than its marks. None: anybody in the network may see it."""
    rule, marks = form_named(draft.form).handling, typed_marks.of(draft.answers)
    found = rule(work, draft.item, draft.answers) if rule is not None else None
    if "tlp" not in marks:
        return found
    return strictest(found or Handling(Tlp.CLEAR), Handling(Tlp(marks["tlp"])))


def without_marks(draft: Draft, words: str) -> str:
    """The words, where the form keeps marks: what these say holds for it, too."""
    if form_named(draft.form).handling is None:
        return words
    marks, rest = typed_marks.read(words)
    both = typed_marks.strictest(draft.answers, marks)
    draft.answers = {**draft.answers, **{name: both[name] for name in marks}}
    return rest


def marks(work: Work, draft: Draft) -> dict[str, Any]:
    """For the params of what quotes the form's answers."""
    found = handling(work, draft)
    return {"handling": found.to_json()} if found is not None else {}


def places(ctx: Context, draft: Draft, unread: Handling | None = None) -> dict[str, Any]:
    """For the params of a reply: how the form is handled now, and what was typed under laxer rules. `unread`:
    how what was typed last, or is quoted, and is no answer must be handled."""
    own, typed = handling(ctx.work, draft), list(draft.answers.get("typed", []))
    if own is None and unread is None:
        return {}
    strict = own if unread is None else strictest(own or Handling(Tlp.GREEN), unread)
    last = [place["message"] for place in ctx.said_in] if unread is not None else []
    marked, due = [], []
    for one in typed:
        rule = strict if one["message"] in last else own
        if rule is not None and (one["under"] is None or _is_laxer(one["under"], rule)):
            due.append(one)
            marked.append({**one, "under": rule.to_json()})
        else:
            marked.append(one)
    draft.answers = {**draft.answers, "typed": marked}
    under = (strict or Handling()).to_json()
    _take_away(ctx, form_named(draft.form).title, [o for o in due if o["account"] != ctx.account.id], under)
    return {"handling": under, "said_in": [one for one in due if one["account"] == ctx.account.id]}


def _is_laxer(under: Marks, now: Handling) -> bool:
    before = Handling.from_json(under)
    return before.tlp.rank < now.tlp.rank or (now.personal and not before.personal)


def _take_away(ctx: Context, title: str, typed: Sequence[Mapping[str, Any]], under: Marks) -> None:
    """From other channels than the one that is being written on."""
    for account_id, of_it in groupby(typed, key=lambda one: int(one["account"])):
        account = ctx.work.get(Account, account_id)
        if account is not None:
            about: Marks = {"said_in": list(of_it), "handling": under, "title": title}
            say(ctx.work, ctx.officer, "form.taken_back", account=account, lane=Lane.ANSWER, **about)


def go_on(
    ctx: Context, said: Sequence[Mapping[str, Any]], before: Handling, now: Handling, title: str
) -> None:
    """What was typed is said again under other marks: of what may stay no longer, each goes once."""
    ctx.said_in = [{**one, "under": stricter(one.get("under"), before)} for one in said]
    due = [one for one in ctx.said_in if one["account"] != ctx.account.id and _is_laxer(one["under"], now)]
    _take_away(ctx, title, due, now.to_json())


def _veiled(voice: Voice, title: str) -> Text:
    return text(bold(voice.t(title)))


@says("form.taken_back", took=True, veil=_veiled)
def _say_taken_back(_voice: Voice) -> Text:
    """Where it may be shown it stays, and nobody has to be told."""
    return ()
