"""Reports R24, R25 and R26: another country's number, places that ISO does not list, extensions."""

import pytest

from handlers.contacts import importing
from storage import contacts
from tests.contacts.desks import countries_shown, open_desks
from tests.talk import Talk


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Niger", "NE"), ("DR Congo", "CD"), ("Dominica", "DM"), ("Georgia", "GE"), ("Mali", "ML"),
        ("Oman", "OM"), ("Saint-Martin", "MF"), ("Turkey", "TR"), ("Turkiye", "TR"), ("Türkiye", "TR"),
        ("Macau", "MO"), ("Cape Verde", "CV"), ("Ivory Coast", "CI"), ("Swaziland", "SZ"), ("Burma", "MM"),
        ("Holland", "NL"),
    ],
)  # fmt: skip
def test_r24_a_name_is_its_country_and_no_longer_name(talk: Talk, typed: str, code: str) -> None:
    open_desks(talk)
    assert countries_shown(talk(f"uk> /contacts {typed}").text) == [code]


@pytest.mark.parametrize(
    ("typed", "first"), [("Congo", "CG"), ("Korea", "KR"), ("Guinea", "GN"), ("Nigr", "NE"), ("Nigera", "NG")]
)
def test_r24_a_name_of_several_and_a_slip_show_no_number_before_the_choice(
    talk: Talk, typed: str, first: str
) -> None:
    open_desks(talk)
    asked = talk(f"uk> /contacts {typed}")
    assert countries_shown(asked.text) == []
    assert countries_shown(talk(f"uk! {asked.buttons[0]}").text) == [first]


TERRITORIES = [
    ("Kosovo", "XK"), ("Kosova", "XK"), ("XK", "XK"), ("科索沃", "XK"), ("台湾", "TW"), ("臺灣", "TW"),
    ("Taiwan", "TW"), ("中国台湾", "TW"), ("香港", "HK"), ("Hong Kong SAR", "HK"), ("澳门", "MO"),
    ("澳門", "MO"), ("Macao", "MO"), ("Macau", "MO"), ("Palestine", "PS"), ("Vatican", "VA"),
    ("Gibraltar", "GI"),
]  # fmt: skip


@pytest.mark.parametrize("who", ["uk", "mps"])
def test_r25_a_territory_has_its_own_desk_or_none(talk: Talk, who: str) -> None:
    for typed, _ in TERRITORIES:
        assert countries_shown(talk(f"{who}> /contacts {typed}").text) == [], typed
    open_desks(talk)
    for typed, code in TERRITORIES:
        assert countries_shown(talk(f"{who}> /contacts {typed}").text) == [code], typed


@pytest.mark.parametrize(
    ("who", "said"), [("uk", "Nobody covers Kosovo yet."), ("mps", "科索沃暂无对口单位。")]
)
def test_r25_without_a_desk_it_says_so(talk: Talk, who: str, said: str) -> None:
    open_desks(talk, "XK")
    heard = talk(f"{who}> /contacts Kosovo")
    assert said in heard.text
    assert countries_shown(heard.text) == []


def test_r25_northern_cyprus_is_not_taken_for_cyprus(talk: Talk) -> None:
    open_desks(talk)
    assert countries_shown(talk("uk> /contacts Northern Cyprus").text) == []


def test_r25_a_file_may_name_kosovo_by_its_code(talk: Talk) -> None:
    with talk.work() as work:
        table = "country,role,name,phone\nXK,Desk,Office,+383 38 555 010\n"
        assert importing.take(work, table.encode()) == (1, 0, [])
    assert "+383 38 555 010" in talk("uk> /contacts 科索沃").text


NUMBERS = [
    ("+1 650 555 0100 x136", "+1 650-555-0100 ext. 136"),
    ("+1 650 555 0100 ext. 136", "+1 650-555-0100 ext. 136"),
    ("+1 650 555 0100;ext=136", "+1 650-555-0100 ext. 136"),
    ("+86 10 5550 1234 转 88", "+86 10 5550 1234 ext. 88"),
    ("+86 10 5550 1234转88", "+86 10 5550 1234 ext. 88"),
    ("+86 10 5550 1234 分机 88", "+86 10 5550 1234 ext. 88"),
    ("+86 10 5550 1234-88", "+86 10 5550 1234 ext. 88"),
    ("＋８６１０５５５０１２３４", "+86 10 5550 1234"),
    ("+39 06 555 1234", "+39 06 555 1234"),
    ("+44 (0)20 7946 0000", "+44 20 7946 0000"),
    ("+44 20 7946-0000", "+44 20 7946 0000"),
    ("110", "110"),
]


def change_phone(talk: Talk, typed: str) -> None:
    talk("spain> /contacts mine", "spain! Change Spain", "spain! Phone", f"spain> {typed}")


@pytest.mark.parametrize(("typed", "kept"), NUMBERS)
def test_r26_an_extension_is_kept_when_saved_exported_and_read_again(
    talk: Talk, typed: str, kept: str
) -> None:
    change_phone(talk, typed)
    talk("eu! Confirm")
    assert kept in talk("italy> /contacts Spain").text.splitlines()
    with talk.work() as work:
        table = importing.give(work)
        point = contacts.points_of(work, "ES")[0]
        point.phone = None
        work.add(point)
    with talk.work() as work:
        assert importing.take(work, table) == (0, 1, [])
    assert kept in talk("italy> /contacts Spain").text.splitlines()
    card = talk("italy! Save contact card").events[-1]["files"]
    assert [file["name"] for file in card] == ["ES.vcf"]


@pytest.mark.parametrize("typed", ["+353ks.123456789", "900 ABC DEF", "+1 650 555 0100 x136 or 137", "+34 9"])
def test_r26_letters_in_a_number_are_questioned_and_nothing_is_altered(talk: Talk, typed: str) -> None:
    change_phone(talk, typed)
    assert f"“{typed}” does not fit: Phone." in talk.everything.to("spain").text
    assert "+34 900 555 010" in talk("italy> /contacts Spain").text
