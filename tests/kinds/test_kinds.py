"""No silence, nothing lost, nothing left standing: every kind of message, on each network, in every way.

`tests/telegram/test_kinds.py` and `tests/matrix/test_contents.py` see to it that a kind which is new to their
libraries gets its place, and so a row here.
"""

import pytest

from tests.kinds import matrix, telegram
from tests.kinds.table import CHANNELS, PAGE, outcomes, row

CELLS = [(channel, name) for channel, module in CHANNELS.items() for name in module.SAMPLES]


@pytest.mark.parametrize(("channel", "name"), CELLS)
def test_each_kind_gets_the_right_thing_or_a_sentence(channel: str, name: str) -> None:
    found = outcomes(channel, CHANNELS[channel].SAMPLES[name])
    assert [way for way, one in found.items() if not one.told] == [], "silence"
    assert {way: one.lost for way, one in found.items() if one.lost} == {}
    assert [way for way, one in found.items() if one.stands] == [], "left standing"
    page = PAGE.read_text(encoding="utf-8").split(f"## {channel.title()}\n")[1].split("\n## ")[0]
    assert row(channel, name, found) in page.splitlines(), "python -m tests.kinds.table"


@pytest.mark.parametrize("name", telegram.SERVICE)
def test_what_telegram_tells_is_no_message_of_anybodys(name: str) -> None:
    assert telegram.letter_of(telegram.SERVICE[name].body, "1001", 7, "alone") is None


@pytest.mark.parametrize("name", matrix.SERVICE)
def test_what_programs_tell_each_other_is_no_message_of_anybodys(name: str) -> None:
    sample = matrix.SERVICE[name]
    assert matrix.letter_of(sample.body, "@spain:example.org", 7, "alone", kind=sample.kind) is None
