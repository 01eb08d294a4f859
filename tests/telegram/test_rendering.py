"""Any text goes out within Telegram's limits and comes out as it was meant."""

import re
import unicodedata
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.port import RefusedError
from bot.channels.telegram.cutting import cuts, is_joined, units
from bot.channels.telegram.rendering import CAPTION_LIMIT, TEXT_LIMIT, keyboard, parts
from handlers.letters.letter import Key
from handlers.vocabulary.text import Span, Style, Text, bold, copyable, dim, quote, text
from tests.botapi.html import parse_html

FAMILY = "👨‍👩‍👧‍👦"
spans = st.builds(Span, st.text(max_size=300), st.sampled_from(Style))
texts = st.lists(spans, max_size=6).map(tuple)


def read(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def squeezed(words: str) -> str:
    return "".join(words.split())


@given(texts, st.integers(min_value=40, max_value=200))
def test_any_text_fits_and_says_the_same(words: Text, limit: int) -> None:
    sent = parts(words, limit)
    assert all(units(parse_html(part)[0]) <= limit for part in sent)
    meant = "".join(span.text for span in words).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    seen = [char for char in squeezed(meant) if unicodedata.category(char) not in {"Cc", "Cf"}]
    got = [
        char for char in squeezed("".join(map(read, sent))) if unicodedata.category(char) not in {"Cc", "Cf"}
    ]
    assert got == seen


@given(st.text(alphabet="ab .\né́👍🏽🇪🇸🇨🇳\u200d👩中。", min_size=30, max_size=200))
def test_no_cut_goes_through_a_character(words: str) -> None:
    ends = cuts(words, 25)
    assert ends[-1] == len(words)
    assert all(units(words[a:b]) <= 25 for a, b in zip([0, *ends], ends, strict=False))
    longest = max(len(run) for run in re.split(r"[ab .\n中。]", words))
    if longest < 12:
        assert not any(is_joined(words, end) for end in ends)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (
            text("<b>x</b> & a<b [l](tg://user?id=1) `"),
            "&lt;b&gt;x&lt;/b&gt; &amp; a&lt;b [l](tg://user?id=1) `",
        ),
        (text(bold("C-7Q4M"), " sent"), "<b>C-7Q4M</b> sent"),
        (text(quote("three women\nheld")), "<blockquote>three women\nheld</blockquote>"),
        (text(copyable("SIENA 2026-0001")), "<code>SIENA 2026-0001</code>"),
        (text(dim("late"), dim("（迟到）")), "<i>late</i>（迟到）"),
        (text("half \ud83d a pair"), "half \ufffd a pair"),
    ],
)
def test_markup_is_ours_and_nobody_elses(words: Text, shown: str) -> None:
    assert parts(words) == [shown]


def test_bold_across_a_cut_is_closed_and_opened_again() -> None:
    words = text("a" * 4050, bold("b" * 100), "c" * 4850)
    sent = parts(words)
    assert len(sent) == 3
    assert sent[0].endswith("b" * 46 + "</b>")
    assert sent[1].startswith("<b>" + "b" * 54 + "</b>c")
    assert all(units(parse_html(part)[0]) <= TEXT_LIMIT for part in sent)


def test_a_family_stays_together() -> None:
    sent = parts(text("x" * 4090 + FAMILY + "y"))
    assert [read(part) for part in sent] == ["x" * 4090, FAMILY + "y"]


def test_an_escaped_sign_counts_as_one() -> None:
    assert len(parts(text("<" * TEXT_LIMIT))) == 1
    assert [len(read(part)) for part in parts(text("&" * 1500), CAPTION_LIMIT)] == [1024, 476]


def test_a_long_text_is_cut_between_paragraphs() -> None:
    first, second = "Line one.\n" * 300, "Line two.\n" * 300
    assert [read(part) for part in parts(text(first + "\n" + second))] == [first + "\n", second]


@pytest.mark.parametrize("words", ["", " \n ", "\u200b", "\u202e", "\0"])
def test_what_nobody_can_see_is_not_sent(words: str) -> None:
    assert parts(text(words)) == []


def rows(*labels: str) -> list[int]:
    made = keyboard([Key(f"token{i}", label, i) for i, label in enumerate(labels, 1)])
    return [] if made is None else [len(row) for row in made.inline_keyboard]


@pytest.mark.parametrize(
    ("labels", "shape"),
    [
        ((), []),
        (("Yes", "No"), [2]),
        (("Back", "Skip", "Cancel"), [3]),
        (("Acknowledge", "Take it up"), [2]),
        (("Acknowledge", "Ask what is meant", "Refer on"), [1, 1, 1]),
        (("签收", "转交", "取消"), [3]),
        (("刚果民主共和国金沙萨国际警务合作联络处", "返回"), [1, 1]),
    ],
)
def test_keys_are_laid_out_for_a_phone(labels: tuple[str, ...], shape: list[int]) -> None:
    assert rows(*labels) == shape


@pytest.mark.parametrize("token", ["", "x" * 65, "中" * 22])
def test_a_token_that_telegram_would_not_carry_is_refused_here(token: str) -> None:
    with pytest.raises(RefusedError):
        keyboard([Key(token, "Yes", 1)])
