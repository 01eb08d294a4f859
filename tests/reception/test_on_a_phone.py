"""On a phone of 360 × 640: four buttons at most under what arrives, and each message on one screen."""

import re
import unicodedata

import pytest

from bot.channels.telegram.rendering import keyboard
from handlers.letters.letter import Key
from tests.talk import Heard, Talk

COLUMNS = 40  # of a line; a Chinese character takes two
HEIGHT, BARS = 640, 128  # pixels; the bars above and below
LINE, ROW = 19, 44
MORE = {"en": "More choices", "zh": "更多"}


def columns(words: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in words)


def height(event: dict[str, object]) -> int:
    """Of a message with its buttons, as Telegram lays them out."""
    said, labels = str(event["text"]), list(event["buttons"])  # type: ignore[call-overload]
    shown = [line.removeprefix("> ") for line in said.split("\n")]
    rows = sum(max(1, -(-columns(line) // COLUMNS)) for line in shown)
    keys = keyboard([Key(f"t{n}", label, n) for n, label in enumerate(labels, start=1)])
    return rows * LINE + (len(keys.inline_keyboard) * ROW if keys else 0)


FACTS = "Three women are held above a restaurant in Example Street. One of them needs a doctor."
FACTS_ZH = "三名妇女被关在示例街一家餐馆楼上，其中一人需要就医，请予核实。"


@pytest.mark.parametrize("writes", ["en", "zh"])
def test_what_arrives_fits_one_screen(talk: Talk, writes: str) -> None:
    facts = FACTS if writes == "en" else FACTS_ZH
    asker, asked, country = ("spain", "italy", "Italy") if writes == "en" else ("spain", "mps", "China")
    seen = talk(f"{asker}> /clue {country} {facts}", f"{asker}> /request {country} urgent (b) {facts}")
    ref = seen.of("request.received").ref
    answered = talk(f"{asked}> /answer {ref} {facts}", f"{asked}! 1")
    noticed = talk(f"eu> /notice {country} {facts}", "eu! 1")
    for number in range(6):
        talk(f"{asker}> /clue {country} {facts} {number}", f"{asker}> /request {country} {facts} {number}")
    digest = talk("@ +2d").to(asked).of("reminder.digest")
    arrived = Heard([*seen.to(asked).events, *answered.to(asker).events, *noticed.to(asked).events])
    kinds = {"clue.referred", "request.received", "request.moved", "notice.new", "reminder.digest"}
    arrived.events += digest.events
    assert kinds <= set(arrived.kinds), arrived.kinds
    for event in arrived.events:
        assert len(event["buttons"]) <= 4, event
        assert height(event) <= HEIGHT - BARS, event["text"]


def test_the_others_stand_behind_more_and_work_from_there(talk_anywhere: Talk) -> None:
    talk = talk_anywhere
    heard = talk("spain> /request China Is this company known?").to("mps")
    assert heard.buttons == ["受理", "答复", "请求澄清", "更多"]
    assert talk("mps> 5").kinds != ["request.replied"], "what is not shown has no number"
    more = talk("mps! 更多")
    assert heard.ref in more.text
    assert "未掌握相关信息" in more.buttons
    told = talk("mps! 未掌握相关信息").to("spain")
    assert "has found no information" in told.text
    again = talk("mps! 未掌握相关信息")
    assert not again.to("spain"), "once"


def test_what_is_not_shown_is_pressed_by_its_words(talk: Talk) -> None:
    talk("spain> /request China Is this company known?")
    assert "延长" in talk("mps> 延长期限").text


def test_a_digest_is_acted_from_item_by_item(talk: Talk) -> None:
    talk(*(f"spain> /request Italy Question {number}?" for number in range(4)))
    digest = talk("@ +3d").to("italy").of("reminder.digest")
    assert digest.buttons[3] == "More choices"
    refs = digest.buttons[:3]
    assert all(ref in digest.text for ref in refs)
    for ref in refs:
        heard = talk(f"italy! {ref}")
        assert heard.of("request.status").ref == ref
        talk("italy! Accept request")
    behind = talk("italy! More choices")
    assert re.fullmatch(r"R-\w+", behind.buttons[0])
    assert behind.buttons[1:] == ["Remind me later", "What is outstanding"]


def test_status_says_where_and_how_it_begins(talk: Talk) -> None:
    heard = talk(
        "spain> /clue Italy A very long story about a house", "spain> /request China Who owns the van?"
    )
    refs = heard.of("clue.filed").ref, heard.of("request.filed").ref
    said = talk("spain> /status").text
    assert f"{refs[0]} Italy · seen" in said
    assert "“A very long story about a house”" in said
    assert f"{refs[1]} China · seen" in said
    assert "“Who owns the van?”" in said
    assert "from Spanish liaison office" in talk("mps> /status").text or "来自" in talk("mps> 状态").text
    looked = talk(f"spain> /status {refs[1]} who").text
    assert "MPS" in looked or "Ministry" in looked or "mps" in looked
