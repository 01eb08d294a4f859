"""What goes wrong at the keyboard: one short sentence in the person's language, and nothing half done."""

import pytest

from handlers.core import registry
from handlers.vocabulary import typed_line
from tests.talk import Talk


@pytest.mark.parametrize(
    ("line", "said", "offered"),
    [
        ("spain> /clu China hello", "There is no command “clu”.\nDid you mean", ["/clue", "Help"]),
        ("spain> /xyzzy", "There is no command “xyzzy”.\n/help lists them all.", ["Help"]),
        ("mps> /线锁 西班牙 你好", "没有“线锁”这个指令。\n是否指以下指令", ["/线索", "帮助"]),
        ("mps> /随便", "没有“随便”这个指令。\n发送“/帮助”可查看全部指令。", ["帮助"]),
    ],
)
def test_an_unknown_command_offers_only_what_is_near(
    talk: Talk, line: str, said: str, offered: list[str]
) -> None:
    heard = talk(line)
    assert heard.text.startswith(said)
    assert heard.buttons == offered


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("spain> /clue Atlantis three women", "I find no country in that. What you wrote is kept."),
        ("mps> /线索 亚特兰蒂斯 三名女子", "未识别出国家，已输入的内容已保留。"),
    ],
)
def test_a_country_that_is_none_is_said_to_be_missing_and_the_words_are_kept(
    talk: Talk, line: str, said: str
) -> None:
    who, words = line.partition(">")[0], line.split(" ", 2)[2]
    heard = talk(line)
    assert heard.kinds == ["form.ask"]
    assert heard.text.startswith(said)
    assert words in talk(f"{who}> Italy").text


@pytest.mark.parametrize("gap", ["\u3000", "\u00a0", " \u3000 "])
def test_any_blank_parts_a_command_from_its_argument(talk: Talk, gap: str) -> None:
    assert talk(f"mps> ／联系人{gap}西班牙").kinds == ["contacts.of"]
    assert "“西斑牙”" in talk(f"mps> ／联系人{gap}西斑牙").text


def test_however_long_a_number_is_it_is_read_or_asked_about(talk: Talk) -> None:
    """Python reads no whole number of thousands of digits: who asks it to learns that by an exception."""
    long = "9" * 5000
    talk("eu> /exercise", "eu! Open 1", "eu! EX: Play alone", "eu! EX: Part 1")
    lines = [f"/exercise speed {long}", f"/exercise shift {long}h", long, f"/remind in {long} days call"]
    lines += [f"/{one.name} {long}" for one in registry.commands() if one.name != "language"]
    for line in lines:
        assert "sorry" not in talk(f"eu> {line}", "eu> /cancel").kinds, line[:20]


def test_a_number_that_is_typed_has_an_end() -> None:
    typed = ("1", "365", "٣", "0", "366", "", "-1", "9" * 5000)
    read = [typed_line.number(one, most=365) for one in typed]
    assert read == [1, 365, 3, None, None, None, None, None]
