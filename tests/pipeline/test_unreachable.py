"""Somebody whom the network does not let us write to: that is said once, to those who can do something."""

import pytest

from bot.channels.port import UnreachableError
from handlers.letters.letter import Letter
from storage.people import Account, accounts_of, officer_named
from tests.talk import Talk


@pytest.fixture
def gone(talk_anywhere: Talk, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The addresses that take nothing; whoever writes is there again."""
    (channel,) = talk_anywhere.runner.service.channels.values()
    deliver, away = channel.deliver, {"italy"}

    async def picky(letter: Letter) -> str:
        if letter.address in away:
            raise UnreachableError("gone")
        return await deliver(letter)

    monkeypatch.setattr(channel, "deliver", picky)
    return away


def test_coordinators_and_the_requester_are_told_once(talk_anywhere: Talk, gone: set[str]) -> None:
    talk = talk_anywhere
    heard = talk("spain> /request Italy Is this company known? Not urgent", "@ +1m")
    assert heard.to("spain").of("unreachable.sent").events
    assert "nobody of" in heard.to("spain").text
    assert heard.to("eu").of("unreachable.noted").text.count("cannot be reached") == 1
    assert heard.to("iom").of("unreachable.noted").events
    asked = talk("france> /clue Italy Two men")
    assert asked.kinds == ["absent.asks"]  # it is known by now, and said before
    heard = talk("france! Send it all the same", "@ +3d")
    assert not heard.of("unreachable.noted")
    assert len(heard.of("unreachable.sent").events) == 1
    gone.clear()
    assert "Is this company known?" in talk("italy> /help", "@ +1m").to("italy").text


@pytest.mark.usefixtures("gone")
def test_who_has_another_account_is_not_away(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    with talk.work() as work:
        italy = officer_named(work, "italy")
        assert italy is not None
        (first,) = accounts_of(work, italy.id)
        kept = first.model_dump(exclude={"id", "address_index", "rights"})
        work.add(Account(**kept | {"address": "italy2"}, address_index=b"italy2"))
    heard = talk("spain> /clue Italy Two men", "@ +1m")
    assert not heard.of("unreachable.noted")
    assert "Two men" in heard.to("italy2").text
