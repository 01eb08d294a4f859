"""What the answer to a look-up holds: the next best where nobody is on the ground, topics, cards."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject

from handlers.contacts import cards
from handlers.vocabulary.voice import Voice
from storage.contacts import ContactPoint, points_of
from tests.talk import Talk


def add(talk: Talk, country: str, name: str, **more: Any) -> None:
    with talk.work() as work:
        work.add(ContactPoint(country=country, name=name, made_at=work.now, **{"role": "Desk", **more}))


def order_in(text: str, *names: str) -> bool:
    places = [text.find(name) for name in names]
    return -1 not in places and places == sorted(places)


def test_the_next_best_are_named_in_order(talk: Talk) -> None:
    add(talk, "", "INTERPOL NCB Beijing", phone="+86 10 5550 9999")
    for place in ("Latvia", "Estonia"):
        text = talk(f"spain> /contacts {place}").text
        assert order_in(
            text, f"Nobody covers {place}", "EU Delegation", "INTERPOL NCB", "Migration", "Nordic"
        )
        assert "+86 10 5550 9999" in text


def test_outside_the_union_its_delegation_goes_after_the_others(talk: Talk) -> None:
    add(talk, "", "INTERPOL NCB Beijing", phone="+86 10 5550 9999")
    text = talk("spain> /contacts Vietnam").text
    assert order_in(text, "Nobody covers Vietnam", "INTERPOL NCB", "Migration", "EU Delegation")


def test_the_desk_at_home_goes_before_all_of_them(talk: Talk) -> None:
    add(talk, "LV", "Riga desk", role="Single point of contact", phone="+371 67 000 000")
    text = talk("spain> /contacts Latvia").text
    assert "No liaison officer covers Latvia: try the desk above first." in text
    assert order_in(text, "+371 67 000 000", "If nobody answers there", "EU Delegation", "Nordic")
    chinese = talk("mps> 联系人 拉脱维亚").text
    assert order_in(chinese, "+371 67 000 000", "拉脱维亚尚无联络官负责", "如联系不上", "欧盟驻华代表团")


def test_a_private_helper_is_not_named(talk: Talk) -> None:
    add(talk, "", "Hidden office", phone="+86 10 5550 9999", is_private=True)
    assert "Hidden office" not in talk("spain> /contacts Latvia").text


def test_what_a_desk_is_for_is_shown_and_found_in_a_sentence(talk: Talk) -> None:
    add(talk, "ES", "Papers office", topics=["documents"], phone="+34 900 555 099")
    for asked in ("/contacts Spain documents", "/contacts Spain passport", "/contacts Spain 护照",
                  "Who do I call in Spain about visas?", "who do I call in Spain about papers?"):  # fmt: skip
        text = talk(f"italy> {asked}").text
        assert order_in(text, "Papers office", "Topics: Documents", "Spanish liaison office, Beijing\n+34"), (
            asked
        )
    assert order_in(talk("mps> 西班牙的证件找谁？").text, "Papers office", "事项：证件", "+34 900 555 010")
    assert order_in(talk("italy> /contacts Spain").text, "+34 900 555 010", "Papers office")


def test_a_person_and_the_mailbox_of_the_role_stand_apart(talk: Talk) -> None:
    add(talk, "ES", "Madrid office", person="Ana Ficticia", phone="+34 900 555 099", mail="desk@example.org")
    said = talk("italy> /contacts Spain").text.splitlines()
    assert {"Ana Ficticia", "+34 900 555 099", "desk@example.org"} <= set(said)


def test_a_card_holds_all_that_one_rings_by(talk: Talk) -> None:
    numbers = {"phone": "+34 900 555 099", "duty_phone": "+34 900 555 098"}
    add(talk, "ES", "Madrid office", person="Ana Ficticia", mail="desk@example.org", **numbers)
    with talk.work() as work:
        point = points_of(work, "ES")[1]
        card = vobject.readOne(cards.card(Voice("zh", ZoneInfo("Asia/Shanghai"), work.now, work), point))
    assert [tel.value for tel in card.tel_list] == ["+34 900 555 099", "+34 900 555 098"]
    assert card.note.value == "Ana Ficticia · 非工作时间：+34 900 555 098"
    assert (card.email.value, card.adr.value.country) == ("desk@example.org", "西班牙")


@pytest.mark.parametrize("asked", ["Spain", "  españa ", "西班牙", "Spain documents", "西班牙 护照"])
def test_a_name_alone_is_a_look_up(talk: Talk, asked: str) -> None:
    assert "+34 900 555 010" in talk(f"italy> {asked}").text


def test_a_name_of_several_asks_which(talk: Talk) -> None:
    assert len(talk("italy> Congo").buttons) == 2


@pytest.mark.parametrize("said", ["in", "ES", "Spain has sent us a van", "Spian"])
def test_a_word_that_may_be_a_code_or_a_slip_is_no_look_up(talk: Talk, said: str) -> None:
    assert "Your words are kept" in talk(f"italy> {said}").text
