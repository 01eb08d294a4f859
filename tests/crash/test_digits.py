"""Six digits and real processes: one that dies over them, and two that are given the same ones at once.

| point | the process dies                                                |
|-------|-----------------------------------------------------------------|
| taken | the digits are right and used; what waits for them is not begun |
| begun | what waits is begun                                             |
| done  | what waits is done, and not committed                           |
| told  | all is committed, an answer is in its hand                      |
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import func, select

from bot.channels.console import NAME
from handlers.vocabulary.incoming import Incoming
from storage import outbox, people
from storage.audit import AuditEntry, Tag
from storage.people import Account, Invitation, State, officer_named
from tests.crash.digits import POINTS, Order, incoming_of
from tests.house.files import ROOT
from tests.second_factor.test_step_up import code_of, set_up
from tests.talk import Heard, Talk, talk_at

ROUNDS = 5
SUSPENDED = dict(zip(POINTS, ("france", "germany", "italy", "spain"), strict=True))
PHONE = "eu.phone"


class Child:
    def __init__(self, folder: Path, url: str) -> None:
        command = [sys.executable, "-m", "tests.crash.digits", str(folder), url]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)

    def say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@contextmanager
def children(folder: Path, url: str, count: int) -> Iterator[list[Child]]:
    made = [Child(folder, url) for _ in range(count)]
    try:
        yield made
    finally:
        for child in made:
            child.process.kill()
            child.process.communicate()


def order_for(talk: Talk, key: str, who: str, point: str = "") -> Order:
    return {"at": talk.clock.now().isoformat(), "who": who, "code": code_of(talk, key), "point": point}


def settled(talk: Talk, *said: Incoming) -> Heard:
    """What the next process finds to do, and this besides."""
    before = len(talk.everything.events)
    with talk.work() as work:
        outbox.release_stale(work, everything=True)

    async def run() -> None:
        await talk.runner.service.intake.take(NAME, said)
        await talk.runner.settle()

    asyncio.run(run())
    return Heard(talk.everything.events[before:]).to("eu")


def state_of(talk: Talk, who: str) -> State:
    with talk.work() as work:
        officer = officer_named(work, who)
        assert officer is not None
        return officer.state


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_process_that_dies_over_the_digits_loses_nothing(database_url: str, tmp_path: Path) -> None:
    talk = talk_at(database_url, tmp_path)
    key = set_up(talk, "eu")
    with children(tmp_path, database_url, 1) as (child,):
        for point, who in SUSPENDED.items():
            talk("@ +1h", f"eu> /suspend {who} lost phone")
            order = order_for(talk, key, "eu", point)
            child.say(json.dumps(order))
            assert child.hear() == "killed"
            assert state_of(talk, who) is (State.SUSPENDED if point == "told" else State.ACTIVE)
            talk.clock.move_to(talk.clock.now() + timedelta(minutes=5))
            assert sorted(settled(talk).kinds) == ["stepup.passed", "suspend.done"], point
            assert state_of(talk, who) is State.SUSPENDED
            again = replace(incoming_of(order), event=f"again {who}")
            assert settled(talk, again).kinds == ["stepup.wrong"], point  # five minutes old by our own clock
    with talk.work() as work:
        tags = [entry.tag for entry in work.all(select(AuditEntry))]
    assert tags.count(Tag.SUSPENDED) == tags.count(Tag.STEPPED_UP) == len(POINTS)
    talk.home.close()


def give_second_account(talk: Talk) -> None:
    with talk.work() as work:
        eu = officer_named(work, "eu")
        assert eu is not None
        index = people.address_index(work, NAME, PHONE)
        work.add(
            Account(officer_id=eu.id, channel=NAME, address=PHONE, made_at=work.now, address_index=index)
        )


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_of_two_processes_with_the_same_digits_one_passes(database_url: str, tmp_path: Path) -> None:
    """Each has them from another account of the same person, with an act that waits."""
    talk = talk_at(database_url, tmp_path)
    key = set_up(talk, "eu")
    give_second_account(talk)
    accounts = ("eu", PHONE)
    with children(tmp_path, database_url, len(accounts)) as both:
        for _ in range(ROUNDS):
            asked = talk("@ +1h", *(f"{who}> /invite spain officer" for who in accounts))
            assert asked.kinds == ["stepup.ask"] * 2
            for child, who in zip(both, accounts, strict=True):
                child.say(json.dumps(order_for(talk, key, who)))
            assert [child.hear() for child in both] == ["here", "here"]
            for child in both:
                child.say("go")
            assert [child.hear() for child in both] == ["done", "done"]
            before = len(talk.everything.events)
            settled(talk)
            heard = Heard(talk.everything.events[before:])
            assert sorted(heard.kinds) == ["invite.made", "stepup.passed", "stepup.used"]
            assert heard.of("invite.made").events[0]["to"] == heard.of("stepup.passed").events[0]["to"]
    with talk.work() as work:
        assert work.first(select(func.count()).select_from(Invitation)) == ROUNDS
    talk.home.close()
