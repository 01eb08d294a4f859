"""What grows for years is found by an index: every statement of a day, as SQLite would run it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event
from sqlmodel import select

from storage import items, outbox, requests, retention, trail
from storage.clues import Clue
from storage.item import Item
from tests.talk import Talk

GROWS = {
    *(
        "addressee",
        "answer",
        "arrival",
        "attachment",
        "audit_entry",
        "clue",
        "happening",
        "offer",
        "outgoing",
    ),
    *("recipient", "reference", "referral", "reminder", "request", "review", "ring", "screening"),
}
_SCAN = re.compile(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")
SMALL = {  # of what is open or waits only
    *("ix_addressee_asked", "ix_addressee_lies", "ix_outgoing_held", "ix_outgoing_ready", "ix_referral_open"),
    *("ix_outgoing_sending", "ix_outgoing_parked", "ix_reminder_waiting", "ix_ring_waiting"),
    *("ix_arrival_ready", "ix_arrival_waiting", "ix_ring_about", "ix_outgoing_put_off"),
}
DAY = (
    "spain> /clue China Three women held at a restaurant",
    "mps! 签收",
    "mps> /status",
    "mps> /clue list received",
    "spain> /clue list all",
    "spain> /clue list mine",
    "spain> /status",
    "spain> /outstanding",
    "spain> /request China Is the restaurant near the station known?",
    "mps> /outstanding",
    "mps> /answer",
    "spain> how many are open?",
    "spain> /remind tomorrow 15:00 call Beijing",
    "spain> /me",
    "spain> /notices",
    "eu> /outstanding",
    "eu> /duty",
    "@ +1d",
)


@contextmanager
def seen(talk: Talk) -> Iterator[dict[str, Any]]:
    """Each statement that is run meanwhile, with values that it was run with."""
    found: dict[str, Any] = {}

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            found.setdefault(statement, values[0] if values and isinstance(values, list) else values)

    event.listen(talk.home.database.engine, "before_cursor_execute", note)
    yield found
    event.remove(talk.home.database.engine, "before_cursor_execute", note)


def scans(connection: Connection, statement: str, values: Any) -> set[tuple[str, str]]:
    """The tables that it goes through from end to end, and by which index."""
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    found = {(match[1], match[2] or "") for row in plan if (match := _SCAN.match(row[3]))}
    return {one for one in found if one[0] in GROWS and one[1] not in SMALL}


def whole(talk: Talk, found: dict[str, Any]) -> list[str]:
    with talk.work() as work:
        connection = work.session.connection()
        run = ((statement, scans(connection, statement, values)) for statement, values in found.items())
        return [f"{sorted(tables)}: {statement}" for statement, tables in run if tables]


def test_no_line_goes_through_a_table_that_grows(talk: Talk) -> None:
    for line in DAY:
        with seen(talk) as found:
            talk(line)
        assert found
        assert not whole(talk, found), line


def test_one_that_does_is_noticed(talk: Talk) -> None:
    with talk.work() as work:
        connection = work.session.connection()
        assert scans(connection, "SELECT id FROM clue WHERE urgency = ?", ("a",)) == {("clue", "")}


def test_neither_does_what_is_rare(talk: Talk) -> None:
    talk("spain> /clue China Three women held at a restaurant", "mps! 签收")
    with talk.work() as work:
        clue = work.first(select(Clue))
    with seen(talk) as found, talk.work() as work:
        item = Item("clue", clue.id)
        retention.erase(work, item)
        trail.entries(work, 10, officer_id=clue.author_id)
        outbox.with_external(work, "telegram", "900")
        outbox.sent_to(work, item, "clue.referred", [clue.author_id])
        items.first_accepted(work, work.now)
        requests.received_between(work, work.now, work.now)
        requests.figures_between(work, work.now, work.now)
        requests.unfinished(work)
        retention.forget_own_reminders(work, work.now)
        reviewed = retention.due(work, work.now, 10)
    assert not reviewed
    assert not whole(talk, found)
