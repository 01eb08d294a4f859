"""A notice that is about to go out."""

from storage import people
from storage.notices import Notice, NoticeState
from storage.work import Work


def to_observers(work: Work) -> int:
    """As its approval leaves it."""
    eu = people.officer_named(work, "eu")
    assert eu is not None
    made = Notice(
        author_id=eu.id, agency_id=eu.agency_id, texts={"en": "The office is closed."}, due_at=work.now,
        audience={"all": True, "roles": ["observer"]}, state=NoticeState.SENDING, made_at=work.now,
    )  # fmt: skip
    return work.add(made).id
