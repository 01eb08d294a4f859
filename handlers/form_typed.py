"""What is typed into a form: how it must be handled, and what of it may not stay where it was typed.

Each answer goes with the reply to it, and delivery, which knows what the channel may show, takes it away.
When a later answer makes the handling stricter, what was typed before goes, too, on whatever channel.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from handlers import access
from handlers.access import Handling, Tlp
from handlers.chat import Text, bold, text
from handlers.context import Context, say
from handlers.form_model import UNKNOWN, form_named
from handlers.lang import Voice
from handlers.speech import Params, says
from storage.drafts import Draft
from storage.outbox import Lane
from storage.people import Account
from storage.work import Work

Marks = dict[str, Any]


def by_marks(_work: Work, _item: str, answers: Mapping[str, Any]) -> Handling:
    """As its answers say, or as it would be filed without them."""
    tlp = answers.get("tlp", UNKNOWN)
    return Handling(Tlp.AMBER if tlp == UNKNOWN else Tlp(tlp), answers.get("personal") == "yes")


def by_item(work: Work, item: str, _answers: Mapping[str, Any]) -> Handling:
    """As what it belongs to."""
    subject = access.subject_of(work, item)
    return subject.handling if subject is not None else Handling()


def note(ctx: Context, draft: Draft) -> None:
    """What was just typed belongs to this form."""
    before = draft.answers.get("typed", [])
    new = [{"under": None, **place} for place in ctx.said_in]
    draft.answers = {**draft.answers, "typed": [*before, *new]}


def handling(work: Work, draft: Draft) -> Handling | None:
    """None: anybody in the network may see it."""
    rule = form_named(draft.form).handling
    return rule(work, draft.item, draft.answers) if rule is not None else None


def marks(work: Work, draft: Draft) -> dict[str, Any]:
    """For the params of what quotes the form's answers."""
    found = handling(work, draft)
    return {"handling": found.to_json()} if found is not None else {}


def raised(found: Mapping[str, Any], least: Handling) -> dict[str, Any]:
    """The same params, as strict as `least` says, or stricter."""
    return {**found, "handling": _stricter(found.get("handling"), least)}


def places(ctx: Context, draft: Draft, unread: Handling | None = None) -> dict[str, Any]:
    """For the params of a reply: how the form is handled now, and what was typed under laxer rules. `unread`:
    how what was typed last, or is quoted, and is no answer must be handled."""
    own, typed = handling(ctx.work, draft), list(draft.answers.get("typed", []))
    if own is None and unread is None:
        return {}
    strict = own if unread is None else _strictest(own or Handling(Tlp.GREEN), unread)
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
    ctx.said_in = [{**one, "under": _stricter(one.get("under"), before)} for one in said]
    due = [one for one in ctx.said_in if one["account"] != ctx.account.id and _is_laxer(one["under"], now)]
    _take_away(ctx, title, due, now.to_json())


def _stricter(under: Marks | None, other: Handling) -> Marks:
    return (other if under is None else _strictest(Handling.from_json(under), other)).to_json()


def _strictest(one: Handling, other: Handling) -> Handling:
    tlp = max(one.tlp, other.tlp, key=lambda tlp: tlp.rank)
    return Handling(tlp, one.personal or other.personal)


def _veiled(voice: Voice, params: Params) -> Text:
    return text(bold(voice.t(params["title"])))


@says("form.taken_back", took=True, veil=_veiled)
def _say_taken_back(_voice: Voice, _params: Params) -> Text:
    """Where it may be shown it stays, and nobody has to be told."""
    return ()
