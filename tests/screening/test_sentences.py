"""The sentences for screening are whole: what is to be marked stands in them, its check digits right."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from stdnum import iban, imei, luhn
from stdnum.cn import ric, uscc
from stdnum.util import clean

TABLE = Path(__file__).with_name("sentences.tsv")
LATER = Path(__file__).with_name("later_sentences.tsv")
KINDS = {
    "account", "address", "birth", "card", "cn-id", "coordinates", "crypto", "iban", "imei", "mail", "mrz",
    "name", "national", "passport", "permit", "phone", "plate", "url", "uscc",
}  # fmt: skip
CHECKED: dict[str, Callable[[str], bool]] = {
    "card": luhn.is_valid,
    "cn-id": ric.is_valid,
    "iban": iban.is_valid,
    "imei": imei.is_valid,
    "uscc": uscc.is_valid,
}
MISTYPED = "身份证号可能抄错"


def sentences(table: Path = TABLE) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def spans(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(kind, characters)"""
    for one in filter(None, row["spans"].split(" | ")):
        kind, _, marked = one.partition("=")
        yield kind, marked


@pytest.mark.parametrize(("table", "english", "chinese"), [(TABLE, 100, 100), (LATER, 128, 131)])
def test_a_table_is_whole(table: Path, english: int, chinese: int) -> None:
    rows = sentences(table)
    assert len({row["sentence"] for row in rows}) == len(rows) == english + chinese
    for language, count in (("en", english), ("zh", chinese)):
        mine = [row for row in rows if row["language"] == language]
        assert (len(mine), sum(not row["spans"] for row in mine)) == (count, 30)


@pytest.mark.parametrize("table", [TABLE, LATER])
def test_what_is_to_be_marked_stands_there(table: Path) -> None:
    found = [(row, *span) for row in sentences(table) for span in spans(row)]
    assert [(kind, marked) for row, kind, marked in found if marked not in row["sentence"]] == []
    assert {kind for _, kind, _ in found} == KINDS


def test_the_check_digits_are_right() -> None:
    checked = [(kind, clean(marked, " -").upper()) for row in sentences() if MISTYPED not in row["sentence"]
               for kind, marked in spans(row) if kind in CHECKED]  # fmt: skip
    wrong = [
        (kind, number)
        for kind, number in checked
        if len(number) != 15 or kind == "imei"
        if not CHECKED[kind](number)
    ]
    assert wrong == []
    assert len(checked) >= 20
