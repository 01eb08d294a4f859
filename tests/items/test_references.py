"""References as people type them, and what is said about those that lead nowhere."""

import pytest

from handlers.items import references
from tests.talk import Talk


@pytest.mark.parametrize(
    ("argument", "typed", "rest"),
    [
        ("C-7KM3QX", "C-7KM3QX", ""),
        ("c7km3qx, more text", "c7km3qx", "more text"),
        ("Ｃ－７ＫＭ３ＱＸ：补充说明", "Ｃ－７ＫＭ３ＱＸ", "补充说明"),
        ("C–7KM3QX withdraw", "C–7KM3QX", "withdraw"),
        ("Croatia three women", "", "Croatia three women"),
        ("R-2 something", "", "R-2 something"),
        ("", "", ""),
    ],
)
def test_a_reference_is_told_from_other_words(argument: str, typed: str, rest: str) -> None:
    assert references.split(argument) == (typed, rest)


def other(ref: str) -> str:
    """The reference with one character mistyped."""
    return ref[:-1] + ("2" if ref[-1] != "2" else "3")


def test_a_mistyped_reference_is_refused_with_the_one_that_was_meant(talk: Talk) -> None:
    ref = talk("spain> /clue China Three women").ref
    heard = talk(f"spain> /status {other(ref)}")
    assert heard.kinds == ["reference.unknown"]
    assert heard.buttons == [ref]
    assert talk(f"spain! {ref}").ref == ref


def test_for_others_it_does_not_exist(talk: Talk) -> None:
    ref = talk("spain> /clue China Three women").ref
    for who in ("italy", "liaoning", "eu"):
        hidden = talk(f"{who}> /status {ref}").text
        never = talk(f"{who}> /status C-222222").text
        assert hidden.replace(ref, "C-222222") == never
        assert "Did you mean" not in hidden


def test_status_without_a_reference_lists_what_is_open(talk: Talk) -> None:
    assert "Nothing is open" in talk("spain> /status").text
    ref = talk("spain> /clue China Three women").ref
    heard = talk("spain> /status")
    assert ref in heard.text
    assert heard.buttons == [ref]


@pytest.mark.parametrize("line", ["/notice status", "/notice recall", "/notice correct", "/notice minutes"])
def test_a_missing_reference_is_asked_for(talk: Talk, line: str) -> None:
    assert "Please write the reference with it." in talk(f"eu> {line}").text
