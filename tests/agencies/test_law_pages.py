"""`/law`: what binds two countries, with source and date in each line; and where a request is written."""

import pytest

from tests.talk import Talk


@pytest.mark.parametrize(
    "typed", ["/law China", "!law China", "law China", "/law China, Spain", "/法律 中国"]
)
def test_the_page_of_a_country_is_that_of_the_way_to_it(talk: Talk, typed: str) -> None:
    heard = talk(f"spain> {typed}")
    assert heard.kinds == ["law.of"]
    for part in (
        "Spain and China" if "Spain" not in typed else "China and Spain",
        "goes masked, or as the reference of an official channel",
        "[PIPL Art. 41; Data Security Law Art. 36; checked 2026-11-29]",
        "Nothing is on record for: Language, Urgency and Fees",
        "Not legal advice. Every line was checked on 2026-11-29 or later.",
    ):
        assert part in heard.text


def test_agreements_that_coordinators_keep_stand_on_it(talk: Talk) -> None:
    talk("eu> /agreements add China, Spain | Extradition treaty | 2005-11-14")
    assert "Extradition treaty" in talk("spain> /law China").text
    assert "Extradition treaty" not in talk("italy> /law China").text


def test_the_chinese_reader_gets_chinese(talk: Talk) -> None:
    heard = talk("mps> 法律 西班牙").text
    for part in ("法律：中国和西班牙", "须经司法协助", "个人信息在中国境内存储", "以上不构成法律意见"):
        assert part in heard
    assert not any(word in heard for word in ("checked", "Nothing", "Refused"))


def test_who_is_of_no_country_sees_every_line_that_names_it(talk: Talk) -> None:
    heard = talk("iom> /law China").text
    assert "strategic only" in heard
    assert "Here," not in heard


def test_no_country_is_asked_for(talk: Talk) -> None:
    assert talk("spain> /law").kinds == ["law.how"]
    assert talk("spain> /law Atlantis").kinds == ["law.how"]


def test_a_sentence_that_begins_with_the_word_is_no_look_up(talk: Talk) -> None:
    assert "law.of" not in talk("spain> law enforcement in China called us today").kinds


def test_one_line_stands_where_a_request_to_china_is_read_back(talk: Talk) -> None:
    heard = talk("spain> /request China by Friday 17:00 How many workplaces were inspected?")
    assert heard.kinds == ["form.summary"]
    assert "competent Chinese authority" in heard.text
    assert "More: /law China" in heard.text
    heard = talk("spain! Cancel", "spain> /request Italy by Friday 17:00 How many workplaces were inspected?")
    assert "/law" not in heard.text


def test_the_question_of_screening_names_the_page(talk: Talk) -> None:
    heard = talk("spain> /request China Lena Ejemplar has passport PAA123456: is it known?")
    assert heard.kinds == ["screening.ask"]
    assert "More: /law China" in heard.text
