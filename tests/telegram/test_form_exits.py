"""Every way out of a form on Telegram: what was typed, and taken from the chat as kept, is never lost."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import select

from storage.clues import Clue
from storage.drafts import Draft
from storage.outbox import Outgoing
from tests.talk import Talk
from tests.telegram.phones import GREEN, Phones, phones_of

pytestmark = pytest.mark.telegram
LATE = "more facts: two women were moved to a flat near the port yesterday"
EXITS = {
    "filed": ("spain! File it",),
    "typed yes": ("spain> yes",),
    "after details": ("spain! Add details", "spain! Back", "spain! File it"),
    "after a change": ("spain! Change something", "spain! Facts", "spain> three women", "spain! File it"),
    "put under it": ("spain! Put it under “Facts”", "spain! File it"),
    "cancelled": ("spain! Cancel",),
    "cancelled by word": ("spain> cancel",),
    "another form": ("spain> /request",),
    "rested, then put away": ("@ +25h", "spain> hello again", "spain! Close this form"),
    "too old": ("@ +15d",),
}


@pytest.fixture
async def phones(talk: Talk) -> AsyncIterator[Phones]:
    async with phones_of(talk, GREEN, has_console=True) as made:
        yield made


def kept(phones: Phones) -> str:
    """Whatever holds words: clues, letters with what they keep, drafts."""
    with phones.talk.work() as work:
        held = [clue.text for clue in work.all(select(Clue))]
        held += [str(draft.answers) for draft in work.all(select(Draft))]
        held += [f"{one.params} {one.carried}" for one in work.all(select(Outgoing))]
    return "\n".join(held)


@pytest.mark.parametrize("way", EXITS)
async def test_words_at_the_summary_outlive_the_form(phones: Phones, way: str) -> None:
    await phones("spain> /clue China", "spain> three women held", f"spain> {LATE}")
    assert LATE not in phones.whole("spain"), "it was taken from the chat"
    await phones(*EXITS[way])
    assert LATE in kept(phones)


async def test_what_was_left_can_be_put_where_it_belongs(phones: Phones) -> None:
    await phones("spain> /clue China", "spain> three women held", f"spain> {LATE}")
    heard = await phones("spain! File it")
    assert "What you wrote last was not part of it" in heard.to("spain")
    assert LATE not in phones.whole("spain")
    await phones("spain! File as a clue")
    assert LATE in kept(phones)
