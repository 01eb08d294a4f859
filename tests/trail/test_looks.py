"""Officers see who has looked at what is theirs; who looks at what is not addressed to one says why."""

import pytest
from sqlmodel import select

from storage.clues import Clue
from tests.talk import Talk

PLAIN = "Three women held at a restaurant"


@pytest.mark.parametrize("asked", ["who", "谁看过", "who?"])
def test_the_author_sees_who_was_shown_it_and_when(talk: Talk, asked: str) -> None:
    ref = talk(f"spain> /clue China {PLAIN}").ref
    talk("@ +1h", f"mps> /status {ref}")
    heard = talk(f"spain> /status {ref} {asked}")
    assert heard.kinds == ["looks.of"]
    assert "Ministry of Public Security" in heard.text
    assert "2 times, last Tue 1 Dec" in heard.text
    assert PLAIN not in heard.text


def test_nobody_else_sees_that(talk: Talk) -> None:
    ref = talk(f"spain> /clue China {PLAIN}").ref
    assert talk(f"mps> /status {ref} 谁看过").kinds == ["looks.not_yours"]
    assert talk(f"italy> /status {ref} who").kinds == ["reference.unknown"]


def test_what_nobody_has_seen_says_so(talk: Talk) -> None:
    ref = talk(f"spain> /clue Latvia {PLAIN}").ref
    assert "Nobody but you" in talk(f"spain> /status {ref} who").text


def stood_in_for(talk: Talk) -> str:
    """A clue with personal data that Italy has; the French officer begins to stand in there afterwards."""
    ref = talk("spain> /clue Italy Lena Ejemplar is held there").to("italy").ref
    with talk.work() as work:
        clue = work.all(select(Clue))[-1]
        clue.is_personal = True
        work.add(clue)
    talk("italy> /me deputy france until 31 December", "france! Accept")
    return ref


def test_who_stands_in_says_why_once_an_hour(talk: Talk) -> None:
    ref = stood_in_for(talk)
    heard = talk(f"france> /status {ref}")
    assert heard.kinds == ["look.why"]
    assert "Lena" not in heard.text
    heard = talk("france! For a colleague")
    assert "Lena Ejemplar" in heard.text
    assert "Lena Ejemplar" in talk("@ +50m", f"france> /status {ref}").text
    assert talk("@ +11m", f"france> /status {ref}").kinds == ["look.why"]
    assert "For a colleague" in talk(f"spain> /status {ref} who").text


def test_who_it_is_addressed_to_is_not_asked(talk: Talk) -> None:
    ref = stood_in_for(talk)
    assert "Lena Ejemplar" in talk(f"italy> /status {ref}").text
    assert "Lena Ejemplar" in talk(f"spain> /status {ref}").text
