"""Whole conversations, as officers have them: every `*.txt` here, and below, is played by the script
runner; in `plain/` nobody types a slash.

    spain> /me                      a step, as for `liaison chat --script`
    = spain: Marta Ejemplo          something that this person was told since the step before
    = spain: -                      nothing was said to this person

`{code}` in a step is the last invitation code that anybody was given, `{ref}` in a step or an expectation the
last reference that anybody was told.
"""

import re
from pathlib import Path

import pytest

from tests.people.steps import CODE
from tests.talk import Heard, Talk
from tests.transcripts.as_page import PAGE, page

HERE = Path(__file__).parent
_REFERENCE = re.compile(r"\b[CRN]-[2-9A-Y]{6}\b", re.ASCII)
_EXPECTED = re.compile(r"= (?P<who>[\w.-]+): (?P<words>.*)")


def _last_reference(heard: Heard) -> str | None:
    """Of what a message is about; where none is about one thing, of what was listed last."""
    named = [ref for event in heard.events for ref in event["refs"]] or _REFERENCE.findall(heard.text)
    return named[-1] if named else None


def _played(path: Path) -> object:
    """What takes months takes half a minute."""
    return pytest.param(path, marks=pytest.mark.slow) if path.stem.startswith("kept") else path


@pytest.mark.parametrize(
    "path", [_played(path) for path in sorted(HERE.rglob("*.txt"))], ids=lambda path: path.stem
)
def test_the_conversation_goes_as_written(talk_anywhere: Talk, path: Path) -> None:
    code, ref, heard = "", "", Heard()
    for number, raw in enumerate(path.read_text("utf-8").splitlines(), start=1):
        line = raw.replace("{code}", code).replace("{ref}", ref)
        expected = _EXPECTED.fullmatch(line)
        if expected is None:
            heard = talk_anywhere(line) if line.strip() and line[0] != "#" else heard
            code = found.group() if (found := CODE.search(heard.text)) else code
            ref = _last_reference(heard) or ref
        elif expected["words"] == "-":
            assert not heard.to(expected["who"]), f"line {number}"
        else:
            assert expected["words"] in heard.to(expected["who"]).text, f"line {number}"


def test_the_page_shows_the_plain_ones_as_they_are_played() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_nobody_types_a_slash_in_them() -> None:
    said = [line for path in HERE.glob("plain/*.txt") for line in path.read_text("utf-8").splitlines()]
    assert [line for line in said if re.match(r"[\w.-]+> ?[/!／！]", line)] == []
    assert len(list(HERE.glob("plain/*.txt"))) == 10
