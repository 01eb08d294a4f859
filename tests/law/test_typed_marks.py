"""Marks as people type them, wherever they stand, and what is none."""

import time

import pytest

from handlers.law import typed_marks
from handlers.law.directive import NORMAL, URGENT
from handlers.law.handling import Tlp

WORDS = "Three women held at a restaurant"
SPELT = [
    ("TLP:RED", "RED"),
    ("tlp:red", "RED"),
    ("TLP RED", "RED"),
    ("TLP-RED", "RED"),
    ("TLP: RED", "RED"),
    ("#TLPRED", "RED"),
    ("[TLP:RED]", "RED"),
    ("(TLP:RED)", "RED"),
    ("TLP 2.0: RED", "RED"),
    ("ＴＬＰ：ＲＥＤ", "RED"),
    ("T\u200bLP:RED", "RED"),
    ("TLP:REDD", "RED"),
    ("TLР:RЕD", "RED"),  # a Cyrillic Р and Е
    ("ТLР:АМВЕR", "AMBER"),
    ("ТLР:СLЕАR", "CLEAR"),
    ("TLΡ:RΕD", "RED"),  # a Greek Ρ and Ε
    ("TLP：红色", "RED"),
    ("TLP：紅", "RED"),
    ("交通灯协议：红色", "RED"),
    ("marked TLP:RED", "RED"),
    ("TLP:AMBER+STRICT", "AMBER+STRICT"),
    ("TLP:AMBER + STRICT", "AMBER+STRICT"),
    ("tlp amber strict", "AMBER+STRICT"),
    ("TLP:AMBER_STRICT", "AMBER+STRICT"),
    ("TLP：琥珀色＋严格", "AMBER+STRICT"),
    ("TLP:AMBER", "AMBER"),
    ("TLP：琥珀色", "AMBER"),
    ("tlp:green", "GREEN"),
    ("TLP：绿色", "GREEN"),
    ("TLP:GREN", "AMBER"),  # what is misspelt makes nothing laxer
    ("TLP:CLEAR", "CLEAR"),
    ("TLP:WHITE", "CLEAR"),
    ("TLP:GREEN and TLP:RED", "RED"),
    ("TLP:RED, TLP:GREEN", "RED"),
]


@pytest.mark.parametrize("line", ["{mark} {words}", "{words} {mark}", "{words}. {mark}: and a van"])
@pytest.mark.parametrize(("mark", "tlp"), SPELT)
def test_a_mark_is_read_wherever_it_stands_and_taken_out(mark: str, tlp: str, line: str) -> None:
    said, rest = typed_marks.read(line.format(mark=mark, words=WORDS))
    assert said == {"tlp": tlp}
    assert rest == line.format(mark="", words=WORDS).replace(" : ", " ").strip()


@pytest.mark.parametrize(
    ("typed", "said", "rest"),
    [
        ("TLP:RED H2, B2 foo", {"tlp": "RED", "handling": ["H2"], "source": "B", "information": "2"}, "foo"),
        ("H1+H2 foo", {"handling": ["H1", "H2"]}, "foo"),
        ("H2 foo", {"handling": ["H2"]}, "foo"),
        ("foo H1+H2 bar", {"handling": ["H1", "H2"]}, "foo bar"),
        ("foo (H2) bar", {"handling": ["H2"]}, "foo bar"),
        ("foo TLP:RED H3", {"tlp": "RED", "handling": ["H3"]}, "foo"),
        ("三名女子，TLP：红色。H2", {"tlp": "RED", "handling": ["H2"]}, "三名女子"),
        ("Three.\nTLP:RED\nheld", {"tlp": "RED"}, "Three.\nheld"),
        ("RED Germany source fears", {"tlp": "RED"}, "Germany source fears"),
        ("RED: source fears", {"tlp": "RED"}, "source fears"),
        ("红色 德国 消息来源", {"tlp": "RED"}, "德国 消息来源"),
        ("红色 丰田面包车", {"tlp": "RED"}, "红色 丰田面包车"),
        ("TLP:RED", {"tlp": "RED"}, ""),
    ],
)
def test_several_marks_together(typed: str, said: dict[str, object], rest: str) -> None:
    assert typed_marks.read(typed) == (said, rest)


NONE = [
    *("bus line H2 goes there", "A4 paper", "red van in Spain", "RED CROSS in Germany", "the way is clear"),
    *("TLP:reduced risk", "who knows TLP?", "stlp red", "三名女子", ""),
]


@pytest.mark.parametrize("typed", NONE)
def test_what_is_no_mark_stays(typed: str) -> None:
    assert typed_marks.read(typed) == ({}, typed)


def test_handling_codes_stay_where_nothing_keeps_them() -> None:
    assert typed_marks.read_tlp("TLP:RED H2 foo") == ({"tlp": "RED"}, "H2 foo")


@pytest.mark.parametrize("one", list(Tlp))
@pytest.mark.parametrize("other", list(Tlp))
def test_of_two_the_stricter_holds(one: Tlp, other: Tlp) -> None:
    both = typed_marks.strictest({"tlp": one.value}, {"tlp": other.value, "handling": ["H1"]})
    assert Tlp(both["tlp"]).rank == max(one.rank, other.rank)
    assert both["handling"] == ["H1"]


@pytest.mark.parametrize(
    ("typed", "urgency", "rest"),
    [
        ("urgent Who owns it?", URGENT, "Who owns it?"),
        ("URGENT (b): Who owns it?", "b", "Who owns it?"),
        ("紧急：该公司有记录吗？", URGENT, "该公司有记录吗？"),
        ("Who owns it? urgent", URGENT, "Who owns it?"),
        ("Who owns it? This is urgent.", URGENT, "Who owns it?"),
        ("该公司有记录吗？紧急（a）", "a", "该公司有记录吗？"),
        ("Who owns it, urgent (c)", "c", "Who owns it"),
        ("They need urgent medical help", NORMAL, "They need urgent medical help"),
        ("not urgent", NORMAL, "not urgent"),
    ],
)
def test_urgency_is_read_at_both_ends(typed: str, urgency: str, rest: str) -> None:
    assert typed_marks.urgency(typed) == (urgency, rest)


@pytest.mark.parametrize("piece", ["TLP ", "tlp:", "h1+", "h1 and ", "(", "urgent ", ", ", "amber ", " "])
def test_the_longest_text_is_read_at_once(piece: str) -> None:
    typed = "tlp:amber" + piece * (20_000 // len(piece)) + "x"
    begun = time.perf_counter()
    typed_marks.read(typed)
    typed_marks.urgency(typed)
    assert time.perf_counter() - begun < 2
