"""How letters look: the same words in plain text and HTML, in parts a homeserver takes."""

import json
import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.matrix import render
from bot.channels.matrix.server import Json
from bot.channels.port import Key, Letter
from handlers.chat import Span, Style, Text, bold, plain, quote, text

NASTY = "<b>x</b> & a<b [l](tg://user?id=1) ` @everyone @room A_b*c a_b<1>.pdf"


class Shown(HTMLParser):
    """What a reader of the HTML sees, and the tags that make it so."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.text, self.tags = "", [""]
        self.feed(source)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert not attrs
        self.tags.append(tag)
        self.text += "\n" if tag == "br" else ""


def letter(*pieces: str | Span, keys: tuple[Key, ...] = ()) -> Letter:
    return Letter(1, "@spain:example.org", "test", text(*pieces), keys)


def test_what_a_person_typed_is_shown_as_it_is() -> None:
    (content,) = render.contents(letter(bold("From Spain"), "\n", quote(NASTY)))
    assert content["body"] == f"From Spain\n{NASTY}"
    shown = Shown(content["formatted_body"])
    assert shown.text == f"From Spain\n{NASTY}"
    assert set(shown.tags) == {"", "strong", "br", "blockquote"}
    assert content["m.mentions"] == {}
    assert content["msgtype"] == "m.notice"


def test_choices_are_numbered_under_the_words() -> None:
    keys = (Key("a", "Acknowledge", 1), Key("b", "查看", 2))
    (content,) = render.contents(letter("New clue", keys=keys))
    assert content["body"] == "New clue\n\n1. Acknowledge\n2. 查看"
    assert "formatted_body" not in content


def test_a_letter_without_words_has_no_message() -> None:
    assert render.contents(letter()) == []


def size(content: Json) -> int:
    """Bytes of the whole event: encrypted, in base64, with everything the homeserver adds."""
    return len(json.dumps(content, ensure_ascii=False).encode()) * 4 // 3 + 6_000


def test_three_thousand_contacts_go_out_in_parts_none_too_large_nothing_lost() -> None:
    rows = [
        f"{n}. 云南省公安厅出入境管理局 “联络处” قسم مكافحة الاتجار +86 10 5555 {n:04}" for n in range(3_000)
    ]
    contents = render.contents(letter(bold("Contacts"), "\n" + "\n".join(rows), keys=(Key("a", "More", 1),)))
    assert len(contents) > 1
    assert all(size(content) <= 65_536 for content in contents)
    said = "".join(content["body"] for content in contents)
    assert said == "Contacts\n" + "\n".join(rows) + "\n\n1. More"
    assert all(content["body"].endswith("\n") for content in contents[:-1])


styled = st.lists(st.tuples(st.text(max_size=9_000), st.sampled_from(Style)), max_size=12)


@given(styled)
def test_any_text_is_cut_without_loss_and_each_part_fits(pieces: list[tuple[str, Style]]) -> None:
    words: Text = text(tuple(Span(said, style) for said, style in pieces))
    parts = list(render.parts(words))
    assert "".join(plain(part) for part in parts) == plain(words)
    for part in parts:
        content = render.message(part)
        assert size(content) <= 65_536
        if html := content.get("formatted_body"):
            unbroken = re.sub(r"[\r\0]", "", plain(part))
            assert re.sub(r"[\r\0�]", "", Shown(html).text) == unbroken.replace("�", "")


def test_one_word_longer_than_an_event_is_cut_somewhere() -> None:
    parts = list(render.parts(text("字" * 60_000)))
    assert "".join(plain(part) for part in parts) == "字" * 60_000
    assert all(size(render.message(part)) <= 65_536 for part in parts)


def test_a_replacement_says_the_same_to_clients_old_and_new() -> None:
    (content,) = render.contents(letter(bold("Done")))
    new = render.replacement(content, "$0")
    assert new["m.new_content"] == content
    assert new["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$0"}
    assert new["body"] == "* Done"
