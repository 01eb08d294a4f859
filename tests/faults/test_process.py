"""The process stands still, or its line to the network does."""

import signal
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.botapi.remote import Remote
from tests.faults.bots import MARTA, PATIENCE, running
from tests.faults.line import line_to
from tests.faults.table import fault

pytestmark = [pytest.mark.telegram, pytest.mark.slow]
FIRST, SECOND, THIRD = (f"/clue China {what} seen" for what in ("Three women", "Two men", "A van"))


def clues(people: Remote, count: int) -> None:
    """Until so many are answered."""
    end = time.monotonic() + PATIENCE
    while sum("C-" in words for words in people.texts(user=MARTA)) < count:
        assert time.monotonic() < end, people.texts(user=MARTA)
        time.sleep(0.05)


def test_a_process_that_is_stopped_and_goes_on(people: Remote, net: Path) -> None:
    with running(net, people.url) as bot:
        people.text(user=MARTA, text=FIRST)
        clues(people, 1)
        bot.process.send_signal(signal.SIGSTOP)
        people.text(user=MARTA, text=SECOND)
        time.sleep(1)
        bot.process.send_signal(signal.SIGCONT)
        clues(people, 2)
        people.text(user=MARTA, text=THIRD)
        clues(people, 3)
        assert bot.health()[0] == 200
    assert sum("C-" in words for words in people.texts(user=MARTA)) == 3
    fault("stopped").was_told()


def test_a_line_to_telegram_that_is_cut_and_stands_still(people: Remote, net: Path) -> None:
    port = urlsplit(people.url).port
    assert port is not None
    with line_to(port) as line, running(net, line.url) as bot:
        people.text(user=MARTA, text=FIRST)
        clues(people, 1)
        line.cut()
        people.text(user=MARTA, text=SECOND)
        bot.until_logged("telegram.away")
        assert bot.health()[0] == 200
        line.mend()
        clues(people, 2)
        line.stall()
        people.text(user=MARTA, text=THIRD)
        time.sleep(1)
        assert bot.health()[0] == 200
        line.mend()
        clues(people, 3)
    assert sum("C-" in words for words in people.texts(user=MARTA)) == 3
    assert "Traceback" not in bot.log
    fault("line-telegram").was_told(log=bot.log)
