"""Names that run from right to left, in sentences that run from left to right, on both networks.

What is outside of an isolate and holds nothing of the other direction is shown in the order in which it was
said (UAX #9: what is isolated counts as a neutral, and the first letter decides).
"""

import asyncio
import re
import unicodedata
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from bot.channels.matrix.sending import rendering as on_matrix
from bot.channels.telegram import rendering as on_telegram
from handlers.letters.letter import FileOut, Key, Letter
from handlers.vocabulary.directions import BEGIN, END, OURS, apart, in_order
from handlers.vocabulary.text import Span, Style, Text, bold, copyable, plain, quote, said, text
from handlers.vocabulary.typed_line import cleaned
from storage.people import Agency
from tests.kinds.paper import Chat, chat_of
from tests.kinds.table import CHANNELS, _address

ARABIC, HEBREW = "قسم مكافحة الاتجار", "יחידת החקירות"
_TURNS = {"R", "AL", "AN", "RLE", "RLO", "RLI"}
_BLOCKS = re.compile(r"<br>|</?blockquote>|\n")
_QUOTES = re.compile(r"<blockquote>.*?</blockquote>", re.DOTALL)
_TAGS = re.compile(r"<[^>]+>")
_APART = re.compile(f"{BEGIN}[^{END}\n]*{END}")


def turned(line: str) -> str:
    """What of a line of ours would be turned round, or turn the line round."""
    strong = [kind for char in line if (kind := unicodedata.bidirectional(char)) in {"L", "R", "AL"}]
    wrong = [char for char in _APART.sub("", line) if unicodedata.bidirectional(char) in _TURNS]
    return "".join(wrong) + ("" if strong[:1] in ([], ["L"]) else "?")


def shown(html: str) -> list[str]:
    return [unescape(_TAGS.sub("", line)) for line in _BLOCKS.split(html)]


def bare(words: str) -> str:
    return words.translate(dict.fromkeys(map(ord, (BEGIN, END, OURS))))


SENTENCES = (
    text(f"From {ARABIC}: 3 new, R-7Q4M"),
    text(bold(ARABIC), ", 12 December, +86 10 5555 0001"),
    text(f"{HEBREW} has answered R-7Q4M."),
    text("1. ", bold(ARABIC), f"\n2. {HEBREW}, 3 days"),
    text(f"You said {said(f'12 {ARABIC} 7')}, at 5 p.m."),
    text("来自", bold(ARABIC), "：3条新线索，C-6S4Y44"),
    text("١٢ - 5, due 3 May"),
)


@pytest.mark.parametrize("words", SENTENCES)
def test_what_the_house_says_keeps_its_order(words: Text) -> None:
    content, (html,) = on_matrix.message(words), on_telegram.parts(words)
    lines = [*content["body"].split("\n"), *shown(content.get("formatted_body", "")), *shown(html)]
    assert [wrong for line in lines if (wrong := turned(line))] == []
    assert bare(content["body"]) == plain(words)
    assert bare("\n".join(shown(html))) == plain(words)


def test_what_somebody_wrote_is_read_in_its_own_direction() -> None:
    words = text("New clue C-6S4Y44\n\n", quote(f"{ARABIC} 12.\nat 5 p.m.\n{HEBREW}: 7"), "\n\nTLP:AMBER")
    lines = f"{BEGIN}{ARABIC} 12.{END}\nat 5 p.m.\n{BEGIN}{HEBREW}: 7{END}"
    quoted = f"<blockquote>{lines}</blockquote>"
    assert quoted.replace("\n", "<br>") in on_matrix.message(words)["formatted_body"]
    assert quoted in on_telegram.parts(words)[0]


@pytest.mark.parametrize(
    "words", ["R-7Q4M", "+86 10 5555 0001", "https://example.org/a", "公安部", "Zürich, 3", ""]
)
def test_nothing_is_put_into_what_runs_one_way(words: str) -> None:
    assert apart(words) == words
    assert in_order(text(words)) == text(words)


def test_a_reference_and_what_is_to_be_copied_are_copied_without_a_sign() -> None:
    words = text(bold("R-7Q4M"), f" of {ARABIC}, ", copyable("enrol ABCD-2345"), " ", copyable(ARABIC))
    html = str(on_matrix.message(words)["formatted_body"])
    assert {"<strong>R-7Q4M</strong>", "<code>enrol ABCD-2345</code>", f"<code>{ARABIC}</code>"} <= {
        *re.findall(r"<(?:strong|code)>.*?</(?:strong|code)>", html)
    }


def test_buttons_and_captions_too() -> None:
    made = on_telegram.keyboard([Key("t", f"Write to {ARABIC} (3)", 1), Key("u", ARABIC, 2)])
    assert made is not None
    labels = [key.text for row in made.inline_keyboard for key in row]
    assert [bare(label) for label in labels] == [f"Write to {ARABIC} (3)", ARABIC]
    assert all(label.count(BEGIN) == label.count(END) == 1 for label in labels)
    file = FileOut("a.png", "image/png", 1, "", lambda: iter(()), f"{ARABIC} 3.")
    assert on_matrix.attachment(file, {})["body"] == f"> {OURS}{BEGIN}{ARABIC} 3.{END}"


anything = st.text(alphabet=f"ab 3.,:“”()-\n{ARABIC}{HEBREW}٣中{BEGIN}{END}", max_size=60)
texts = st.lists(st.builds(Span, anything, st.sampled_from([*Style])), max_size=5).map(tuple)


@given(texts)
def test_whatever_is_said_nothing_is_lost(words: Text) -> None:
    assert bare(plain(in_order(words))) == bare(plain(words))


@given(anything)
def test_twice_is_once(words: str) -> None:
    assert apart(apart(words)) == apart(words)


@given(st.lists(st.text(alphabet=f"ab 3.,:“()-\n{ARABIC}{HEBREW}٣中", max_size=60), max_size=5))
def test_whatever_is_said_nothing_is_turned_round(pieces: list[str]) -> None:
    spans = text(
        *(Span(piece, style) for piece, style in zip(pieces, 3 * (Style.PLAIN, Style.BOLD), strict=False))
    )
    assert [wrong for line in plain(in_order(spans)).split("\n") if (wrong := turned(line))] == []


async def conversation(chat: Chat, people: dict[str, str]) -> list[Letter]:
    """What one officer asks, and another is told, both of agencies with such names."""
    channel = chat.paper.name
    module = CHANNELS[channel]
    with chat.home.database.work(chat.clock.now()) as work:
        for handle, called in (("spain", f"{ARABIC} 7"), ("italy", HEBREW)):
            agency = next(one for one in work.all(select(Agency)) if one.handle == handle)
            agency.name, agency.names = called, {}
            work.session.add(agency)
    lines = (
        f"/request Italy Who is {ARABIC}, 12 Example Street?",
        f"/clue Italy {HEBREW} 5.",
        "/outstanding",
    )
    for number, line in enumerate(lines, start=700):
        await chat.take(module.letter_of(module.text(line), people["spain"], number))
    await chat.take(module.letter_of(module.text("/outstanding"), people["italy"], 800))
    return chat.paper.letters


@pytest.mark.parametrize("channel", CHANNELS)
def test_nothing_of_a_conversation_is_turned_round(channel: str, tmp_path: Path) -> None:
    people = {who: _address(channel, at) for at, who in enumerate(("spain", "italy"))}
    with chat_of(tmp_path, channel, people) as chat:
        letters = asyncio.run(conversation(chat, people))
        assert {one.address for one in letters} == {*people.values()}
        heard = [line for one in letters for line in shown_on(channel, one)]
    assert [line for line in heard if turned(line)] == []
    assert sum(f"{BEGIN}{ARABIC} 7{END}" in line for line in heard) > 1
    assert any(f"{BEGIN}{HEBREW}{END}" in line for line in heard)


def shown_on(channel: str, letter: Letter) -> list[str]:
    """Its lines; a quote's are read in their own direction, which is as it should be."""
    if channel == "telegram":
        pieces = on_telegram.parts(letter.text)
    else:
        pieces = [str(one.get("formatted_body", one["body"])) for one in on_matrix.contents(letter)]
    return [line for piece in pieces for line in shown(_QUOTES.sub("\n", piece))]


def test_what_is_pasted_back_is_clean() -> None:
    assert cleaned(f"{OURS}{apart(f'{ARABIC} 7')}") == f"{ARABIC} 7"
