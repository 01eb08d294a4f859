"""What is handled more strictly than before leaves the chats: what was shown of it, and what was typed."""

from collections.abc import AsyncIterator

import pytest

from handlers.law.handling import Ceiling, Tlp
from tests.talk import Talk
from tests.telegram.phones import GREEN, Phones, phones_of

pytestmark = pytest.mark.telegram
SHOWN = "Three vans at the harbour"


@pytest.fixture
async def phones(talk: Talk) -> AsyncIterator[Phones]:
    async with phones_of(talk, GREEN) as made:
        yield made


async def shown_to_both(phones: Phones, line: str) -> str:
    ref = (await phones(f"spain> {line} TLP:GREEN {SHOWN}")).ref
    await phones(f"mps> /status {ref}", f"spain> /status {ref}")
    assert phones.whole("mps").count(SHOWN) == 2
    assert phones.whole("spain").count(SHOWN) >= 2  # what was typed, and what was shown
    return ref


@pytest.mark.parametrize("line", ["/clue China", "/request China"])
@pytest.mark.parametrize("mark", ["TLP:RED", "TLP:AMBER", "tlp:amber+strict"])
async def test_by_words_that_are_added(phones: Phones, line: str, mark: str) -> None:
    ref = await shown_to_both(phones, line)
    kind = line.split()[0]
    await phones(f"spain> {kind} {ref} {mark} they carry eight people", "@ +1m")
    assert SHOWN not in phones.whole("mps")
    assert SHOWN not in phones.whole("spain")
    assert "eight people" not in phones.whole("spain") + phones.whole("mps")


@pytest.mark.parametrize("line", ["/clue China", "/request China"])
async def test_by_an_edit(phones: Phones, line: str) -> None:
    await phones(f"spain> {line} TLP:GREEN {SHOWN}")
    assert SHOWN in phones.whole("mps")
    await phones(f"spain~ {line} TLP:RED {SHOWN}", "@ +1m")
    assert SHOWN not in phones.whole("mps") + phones.whole("spain")


async def test_where_it_may_still_be_shown_it_stays_until_its_time(talk: Talk) -> None:
    async with phones_of(talk, Ceiling(Tlp.AMBER, personal=True)) as phones:
        ref = await shown_to_both(phones, "/clue China")
        await phones(f"spain> /clue {ref} TLP:AMBER they carry eight people", "@ +1m")
        assert phones.whole("mps").count(SHOWN) >= 2
        assert phones.typed("spain")[0].endswith(SHOWN)
        await phones("@ +48h")
        assert SHOWN not in phones.whole("mps")
        assert phones.typed("spain")[0].endswith(SHOWN)


async def test_words_added_without_a_mark_take_nothing_away(phones: Phones) -> None:
    ref = await shown_to_both(phones, "/clue China")
    await phones(f"spain> /clue {ref} they carry eight people", "@ +1m")
    assert phones.whole("mps").count(SHOWN) >= 2
