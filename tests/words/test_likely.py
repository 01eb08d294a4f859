"""What is offered where no rule is sure, in both languages; and words that are put right."""

import pytest

from handlers.reading import likely, slips
from handlers.reception.guessing import buttons
from tests.talk import Talk


@pytest.mark.parametrize(
    ("line", "intent"),
    [
        ("who on earth picks up the phone at the Harbin desk", "contact"),
        ("哈尔滨那边哪位能联系上", "contact"),
        ("could somebody let Rome know that the van left", "clue"),
        ("我们这儿有个姑娘说她姐姐在里昂被人看着", "clue"),
        ("nope, sadly our databases are silent on him", "nothing"),
        ("翻遍了也没有这个人的记录", "nothing"),
        ("the Thursday meeting has to be shifted to Friday noon", "meetingcall"),
        ("周四的会能不能挪到周五", "meetingcall"),
        ("gosh what a day", "short"),
        ("今天真够累的", "short"),
    ],
)
def test_the_likeliest_is_among_the_first_two(line: str, intent: str) -> None:
    assert intent in [one.intent for one in likely.ranked(line)[:2]]


def test_every_row_is_of_an_intent_that_can_be_offered() -> None:
    known = buttons.intents() | {"short", "alsoto"}
    assert {intent for intent, _ in likely.examples()} - known == set()


def test_a_slot_is_not_compared() -> None:
    one, other = "who covers Spain on 5 May", "who covers 辽宁 on 12 June"
    assert likely.features(one) == likely.features(other)


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("remnid me at 9 to call Mondal", "remind me at 9 to call Mondal"),
        ("remnid me tomorrow to ask phong", "remind me tomorrow to ask phong"),
        ("requst to Spain: is frida with sundar?", "request to Spain: is frida with sundar?"),
        ("the girl frida told us that phong drives", "the girl frida told us that phong drives"),
        ("requst to Spain: who owns the van", "request to Spain: who owns the van"),
        ("rewind the tape before the remand hearing", "rewind the tape before the remand hearing"),
        ("提醒我明天9点", "提醒我明天9点"),
    ],
)
def test_a_slip_in_a_word_that_says_what_it_is_for_is_put_right(line: str, right: str) -> None:
    assert slips.mended(line) == right


@pytest.mark.parametrize("name", ["Frida Mondal", "frida mondal", "Phong", "sundar"])
def test_a_name_goes_out_as_it_was_typed(talk: Talk, name: str) -> None:
    heard = talk(f"spain> requst to Italy: is {name} known?", "spain> 1")
    if "Not personal: send it" in heard.buttons:
        heard = talk("spain! Not personal: send it")
    assert f"is {name} known?" in heard.to("italy").text


def test_nothing_goes_out_by_likeness_alone(talk: Talk) -> None:
    heard = talk("spain> perhaps the Harbin folks would want to hear about the grey van")
    assert {event["to"] for event in heard.events} == {"spain"}
    assert len(heard.buttons) <= 3
