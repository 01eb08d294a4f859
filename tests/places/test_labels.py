"""Shown names, the operator's own labels, and zones."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo, available_timezones

import pycountry
import pytest

from handlers.places import Place, find, mentioned, name, split, use_labels, zone_of
from handlers.places.index import data, subdivisions


@pytest.fixture(autouse=True)
def _shipped_labels() -> Iterator[None]:
    yield
    use_labels({})


@pytest.mark.parametrize(
    ("place", "language", "shown"),
    [
        ("ES", "en", "Spain"),
        ("ES", "zh_Hans", "西班牙"),
        ("ES", "zh_CN", "西班牙"),
        ("ES", "zh-Hans", "西班牙"),
        ("ES", "zh", "西班牙"),
        ("ES", "zh_Hant", "西班牙"),
        ("NO", "en_GB", "Norway"),
        ("NO", "es", "Noruega"),
        ("NO", "no such language", "Norway"),
        (Place("NO"), "zh_Hans", "挪威"),
        (Place("CN", "CN-LN"), "en", "Liaoning, China"),
        (Place("CN", "CN-LN"), "zh_Hans", "中国辽宁"),
        ("CN-GX", "zh_Hans", "中国广西"),
        ("HK", "en", "Hong Kong SAR"),
        ("HK", "zh_Hans", "中国香港"),
        ("XK", "en", "Kosovo"),
        ("XK", "zh_Hans", "科索沃"),
        ("ZZ9", "en", "ZZ9"),
    ],
)
def test_a_place_is_shown_in_the_readers_language(place: Place | str, language: str, shown: str) -> None:
    assert name(place, language) == shown


def test_the_operators_label_goes_before_ours_and_is_found() -> None:
    use_labels({"TW": {"en": "Taiwan region", "zh_Hans": "台湾地方"}})
    assert name("TW", "en") == "Taiwan region"
    assert name("TW", "zh_CN") == "台湾地方"
    assert find("台灣地方").place == Place("TW")
    assert find("Taiwan").place == Place("TW")


def test_a_label_in_one_language_leaves_the_other_alone() -> None:
    use_labels({"PS": {"en": "Palestine*"}})
    assert name("PS", "en") == "Palestine*"
    assert name("PS", "zh_Hans") == "巴勒斯坦"


def test_the_operator_can_add_a_place_that_iso_does_not_list() -> None:
    assert find("Northern Cyprus").place is None
    use_labels({"XC": {"en": "Northern Cyprus", "zh_Hans": "北塞浦路斯"}})
    assert find("Northern Cyprus").place == Place("XC")
    assert mentioned("北塞浦路斯找谁？") == (Place("XC"),)
    assert split("XC two girls").places == (Place("XC"),)
    assert name("XC", "zh_Hans") == "北塞浦路斯"
    assert find("Cyprus").place == Place("CY")


def test_a_new_set_of_labels_replaces_the_old_one() -> None:
    use_labels({"XC": {"en": "Northern Cyprus"}})
    use_labels({})
    assert find("Northern Cyprus").choices == ()
    assert name("XC", "en") == "XC"


def test_a_label_cannot_take_another_countrys_name() -> None:
    use_labels({"XC": {"en": "Spain"}})
    assert find("Spain").place is None
    assert set(find("Spain").choices) == {Place("ES"), Place("XC")}


@pytest.mark.parametrize("code", ["QQ", "es", "X1", "", "CN-QQ", "EUROPE"])
def test_a_label_for_an_unknown_code_is_refused_and_changes_nothing(code: str) -> None:
    use_labels({"TW": {"en": "Taiwan region"}})
    with pytest.raises(ValueError, match=r"no ISO 3166 code"):
        use_labels({code: {"en": "Nowhere"}})
    assert name("TW", "en") == "Taiwan region"


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("ES", "Europe/Madrid"),
        ("ES-CN", "Atlantic/Canary"),
        ("ES-B", "Europe/Madrid"),
        ("CN", "Asia/Shanghai"),
        ("CN-XJ", "Asia/Shanghai"),
        ("GB", "Europe/London"),
        ("GB-SCT", "Europe/London"),
        ("PT", "Europe/Lisbon"),
        ("PT-20", "Atlantic/Azores"),
        ("RU", "Europe/Moscow"),
        ("US", "America/New_York"),
        ("US-CA", "America/Los_Angeles"),
        ("XK", "Europe/Belgrade"),
        ("NO", "Europe/Oslo"),
        ("QQ", None),
        ("", None),
    ],
)
def test_a_place_keeps_its_main_time(code: str, zone: str | None) -> None:
    assert zone_of(code) == zone


def test_every_country_of_iso_is_found_by_its_codes_and_names_and_has_a_zone() -> None:
    without = {"BV", "HM"}  # two islands where nobody lives
    for country in pycountry.countries:
        code = country.alpha_2
        assert find(code).place == find(country.alpha_3).place == Place(code)
        assert Place(code) in {find(country.name).place, *find(country.name).choices}
        assert (zone_of(code) is None) == (code in without), code


@pytest.mark.parametrize("language", ["en", "zh_Hans", "zh_Hant"])
def test_every_country_is_found_by_the_name_it_is_shown_by(language: str) -> None:
    for country in pycountry.countries:
        found = find(name(country.alpha_2, language))
        assert found.exact, country
        assert Place(country.alpha_2) in {found.place, *found.choices}


def test_parts_and_zones_in_our_data_exist() -> None:
    known = {part.code for part in pycountry.subdivisions}
    assert set(subdivisions()) <= known
    assert {code for code in data()["zones"] if "-" in code} <= known
    assert set(data()["zones"].values()) <= available_timezones()
    assert ZoneInfo(zone_of("CN-LN") or "").key == "Asia/Shanghai"


def test_codes_in_our_data_exist() -> None:
    known = {country.alpha_2 for country in pycountry.countries} | {"XK"}
    listed = [code for codes in data()["ambiguous"].values() for code in codes]
    assert {*data()["aliases"], *data()["cities"], *data()["labels"], *listed} <= known
