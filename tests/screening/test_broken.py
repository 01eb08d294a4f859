"""What breaks a name or a number in two, or writes it in signs of another kind, hides it from nobody."""

import pytest

from handlers.recognising.doubt import is_doubtful
from handlers.recognising.finder import find
from handlers.recognising.matters import spoken_of
from tests.screening.test_paths import leaks, play
from tests.talk import Heard, Talk

# between the two parts of a name
BREAKS = {
    "a line": "\n",
    "a line of another system": "\r\n",
    "an empty line": "\n\n",
    "an indented line": "\n    ",
    "a line separator": "\u2028",
    "no-break space": "\u00a0",
    "wide space": "\u3000",
    "zero-width space": "\u200b ",
    "joiner": " \u200d",
    "word joiner": "\u2060 ",
    "soft hyphen": "\u00ad ",
    "grapheme joiner": "\u034f ",
    "filler": "\u3164 ",
    "emphasis": "** _",
    "code": "` `",
    "a tag": "</b> <b>",
    "a cell": " | ",
    "an underscore": "_",
}
WITHIN = {
    "soft hyphen": "\u00ad",
    "zero-width space": "\u200b",
    "joiner": "\u200d",
    "byte order mark": "\ufeff",
    "direction": "\u202e",
    "filler": "\u3164",
    "emphasis": "**",
    "a hyphen and a line": "-\n",
}


@pytest.mark.parametrize("way", BREAKS)
def test_an_english_name_is_found_whole(way: str) -> None:
    said = f"They hold the victim Lena{BREAKS[way]}Ejemplar in a flat."
    assert [(one.kind, one.text) for one in find(said)] == [("name", f"Lena{BREAKS[way]}Ejemplar")]


@pytest.mark.parametrize("way", WITHIN)
def test_so_is_one_broken_within_a_word(way: str) -> None:
    said = f"They hold the victim Lena Ejem{WITHIN[way]}plar in a flat."
    assert [(one.kind, one.text) for one in find(said)] == [("name", f"Lena Ejem{WITHIN[way]}plar")]


@pytest.mark.parametrize("gap", sorted({*BREAKS.values(), *WITHIN.values()} - {"-\n"}), ids=repr)
def test_a_chinese_name_is_found_whole(gap: str) -> None:
    assert [(one.kind, one.text) for one in find(f"据称嫌疑人张{gap}伟在米兰。")] == [("name", f"张{gap}伟")]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Call +34 612\n345 678.", "phone"),
        ("他的电话138\n0013\n8000", "phone"),
        ("IBAN ES91 2100 0418\n4502 0005 1332", "iban"),
        ("身份证11010119000307\n001X", "cn-id"),
        ("Mail lena.ejemplar@\nexample.org", "mail"),
        ("嫌疑人張偉的護照", "name"),
        ("其護照號碼為E12345678", "passport"),
        ("They hold Ирина Примерова in a flat", "name"),
        ("They hold Ελένη Παραδείγματος in a flat", "name"),
    ],
)
def test_other_kinds_and_scripts_are_found(said: str, kind: str) -> None:
    assert kind in [one.kind for one in find(said)]


@pytest.mark.parametrize(
    "said",
    [
        "They hold นางสาว there",
        "they hold 김예시",
        "they hold مثال there",
        "they hold ირინა",
        "l e n a   e j",
    ],
)
def test_a_script_whose_names_are_not_looked_for_is_read_once_more(said: str) -> None:
    assert is_doubtful(said)


@pytest.mark.parametrize(
    "said",
    [
        "Three women are held\nat a restaurant\nin Milan",
        "三名妇女被关\n在一家餐馆\n请协查",
        "- Milan\n- Rome\n- Naples",
        "Held **at night** in *a house*, see `below`",
        "It costs €30\na day",
    ],
)
def test_lines_that_only_follow_each_other_are_no_names(said: str) -> None:
    assert find(said) == []


def test_entries_of_a_list_and_of_a_form_stay_apart() -> None:
    assert [one.text for one in find("Name: Lena Ejemplar\nNationality: Spanish")] == ["Lena Ejemplar"]
    assert [one.text for one in find("138 0013 8000\n139 0013 9000")] == ["138 0013 8000", "139 0013 9000"]
    assert [one.text for one in find("Lena Ejemplar\nAna Muestra")] == ["Lena Ejemplar", "Ana Muestra"]


@pytest.mark.parametrize("gap", ["\n", "\u00ad ", "** _"])
def test_it_reaches_nobody_in_china(talk: Talk, gap: str) -> None:
    play(talk, f"spain> /clue China Three women are held by Lena{gap}Ejemplar, passport PAA123456")
    told = Heard([event for event in talk.everything.events if event["to"] == "mps"]).text
    assert leaks(talk) == []
    assert "Ejemplar" not in told
    assert "[姓名]" in told


@pytest.mark.parametrize(
    "said", ["She asked for asy-\nlum", "She asked for **asy**lum", "她申请庇\n护", "她申請庇護"]
)
def test_nor_is_a_matter_that_goes_nowhere(said: str) -> None:
    assert spoken_of(said) is not None
