"""No silence, nothing lost, nothing left standing: every kind of message, on each network, in every way.

`test_lists.py` sees to it that a kind which is new to the channels' libraries gets a row here.
"""

import pytest

from tests.kinds import matrix, telegram
from tests.kinds.table import CHANNELS, PAGE, outcomes, row, silent

CELLS = [(channel, name) for channel, module in CHANNELS.items() for name in module.SAMPLES]


@pytest.mark.parametrize(("channel", "name"), CELLS)
def test_each_kind_gets_the_right_thing_or_a_sentence(channel: str, name: str) -> None:
    found = outcomes(channel, CHANNELS[channel].SAMPLES[name])
    assert [way for way, one in found.items() if not one.told] == [], "silence"
    assert {way: one.lost for way, one in found.items() if one.lost} == {}
    assert [way for way, one in found.items() if one.stands] == [], "left standing"
    assert [way for way, one in found.items() if one.passes] == [], "somebody else's words as one's own"
    assert row(channel, name, found) in written(channel).splitlines(), "python -m tests.kinds.table"


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_page_says_what_gets_no_answer_and_has_no_row_of_yesterday(channel: str) -> None:
    page = written(channel)
    assert [one for one in silent(channel) if one not in page] == [], "python -m tests.kinds.table"
    rows = [line.split(" | ")[0].strip("| ") for line in page.splitlines() if line.startswith("| ")]
    assert rows == ["kind", *CHANNELS[channel].SAMPLES]


def written(channel: str) -> str:
    """The page's part about a channel."""
    return PAGE.read_text(encoding="utf-8").split(f"## {channel.title()}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("name", telegram.SERVICE)
def test_what_telegram_tells_is_no_message_of_anybodys(name: str) -> None:
    assert telegram.letter_of(telegram.SERVICE[name].body, "1001", 7, "alone") is None


@pytest.mark.parametrize("name", matrix.SERVICE)
def test_what_programs_tell_each_other_is_no_message_of_anybodys(name: str) -> None:
    sample = matrix.SERVICE[name]
    assert matrix.letter_of(sample.body, "@spain:example.org", 7, "alone", kind=sample.kind) is None
