"""Reports R11 and R13: what buttons carry, and what other people's markup does, in every letter there is."""

from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.channels.matrix.sending import rendering
from bot.channels.telegram.rendering import keyboard, parts
from handlers.core import registry
from handlers.core.saying import say
from handlers.letters.letter import Key, Letter
from handlers.vocabulary.text import Button, Label, plain
from storage.item import Item
from storage.outbox import MORE, offers_under
from storage.people import Officer, agency_named, officer_named
from tests.botapi.html import parse_html
from tests.talk import Talk

MARKUP = "<b>x</b> & a<b [l](tg://user?id=1) ` @everyone @room _*~|# %(ref)s {0} &lt;"
NAME = "A_b*c <i>Ana</i> & [x](https://example.org)"
FILE = "a_b<1>&*.pdf"
STYLES = {"strong", "em", "blockquote", "code", "br", "span"}


class Reader(HTMLParser):
    """The words and the tags of a piece of HTML, as a client sees them."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.said, self.tags, self.links = "", set[str](), 0
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += sum(name != "data-mx-color" for name, _ in attrs)
        self.said += "\n" if tag == "br" else ""

    def handle_data(self, data: str) -> None:
        self.said += data


def letters_of(talk: Talk) -> list[Letter]:
    return [letter for heard in talk.runner._heard.values() for letter in heard.letters]


def squeezed(words: str) -> str:
    """Without blanks and the mark before quotes: a client that formats sets a quote apart by itself."""
    return "".join(words.replace(">", "").split())


def check_on_matrix(letter: Letter) -> None:
    for content in rendering.contents(letter):
        shown = Reader(content.get("formatted_body", ""))
        assert shown.tags <= STYLES
        assert shown.links == 0
        if "formatted_body" in content:
            assert squeezed(shown.said) == squeezed(content["body"])
    assert "".join(plain(part) for part in rendering.parts(letter.text)) == plain(letter.text)


def check_on_telegram(letter: Letter) -> None:
    shown = [parse_html(part) for part in parts(letter.text)]
    kinds = {entity["type"] for _, entities in shown for entity in entities}
    assert kinds <= {"bold", "italic", "blockquote", "code"}
    assert squeezed("".join(said for said, _ in shown)) == squeezed(plain(letter.text))


@pytest.fixture
def marked(frank_talk: Talk) -> Talk:
    """Everybody's names, the agencies', a file's and all words are full of signs."""
    with frank_talk.work() as work:
        for officer in work.all(select(Officer).where(col(Officer.handle).in_(["spain", "mps", "eu"]))):
            officer.name = f"{NAME} {officer.handle}"
            work.add(officer)
        agency = agency_named(work, "spain")
        assert agency is not None
        agency.name = NAME
        work.add(agency)
    return frank_talk


def test_r13_in_every_letter_that_quotes_somebody(marked: Talk, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"1")
    clue = marked(f"spain+ {tmp_path / FILE} /clue China {MARKUP}", f"spain~ /clue China {MARKUP} again").ref
    request = marked(f"spain> /request China {MARKUP}").ref
    marked(f"spain> /clue {clue} {MARKUP}", f"spain> /status {clue}", f"mps> /status {clue}", "mps! 办理记录")
    marked("mps> /待办", "spain> /outstanding", "mps! 受理", f"spain> /request Italy by 10 December {MARKUP}")
    marked("spain! 1", f"mps> /answer {request} partly: {MARKUP}", f"spain> /status {request}")
    marked(f"spain> /remind in 1 hour {MARKUP}", "@ +2h", "spain> /clue", f"spain> {MARKUP}", "spain! 1")
    marked("spain> /cancel", f"spain> {MARKUP}", f"spain> /{MARKUP}", f"spain> /contacts {MARKUP}")
    marked(f"spain> /status {MARKUP}", f"eu> /invite {MARKUP}", "eu> /officers", "eu> /approve", "spain> /me")
    marked(f"eu> /notice all {MARKUP}", "eu! 1", f"eu> /suspend {MARKUP}", f"spain> /me deputy {MARKUP}")
    marked(f"spain> /clue {clue} withdraw", "@ +9d")
    letters = letters_of(marked)
    quoting = {letter.kind for letter in letters if "tg://user?id=1" in plain(letter.text)}
    assert quoting >= {
        "clue.referred", "clue.corrected", "clue.status", "clue.added", "contacts.unclear", "form.summary",
        "invite.unclear", "notice.new", "notice.preview", "notice.reminder", "reference.unknown",
        "remind.kept", "remind.now", "request.moved", "request.received", "request.status",
    }  # fmt: skip
    assert NAME in "".join(plain(letter.text) for letter in letters if letter.kind in {"officers", "me"})
    for letter in letters:
        check_on_matrix(letter)
        check_on_telegram(letter)
    assert [file.name for letter in letters for file in letter.files if letter.kind == "clue.referred"] == [
        FILE
    ]


LONG = "刚果民主共和国金沙萨国际警务合作联络处" * 20
BIG = 9_999_999_999


def test_r11_every_act_fits_a_button_whatever_it_is_about(talk: Talk) -> None:
    """Names and ids never go into a button: only a token does, and it leads back to the whole offer."""
    acts = [one for one in registry.act_names() if one != MORE]
    assert len(acts) > 50
    for start in range(0, len(acts), 90):  # a message has no more than a hundred
        _fit(talk, acts[start : start + 90])


def _fit(talk: Talk, acts: Sequence[str]) -> None:
    with talk.work() as work:
        officer = officer_named(work, "spain")
        assert officer is not None
        offered = [
            Button(Label(LONG), act, item=Item("clue", BIG), params={"name": LONG, "page": 12})
            for act in acts
        ]
        row = say(work, officer, "help", buttons=offered, role="officer")
        offers = [offer for offer in offers_under(work, row.id) if offer.act != MORE]
        assert [(offer.act, offer.item) for offer in offers] == [(act, Item("clue", BIG)) for act in acts]
        board = keyboard([Key(offer.token, offer.label, offer.position) for offer in offers])
    assert board is not None
    data = [str(key.callback_data) for line in board.inline_keyboard for key in line]
    assert data == [offer.token for offer in offers]
    assert all(1 <= len(one.encode()) <= 64 for one in data)
