"""A form that has rested for so long that what is typed now may have nothing to do with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.core import kept_line
from handlers.core.context import Context, Press
from handlers.core.registry import tick
from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.forms import typed as form_typed
from handlers.forms import unread
from handlers.forms.model import form_named, read_text
from handlers.law.handling import Handling
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage import drafts, items
from storage.drafts import Draft
from storage.outbox import Lane
from storage.people import Officer
from storage.work import Work


def ask(ctx: Context, draft: Draft) -> None:
    """Whether to go on with it; what was typed waits."""
    here = {"form": draft.form, "step": draft.step}
    buttons = [
        Button(N_("Go on"), "form.resume", params=here),
        Button(N_("Close this form"), "form.away", params=here),
    ]
    typed, files = ctx.incoming.text, list(ctx.files)
    since = {"time": draft.touched_at.isoformat()}
    ctx.files.clear()
    title = form_named(draft.form).title
    about = form_typed.places(ctx, draft)
    ctx.reply("form.resting", *buttons, title=title, since=since, typed=typed, keeps={"kept": files}, **about)


def leave(ctx: Press, draft: Draft) -> None:
    """Leave it. What has left the chat need not be typed again to be put where it belongs."""
    put_away(ctx.work, draft, Lane.ANSWER)
    earlier, marks = kept_line.earlier(ctx), form_typed.marks(ctx.work, draft)
    buttons = kept_line.offers(ctx) if earlier.get("said_in") else []
    keeps = {"line": earlier["typed"], "kept": earlier["kept"], "event": ctx.event}
    ctx.reply("form.then", *buttons, typed=earlier["typed"], keeps=keeps, **marks)


def words(draft: Draft) -> list[str]:
    """What its owner has written in his or her own words."""
    fields = [one for one in form_named(draft.form).fields if one.read is read_text]
    return [
        *(str(draft.answers[one.name]) for one in fields if one.name in draft.answers),
        *unread.texts(draft),
    ]


def give_back(ctx: Context, answers: Mapping[str, Any], under: Handling) -> None:
    """What was written for something that is not possible any more, with what it may still become."""
    typed = str(answers.get("text") or "")
    if not typed:
        return
    ctx.files = list(answers.get("files", []))
    keeps = {"line": typed, "typed": "", "kept": list(ctx.files), "event": ctx.event}
    ctx.files.clear()
    ctx.reply("form.too_late", *kept_line.offers(ctx), typed=typed, keeps=keeps, handling=under.to_json())


def put_away(work: Work, draft: Draft, lane: Lane = Lane.BULK) -> None:
    """Leave it unsent; its owner gets back what was typed."""
    made, officer, typed = form_named(draft.form), work.need(Officer, draft.officer_id), words(draft)
    since = {"time": draft.started_at.isoformat()}
    about = {"title": made.title, "typed": "\n".join(typed), "since": since, **unread.marks(work, draft)}
    say(work, officer, "form.put_away", lane=lane, **about)
    items.drop_files(work, draft.answers.get("files", []))
    drafts.drop(work, draft)


def _upcoming(work: Work, rules: Rules) -> datetime | None:
    draft = drafts.oldest(work)
    return None if draft is None else draft.touched_at + rules.periods.draft


@tick("drafts", _upcoming)
def _put_away_the_oldest(work: Work, _rules: Rules) -> None:
    if (draft := drafts.oldest(work)) is not None:
        put_away(work, draft)
