"""Drafts that were left alone are put away, and what was typed is given back to its owner."""

from datetime import datetime

from handlers import form_unread
from handlers.context import say
from handlers.form_model import form_named, read_text
from handlers.registry import tick
from handlers.rules import Rules
from storage import drafts, items
from storage.drafts import Draft
from storage.outbox import Lane
from storage.people import Officer
from storage.work import Work


def put_away(work: Work, draft: Draft, lane: Lane = Lane.BULK) -> None:
    """Leave it unsent; its owner gets back what was typed."""
    made, officer = form_named(draft.form), work.need(Officer, draft.officer_id)
    typed = [
        str(draft.answers[f.name]) for f in made.fields if f.read is read_text and f.name in draft.answers
    ]
    typed += form_unread.texts(draft)
    since = {"time": draft.started_at.isoformat()}
    about = {"title": made.title, "typed": "\n".join(typed), "since": since, **form_unread.marks(work, draft)}
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
