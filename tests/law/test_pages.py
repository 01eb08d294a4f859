"""What binds two countries: which lines hold between them, and that none lacks its source."""

from datetime import date

import pytest

from handlers.law import pages
from handlers.law.corridors import is_place
from handlers.vocabulary.languages import LANGUAGES


def sources(*countries: str) -> str:
    return "\n".join(line.source for line in pages.about(countries))


@pytest.mark.parametrize("line", pages.lines(), ids=lambda line: f"{line.topic}-{'-'.join(line.between)}")
def test_every_line_is_whole(line: pages.Line) -> None:
    assert all(map(is_place, line.between))
    assert {language for language, words in line.words if words} == set(LANGUAGES)
    assert line.source
    assert date(2026, 1, 1) < line.checked


def test_a_pair_has_its_own_lines_in_either_order() -> None:
    assert pages.about(["ES", "CN"]) == pages.about(["CN", "ES"])
    assert "PIPL Art. 41" in sources("ES", "CN")
    assert "Art. 5(1)" not in sources("ES", "CN")
    assert "Art. 5(1)" in sources("ES", "DE")
    assert "PIPL" not in sources("ES", "DE")


def test_a_pair_outside_has_what_holds_anywhere_and_no_more() -> None:
    assert {line.between for line in pages.about(["US", "TH"])} == {("*", "*")}
    assert {line.between for line in pages.about(["US", "CN"])} == {("*", "*"), ("CN", "*")}


def test_one_country_has_every_line_that_names_it() -> None:
    assert {("CN", "EU"), ("CN", "*"), ("*", "*")} == {line.between for line in pages.about(["CN"])}


def test_what_nobody_has_read_is_said_to_be_missing() -> None:
    assert pages.missing(pages.about(["ES", "CN"])) == ["language", "urgency", "fees"]


def test_one_line_matters_where_a_request_to_china_is_written() -> None:
    assert "competent Chinese authority" in pages.brief("ES", "CN", "en")
    assert "主管机关" in pages.brief("ES", "CN", "zh")
    assert pages.brief("ES", "IT", "en") == ""
