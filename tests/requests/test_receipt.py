"""The clock runs from receipt by the agency: a letter that was held up moves the deadline, and is told."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from bot.chat.script import Runner
from bot.clock import VirtualClock
from handlers.core.context import Context
from handlers.core.rules import DEFAULTS
from handlers.requests.filing import file_request
from handlers.vocabulary.incoming import Incoming
from storage import people, reminders
from storage.item import Item
from storage.outbox import Fate, Outgoing
from storage.people import Officer, officer_named
from storage.requests import Addressee, AddresseeState, Request
from tests.talk import Heard, Talk

DAY = timedelta(days=1)


def named(talk: Talk, handle: str) -> Officer:
    with talk.work() as work:
        found = officer_named(work, handle)
        assert found is not None
        return found


def filed_and_stopped(talk: Talk, urgency: str = "normal", due: str = "") -> None:
    """Spain asks China, and the process dies before a word of it has gone out."""
    spain, mps = named(talk, "spain"), named(talk, "mps")
    with talk.work() as work:
        account = people.accounts_of(work, spain.id)[0]
        ctx = Context(work, DEFAULTS, spain, account, Incoming("console", "spain", "1", work.now))
        answers = {"to": [mps.agency_id], "text": "Who owns it?", "urgency": urgency}
        file_request(ctx, answers | ({"due": due} if due else {}))


def started_again(talk: Talk, after: timedelta) -> Heard:
    heard = Heard()
    talk.clock = VirtualClock(talk.clock.now() + after)
    talk.runner = Runner(talk.home, talk.clock, lambda event: heard.events.append(event))
    asyncio.run(talk.runner.settle())
    return heard


def deadline(talk: Talk) -> tuple[datetime, datetime]:
    """From when it counts since the sending, and until when it runs."""
    with talk.work() as work:
        addressee = work.first(select(Addressee))
        assert addressee.due_at is not None
        return addressee.received_at, addressee.due_at


def test_what_arrives_at_once_counts_from_the_sending_and_nothing_more_is_said(talk_anywhere: Talk) -> None:
    heard = talk_anywhere("spain> /request China Who owns the phone shop?")
    assert "The deadline counts from delivery" in heard.to("spain").text
    received, due = deadline(talk_anywhere)
    assert received == datetime.fromisoformat("2026-12-01T09:00:00+08:00")
    assert due == received + 7 * DAY
    assert "request.late" not in heard.kinds


@pytest.mark.parametrize(
    ("urgency", "length"), [("normal", 7 * DAY), ("b", timedelta(hours=8))], ids=["other", "urgent"]
)
def test_what_arrives_late_counts_from_its_arrival_and_both_sides_know(
    talk: Talk, urgency: str, length: timedelta
) -> None:
    filed_and_stopped(talk, urgency)
    heard = started_again(talk, timedelta(hours=3))
    received, due = deadline(talk)
    assert received == talk.clock.now()
    assert due == received + length
    shown = "12月8日（周二）12:00" if urgency == "normal" else "12月1日（周二）20:00"
    assert shown in heard.to("mps").of("request.received").text
    assert len(heard.to("spain").of("request.late").events) == 1
    assert "has reached Ministry of Public Security" in heard.to("spain").text
    with talk.work() as work:
        asked = work.first(select(Addressee.id))
        steps = {one.step: one.due_at for one in reminders.steps_of(work, Item("addressee", asked))}
        assert steps["due"] == due


def test_a_few_minutes_are_no_delay(talk: Talk) -> None:
    filed_and_stopped(talk)
    before = talk.clock.now()
    assert "request.late" not in started_again(talk, timedelta(minutes=5)).kinds
    assert deadline(talk) == (before, before + 7 * DAY)


def test_a_date_of_the_requester_stays_however_late_the_letter_is(talk: Talk) -> None:
    filed_and_stopped(talk, due="2026-12-10T17:00:00+01:00")
    started_again(talk, timedelta(hours=3))
    assert deadline(talk)[1] == datetime.fromisoformat("2026-12-10T17:00:00+01:00")


def test_a_letter_to_a_second_officer_moves_nothing_any_more(talk: Talk) -> None:
    filed_and_stopped(talk)
    started_again(talk, timedelta(hours=3))
    before = deadline(talk)
    with talk.work() as work:
        first = work.first(select(Outgoing).where(Outgoing.kind == "request.received"))
        addressee = work.first(select(Addressee))
        # as where its content could not be shown, and a colleague's letter had to wait
        addressee.state = AddresseeState.SENT
        work.add(addressee)
        work.add(
            Outgoing(officer_id=first.officer_id, kind=first.kind, params=first.params, item=first.item,
                     due_at=work.now + DAY, made_at=work.now)
        )  # fmt: skip
    heard = started_again(talk, 2 * DAY)
    assert "request.received" in heard.kinds
    assert "request.late" not in heard.kinds
    assert deadline(talk) == before


def test_what_a_lockdown_holds_is_received_when_it_is_released(talk: Talk) -> None:
    talk("eu> /lockdown", "eu! 1")
    talk("spain> /request China Who owns the phone shop?")
    with talk.work() as work:
        held = work.all(select(Outgoing).where(col(Outgoing.kind) == "request.received"))
        assert [one.fate for one in held] == [Fate.HELD]
    heard = talk("@ +2d", "iom! Release", "eu! Release")
    assert "request.received" in heard.to("mps").kinds
    received, due = deadline(talk)
    assert received == talk.clock.now()
    assert due == received + 7 * DAY
    with talk.work() as work:
        assert work.first(select(Request.made_at)) == received - 2 * DAY
