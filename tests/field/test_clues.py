"""Field reports that touch clues: what other people's bots got wrong, tried here."""

import asyncio

import pytest

from tests.talk import Talk


def test_r05_a_replayed_message_files_nothing_new(talk: Talk) -> None:
    talk("spain> /clue Italy Three women")
    incoming = talk.runner._last["spain"]
    before = len(talk.everything.events)

    async def again() -> None:
        await talk.runner.service.intake.take("console", [incoming, incoming])
        await talk.runner.settle()

    asyncio.run(again())
    assert len(talk.everything.events) == before


def test_r06_thanks_triggers_nothing(talk: Talk) -> None:
    talk("spain> /clue Italy Three women")
    assert talk("italy> thanks").kinds == ["words.loose"]
    assert "sent" not in talk("spain> /status").text.casefold().split("\n")[0]


def test_r07_an_edit_from_somebody_else_is_ignored(talk: Talk) -> None:
    talk("spain> /clue Italy Three women")
    talk.runner._last["france"] = talk.runner._last["spain"]
    assert talk("france~ /clue Italy Forty women").kinds == ["edit.no_command"]


@pytest.mark.parametrize(
    "text", ["<b>x</b> & a<b [l](tg://user?id=1) ` @everyone", "A_b*c", "%(ref)s %s {0}", "a\\nb"]
)
def test_r13_what_was_written_is_shown_literally(talk: Talk, text: str) -> None:
    assert text.replace("\\n", "\n") in talk(f"spain> /clue Italy {text}").to("italy").text


def test_r28_nul_surrogates_and_overrides_are_left_out(talk_anywhere: Talk) -> None:
    heard = talk_anywhere("spain> /clue Italy plate\x00123 \ud800 \u202eabc\u202c", "spain> /status")
    assert "plate123  abc" in heard.to("italy").text


def test_a_very_long_text_is_refused_with_its_length(talk: Talk) -> None:
    heard = talk("spain> /clue Italy " + "x" * 100_000)
    assert heard.kinds == ["text.too_long"]


@pytest.mark.parametrize("typed", ["0", "-1", "1000000000", "7;8", "C-222222", "C-", "🙂"])
def test_r30_other_peoples_clues_and_nonsense_do_not_exist(talk: Talk, typed: str) -> None:
    ref = talk("spain> /clue Italy Three women").ref
    said = talk(f"france> /status {ref}").text
    assert talk(f"france> /status {typed}").text == said.replace(ref, typed)


def test_r30_a_button_of_somebody_else_does_nothing(talk: Talk) -> None:
    talk("spain> /clue Italy Three women")
    token = talk.runner._heard["italy"].token("Acknowledge")
    assert token is not None
    talk.runner._heard["france"] = talk.runner._heard["italy"]
    assert talk("france! Acknowledge").kinds == ["button.gone"]
    assert talk("italy! Acknowledge").to("spain").kinds == ["clue.acknowledged"]
