"""What one message does to its handler stops nobody else: it is put aside, and its author hears of it."""

import asyncio
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlmodel import col, select

from bot.operations import logs
from bot.pipeline import watchdog as watching
from bot.pipeline.watchdog import OverTimeError, watchdog
from handlers.core import hooks
from handlers.core.context import Context
from handlers.core.declared import Declared
from handlers.core.rules import Rules
from handlers.vocabulary.incoming import Incoming
from storage import inbox, taking
from storage.inbox import Arrival, Progress
from tests.talk import Heard, Talk, said, talk_at

POISON = "poison for the bot"
Handle = Callable[[Context], bool]


@pytest.fixture(autouse=True)
def _logs() -> None:
    """As in production."""
    logs.set_up("json")


@pytest.fixture
def hasty(database_url: str, tmp_path: Path) -> Iterator[Talk]:
    """A message may take one second."""
    made = talk_at(database_url, tmp_path, Rules(max_time=timedelta(seconds=1)))
    yield made
    made.home.close()


def poison(monkeypatch: pytest.MonkeyPatch, handle: Handle) -> None:
    def first(ctx: Context) -> bool:
        return POISON in ctx.incoming.text and handle(ctx)

    monkeypatch.setattr(hooks, "_loose", Declared({"": first, **hooks._loose}))


def together(talk: Talk, *lines: tuple[str, str]) -> Heard:
    """All of it is there before the first one is handled."""
    before = len(talk.everything.events)

    async def come_in() -> None:
        made = [talk.runner._incoming(who, ">", line) for who, line in lines]
        await talk.runner.service.intake.take("console", made)
        await talk.runner.service.quiet()

    asyncio.run(come_in())
    return Heard(talk.everything.events[before:])


def in_python(_ctx: Context) -> bool:
    while True:
        pass


def in_sql(ctx: Context) -> bool:
    counting = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"
    ctx.work.first(text(counting if ctx.work.is_sqlite else "SELECT pg_sleep(1000)"))
    return True


def broken(ctx: Context) -> bool:
    ctx.reply("words.unclear")
    raise ValueError("nothing of this may stay")


def leaves(_ctx: Context) -> bool:
    raise SystemExit(1)


@pytest.mark.parametrize("handle", [in_python, in_sql, broken, leaves])
def test_the_others_of_its_batch_are_answered_and_its_author_can_have_the_words_back(
    hasty: Talk, monkeypatch: pytest.MonkeyPatch, handle: Handle
) -> None:
    poison(monkeypatch, handle)
    begun = time.monotonic()
    heard = together(hasty, ("italy", "/help"), ("spain", POISON), ("mps", "/help"), ("spain", "/cancel"))
    assert time.monotonic() - begun < 10
    assert sorted(said(heard.events)) == [
        ("italy", "help"),
        ("mps", "help"),
        ("spain", "cancel.nothing"),
        ("spain", "sorry"),
    ]
    back = hasty("spain! Give it back as a file").of("text.back").events[0]
    assert [file["name"] for file in back["files"]] == ["text.txt"]
    assert back["files"][0]["size"] == len(POISON)


def test_coordinators_hear_of_it_when_it_repeats(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    poison(monkeypatch, broken)
    assert talk(f"spain> {POISON}").kinds == ["sorry"]
    heard = talk(f"spain> {POISON}")
    assert sorted(said(heard.events)) == [
        ("eu", "message.put_aside"),
        ("iom", "message.put_aside"),
        ("spain", "sorry"),
    ]
    assert "2 messages of one sender could not be handled today" in heard.to("eu").text
    assert talk(f"spain> {POISON}", "@ +1d", f"spain> {POISON}").kinds == ["sorry", "sorry"]


def test_a_body_that_cannot_be_read_is_put_aside(talk_anywhere: Talk) -> None:
    """Somebody changed the row: the sealed value is not what was written."""

    async def come_in() -> None:
        made = [talk_anywhere.runner._incoming(who, ">", "/help") for who in ("spain", "italy")]
        await talk_anywhere.runner.service.intake.take("console", made)

    asyncio.run(come_in())
    with talk_anywhere.work() as work:
        first = work.all(select(Arrival.id).order_by(col(Arrival.id)))[0]
        work.execute(text("UPDATE arrival SET body = (SELECT body FROM arrival ORDER BY id DESC LIMIT 1)"))
    heard = talk_anywhere("mps> /help")
    assert sorted(said(heard.events)) == [
        ("eu", "tampering.value"),
        ("iom", "tampering.value"),
        ("italy", "help"),
        ("mps", "help"),
    ]
    with talk_anywhere.work() as work:
        assert work.all(select(Arrival.id).where(Arrival.progress == Progress.FAILED)) == [first]


def test_one_that_was_begun_before_comes_alone_and_first(talk_anywhere: Talk) -> None:
    with talk_anywhere.work() as work:
        for number in range(3):
            body = Incoming("console", f"who{number}", f"e{number}", work.now).to_json()
            inbox.keep(work, body, work.now)
        work.execute(update(Arrival).where(col(Arrival.event) == "e0").values(attempts=1))

    def take() -> tuple[int, bool]:
        with talk_anywhere.work() as work:
            ours, more = taking.take(work, 16, frozenset(), timedelta(minutes=1))
            return len(ours), more

    assert [take(), take(), take()] == [(1, True), (2, False), (0, False)]


def test_nobody_waits_behind_all_that_another_one_has_sent(talk_anywhere: Talk) -> None:
    senders = ["spain"] * 60 + ["italy"] * 2 + ["mps"]
    with talk_anywhere.work() as work:
        for number, who in enumerate(senders):
            inbox.keep(work, Incoming("console", who, f"e{number}", work.now).to_json(), work.now)
    with talk_anywhere.work() as work:
        taken, more = taking.take(work, 16, frozenset(), timedelta(minutes=1))
        kept = work.by_id(Arrival, [one.id for one in taken])
    heads = [(kept[one.id].body or {})["address"] for one in taken[:5]]
    assert (heads, more) == (["spain", "italy", "mps", "spain", "italy"], True)
    theirs = [one.id for one in taken if one.sender == taken[0].sender]
    assert theirs == sorted(theirs), "each sender's in the order in which they came"


def test_what_is_put_off_or_not_reached_is_not_counted(talk: Talk) -> None:
    """However often its turn is put off: only beginning to handle it counts."""
    heard = talk(*["spain> /cancel"] * 60, *["spain> /cancel"] * 5)
    assert heard.kinds.count("cancel.nothing") == 65
    with talk.work() as work:
        assert set(work.all(select(Arrival.attempts))) <= {0, 1}


# where it strikes while Python cleans up after a weak reference, it is lost, said so, and told again
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_whatever_moment_it_is_ended_at_the_database_is_free_again(
    talk_anywhere: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_LOOK", timedelta(milliseconds=1))
    chance, ended, before = random.Random(5), 0, sys.getswitchinterval()
    sys.setswitchinterval(0.0005)  # so that the watchdog has its turn within a few milliseconds

    def write(until: float) -> None:
        with talk_anywhere.work() as work:
            interrupt = work.interrupter()

            def busily() -> None:
                while time.perf_counter() < until:
                    inbox.move_cursor(work, "somewhere", f"{time.perf_counter()}")
                    work.session.flush()

            try:
                watchdog.run(timedelta(milliseconds=3), interrupt, busily)
            except OverTimeError:
                work.abandon()
                raise

    try:
        for _ in range(2_000):
            if ended == 20:
                break
            try:
                write(time.perf_counter() + chance.uniform(0, 0.008))
            except OverTimeError:
                ended += 1
    finally:
        sys.setswitchinterval(before)
    assert ended == 20
    write(time.perf_counter())
    assert talk_anywhere("spain> /help").kinds == ["help"]
    checked_out = talk_anywhere.home.database.engine.pool.checkedout()  # type: ignore[attr-defined]
    assert checked_out == 0


def test_what_was_watched_leaves_no_mark_on_the_interpreter() -> None:
    """A pending exception that is taken back keeps the interpreter looking for one; who profiles it waits."""
    watched = """
import sys
from datetime import timedelta
from bot.pipeline import watchdog
from bot.pipeline.watchdog import OverTimeError
from contextlib import suppress

def long():
    while True:
        pass

watchdog.watchdog.run(timedelta(seconds=1), int, int)
with suppress(OverTimeError):
    watchdog.watchdog.run(timedelta(seconds=0.2), int, long)
sys.setprofile(lambda *_: None)
print(sum(len(str(n)) for n in range(1000)))
"""
    found = subprocess.run([sys.executable, "-c", watched], capture_output=True, timeout=60, check=True)
    assert found.stdout == b"2890\n"


def waits(seconds: float) -> Handle:
    def wait(_ctx: Context) -> bool:
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            time.sleep(0.01)
        return False

    return wait


def test_who_only_waits_longer_than_that_is_not_put_aside(
    hasty: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For the database, for the disk, for a processor that others have."""
    poison(monkeypatch, waits(1.8))
    assert hasty(f"spain> /help {POISON}").kinds == ["help"]


def test_nobody_waits_for_ever(hasty: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    poison(monkeypatch, waits(60))
    begun = time.monotonic()
    assert hasty(f"spain> {POISON}").kinds == ["sorry"]
    assert 3 * 0.9 < time.monotonic() - begun < 10


_STOPPED = """
import time
from datetime import timedelta
from bot.pipeline.watchdog import watchdog

def innocent():
    print("begun", flush=True)
    until = time.thread_time() + 0.3
    while time.thread_time() < until:
        pass

watchdog.may_exit = True
watchdog.run(timedelta(seconds=0.6), int, innocent)
print("done", flush=True)
"""


def test_a_process_that_stood_still_goes_on_with_what_it_had_in_hand() -> None:
    """Longer than a message may take, waiting included: a suspended machine, a debugger, SIGSTOP."""
    with subprocess.Popen([sys.executable, "-c", _STOPPED], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGSTOP)
        time.sleep(4)
        process.send_signal(signal.SIGCONT)
        assert process.communicate(timeout=30)[0] == "done\n"
    assert process.returncode == 0
