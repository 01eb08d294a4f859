"""What stands in a chat and may not stay there: which messages, and from when on they are to go."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Field, col, select

from storage import items
from storage.audit import Tag
from storage.columns import RowId, UtcDateTime
from storage.item import Item
from storage.outbox import Fate, Outgoing
from storage.people import Account
from storage.rows import Row, link
from storage.work import Work

_SHOWN = timedelta(days=3)  # longer than anything stays that has to go
_TYPED = re.compile(r"\S+ (?P<account>\d+)/(?P<message>\S+)")  # an event of a channel that numbers messages
_NEAR = 20  # letters before one: the places of its chat that are surely older


class Leaving(Row, table=True):
    """`external`: ids of messages, joined by spaces, or nothing: unknown copies of the letter are meant."""

    account_id: int = link("account")
    outgoing_id: int | None = Field(default=None, sa_type=RowId)
    external: str = ""
    due_at: datetime = Field(sa_type=UtcDateTime, index=True)
    made_at: datetime = Field(sa_type=UtcDateTime)


def will_leave(
    work: Work, account_id: int, external: str, due_at: datetime, letter: Outgoing | None = None
) -> None:
    letter_id = letter.id if letter is not None else None
    work.session.add(
        Leaving(
            account_id=account_id, outgoing_id=letter_id, external=external, due_at=due_at, made_at=work.now
        )
    )


def raised(work: Work, item: Item) -> None:
    """It is handled more strictly from now on: what was shown of it, and the lines that said it, go where
    their channel may not show it any more."""
    recent = (Outgoing.item == item, col(Outgoing.sent_at) > work.now - _SHOWN)
    letters: list[Outgoing] = work.all(select(Outgoing).where(*recent))
    about = [letter.id for letter in letters]
    work.execute(update(Leaving).where(col(Leaving.outgoing_id).in_(about)).values(due_at=work.now))
    for event in _brought(work, item) if letters else ():
        if (found := _TYPED.fullmatch(event)) is not None:
            will_leave(work, int(found["account"]), found["message"], work.now, letters[0])


def _brought(work: Work, item: Item) -> list[str]:
    """The messages that said something of it, each picture of an album among them."""
    events = [entry.event for entry in items.history_of(work, item)]
    events += [file.event for file in items.attachments_of(work, item)]
    return list(dict.fromkeys(filter(None, events)))


def stays(work: Work, row: Leaving, until: datetime) -> None:
    """Looked at in vain: it may still be shown where it is."""
    letter = work.get(Outgoing, row.outgoing_id)
    if letter is not None and (row.account_id, row.external) == (letter.account_id, letter.external):
        row.due_at = until
        work.session.add(row)
    else:
        work.session.delete(row)


def due(work: Work, channel: str, most: int) -> list[tuple[Leaving, Account]]:
    """Those that have to go now, oldest first."""
    query = (
        select(Leaving, Account)
        .join(Account, col(Account.id) == col(Leaving.account_id))
        .where(Account.channel == channel, Leaving.due_at <= work.now)
        .order_by(col(Leaving.due_at), col(Leaving.id))
        .limit(most)
    )
    return work.all(query)


def put_off(work: Work, account_id: int, until: datetime) -> None:
    """All that is due in this chat waits."""
    waits = (col(Leaving.account_id) == account_id, col(Leaving.due_at) < until)
    work.execute(update(Leaving).where(*waits, col(Leaving.due_at) <= work.now).values(due_at=until))


def give_up(work: Work, account_id: int, before: datetime) -> None:
    """Forget what should have gone from this chat so long ago."""
    old = (col(Leaving.account_id) == account_id, col(Leaving.made_at) < before)
    if forgotten := work.execute(delete(Leaving).where(*old)):
        work.audit(Tag.NOT_TAKEN_BACK, item=Item("account", account_id), count=forgotten)


def gone(work: Work, leaving_id: int) -> None:
    """Nothing more has to be done about it."""
    row = work.get(Leaving, leaving_id)
    if row is None:
        return
    letter = work.get(Outgoing, row.outgoing_id)
    if letter is not None and row.external:
        letter.removed_at = work.now
        work.session.add(letter)
    work.session.delete(row)


@dataclass(frozen=True)
class Around:
    """Where in its chat copies of a letter may stand: behind the `older` messages and before `until`.

    `known`: what is there besides.
    """

    older: list[str]
    until: str
    known: list[str]


def around(work: Work, letter: Outgoing) -> Around | None:
    """None as long as nothing is known to have come after it."""
    there = (Outgoing.account_id == letter.account_id, col(Outgoing.external).is_not(None))
    newest = select(Outgoing.external).where(*there).order_by(col(Outgoing.sent_at).desc())
    older = _ids(work.all(newest.where(col(Outgoing.sent_at) < letter.made_at).limit(_NEAR)))
    known = _ids(work.all(newest.where(col(Outgoing.sent_at) >= letter.made_at)))
    after = _ids([letter.external]) if letter.fate is Fate.SENT else known
    return Around([*older, *_typed(letter)], after[0], known) if after else None


def _typed(letter: Outgoing) -> list[str]:
    """What it answers: its copies come behind that."""
    said = (letter.params or {}).get("said_in") or ()
    return _ids([str(one["message"]) for one in said if one["account"] == letter.account_id])


def _ids(externals: list[str | None]) -> list[str]:
    return [one for external in externals for one in (external or "").split()]
