"""The library in chat: asked in both languages, listed by kind, opened, and right first most of the time."""

from tests.library import first_hits
from tests.talk import Talk


def test_the_right_entry_comes_first_for_nine_questions_in_ten() -> None:
    """docs/decisions/library.md has the figures, and the first ones."""
    assert first_hits.first(first_hits.by_topic()) >= 54
    assert first_hits.first(first_hits.at_night()) >= 50


def test_a_hit_says_title_lines_author_and_date_and_opens(talk: Talk) -> None:
    heard = talk("spain> /library debt bondage")
    assert "1. Debt bondage" in heard.text
    assert "came with this service · checked 2026-" in heard.text
    assert "TLP:CLEAR" in heard.text
    opened = talk("spain! Open 1")
    assert "The 1956 Supplementary Convention" in opened.text
    assert "Source: ILO" in opened.text
    assert "债务奴役" in talk("spain! 中文").text


def test_the_results_stay_when_one_is_opened(talk: Talk) -> None:
    talk("mps> /资料库 护照", "mps! 打开第2条")
    assert talk("mps! 打开第1条").of("library.entry")


def test_a_number_means_what_stood_there(talk: Talk) -> None:
    heard = talk("spain> /library debt bondage")
    second = next(line for line in heard.text.splitlines() if line.startswith("2. ")).removeprefix("2. ")
    assert second in talk("spain> /library 2").of("library.entry").text.splitlines()[0]


def test_there_is_more_behind_the_last_button(talk: Talk) -> None:
    heard = talk("spain> /library victim")
    assert heard.buttons == ["Open 1", "Open 2", "Open 3", "More"]
    assert talk("spain! More").of("library.found").text != heard.text


def test_each_kind_is_a_list(talk: Talk) -> None:
    talk("spain> /library")
    assert talk("spain! Legal notes").of("library.list").text.startswith("Legal notes · 1 to 8 of")
    assert "9 to" in talk("spain! More").text


def test_what_is_not_there_is_said_and_kept_as_a_line(talk: Talk) -> None:
    assert "nothing about “qqqq zzzz”" in talk("spain> /library qqqq zzzz").text


def test_a_sentence_that_begins_with_its_word_is_none(talk: Talk) -> None:
    heard = talk("spain> Library in Madrid: two girls, no papers. The guard called us.")
    assert not heard.of("library.found")


def test_a_lockdown_holds_the_library(talk: Talk) -> None:
    talk("eu> /lockdown", "eu! 1")
    assert talk("spain> /library debt").kinds == ["network.paused"]
