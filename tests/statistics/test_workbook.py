"""The table as a workbook: what a spreadsheet reads out of it. Read here by the standard (ECMA-376), part by
part; that others read the same (openpyxl 3.1.5, calamine) was tried by hand."""

import io
import zipfile
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from handlers.statistics import table, workbook
from handlers.vocabulary.voice import Voice
from tests.statistics.test_stats import JULY
from tests.talk import Talk

FIGURES = {"year": 2026, "number": 3, "countries": [["IT", 10, 25200.0, 39600.0], ["FR", 5, None, None]]}
_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def cells(data: bytes) -> dict[str, str | float]:
    """Of its first sheet, by their names."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        sheet = ElementTree.fromstring(packed.read("xl/worksheets/sheet1.xml"))  # noqa: S314 (just written here)
    found: dict[str, str | float] = {}
    for cell in sheet.iterfind(".//m:c", _NS):
        words, number = cell.find("m:is/m:t", _NS), cell.find("m:v", _NS)
        assert (words is None) is (cell.get("t") != "inlineStr")
        value = words.text if words is not None else number.text if number is not None else None
        found[str(cell.get("r"))] = str(value) if words is not None else float(value or "nan")
    return found


def test_it_holds_the_same_as_the_other_table(talk: Talk) -> None:
    with talk.work() as work:
        made = table.of_countries(Voice("zh", ZoneInfo("UTC"), JULY, work), FIGURES, "xlsx")
    assert (made.name, made.mime) == ("2026-Q3.xlsx", workbook.MIME)
    found = cells(made.data)
    assert found["D1"] == "协查请求数（取最近的5的倍数）"
    assert [found[f"{column}2"] for column in "ABCDEF"] == ["2026-Q3", "IT", "意大利", 10.0, 7.0, 11.0]
    assert "E3" not in found  # what is not shown is no cell


@pytest.mark.parametrize("typed", ["=SUM(A1)", "<v>&amp;", "+34", '"q"'])
def test_words_are_words(typed: str) -> None:
    assert cells(workbook.written("Q", [["a"], [typed]]))["A2"] == typed


def test_each_part_that_is_named_is_there() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook.written("Q", [["a"]]))) as packed:
        names = packed.namelist()
        types = ElementTree.fromstring(packed.read("[Content_Types].xml"))  # noqa: S314 (just written here)
        links = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 (just written here)
    assert names[0] == "[Content_Types].xml"
    assert {f"{one.get('PartName')}"[1:] for one in types if one.get("PartName")} < set(names)
    assert {f"xl/{one.get('Target')}" for one in links} < set(names)


def test_the_same_rows_make_the_same_bytes() -> None:
    assert workbook.written("Q", [["a", 1]]) == workbook.written("Q", [["a", 1]])
