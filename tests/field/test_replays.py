"""Reports R05, R06 and R07: what comes again, what quotes, and what is corrected."""

from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import select

from bot.channels.matrix.keys.devices import Device
from bot.channels.matrix.keys.directory import Person
from bot.channels.matrix.receiving.incoming import incoming as read
from bot.channels.matrix.receiving.reading import Written
from bot.chat.script import Runner
from storage.clues import Clue
from storage.inbox import move_cursor
from storage.requests import Request
from tests.access.people import take
from tests.talk import Heard, Talk

PHONE = Device("@spain:example.org", "PHONE", "curve", "ed")
CLUE, REQUEST = "Three women at a restaurant", "who owns the phone shop?"


def counted(talk: Talk) -> tuple[int, int]:
    """Clues and requests."""
    with talk.work() as work:
        return len(work.all(select(Clue))), len(work.all(select(Request)))


def test_r05_three_starts_one_without_its_cursor_repeat_nothing(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    talk(f"spain> /clue China {CLUE}")
    clue = talk.runner._last["spain"]
    talk(f"spain> /request China {REQUEST}")
    request = talk.runner._last["spain"]
    told = len(talk.everything.events)
    for start in range(3):
        if start == 1:
            with talk.work() as work:
                move_cursor(work, "console", "")
        talk.runner = Runner(talk.home, talk.clock, talk._note)
        for again in (clue, request, clue):
            take(talk, again)
    assert len(talk.everything.events) == told
    assert counted(talk) == (1, 1)
    assert talk("spain> /help").kinds == ["help"]  # written meanwhile, answered once


def reply(talk: Talk, body: str, *, about: str = "$earlier") -> Heard:
    """What spain hears after a reply as Matrix clients write it."""
    relation = {"m.relates_to": {"m.in_reply_to": {"event_id": about}}}
    content: dict[str, Any] = {"msgtype": "m.text", "body": body, **relation}
    who, now = Person("@spain:example.org", "key", {}, {}), talk.clock.now()
    event = f"${len(talk.everything.events)}{body[-9:]}"
    said = read(Written("!dm", event, who, "m.room.message", content, PHONE), "Spain", now)
    assert said is not None
    return take(talk, replace(said, channel="console", address="spain", extra={}))


def test_r06_only_the_new_words_of_a_reply_count(talk: Talk) -> None:
    ref = talk(f"spain> /clue Italy {CLUE}").ref
    quoted = f"> <@officer-b:example.org> !clue {ref} withdraw"
    assert reply(talk, f"{quoted}\n\n!status {ref}").kinds == ["clue.status"]
    two = f"> <@officer-b:example.org> !clue {ref} withdraw\n> \n> !clue {ref} withdraw"
    assert reply(talk, f"{two}\n\nthanks").kinds == ["words.thanked"]
    assert reply(talk, f"!status {ref}").kinds == ["clue.status"]
    with talk.work() as work:
        assert [clue.withdrawn_at for clue in work.all(select(Clue))] == [None]


def test_r06_no_quotation_is_kept_in_a_clue(talk: Talk) -> None:
    heard = reply(talk, "> <@officer-b:example.org> my home address\n\n!clue Italy A white van")
    assert heard.kinds == ["clue.filed"]
    assert "home address" not in talk.everything.text
    with talk.work() as work:
        assert [clue.text for clue in work.all(select(Clue))] == ["A white van"]


def said(talk: Talk, step: str) -> list[str]:
    return talk(step).to(step.partition("~")[0]).kinds


def test_r07_a_clue_is_corrected_by_an_edit_and_never_filed_twice(talk: Talk) -> None:
    talk(f"spain> /clue Italy {CLUE}, 1 March")
    filing = talk.runner._last["spain"]
    assert said(talk, f"spain~ /clue Italy {CLUE}, 5 March") == ["clue.corrected.done"]
    assert said(talk, f"spain~ /clue Italy {CLUE}, 5 March") == ["clue.unchanged"]
    talk("spain> thank you")
    assert said(talk, f"spain~ /clue Italy {CLUE}") == ["edit.no_command"]
    talk.runner._last["france"] = filing
    assert said(talk, "france~ /clue Italy Forty women") == ["edit.no_command"]
    assert counted(talk)[0] == 1
    assert talk("spain> /status").text.count("C-") == 1


@pytest.mark.parametrize("who", ["spain", "france"])
def test_r07_an_edited_request_is_still_one_and_its_sender_is_told(talk: Talk, who: str) -> None:
    """The words differ by who edits: its sender is told what an edit can do; somebody else, nothing of it."""
    talk(f"spain> /request China {REQUEST}")
    talk.runner._last[who] = talk.runner._last["spain"]
    before = talk("spain> /status").text
    for words in ("who owns the two phone shops?", "who owns the two phone shops?"):
        heard = talk(f"{who}~ /request China {words}")
        assert len(heard.to(who).kinds) == 1
        assert (who == "spain") or heard.kinds == ["edit.no_command"]
    assert counted(talk) == (0, 1)
    assert talk("spain> /status").text == before or who == "spain"
