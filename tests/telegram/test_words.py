"""A fair sample of the lines that officers type, on Telegram; `tests/telegram/words.py` plays them all."""

from pathlib import Path

import pytest

from tests.telegram.words import all_stood
from tests.words.test_tables import ALL

pytestmark = pytest.mark.telegram
_EACH = 61  # of some nineteen hundred lines: thirty, from every part of the tables


@pytest.mark.timeout(240)
def test_what_is_typed_leaves_the_chat_where_it_may_not_stay(tmp_path: Path) -> None:
    found = all_stood(tmp_path, ALL[::_EACH])
    assert [(one.line["said"], one.what) for one in found] == []
