"""One message through the whole house, on both databases."""

import asyncio

import pytest

from handlers.core import hooks
from handlers.core.context import Context
from handlers.core.declared import Declared
from storage import audit
from storage.people import State, officer_named
from tests.talk import Talk, said


def test_a_clue_reaches_whoever_covers_the_country(talk_anywhere: Talk) -> None:
    heard = talk_anywhere("spain> /clue China Three women held at a restaurant")
    assert said(heard.events) == [("spain", "clue.filed"), ("mps", "clue.referred")]
    assert "Three women held at a restaurant" in heard.to("mps").text
    assert heard.to("spain").ref == heard.to("mps").ref


def test_the_filer_is_told_that_it_was_acknowledged(talk_anywhere: Talk) -> None:
    talk_anywhere("spain> /clue China Three women held at a restaurant")
    heard = talk_anywhere("mps! 1")
    assert ("spain", "clue.acknowledged") in said(heard.events)


def test_a_stranger_gets_one_line_a_day(talk_anywhere: Talk) -> None:
    heard = talk_anywhere("stranger> hello", "stranger> /clue China x", "@ +1d", "stranger> hello")
    assert said(heard.events) == [("stranger", "stranger")] * 2


def test_a_suspension_stops_what_is_on_its_way(talk_anywhere: Talk) -> None:
    with talk_anywhere.work() as work:
        mps = officer_named(work, "mps")
        assert mps is not None
        mps.state = State.SUSPENDED
        work.add(mps)
    heard = talk_anywhere("spain> /clue China Three women", "mps> /help")
    assert said(heard.events) == [("spain", "absent.asks"), ("mps", "stranger")]
    heard = talk_anywhere("spain! Send it all the same")
    assert "clue.filed" in heard.to("spain").kinds
    assert not heard.to("mps")


def test_the_same_event_is_handled_once(talk_anywhere: Talk) -> None:
    talk_anywhere("spain> /help")
    incoming = talk_anywhere.runner._last["spain"]

    async def again() -> None:
        await talk_anywhere.runner.service.intake.take("console", [incoming, incoming])
        await talk_anywhere.runner.settle()

    asyncio.run(again())
    assert talk_anywhere.everything.kinds == ["help"]


def test_everything_that_was_done_is_in_the_audit_trail(talk_anywhere: Talk) -> None:
    talk_anywhere("spain> /clue China Three women", "mps! 1")
    with talk_anywhere.work() as work:
        count, fault = audit.verify(work.session, work.keyring)
        assert fault is None
        assert count >= 3


def test_who_is_too_fast_is_told_once_and_answered_in_turn(talk: Talk) -> None:
    heard = talk(*["spain> /cancel"] * 62)
    assert heard.kinds == [*["cancel.nothing"] * 60, "rate.wait", "cancel.nothing", "cancel.nothing"]


def test_a_message_that_breaks_a_handler_is_owned_up_to(
    talk_anywhere: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(ctx: Context) -> bool:
        ctx.reply("words.unclear")
        raise ValueError("nothing of this may stay")

    monkeypatch.setattr(hooks, "_loose", Declared({"": broken}))
    heard = talk_anywhere("spain> some words", "spain> /cancel")
    assert said(heard.events) == [("spain", "sorry"), ("spain", "cancel.nothing")]


def test_cancel_leaves_a_form_with_its_mark_or_without(talk: Talk) -> None:
    for line in ("/cancel", "cancel", "！取消", "!Cancel"):
        assert talk("spain> /clue", f"spain> {line}").kinds[-1] == "form.cancelled"
