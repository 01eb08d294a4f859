"""What nobody can see is taken off where words come in; what a script or an emoji needs stays."""

import unicodedata

import pytest

from handlers.vocabulary.typed_line import cleaned, file_name, one_line
from tests.talk import Talk

HIDDEN = (
    "a\u200bb\u200f\u2028c\u2029d\u061c\U000e0041\u00ad\u180e\u2060\u034f\u3164\u2800\uffa0\u115fend "
    "\u202eevil\u2066x\x85y\x0bz\x1b[1m"
)


def odd(text: str) -> list[str]:
    unseen = {"Cf", "Cc", "Zl", "Zp", "Cs"}
    fillers = "\u3164\u2800\uffa0\u115f\u034f"
    return [
        f"{ord(char):04X}"
        for char in text
        if char != "\n" and (unicodedata.category(char) in unseen or char in fillers)
    ]


def test_nothing_unseen_reaches_a_reader(talk: Talk) -> None:
    heard = talk(f"spain> /clue China {HIDDEN}")
    assert "ab\nc\nd" in cleaned(HIDDEN)
    assert odd(cleaned(HIDDEN)) == odd(one_line(HIDDEN)) == odd(file_name(HIDDEN)) == []
    assert odd(heard.to("mps").text) == []
    assert "\n" not in one_line(HIDDEN) + file_name(HIDDEN)


@pytest.mark.parametrize(
    "kept",
    [
        "علی\u200cرضا",
        "शर\u094d\u200dमा",
        "👩\u200d👩\u200d👧\u200d👦",
        "❤\ufe0f\u200d🔥",
        "🇨🇳",
        "葛\U000e0100城",
        "ᠪᠠ\u180bᠲᠤ",
    ],
)
def test_what_is_written_with_it_stays(kept: str) -> None:
    assert cleaned(kept) == one_line(kept) == kept


@pytest.mark.parametrize("typed", ["Mar\u200dta", "\u200dMarta", "王\u200c示", "김\u200d예"])
def test_a_joiner_that_joins_nothing_goes(typed: str) -> None:
    assert "\u200d" not in cleaned(typed)
    assert "\u200c" not in cleaned(typed)
