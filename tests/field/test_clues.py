"""Field reports that touch clues: what other people's bots got wrong, tried here."""

import pytest

from tests.talk import Talk


def test_r06_thanks_triggers_nothing(talk: Talk) -> None:
    talk("spain> /clue Italy Three women")
    assert talk("italy> thanks").kinds == ["words.thanked"]
    assert "sent" not in talk("spain> /status").text.casefold().split("\n")[0]


@pytest.mark.parametrize(
    "text", ["<b>x</b> & a<b [l](tg://user?id=1) ` @everyone", "A_b*c", "%(ref)s %s {0}", "a\\nb"]
)
def test_r13_what_was_written_is_shown_literally(talk: Talk, text: str) -> None:
    assert text.replace("\\n", "\n> ") in talk(f"spain> /clue Italy {text}").to("italy").text


def test_a_very_long_text_is_refused_with_its_length(talk: Talk) -> None:
    heard = talk("spain> /clue Italy " + "x" * 100_000)
    assert heard.kinds == ["text.too_long"]
