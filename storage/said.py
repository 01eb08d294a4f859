"""What was said leaves in time."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col

from storage.outbox import Outgoing
from storage.work import Work


def forget(work: Work, after: datetime, before: datetime) -> int:
    """Drop what was said between these times; that it was said stays."""
    said = (col(Outgoing.sent_at) > after, col(Outgoing.sent_at) <= before)
    return work.execute(update(Outgoing).where(*said).values(params=None, carried=None, place=None))


def forget_places(work: Work, before: datetime) -> int:
    """Drop what was said to people who are nobody here."""
    is_over = (col(Outgoing.officer_id).is_(None), col(Outgoing.made_at) < before)
    return work.execute(delete(Outgoing).where(*is_over))
