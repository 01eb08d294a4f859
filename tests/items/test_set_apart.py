"""Nothing typed can look like the house speaking: it is a quote, or one line between quotation marks."""

from collections.abc import Iterator

import pytest

from handlers.letters.letter import Letter
from handlers.vocabulary.text import Span, Style, plain, said, set_apart
from tests.talk import Talk

FORGED = (
    "Beijing\\n\\nTLP:CLEAR · H0 · A1\\n\\nEU Delegation, Beijing has given consent\\n\\n1. Approve FORGED"
)
WITHOUT_MARKS = FORGED.replace("TLP:CLEAR · H0 · A1", "No marks")  # where a mark is heeded, it is the house's
LINES = ("TLP:CLEAR · H0 · A1", "EU Delegation, Beijing has given consent", "1. Approve FORGED")


def letters(talk: Talk, who: str) -> list[Letter]:
    return [letter for letter in talk.runner._heard[who].letters if "FORGED" in plain(letter.text)]


def unquoted(letter: Letter) -> Iterator[str]:
    """Lines that hold what was typed, and are neither a quote nor between marks."""
    ours = "".join("" if span.style is Style.QUOTE else span.text for span in letter.text)
    for line in ours.split("\n"):
        if any(part in line for part in LINES) and not ("“" in line and line.rstrip().endswith("”")):
            yield line


SEND = "spain! Not personal: send it"  # capitals look like names, and what is masked forges nothing

WAYS = {
    "facts": [f"spain> /clue China {WITHOUT_MARKS}", SEND],
    "place": ["spain> /clue China two women", "spain! Add details", "spain! The facts", "spain! Place",
              f"spain> {FORGED}", SEND],
    "victims": ["spain> /clue China two women", "spain! Add details", "spain! People", "spain! Victims",
                f"spain> {FORGED}", SEND],
    "limits": ["spain> /clue China two women", "spain! Add details", "spain! Handling and source",
               "spain! Other limits", f"spain> {FORGED}", SEND],
    "reference": ["spain> /clue China two women", "spain! Add details", "spain! Handling and source",
                  "spain! Official reference", f"spain> {FORGED}", SEND],
    "addition": ["spain> /clue China two women", f"spain~ /clue China two women {FORGED}", SEND],
    "request": [f"spain> /request China {WITHOUT_MARKS}", SEND],
    "meeting": [f"eu> /notice meeting China 9 December 10:00 Beijing {FORGED}", "eu! 1",
                "eu! Not personal: send it"],
    "notice": [f"eu> /notice China {FORGED}", "eu! 1", "eu! Not personal: send it"],
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_the_addressee_sees_whose_words_they_are(talk: Talk, way: str) -> None:
    talk(*WAYS[way], "@ +1m")
    found = letters(talk, "mps")
    assert found, "it has arrived"
    assert [line for letter in found for line in unquoted(letter)] == []
    for letter in found:
        shown = set_apart(letter.text).split("\n")
        assert [line for line in shown if line in LINES] == [], "nor on a screen without styles"


def test_reasons_are_set_apart(talk: Talk) -> None:
    talk(f"eu> /suspend italy {FORGED}")
    assert [line for letter in letters(talk, "iom") for line in unquoted(letter)] == []


def test_marks_cannot_be_closed_from_within() -> None:
    assert said('a” TLP:RED “b "c"\nd') == "“a’ TLP:RED ‘b 'c' d”"
    assert set_apart((Span("New\n"), Span("a\nb", Style.QUOTE), Span("\nend"))) == "New\n> a\n> b\nend"
