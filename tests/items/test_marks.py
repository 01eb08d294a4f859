"""A mark holds wherever it is typed: every entrance, spelt in every way, on the console and on Telegram."""

from collections.abc import AsyncIterator

import pytest

from handlers.law.handling import Tlp
from tests.items.entrances import ENTRANCES, handling, play, steps, texts
from tests.talk import Talk
from tests.telegram.phones import GREEN, Phones, phones_of

WORDS = "Three women held at Calle Falsa"
MARKS = [
    ("TLP:RED", Tlp.RED),
    ("tlp：amber + strict", Tlp.AMBER_STRICT),
    ("ＴＬＰ：红色", Tlp.RED),
    ("TLP:GREEN and TLP RED", Tlp.RED),
]


@pytest.mark.parametrize("name", ENTRANCES)
def test_a_mark_holds_and_is_no_part_of_the_text(talk: Talk, name: str) -> None:
    for mark, tlp in MARKS:
        play(talk, ENTRANCES[name], mark, WORDS)
        with talk.work() as work:
            assert handling(work, ENTRANCES[name].kind).tlp is tlp, mark
            said = texts(work)
        assert any(WORDS in words for words in said), said
        assert not any(word in words.upper() for words in said for word in ("TLP", "ＴＬＰ", "RED")), said


@pytest.mark.parametrize("name", [name for name, one in ENTRANCES.items() if one.before])
def test_a_laxer_mark_changes_nothing_of_what_is_there(talk: Talk, name: str) -> None:
    entrance = ENTRANCES[name]
    least = Tlp.GREEN if entrance.kind == "notice" else Tlp.AMBER
    play(talk, entrance, "TLP:CLEAR", WORDS)
    with talk.work() as work:
        assert handling(work, entrance.kind).tlp is least


@pytest.mark.parametrize(("line", "kind"), [("/clue Italy", "clue"), ("/request Italy", "request")])
def test_its_author_may_mark_what_is_new_laxer_than_where_nothing_is_said(
    talk: Talk, line: str, kind: str
) -> None:
    talk(f"spain> {line} tlp:green Three women")
    with talk.work() as work:
        assert handling(work, kind).tlp is Tlp.GREEN


def test_the_reader_sees_how_it_is_marked(talk: Talk) -> None:
    ref = talk("spain> /request Italy Who owns the shop?").ref
    heard = talk(f"italy> /answer {ref} TLP:RED H2 It is Bo's")
    assert "It is Bo's\nTLP:RED · H2" in heard.to("spain").text
    assert "It is Bo's\nTLP:RED · H2" in talk(f"spain> /status {ref}").text
    talk("spain> /clue Italy Boats", "italy! Accept clue", "italy! Report the outcome")
    heard = talk("italy> TLP:RED Two are safe")
    assert "Two are safe\nTLP:RED" in heard.to("spain").text


def test_handling_codes_of_a_request_are_kept(talk: Talk) -> None:
    heard = talk("spain> /request italy H1 TLP:GREEN is the company registered?")
    assert "is the company registered?\n\nTLP:GREEN · H1" in heard.to("italy").text


@pytest.mark.parametrize(
    "line", ["/clue Italy urgent Two women", "/clue urgent Italy Two women", "/clue Italy Two women, urgent"]
)
def test_an_urgent_clue_is_marked_so(talk: Talk, line: str) -> None:
    heard = talk(f"spain> {line}").to("italy")
    assert "Urgent, reason to follow" in heard.text
    assert "urgent Two" not in heard.text


@pytest.fixture
async def phones(talk: Talk) -> AsyncIterator[Phones]:
    async with phones_of(talk, GREEN) as made:
        yield made


ON_TELEGRAM = [
    *("a clue", "more on a clue", "an edit of a clue", "the outcome of a clue", "a request", "an answer"),
    *("a guided answer", "a refusal", "a notice", "a meeting", "a meeting, before its date", "the minutes"),
]


@pytest.mark.telegram
@pytest.mark.parametrize("name", ON_TELEGRAM)
async def test_nothing_above_the_ceiling_stays_on_telegram(phones: Phones, name: str) -> None:
    """All of it is TLP:GREEN but for the mark: neither who wrote it nor who gets it can read it there."""
    entrance = ENTRANCES[name]
    before = [step.replace("Italy ", "Italy tlp:green ") for step in entrance.before]
    ref = (await phones(*before)).ref if before else ""
    await phones(*steps(entrance, "TLP:RED", WORDS, ref))
    with phones.talk.work() as work:
        assert handling(work, entrance.kind).tlp is Tlp.RED
    for who in ("spain", "italy", "eu"):
        assert WORDS not in phones.whole(who), who
    assert not any(WORDS in words for words in phones.typed(entrance.who))
