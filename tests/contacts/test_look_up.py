"""Who to contact, asked in every way officers ask."""

import pytest
from sqlmodel import select

from handlers.core import access
from handlers.core.access import Verdict
from handlers.law.handling import Ceiling, Tlp
from storage import contacts, people
from storage.audit import AuditEntry, Tag
from storage.contacts import ContactPoint
from storage.item import Item
from tests.talk import Talk

SPAIN = "+34 900 555 010"


@pytest.mark.parametrize(
    "typed",
    [
        "/contacts Spain", "/contacts ES", "/contacts 西班牙", "/contacts España", "contacts espagne",
        "！联系人 西班牙", "联系人西班牙", "/contacts Spain documents", "/contacts who do I call in Spain?",
        "Who do I call in Spain?", "西班牙联系谁？", "/contacts Madrid", "/contact the Kingdom of Spain",
    ],
)  # fmt: skip
def test_each_way_to_ask_for_spain(talk: Talk, typed: str) -> None:
    heard = talk(f"italy> {typed}")
    assert heard.kinds == ["contacts.of"]
    assert SPAIN in heard.text


def test_the_answer_says_who_how_and_what_time_it_is_there(talk: Talk) -> None:
    text = talk("italy> /contacts Spain").text
    for part in (
        "Covered by: Spanish liaison office, Beijing", "Duty desk", "duty@spain.example.org",
        "Tue 1 Dec 02:00 Madrid",
        "closed, opens 09:00", "Out of hours: +34 900 555 110", "Speaks: Spanish and English", "Confirmed on",
    ):  # fmt: skip
        assert part in text


def test_a_desk_is_open_in_its_own_hours_and_closed_on_its_holidays(talk: Talk) -> None:
    assert "open until 17:00" in talk("@ 2026-12-01T09:30:00+01:00", "italy> /contacts Spain").text
    heard = talk("@ 2026-12-08T10:00:00+01:00", "italy> /contacts Spain")  # the Immaculate Conception
    assert "Public holiday there today: Immaculate Conception" in heard.text
    assert "closed, opens Wed 9 Dec 09:00" in heard.text


def test_the_chinese_reader_gets_chinese(talk: Talk) -> None:
    text = talk("mps> 联系人 挪威").text
    assert "负责单位：北欧驻华联络处" in text
    assert "哥本哈根时间" in text
    assert not any(word in text for word in ("Covered", "Speaks", "closed", "Confirmed"))


def test_a_country_nobody_covers_names_who_can_help_instead(talk: Talk) -> None:
    text = talk("spain> /contacts Latvia").text
    assert "Nobody covers Latvia yet." in text
    assert (
        text.index("EU Delegation") < text.index("International Organization") < text.index("Nordic liaison")
    )


def test_a_city_is_its_province_and_its_province_has_its_own_desk(talk: Talk) -> None:
    heard = talk("spain> /contacts Wenzhou")
    assert "+86 571 5550 0020" in heard.text
    assert "All of China" in heard.buttons
    assert "+86 10 5550 0017" in talk("spain! All of China").text


def test_a_part_without_a_desk_is_its_countrys(talk: Talk) -> None:
    assert "+86 10 5550 0017" in talk("spain> /contacts Sichuan").text


def test_several_countries_in_one_line(talk: Talk) -> None:
    text = talk("spain> /contacts China, Italy and Norway").text
    assert text.index("+86 10") < text.index("+39 06") < text.index("+45 70")


@pytest.mark.parametrize(("typed", "offered"), [("Spian", "Spain"), ("西斑牙", "Spain"), ("Itly", "Italy")])
def test_a_slip_is_only_offered(talk: Talk, typed: str, offered: str) -> None:
    heard = talk(f"uk> /contacts {typed}")
    assert heard.kinds == ["contacts.unclear"]
    assert offered in heard.buttons
    assert talk(f"uk! {offered}").kinds == ["contacts.of"]


@pytest.mark.parametrize("typed", ["Congo", "Korea", "刚果"])
def test_what_means_several_is_asked(talk: Talk, typed: str) -> None:
    heard = talk(f"spain> /contacts {typed}")
    assert heard.kinds == ["contacts.which"]
    assert len(heard.buttons) == 2


def test_what_is_no_country_is_said_to_be_none(talk: Talk) -> None:
    heard = talk("spain> /contacts Xyzzyland")
    assert "I do not know a country “Xyzzyland”." in heard.text
    assert heard.buttons == []


def test_ordinary_words_are_no_question_for_contacts(talk: Talk) -> None:
    assert "contacts.of" not in talk("spain> She was told to call a man in Italy on Tuesday evening").kinds


def test_the_guide_ends_at_the_right_desk(talk: Talk) -> None:
    heard = talk("spain> /contacts", "spain> Spian", "spain! Spain", "spain> documents", "spain! Now")
    assert heard.kinds == ["form.ask", "form.ask", "form.ask", "form.ask", "contacts.of"]
    assert "Call the out-of-hours number." in heard.text


def test_a_topic_puts_its_own_desk_first(talk: Talk) -> None:
    with talk.work() as work:
        point = contacts.points_of(work, "ES")[0]
        made = ContactPoint(country="ES", role="Document desk", name="Documents", topics=["documents"],
                            phone="+34 900 555 099", made_at=work.now)  # fmt: skip
        work.add(made)
        assert point.topics == []
    asked = talk("italy> /contacts Spain documents").text
    assert asked.index("Document desk") < asked.index("Duty desk")
    plain = talk("italy> /contacts Spain").text
    assert plain.index("Duty desk") < plain.index("Document desk")


def _make_private(talk: Talk) -> None:
    with talk.work() as work:
        point = contacts.points_of(work, "ES")[0]
        point.is_private = True
        work.add(point)


def test_a_private_number_is_shown_to_its_agency_and_to_coordinators(talk: Talk) -> None:
    _make_private(talk)
    heard = talk("italy> /contacts Spain")
    assert SPAIN not in heard.text
    assert "On request: ask the agency." in heard.text
    assert "Private numbers" not in heard.buttons
    for who in ("spain", "eu"):
        assert SPAIN not in talk(f"{who}> /contacts Spain").text
        assert SPAIN in talk(f"{who}! Private numbers").text


def test_a_private_number_is_never_shown_on_an_open_channel(talk: Talk) -> None:
    _make_private(talk)
    with talk.work() as work:
        point, officer = contacts.points_of(work, "ES")[0], people.officer_named(work, "spain")
        assert officer is not None
        account = people.accounts_of(work, officer.id)[0]
        telegram = Ceiling(Tlp.GREEN, personal=False)
        assert access.decide(work, officer, account, telegram, Item("contact", point.id)) is Verdict.POINT


def test_a_card_for_the_phone(talk: Talk) -> None:
    heard = talk("italy> /contacts Spain", "italy! Save contact card")
    assert [file["name"] for file in heard.events[-1]["files"]] == ["ES.vcf"]


def test_agreements_are_shown_between_the_two_countries_only(talk: Talk) -> None:
    assert "In force with China:" in talk("spain> /contacts China").text
    assert "In force" not in talk("italy> /contacts China").text
    assert "In force with" not in talk("italy> /contacts Spain").text


def test_agreements_are_shown_where_a_request_asks_for_its_legal_basis(talk_anywhere: Talk) -> None:
    steps = ("Who owns the shop?", "1")
    asked = talk_anywhere("spain> /request", "spain> China, Italy", *(f"spain> {step}" for step in steps),
                          "spain! Add details", "spain! Purpose")  # fmt: skip
    text = asked.events[-1]["text"]
    assert "on which legal basis?" in text
    assert "In force with China:" in text
    assert "Agreement on police cooperation" in text
    assert "In force with Italy" not in text
    elsewhere = talk_anywhere("italy> /request", "italy> China", *(f"italy> {step}" for step in steps),
                              "italy! Add details", "italy! Purpose")  # fmt: skip
    assert "In force" not in elsewhere.text


def test_coordinators_keep_agreements(talk: Talk) -> None:
    assert talk("spain> /agreements add China, Italy | Memo | 2016").kinds == ["agreements.how"]
    heard = talk("eu> /agreements add China, Italy | Memorandum | 2016 | patrols | police use")
    assert "Memorandum" in heard.text
    assert "Memorandum" in talk("italy> /contacts China").text
    talk("eu> /agreements China, Italy", "eu! It has ended")
    assert "Memorandum" not in talk("italy> /contacts China").text


def test_every_look_up_is_in_the_audit_trail(talk: Talk) -> None:
    talk("spain> /contacts China, Italy")
    with talk.work() as work:
        entries = work.all(select(AuditEntry).where(AuditEntry.tag == Tag.CONTACTS_VIEWED))
        assert [entry.item for entry in entries] == ["country:CN", "country:IT"]
