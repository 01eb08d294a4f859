"""What a number, a reaction and a reply press: what its writer saw and answered, and nothing that others
could make up."""

import asyncio
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.channels.console import NAME
from bot.chat.script import START
from handlers.core import registry
from handlers.vocabulary.incoming import Incoming, Kind
from storage import people
from storage.clues import Referral, ReferralState
from storage.outbox import Fate, Lane, Offer, Outgoing
from storage.requests import Addressee, AddresseeState
from tests.talk import Heard, Talk


def says(talk: Talk, who: str, text: str = "", kind: Kind = Kind.TEXT, **more: Any) -> Heard:
    """As a channel would bring it."""
    before, now = len(talk.everything.events), talk.clock.now()
    incoming = Incoming(NAME, who, uuid.uuid4().hex, now, text, kind, **more)

    async def bring() -> None:
        await talk.runner.service.intake.take(NAME, [incoming])
        await talk.runner.settle(incoming)

    asyncio.run(bring())
    return Heard(talk.everything.events[before:])


def letters(talk: Talk, who: str, kind: str) -> list[Outgoing]:
    """What was sent to somebody, oldest first."""
    with talk.work() as work:
        officer = people.officer_named(work, who)
        assert officer is not None
        sent = [one for one in work.all(select(Outgoing)) if one.officer_id == officer.id]
    return sorted((one for one in sent if one.kind == kind), key=lambda one: one.id)


def states(talk: Talk) -> list[ReferralState]:
    with talk.work() as work:
        return [one.state for one in sorted(work.all(select(Referral)), key=lambda one: one.id)]


@pytest.fixture
def two(talk: Talk) -> tuple[Talk, str, str]:
    """Two clues for Spain, and the ids of the messages that brought them."""
    talk("mps> /clue Spain the first van", "mps> /clue Spain the second van")
    first, second = (str(one.external) for one in letters(talk, "spain", "clue.referred"))
    return talk, first, second


def test_a_number_belongs_to_the_message_that_it_answers(two: tuple[Talk, str, str]) -> None:
    talk, first, _second = two
    says(talk, "spain", "1", about=first)
    assert states(talk) == [ReferralState.ACKNOWLEDGED, ReferralState.SEEN]


def test_a_number_in_a_thread_belongs_to_the_message_above_it(two: tuple[Talk, str, str]) -> None:
    talk, first, _second = two
    says(talk, "spain", "1", about="somebody's own message", extra={"thread": first})
    assert states(talk) == [ReferralState.ACKNOWLEDGED, ReferralState.SEEN]


def test_a_number_that_the_answered_message_does_not_have_presses_nothing(two: tuple[Talk, str, str]) -> None:
    talk, first, _second = two
    before = states(talk)
    says(talk, "spain", "17", about=first)
    assert states(talk) == before


def test_a_number_answers_with_a_form_open_what_it_replies_to(two: tuple[Talk, str, str]) -> None:
    talk, first, _second = two
    talk("spain> /clue Italy")
    says(talk, "spain", "1", about=first)
    assert states(talk)[0] is ReferralState.ACKNOWLEDGED


def test_nobody_answers_what_was_said_to_somebody_else(two: tuple[Talk, str, str]) -> None:
    talk, first, _second = two
    before = states(talk)
    says(talk, "italy", "1", about=first)
    assert states(talk) == before


def test_a_message_in_parts_is_answered_by_each_of_them(two: tuple[Talk, str, str]) -> None:
    talk, first, _second = two
    with talk.work() as work:
        (letter,) = [one for one in work.all(select(Outgoing)) if one.external == first]
        letter.external = "$a $b $c"
        work.session.add(letter)
    says(talk, "spain", "1", about="$c")
    assert states(talk)[0] is ReferralState.ACKNOWLEDGED


def test_a_number_is_for_what_was_there_before_it_came(talk: Talk) -> None:
    """The message waits to be handled; meanwhile something else is sent."""
    talk("mps> /clue Spain the first van")
    early = Incoming(NAME, "spain", "early", talk.clock.now(), "1")
    asyncio.run(talk.runner.service.intake.take(NAME, [early]))
    talk.clock.move_to(talk.clock.now() + timedelta(seconds=1))
    with talk.work() as work:
        spain = people.officer_named(work, "spain")
        assert spain is not None
        (account,) = people.accounts_of(work, spain.id)
        late = work.add(
            Outgoing(officer_id=spain.id, account_id=account.id, kind="words.unclear", fate=Fate.SENT,
                     channel=NAME, external="late", due_at=work.now, made_at=work.now, sent_at=work.now)
        )  # fmt: skip
        work.add(Offer(outgoing_id=late.id, officer_id=spain.id, position=1, label="Help", act="help"))
    asyncio.run(talk.runner.settle())
    assert states(talk) == [ReferralState.ACKNOWLEDGED]


def _on_its_way(talk: Talk, again: timedelta) -> None:
    """The network has a letter with a button, and its receipt was lost; so it is tried `again`."""
    with talk.work() as work:
        spain = people.officer_named(work, "spain")
        assert spain is not None
        (account,) = people.accounts_of(work, spain.id)
        letter = work.add(
            Outgoing(officer_id=spain.id, account_id=account.id, kind="words.unclear", fate=Fate.WAITING,
                     lane=Lane.BULK, attempts=1, channel=NAME, due_at=work.now + again, made_at=work.now)
        )  # fmt: skip
        work.add(Offer(outgoing_id=letter.id, officer_id=spain.id, position=1, label="Help", act="help"))


def test_a_number_waits_for_the_letter_that_it_may_answer(talk: Talk) -> None:
    _on_its_way(talk, timedelta(seconds=5))
    assert says(talk, "spain", "1").kinds == ["words.unclear", "help"]


def test_where_it_may_answer_two_it_is_asked_which(talk: Talk) -> None:
    talk("mps> /clue Spain the first van")
    _on_its_way(talk, timedelta(seconds=5))
    heard = says(talk, "spain", "1")
    assert (states(talk), heard.kinds) == ([ReferralState.SEEN], ["words.unclear", "number.which"])
    assert {button.split(" – ")[0] for button in heard.buttons} >= {"Acknowledge", "Help"}


def test_it_waits_for_half_a_minute_at_most_and_then_asks(talk: Talk) -> None:
    talk("mps> /clue Spain the first van")
    _on_its_way(talk, timedelta(hours=1))
    heard = says(talk, "spain", "1", about="its id, which nobody has noted yet")
    assert (states(talk), heard.kinds) == ([ReferralState.SEEN], ["number.which"])
    talk("spain! 1")
    assert states(talk) == [ReferralState.ACKNOWLEDGED]


@pytest.mark.parametrize("words", ["1", "Acknowledge"])
def test_what_answers_something_unknown_presses_nothing_by_itself(talk: Talk, words: str) -> None:
    talk("mps> /clue Spain the first van")
    heard = says(talk, "spain", words, about="no message of ours")
    assert (states(talk), heard.kinds) == ([ReferralState.SEEN], ["number.which"])
    talk("spain! 1")
    assert states(talk) == [ReferralState.ACKNOWLEDGED]


def test_a_reaction_that_nobody_vouches_for_does_nothing_and_says_how_once(
    two: tuple[Talk, str, str],
) -> None:
    talk, first, _second = two
    before = states(talk)
    press: dict[str, Any] = {"kind": Kind.PRESS, "about": first, "proven": False}
    heard = says(talk, "spain", "1", **press)
    assert (states(talk), heard.kinds) == (before, ["press.type_it"])
    assert says(talk, "spain", "1", **press, extra={"hint": False}).kinds == []
    assert says(talk, "spain", "9", **press).kinds == ["press.says_nothing"]
    assert says(talk, "spain", "👍", **press).kinds == ["press.says_nothing"]
    with talk.work() as work:
        assert [offer.used_at for offer in work.all(select(Offer))] == [None] * len(work.all(select(Offer)))


def test_only_help_is_harmless() -> None:
    assert [name for name in registry.act_names() if registry.is_harmless(name)] == ["help"]


def test_a_harmless_act_needs_nobody_to_vouch_for_it(talk: Talk) -> None:
    talk("spain> /qwertyuiop")
    (letter,) = letters(talk, "spain", "command.unknown")
    with talk.work() as work:
        (help_at,) = [one.position for one in work.all(select(Offer)) if one.act == "help"]
    heard = says(talk, "spain", str(help_at), kind=Kind.PRESS, about=letter.external, proven=False)
    assert heard.kinds == ["help"]


@pytest.mark.parametrize("command", ["/clue Spain the van", "/request Spain Whose van is it?"])
def test_a_deletion_that_nobody_vouches_for_offers_nothing_to_press(talk: Talk, command: str) -> None:
    talk(f"mps> {command}")
    filed = talk.runner._last["mps"].event
    heard = says(talk, "mps", kind=Kind.DELETE, about=filed, proven=False)
    assert heard.kinds == ["delete.stands"]
    assert heard.buttons == []
    line = heard.text.rpartition("：")[2].strip()
    assert "撤回" in line
    talk("mps-")  # one that is proven still asks


def test_an_answer_is_about_the_request_it_replies_to(talk: Talk) -> None:
    talk("mps> /request Spain Whose van is it?", "mps> /request Spain Whose house is it?")
    first, _second = (str(one.external) for one in letters(talk, "spain", "request.received"))
    heard = says(talk, "spain", "/answer It belongs to a bakery.", about=first)
    assert "answer.which" not in heard.kinds
    with talk.work() as work:
        asked = sorted(work.all(select(Addressee)), key=lambda one: one.id)
    assert [one.state is AddresseeState.ANSWERED for one in asked] == [True, False]
    status = says(talk, "spain", "/status", about=first)
    assert "Whose van" in status.text


def test_who_vouches_and_when_it_came_survive_the_inbox() -> None:
    made = Incoming(NAME, "spain", "e", START, "1", proven=False, received=START)
    assert Incoming.from_json(made.to_json()) == made
    old = made.to_json()
    del old["proven"], old["received"]
    assert Incoming.from_json(old) == replace(made, proven=True, received=None)
