"""What people send besides words and files: never silence, nothing lost, nothing carried out."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.channels import console
from handlers.vocabulary.incoming import Kind
from tests.talk import Heard, Talk


def sent(talk: Talk, who: str, text: str, extra: dict[str, Any], **more: Any) -> Heard:
    before = len(talk.everything.events)
    incoming = replace(console.typed(who, talk.clock.now(), text), extra=extra, **more)

    async def take() -> None:
        await talk.runner.service.intake.take(console.NAME, [incoming])
        await talk.runner.settle()

    asyncio.run(take())
    return Heard(talk.everything.events[before:]).to(who)


@pytest.mark.parametrize(
    ("who", "says", "button"),
    [
        ("spain", "A card adds no contact point", "File as a clue"),
        ("mps", "名片不会加入联系人", "作为线索提交"),
    ],
)
def test_a_card_says_that_no_contact_point_comes_of_it(talk: Talk, who: str, says: str, button: str) -> None:
    heard = sent(talk, who, "Li Na +34 900 000 000", {"told": "card"})
    assert heard.kinds == ["words.loose"]
    assert says in heard.text
    assert button in heard.buttons


def test_a_card_as_a_file_says_so_too(talk: Talk, tmp_path: Path) -> None:
    (tmp_path / "li.vcf").write_text("BEGIN:VCARD", encoding="utf-8")
    assert "A card adds no contact point" in talk(f"spain+ {tmp_path / 'li.vcf'}").text
    (tmp_path / "li.txt").write_text("x", encoding="utf-8")
    assert "A card adds" not in talk("spain! Drop", f"spain+ {tmp_path / 'li.txt'}").text


@pytest.mark.parametrize("words", ["/suspend italy", "Contacts of Spain\n– yes", "help", "Italy", "1"])
def test_what_nobody_typed_as_a_line_commands_nothing(talk: Talk, words: str) -> None:
    talk("spain> /help")
    assert sent(talk, "spain", words, {"told": "poll"}).kinds == ["words.loose"]


def test_a_place_answers_a_question(talk: Talk) -> None:
    talk("spain> /clue China")
    heard = sent(talk, "spain", "Bar, 40.4, -3.7", {"told": "place"})
    assert "Bar, 40.4, -3.7" in heard.text
    assert heard.kinds == ["form.summary"]


def test_a_place_that_moves_is_told_where_it_was_first(talk: Talk) -> None:
    share = {"told": "place", "once": "$share"}
    assert sent(talk, "spain", "geo:1,2", share).kinds == ["words.loose"]
    assert not sent(talk, "spain", "geo:1,3", share)
    assert sent(talk, "spain", "geo:1,3", share | {"once": "$other"}).kinds == ["words.loose"]


def test_what_comes_with_words_and_cannot_be_read_is_said(talk: Talk) -> None:
    heard = sent(talk, "spain", "three women at the harbour", {"left_out": "paid_media"})
    assert heard.kinds == ["sent.left_out", "words.loose"]
    assert "not what comes with them (paid media); it is not kept" in heard.text
    assert "三" not in sent(talk, "mps", "你好", {"left_out": "story"}).text


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.EDIT])
def test_a_call_gets_a_sentence(talk: Talk, kind: Kind) -> None:
    heard = sent(talk, "spain", "", {"unsupported": "call"}, kind=kind, about="x")
    assert "I cannot read this (a call)" in heard.text
    assert "通话" in sent(talk, "mps", "", {"unsupported": "call"}, kind=kind, about="x").text


def test_who_deletes_an_answer_hears_that_it_still_stands(talk: Talk) -> None:
    opened = console.typed("spain", talk.clock.now(), "/clue China")
    answer = console.typed("spain", talk.clock.now(), "three women")

    async def take() -> None:
        for one in (opened, answer):
            await talk.runner.service.intake.take(console.NAME, [one])
            await talk.runner.settle()

    asyncio.run(take())
    for event in (opened.event, answer.event):
        heard = sent(talk, "spain", "", {}, kind=Kind.DELETE, about=event, proven=False)
        assert heard.kinds == ["delete.in_form"]
    assert "/cancel" in heard.text
    assert not sent(talk, "spain", "", {}, kind=Kind.DELETE, about="other", proven=False)
