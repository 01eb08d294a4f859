"""A recalled notice on a network that lets a message be edited: its words are gone from the screen."""

from collections.abc import AsyncIterator

import pytest

from tests.talk import Talk
from tests.telegram.phones import Phones, phones_of

pytestmark = pytest.mark.telegram


@pytest.fixture
async def phones(talk: Talk) -> AsyncIterator[Phones]:
    async with phones_of(talk) as made:
        yield made


@pytest.mark.parametrize(
    ("who", "said"), [("italy", "was recalled. Please disregard it."), ("mps", "已撤回")]
)
async def test_a_recalled_notice_is_overwritten_where_it_stood(phones: Phones, who: str, said: str) -> None:
    heard = await phones(f"eu> /notice {who} Checks on Monday", "eu! Send to 1")
    assert "Checks on Monday" in phones.see(who)
    await phones(f"eu> /notice recall {heard.ref}", "eu! Recall it")
    assert "Checks on Monday" not in phones.see(who)
    assert said in phones.see(who)
    await phones("@ +3d")
    assert "Checks on Monday" not in phones.see(who)
