"""The same value, however it is written."""

import pytest

from handlers.matching.identifiers import Strength, block_of, found_in

ALIKE = [
    (
        "document PAA123456",
        [
            "passport PAA123456",
            "passport PAA-123-456",
            "护照ＰＡＡ１２３４５６",
            "passport PAA 123 456",
            "护照号paa123456",
        ],
    ),
    ("document G12345678", ["护照 G 1234 5678", "passport G12345678", "护照Ｇ12345678"]),
    ("phone +34600000001", ["+34 600 000 001", "0034 600000001", "tel. 600 000 001", "电话 +34-600-000-001"]),
    (
        "phone +8613800138000",
        ["138 0013 8000", "手机13800138000", "+86 138-0013-8000", "电话一三八零零一三八零零零"],
    ),
    ("mail a.lee@example.org", ["A.Lee@Example.org", "a.lee (at) example (dot) org"]),
    ("url casa-bonita.example", ["https://www.casa-bonita.example/rooms?x=1", "hxxp://Casa-Bonita.example"]),
    ("url facebook.com/casa", ["https://www.facebook.com/Casa", "https://m.facebook.com/casa/photos"]),
    ("plate 1234BBB", ["plate 1234 BBB", "车牌 1234-BBB"]),
    ("iban ES9121000418450200051332", ["ES91 2100 0418 4502 0005 1332", "IBAN es9121000418450200051332"]),
]


@pytest.mark.parametrize(("wanted", "written"), [(one, text) for one, texts in ALIKE for text in texts])
def test_it_is_the_same_value(wanted: str, written: str) -> None:
    assert wanted in [f"{one.group} {one.value}" for one in found_in([f"She gave {written}, he said"], "ES")]


def test_a_number_whose_country_nobody_knows_is_left_out() -> None:
    assert found_in(["phone 600 000 001"], None) == []


def test_names_places_and_days_are_never_compared() -> None:
    said = "Lena Ejemplar, born 3 May 1990, Calle Mayor 12, 28001 Madrid, SIENA 2026-0001"
    assert found_in([said], "ES") == []


@pytest.mark.parametrize(
    ("said", "strength"),
    [
        ("ES91 2100 0418 4502 0005 1332", Strength.CHECKED),
        ("+34 600 000 001", Strength.FULL),
        ("passport PAA123456", Strength.WRITTEN),
    ],
)
def test_how_sure_it_is(said: str, strength: Strength) -> None:
    assert [one.strength for one in found_in([said], "ES")] == [strength]


def test_neighbours_share_a_block() -> None:
    blocks = [
        {block_of(one) for one in found_in([said], "ES")} for said in ("+34 600 000 001", "+34 600 000 099")
    ]
    assert blocks[0] == blocks[1]
