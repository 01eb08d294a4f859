"""Doors hit who knocks too often, and nobody else; and what knocking leaves behind is bounded and goes."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import SQLModel, func, select

from handlers.core.rules import Rates, Rules
from handlers.vocabulary.incoming import Incoming, IncomingFile
from storage.audit import AuditEntry
from storage.inbox import Arrival, Progress
from storage.outbox import Outgoing
from storage.people import Invitation, State, Stranger, officer_named
from tests.people.steps import code_for
from tests.talk import Talk, talk_at

WRONG = "enrol ABCD-EFGH-{}XYZ"
FOUR = ("JKLM", "KLMN", "LMNP", "MNPQ", "NPQR")


def count(talk: Talk, *tables: type[SQLModel]) -> list[int]:
    with talk.work() as work:
        return [work.first(select(func.count()).select_from(table)) for table in tables]


def flood(talk: Talk, strangers: int, text: str = "hello", each: int = 1, per_take: int = 100) -> None:
    """All of them write, before anything is handled where `per_take` is as many."""
    made = [
        Incoming("console", f"crowd{who}", f"{who}/{number}/{text[:8]}", talk.clock.now(), text)
        for number in range(each)
        for who in range(strangers)
    ]

    async def come_in() -> None:
        for first in range(0, len(made), per_take):
            await talk.runner.service.intake.take("console", made[first : first + per_take])
            await talk.runner.service.quiet()

    asyncio.run(come_in())


def test_ten_accounts_that_guess_do_not_shut_out_the_eleventh(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    for hour in range(3):
        told = 0
        code = code_for(talk)
        for who in range(10):
            heard = talk(*(f"evil{who}> {WRONG.format(part)}" for part in FOUR))
            told += len(heard.of("code.guessed").to("eu").events)
        assert told <= 10
        assert talk(f"newcomer{hour}> enrol {code}").to(f"newcomer{hour}").kinds == ["enrol.language"]
        link = talk("spain> /me link").of("link.code").events[0]["text"]
        word = next(word for word in link.split() if word.count("-") == 2 and word.isupper())
        assert "link.ask" in talk(f"spain2x{hour}> link {word}").kinds
        talk("@ +61m")


def test_coordinators_hear_of_a_thousand_guessers_a_few_times(talk: Talk) -> None:
    heard = talk(*(f"evil{who}> {WRONG.format(part)}" for who in range(40) for part in FOUR))
    told = heard.of("code.guessed").to("eu")
    assert len(told.events) <= 10
    assert "Codes that were handed out still work" in told.events[-1]["text"]
    assert not talk("@ +2h", *(f"bad{who}> {WRONG.format(FOUR[0])}" for who in range(60))).of("code.guessed")
    again = talk("@ +1d", *(f"evil{who}> {WRONG.format(part)}" for who in range(12) for part in FOUR))
    assert "from many accounts" in again.of("code.guessed").to("eu").text


def test_of_a_crowd_only_some_are_answered_and_nothing_of_the_others_stays(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    entries = count(talk, AuditEntry)[0]
    flood(talk, 150)
    flood(talk, 150, "hello again")
    assert count(talk, Stranger) == [30]
    assert count(talk, AuditEntry)[0] - entries == 30
    code = code_for(talk)
    assert talk(f"newcomer> enrol {code}").to("newcomer").kinds == ["enrol.language"]
    assert len(talk.everything.of("stranger").events) == 30
    assert talk("@ +61m", "late> hello").to("late").kinds == ["stranger"]


def test_a_wrong_code_of_a_crowd_is_no_row_either(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    flood(talk, 100, WRONG.format("JKLM"))
    assert count(talk, Stranger) == [31]  # with the one that counts for all
    code = code_for(talk)
    assert talk(f"crowd99> enrol {code}").to("crowd99").kinds == ["enrol.language"]


def test_after_some_days_they_leave_nothing_but_the_trail(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    before = count(talk, Stranger, Arrival, Outgoing)
    flood(talk, 60)
    flood(talk, 20, WRONG.format("JKLM"))
    talk("@ +9d")
    with talk.work() as work:
        left = {row.channel for row in work.all(select(Stranger))}
    assert left <= {""}
    assert count(talk, Arrival, Outgoing) == before[1:]


def test_who_was_shut_out_stays_so_for_as_long_as_was_said(talk: Talk) -> None:
    talk(*(f"evil> {WRONG.format(part)}" for part in FOUR))
    with talk.work() as work:
        row = next(row for row in work.all(select(Stranger)) if row.channel)
        row.closed_until = row.closed_until.replace(year=2027)
        work.session.add(row)
    talk("@ +20d")
    assert count(talk, Stranger) == [2]


@pytest.fixture
def small(database_url: str, tmp_path: Path) -> Iterator[Talk]:
    rates = Rates(waiting_of_one=3, waiting_of_strangers=10, commands_per_minute=2)
    made = talk_at(database_url, tmp_path, Rules(rates=rates))
    yield made
    made.home.close()


def waiting(talk: Talk) -> int:
    with talk.work() as work:
        return len(work.all(select(Arrival.id).where(Arrival.progress == Progress.WAITING)))


def come(talk: Talk, *arrivals: Incoming) -> None:
    asyncio.run(talk.runner.service.intake.take("console", arrivals))


def said_by(talk: Talk, who: str, number: int, text: str = "hello") -> Incoming:
    return Incoming("console", who, f"{who}-{number}", talk.clock.now(), text)


def test_only_some_messages_of_a_stranger_wait_and_only_some_of_all(small: Talk) -> None:
    come(small, *(said_by(small, "one", number) for number in range(5)))
    come(small, said_by(small, "one", 6))
    assert waiting(small) == 3
    come(small, *(said_by(small, f"other{number}", 0) for number in range(20)))
    assert waiting(small) == 10
    come(small, *(said_by(small, "spain", number, "/cancel") for number in range(20)))
    assert waiting(small) == 30


def test_a_suspended_officer_counts_as_a_stranger(small: Talk) -> None:
    with small.work() as work:
        italy = officer_named(work, "italy")
        assert italy is not None
        italy.state = State.SUSPENDED
        work.session.add(italy)
    come(small, *(said_by(small, "italy", number) for number in range(9)))
    assert waiting(small) == 3


def test_of_what_a_stranger_writes_the_beginning_is_kept(talk: Talk) -> None:
    file = IncomingFile("x" * 300, "image/jpeg", "handle")
    long = replace(said_by(talk, "stranger", 1, "x" * 20_000), files=(file,), name="y" * 5000)
    come(talk, long, replace(long, address="spain", event="2"))
    with talk.work() as work:
        bodies = {row.body["address"]: row.body for row in work.all(select(Arrival)) if row.body}
    stranger, officer = bodies["stranger"], bodies["spain"]
    assert (len(stranger["text"]), stranger["files"], len(stranger["name"])) == (500, [], 100)
    assert (len(officer["text"]), len(officer["files"])) == (20_000, 1)


def test_a_new_code_for_another_account_ends_the_one_before(talk: Talk) -> None:
    def link_code() -> str:
        said = talk("spain> /me link").of("link.code").events[0]["text"]
        return str(next(word for word in said.split() if word.count("-") == 2 and word.isupper()))

    first, second = link_code(), link_code()
    assert talk(f"other> link {first}").to("other").kinds == ["stranger"]
    assert talk(f"other> link {second}").to("other").kinds == ["link.sent"]


def test_a_coordinator_has_only_so_many_codes_out(talk: Talk) -> None:
    with talk.work() as work:
        eu = officer_named(work, "eu")
        assert eu is not None
        for number in range(50):
            ends_at = work.now.replace(year=2027)
            row = Invitation(code_index=bytes([number]), made_by=eu.id, made_at=work.now, ends_at=ends_at)
            work.add(row)
    assert "50 codes of yours are out" in talk("eu> /invite spain officer").text
    assert talk("iom> /invite spain officer").kinds == ["invite.made"]


def test_codes_that_nobody_used_are_forgotten(talk_anywhere: Talk) -> None:
    code_for(talk_anywhere)
    talk_anywhere("@ +40d")
    assert count(talk_anywhere, Invitation) == [0]
