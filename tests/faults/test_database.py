"""PostgreSQL goes away, comes back, is another one, or the way to it stands still."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.botapi.remote import Remote
from tests.faults.bots import MARTA, PATIENCE, Bot, running, until
from tests.faults.line import line_to
from tests.faults.servers import Server, a_server, a_standby, furnished
from tests.faults.table import fault

pytestmark = [pytest.mark.postgres, pytest.mark.telegram, pytest.mark.slow]


@pytest.fixture
def server() -> Iterator[Server]:
    with a_server(synchronous_commit="on") as made:  # what was answered survives a kill of the server
        yield made


def ask(people: Remote, bot: Bot, words: str = "/help") -> None:
    """And wait for the answer."""
    before = len(people.texts(user=MARTA))
    people.text(user=MARTA, text=words)
    until(lambda: len(people.texts(user=MARTA)) > before, bot)


def clues(people: Remote) -> int:
    return sum("C-" in words for words in people.texts(user=MARTA))


def address(server: Server, *others: Server, port: int | None = None) -> str:
    ports = [port or server.port, *(one.port for one in others)]
    hosts = "&".join(f"host=127.0.0.1:{one}" for one in ports)
    return f"postgresql://liaison:{server.url.password}@/postgres?{hosts}&target_session_attrs=read-write"


def test_a_server_that_is_restarted(server: Server, people: Remote, tmp_path: Path) -> None:
    folder = furnished(tmp_path / "net", address(server))
    with running(folder, people.url) as bot:
        ask(people, bot)
        server.stop()
        people.text(user=MARTA, text="/clue China Three women held at a restaurant")
        bot.until_logged("database.away")
        away = bot.until_health(503)
        server.start()
        people.wait(user=MARTA, containing="C-", seconds=PATIENCE)
        bot.until_health(200)
        bot.until_logged("database.back")
        ask(people, bot)
    assert clues(people) == 1
    assert "Traceback" not in bot.log
    fault("restart").was_told(log=bot.log, healthz=away)


def test_a_failover(server: Server, people: Remote, tmp_path: Path) -> None:
    with a_standby(server) as standby:
        # only here: the other one, once it is promoted, has nobody to wait for
        server.do("ALTER SYSTEM SET synchronous_standby_names = '*'")
        server.do("SELECT pg_reload_conf()")
        folder = furnished(tmp_path / "net", address(server, standby))
        with running(folder, people.url) as bot:
            ask(people, bot, "/clue China Three women held at a restaurant")
            server.kill()
            people.text(user=MARTA, text="/clue China Two men with a van")
            bot.until_logged("database.away")
            standby.do("SELECT pg_promote()")
            until(lambda: clues(people) == 2, bot)
            ask(people, bot)
    assert clues(people) == 2
    assert "Traceback" not in bot.log
    fault("failover").was_told(log=bot.log)


def test_a_line_to_the_server_that_stands_still(server: Server, people: Remote, tmp_path: Path) -> None:
    with line_to(server.port) as line:
        folder = furnished(tmp_path / "net", address(server, port=line.port))
        with running(folder, people.url) as bot:
            ask(people, bot)
            line.stall()
            people.text(user=MARTA, text="/clue China Three women held at a restaurant")
            bot.until_logged("database.away")
            still = bot.until_health(503)
            line.mend()
            people.wait(user=MARTA, containing="C-", seconds=PATIENCE)
            bot.until_logged("database.back")
            line.cut()
            people.text(user=MARTA, text="/clue China Two men with a van")
            until(lambda: bot.log.count("database.away") > 1, bot)
            line.mend()
            until(lambda: clues(people) == 2, bot)
            ask(people, bot)
    assert clues(people) == 2
    assert "Traceback" not in bot.log
    fault("line-database").was_told(log=bot.log, healthz=still)
