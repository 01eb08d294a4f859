"""How letters look: the same words in plain text and HTML, in parts a homeserver takes."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.matrix.channel import Matrix
from bot.channels.matrix.homeserver.plain import Json
from bot.channels.matrix.sending import rendering
from handlers.letters.letter import FileOut, Key, Letter
from handlers.letters.marks import written_with
from handlers.vocabulary.text import Span, Style, Text, bold, dim, plain, quote, text
from handlers.vocabulary.voice import Voice
from tests.talk import Talk

_SET_APART = re.compile("[\u2068\u2069\u200e]")
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
        assert not attrs or (tag, attrs) == ("span", [("data-mx-color", rendering._GREY)])
        self.tags.append(tag)
        self.text += "\n" if tag == "br" else ""


def letter(*pieces: str | Span, keys: tuple[Key, ...] = ()) -> Letter:
    return Letter(1, "@spain:example.org", "test", text(*pieces), keys)


def test_what_a_person_typed_is_shown_as_it_is() -> None:
    (content,) = rendering.contents(letter(bold("From Spain"), "\n", quote(NASTY)))
    assert content["body"] == f"From Spain\n> {NASTY}"
    shown = Shown(content["formatted_body"])
    assert shown.text == f"From Spain{NASTY}"
    assert set(shown.tags) == {"", "strong", "blockquote"}
    assert content["m.mentions"] == {}
    assert content["msgtype"] == "m.notice"


def test_choices_are_numbered_under_the_words() -> None:
    keys = (Key("a", "Acknowledge", 1), Key("b", "查看", 2))
    (content,) = rendering.contents(letter("New clue", keys=keys))
    assert content["body"] == "New clue\n\n1. Acknowledge\n2. 查看"
    assert "formatted_body" not in content


def test_a_letter_without_words_has_no_message() -> None:
    assert rendering.contents(letter()) == []


def size(content: Json) -> int:
    """Bytes of the whole event: encrypted, in base64, with everything the homeserver adds."""
    return len(json.dumps(content, ensure_ascii=False).encode()) * 4 // 3 + 6_000


def test_three_thousand_contacts_go_out_in_parts_none_too_large_nothing_lost() -> None:
    rows = [
        f"{n}. 云南省公安厅出入境管理局 “联络处” قسم مكافحة الاتجار +86 10 5555 {n:04}" for n in range(3_000)
    ]
    contents = rendering.contents(
        letter(bold("Contacts"), "\n" + "\n".join(rows), keys=(Key("a", "More", 1),))
    )
    assert len(contents) > 1
    assert all(size(content) <= 65_536 for content in contents)
    said = _SET_APART.sub("", "".join(content["body"] for content in contents))
    assert said == "Contacts\n" + "\n".join(rows) + "\n\n1. More"
    assert all(content["body"].endswith("\n") for content in contents[:-1])


styled = st.lists(st.tuples(st.text(max_size=9_000), st.sampled_from(Style)), max_size=12)


@given(styled)
def test_any_text_is_cut_without_loss_and_each_part_fits(pieces: list[tuple[str, Style]]) -> None:
    words: Text = text(tuple(Span(said, style) for said, style in pieces))
    parts = list(rendering.parts(words))
    assert "".join(plain(part) for part in parts) == plain(words)
    for part in parts:
        content = rendering.message(part)
        assert size(content) <= 65_536
        if html := content.get("formatted_body"):
            # around quotes there are no empty lines
            unseen = re.compile(f"[\r\n\0�]|{_SET_APART.pattern}")
            assert unseen.sub("", Shown(html).text) == unseen.sub("", plain(part))


def test_one_word_longer_than_an_event_is_cut_somewhere() -> None:
    parts = list(rendering.parts(text("字" * 60_000)))
    assert "".join(plain(part) for part in parts) == "字" * 60_000
    assert all(size(rendering.message(part)) <= 65_536 for part in parts)


def test_a_replacement_says_the_same_to_clients_old_and_new() -> None:
    (content,) = rendering.contents(letter(bold("Done")))
    new = rendering.replacement(content, "$0")
    assert new["m.new_content"] == content
    assert new["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$0"}
    assert new["body"] == "* Done"


FORGED = "New clue\n1. Approve\nTLP:CLEAR"


def test_nothing_typed_looks_like_the_house_without_formatting_either() -> None:
    (content,) = rendering.contents(letter(bold("From Spain"), "\n", quote(FORGED)))
    assert content["body"] == "From Spain\n> New clue\n> 1. Approve\n> TLP:CLEAR"


def test_a_caption_is_its_senders() -> None:
    file = FileOut("a.jpg", "image/jpeg", 1, "00", lambda: iter([b"x"]), FORGED)
    content = rendering.attachment(file, {})
    assert content["filename"] == "a.jpg"
    assert content["body"] == "> New clue\n> 1. Approve\n> TLP:CLEAR"
    assert content["formatted_body"] == "<blockquote>New clue<br>1. Approve<br>TLP:CLEAR</blockquote>"
    assert rendering.attachment(replace(file, caption=""), {})["body"] == "a.jpg"


def test_a_picture_and_its_words_are_one_message() -> None:
    file = FileOut("q.png", "image/png", 1, "00", lambda: iter([b"x"]), shown=(1080, 410))
    whole = replace(letter(bold("Late: "), "5"), files=[file])
    assert rendering.has_picture(whole)
    content = rendering.picture(file, {}, whole)
    assert (content["msgtype"], content["filename"], content["body"]) == ("m.image", "q.png", "Late: 5")
    assert content["formatted_body"] == "<strong>Late: </strong>5"
    assert (content["info"]["w"], content["info"]["h"]) == (1080, 410)
    assert not rendering.has_picture(replace(whole, files=[replace(file, shown=None)]))
    assert not rendering.has_picture(replace(whole, text=text("a" * 70_000)))


def test_a_quote_has_no_empty_lines_around_it_and_nothing_is_slanted() -> None:
    (content,) = rendering.contents(
        letter(bold("线索"), "\n\n", quote("三名\n女子"), "\n\n", dim("两小时前"))
    )
    assert content["formatted_body"] == (
        "<strong>线索</strong><blockquote>三名<br>女子</blockquote>"
        f'<span data-mx-color="{rendering._GREY}">两小时前</span>'
    )


def test_what_is_pushed_rings_and_what_answers_does_not() -> None:
    answered = letter("There")
    assert [one["msgtype"] for one in rendering.contents(answered)] == ["m.notice"]
    assert [one["msgtype"] for one in rendering.contents(replace(answered, bulk=True))] == ["m.text"]


def test_commands_are_named_as_they_can_be_typed_there_and_nothing_else_is_changed() -> None:
    ours = "/help shows it; “/人员 机构”, 发送 /批准; 24/7, 是/否, and/or, https://x.org/help, /none"
    written = written_with(Matrix.abilities.mark)
    assert written(ours) == ours.replace("/help shows", "!help shows").replace("/人员", "!人员").replace(
        " /批准", " !批准"
    )
    assert written_with("/")(ours) == ours


def test_what_somebody_else_wrote_keeps_its_signs(talk: Talk) -> None:
    with talk.work() as work:
        voice = Voice("en", ZoneInfo("UTC"), work.now, work, written=written_with("!"))
        said = voice.t("There is no command “%(word)s”.", word="/help")
        assert said == "There is no command “/help”."
        assert voice.t("/help lists them all.") == "!help lists them all."
