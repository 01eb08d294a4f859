"""HTML and MarkdownV2 become text and entities, or a 400 that says where."""

import pytest
from telegram import Bot
from telegram.error import BadRequest

from tests.botapi.args import rich_text
from tests.botapi.conftest import MARTA
from tests.botapi.control import Control
from tests.botapi.errors import ApiError
from tests.botapi.html import parse_html
from tests.botapi.markdown import parse_markdown_v2

pytestmark = pytest.mark.telegram


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a</b> &lt;b&gt; &amp;amp; &nbsp;", "a <b> &amp; &nbsp;", [("bold", 0, 1)]),
        ("😀<i>x<u>y</u></i>", "😀xy", [("underline", 3, 1), ("italic", 2, 2)]),
        ('<a href="https://example.org/?a=1&amp;b=2">l</a>', "l", [("text_link", 0, 1)]),
        ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1)]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ("<span class='tg-spoiler'>s</span>", "s", [("spoiler", 0, 1)]),
        ("<b></b>&#128512;&#x41;", "😀A", []),
    ],
)
def test_html_gives_text_and_entities(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    found, marks = parse_html(source)
    assert (found, [(e["type"], e["offset"], e["length"]) for e in marks]) == (text, entities)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<x>a</x>", 'Unsupported start tag "x" at byte offset 0'),
        ("李<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("李</b>", "Unexpected end tag at byte offset 3"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a<b", "Unclosed start tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        (
            "<a href>x</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
        ),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
    ],
)
def test_wrong_html_is_refused_with_the_place(source: str, complaint: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_html(source)
    assert caught.value.description == f"Bad Request: can't parse entities: {complaint}"


def test_markdown_v2_gives_text_and_entities() -> None:
    text, marks = parse_markdown_v2("*b* _i_ __u__ ~s~ ||p|| `c*d` [l](https://example.org/\\)) a\\.b")
    assert text == "b i u s p c*d l a.b"
    kinds = ["bold", "italic", "underline", "strikethrough", "spoiler", "code", "text_link"]
    assert [e["type"] for e in marks] == kinds
    assert marks[-1]["url"] == "https://example.org/)"


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("a.b", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a *b", "Can't find end of Bold entity at byte offset 2"),
    ],
)
def test_wrong_markdown_v2_is_refused(source: str, complaint: str) -> None:
    with pytest.raises(ApiError, match="can't parse entities") as caught:
        parse_markdown_v2(source)
    assert caught.value.description.endswith(complaint)


def test_text_is_trimmed_and_loses_control_and_direction_characters() -> None:
    text, entities = rich_text("  a\u202eb\x07<b>c</b>\n\n", "HTML", None)
    assert text == "ab c"
    assert entities == [{"type": "bold", "offset": 3, "length": 1}]


def test_links_commands_and_mentions_are_found_but_not_in_code() -> None:
    _, entities = rich_text("/help @marta_r https://example.org. <code>/no</code>", "HTML", None)
    assert [e["type"] for e in entities] == ["bot_command", "mention", "url", "code"]


async def test_the_library_sees_the_complaint(bot: Bot, people: Control) -> None:
    people.text(MARTA, "hi")
    with pytest.raises(BadRequest, match="Can't parse entities: unsupported start tag"):
        await bot.send_message(MARTA, "<x>", parse_mode="HTML")
    assert people.said(MARTA) == []
