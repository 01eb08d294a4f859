"""fold: the one normalisation of every search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.places.folding import fold


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("España", "espana"),
        ("espan\u0303a", "espana"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("İSTANBUL", "istanbul"),
        ("ıstanbul", "istanbul"),
        ("Łódź Øre Đakovo", "lodz ore dakovo"),
        ("Æsir Œuvre", "aesir oeuvre"),
        ("ＬＩＡＩＳＯＮ　１２３", "liaison 123"),
        ("臺灣 遼寧 瀋陽", "台湾 辽宁 沈阳"),
        ("trans\u200bfer\u202e\u2066", "transfer"),
        ("nul\x00 and\x07 bell", "nul and bell"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("soft\u00adhyphen", "softhyphen"),
        ("two\nlines\tand\u3000gaps", "two lines and gaps"),
        ("100%_sure; O'Neil (x)", "100 sure o neil x"),
        ("“three”…women！？", "three women"),
        ("Ελλάδα Чёрный", "ελλαδα черныи"),
        ("أحمد مُحَمَّد", "احمد محمد"),
        ("が ガ", "が ガ"),
        ("한국", "한국"),
        ("", ""),
        (" \u200b ", ""),
    ],
)
def test_texts_that_a_person_calls_the_same_fold_to_the_same(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_folded_text_is_safe_and_tidy(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert not set(folded) & set("%_'\"\\\x00\u200b\u202e\n")
    folded.encode("utf-8")


@given(st.text(), st.sampled_from(["\u200b", "\u2069", "\x00", "\ufe0f", "\u00ad"]))
def test_an_invisible_character_changes_nothing(text: str, invisible: str) -> None:
    assert fold(invisible.join(text)) == fold("".join(text))
