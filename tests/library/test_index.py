"""The index: every word of two characters is found, slips and endings do no harm, what is gone is gone, and
it is fast enough for 5,000 texts."""

import pytest

from bench.library import Texts, built, p99
from handlers.library import excerpt, terms
from handlers.library.index import Index, Words


def index(**texts: str) -> Index:
    made = Index()
    for key, text in texts.items():
        made.put(key, [Words("", text)])
    return made


def test_every_chinese_word_of_two_characters_is_found() -> None:
    made = Texts()
    texts = made.made(400)
    found = built(texts)
    for word in dict.fromkeys(made.of(made.chinese, 60)):
        there = {str(number) for number, one in enumerate(texts) if word in f"{one.title}\n{one.text}"}
        assert there <= set(found.search(word)), word


def test_a_lone_character_is_found_inside_words() -> None:
    assert index(one="渔船上的工人", two="饭店").search("船") == ["one"]


@pytest.mark.parametrize(
    "asked", ["traffickers", "TRAFFICKED", "trafficing", "贩运", "販運", "ｔｒａｆｆｉｃｋｉｎｇ"]
)
def test_an_ending_a_slip_a_width_or_a_script_does_no_harm(asked: str) -> None:
    made = index(one="Signs of trafficking 人口贩运的迹象", two="Duty desks 值班室")
    assert made.search(asked)[0] == "one"


def test_latin_letters_beside_chinese_ones_are_words_of_their_own() -> None:
    assert index(one="通过SIENA发送后再核对", two="通过邮件发送").search("siena")[0] == "one"


def test_a_question_in_one_language_finds_a_text_in_the_other() -> None:
    made = index(one="被害人安置在庇护所，由社工照看。", two="餐馆后厨的检查要点。")
    assert made.search("Where is the shelter?") == ["one"]
    assert index(one="A safe house for victims", two="Kitchens of restaurants").search("庇护所")[0] == "one"


def test_what_is_changed_or_dropped_is_found_no_more_as_it_was() -> None:
    made = index(**{f"n{number}": f"passport {number}" for number in range(20)})
    made.put("n3", [Words("", "kitchen")])
    for number in range(10, 20):
        made.drop(f"n{number}")
    assert made.search("kitchen") == ["n3"]
    assert set(made.search("passport")) == {f"n{number}" for number in range(10) if number != 3}
    assert len(made) == 10


def test_a_question_of_nothing_finds_nothing() -> None:
    made = index(one="passport")
    assert [made.search(asked) for asked in ("", "what is the", "？？", "zzzz")] == [[], [], [], []]


def test_the_lines_around_the_hit_hold_it_and_are_short() -> None:
    text = "The first part is long. " * 20 + "The passport is in the safe of the owner. Then they went home."
    shown = excerpt.around(text, excerpt.asked_terms("passports"))
    assert shown.startswith("The passport is in the safe")
    assert len(excerpt.around("护照" * 500, excerpt.asked_terms("护照"))) < 100


def test_terms_are_cut_in_both_languages() -> None:
    assert terms.terms(terms.plain("The boss's 護照 and Papers")) == ["bos", "护照", "pap"]


def test_it_is_built_and_asked_in_time() -> None:
    """Generous: `python -m bench library` has the figures; here other tests run beside it."""
    made = Texts()
    assert p99(built(made.made(1_000)).search, made.questions(200)) < 20
