"""An account whose keys changed is shown nothing, and does nothing, until two of two agencies approve."""

import asyncio
from dataclasses import replace

from handlers.people.identity import identity_changed
from storage.people import account_at
from tests.talk import Talk


def changed(talk: Talk, who: str, key: str) -> None:
    with talk.work() as work:
        account = account_at(work, "console", who)
        assert account is not None
        identity_changed(work, account, key)
    talk("@ +1s")


def say_with(talk: Talk, who: str, text: str, key: str) -> None:
    """As a channel that shows identities hands it in."""
    incoming = replace(talk.runner._incoming(who, ">", text), extra={"identity": key})

    async def take() -> None:
        await talk.runner.service.intake.take("console", [incoming])
        await talk.runner.settle(incoming)

    asyncio.run(take())


def test_nothing_is_shown_or_done_until_it_is_approved(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    changed(talk, "mps", "NEWKEY")
    assert talk.everything.to("eu").kinds == ["vouch.asked"]
    assert "NEWK EY" in talk.everything.to("eu").text
    assert talk("mps> /help").kinds == ["identity.waiting"]
    heard = talk("spain> /clue China Three women")
    assert "Three women" not in heard.to("mps").text
    talk("eu! Approve")
    assert talk("iom! Approve").to("mps").kinds == ["identity.trusted"]
    assert talk("mps> /help").kinds == ["help"]
    with talk.work() as work:
        account = account_at(work, "console", "mps")
        assert account is not None
        assert (account.identity, account.shown_identity) == ("NEWKEY", None)


def test_a_word_for_one_key_is_no_word_for_the_next(talk: Talk) -> None:
    changed(talk, "mps", "FIRST")
    talk("eu! Approve")
    changed(talk, "mps", "SECOND")
    assert talk("iom! Approve").to("iom").kinds == ["vouch.one_more"]
    assert talk("mps> /help").kinds == ["identity.waiting"]


def test_the_same_news_twice_is_told_once(talk: Talk) -> None:
    changed(talk, "mps", "NEWKEY")
    changed(talk, "mps", "NEWKEY")
    assert talk.everything.to("eu").kinds == ["vouch.asked"]


def test_a_message_with_another_identity_is_enough(talk: Talk) -> None:
    say_with(talk, "spain", "/help", "KEY-A")
    assert talk.everything.to("spain").kinds == ["identity.waiting"]
    talk("eu! Approve", "iom! Approve")
    say_with(talk, "spain", "/help", "KEY-A")
    assert talk.everything.to("spain").kinds[-1] == "help"
    say_with(talk, "spain", "/clue China Three women", "KEY-B")
    assert talk.everything.to("spain").kinds[-1] == "identity.waiting"
    assert not talk.everything.to("mps")
