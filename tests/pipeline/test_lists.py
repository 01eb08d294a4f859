"""Long lists come in pages, with what is open in every room on the first."""

import pytest

from handlers.items import outstanding
from handlers.items.outstanding import Line
from storage.people import Officer
from storage.work import Work
from tests.talk import Heard, Talk


def filed(talk: Talk, clues: int, requests: int, who: str = "spain") -> None:
    talk(*(f"{who}> /clue Italy Clue {number}" for number in range(clues)))
    talk(*(f"{who}> /request Italy Question {number}?" for number in range(requests)))


def refs(heard: Heard) -> list[str]:
    return [label for label in heard.buttons if label[:2] in {"C-", "R-"}]


def test_the_status_of_everything_is_turned_page_by_page(talk: Talk) -> None:
    filed(talk, clues=19, requests=10)
    first = talk("spain> /status")
    assert "Clues · 1 to 8 of 19" in first.text
    assert "Requests · 1 to 8 of 10" in first.text
    assert first.buttons[16:] == ["More"]
    second = talk("spain! More")
    assert "Clues · 9 to 16 of 19" in second.text
    assert "Requests · 9 to 10 of 10" in second.text
    assert second.buttons[10:] == ["Earlier", "More"]
    third = talk("spain! More")
    assert "Clues · 17 to 19 of 19" in third.text
    assert "Requests" not in third.text
    assert third.buttons[3:] == ["Earlier"]
    assert len({*refs(first), *refs(second), *refs(third)}) == 29, "each is on one page"
    assert refs(talk("spain! Earlier")) == refs(second)


def test_it_reads_in_chinese(talk: Talk) -> None:
    filed(talk, clues=9, requests=0, who="mps")
    heard = talk("mps> 状态")
    assert "线索 · 第1至8项，共9项" in heard.text
    assert heard.buttons[-1] == "下一页"
    assert "第9至9项" in talk("mps! 下一页").text


def test_few_things_are_one_page(talk: Talk) -> None:
    filed(talk, clues=8, requests=0)
    heard = talk("spain> /status")
    assert " of " not in heard.text
    assert len(heard.buttons) == 8


@pytest.mark.parametrize("command", ["/status", "/outstanding"])
def test_a_list_that_became_shorter_is_turned_to_its_last_page(talk: Talk, command: str) -> None:
    filed(talk, clues=0, requests=10)
    talk(f"spain> {command}")
    asked = talk.everything.of("request.received").events
    for event in asked[:4]:
        talk(f"spain> /request {event['refs'][0]} withdraw")
    heard = talk("spain! More")
    assert len(refs(heard)) == 6


def test_the_list_of_what_is_owed_is_looked_up_once(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    filed(talk, clues=0, requests=2)
    looks, real = [], outstanding.lines_of

    def look(work: Work, officer: Officer) -> list[Line]:
        looks.append(officer.id)
        return real(work, officer)

    monkeypatch.setattr(outstanding, "lines_of", look)
    assert "You owe" in talk("italy> /outstanding").text
    assert len(looks) == 1


def test_what_is_a_moment_old_is_not_counted_in_seconds(talk: Talk) -> None:
    talk("spain> /request China Who owns the van?")
    assert "· just now" in talk("spain> /outstanding").text
    assert "· 刚刚" in talk("mps> 待办").text
    assert "· 1分钟前" in talk("@ +1m", "mps> 待办").text
