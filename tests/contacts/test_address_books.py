"""Cards and tables as people's own phones, programs and spreadsheets write them."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from handlers.contacts import cards, importing, table
from handlers.contacts.fields import Surroundings
from handlers.core.saying import voice_for
from storage import contacts
from storage.people import officer_named
from tests.talk import Talk

AROUND = Surroundings({}, date(2026, 12, 1))


def card(*lines: str, version: str = "3.0", end: str = "END:VCARD") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, end, ""])


def read(text: str) -> tuple[list[table.Entry], list[str], list[str]]:
    """Entries, faults, notes."""
    entries, faults = table.read(text.encode(), AROUND)
    return entries, [str(one) for one in faults], [str(one) for one in table.notes(text.encode(), AROUND)]


MANY_NUMBERS = card(
    "FN:Anna Paraugs",
    "ORG:Latvian office;Unit 3",
    "TEL;TYPE=FAX:+371 67 000 009",
    "TEL;TYPE=HOME:+371 67 000 008",
    "TEL;TYPE=WORK,PREF:+371 67 000 001",
    "TEL;TYPE=CELL:+371 20 000 002",
    "ADR;TYPE=WORK:;;;Riga;;;Latvia",
)


def test_the_number_of_the_desk_is_taken_never_the_fax_nor_the_home() -> None:
    entries, faults, notes = read(MANY_NUMBERS)
    assert faults == []
    assert entries[0]["phone"] == "+371 67 000 001"
    assert "duty_phone" not in entries[0]
    assert (entries[0]["name"], entries[0]["person"]) == ("Latvian office Unit 3", "Anna Paraugs")
    assert notes == [
        "line 5, phone: +371 67 000 009 is left out: it is a fax, a pager or the like.",
        "line 6, phone: +371 67 000 008 is left out: a private number.",
        "line 8, phone: +371 20 000 002 is left out: a further number.",
    ]


def test_a_home_number_is_taken_where_there_is_no_other_and_said() -> None:
    entries, _, notes = read(card("FN:Riga desk", "TEL;TYPE=HOME:+371 67 000 008", "ADR:;;;;;;Latvia"))
    assert entries[0]["phone"] == "+371 67 000 008"
    assert notes == ["line 4, phone: It is a private number: is it to be dialled?"]


def test_addresses_in_two_countries_are_a_fault() -> None:
    text = card("FN:Riga desk", "ADR;TYPE=HOME:;;;;;;Lithuania", "ADR;TYPE=WORK:;;;;;;Latvia")
    assert read(text)[1] == ["line 5, country: The addresses are in several countries: Latvia, Lithuania."]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+371 67 000 001", []),
        ("67 000 001", ["line 1, country: There is no address with a country, nor a number that says it."]),
    ],
)
def test_without_an_address_the_number_says_the_country_or_it_is_a_fault(
    number: str, said: list[str]
) -> None:
    entries, faults, notes = read(card("FN:Riga desk", "ORG:Riga office", f"TEL:{number}"))
    assert faults == said
    if not said:
        assert entries[0]["country"] == "LV"
        assert notes == ["line 1, country: There is no address: Latvia, by its number."]


def test_quoted_printable_of_an_old_phone() -> None:
    text = card(
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;=E5=80=BC=E7=8F=AD=E5=AE=A4;;;",
        "ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E8=BE=BD=E5=AE=81=\r\n=E7=9C=81=E5=85=AC=E5=AE=89=E5=8E=85",
        "TEL;WORK;VOICE:+86 24 5550 0018",
        "TEL;FAX:+86 24 5550 0019",
        "ADR;WORK;quoted-printable:;;=53treet;Shenyang;;;China",
        version="2.1",
    )
    entries, faults, _ = read(text)
    assert faults == []
    assert (entries[0]["name"], entries[0]["person"]) == ("辽宁省公安厅", "值班室")
    assert (entries[0]["country"], entries[0]["phone"]) == ("CN", "+86 24 5550 0018")


def test_a_card_of_version_4() -> None:
    text = card(
        "FN:Riga desk",
        "KIND:org",
        'TEL;VALUE=uri;TYPE="voice,work";PREF=1:tel:+371-67-000-001;ext=12',
        "EMAIL;PREF=2:second@riga.example.org",
        "EMAIL;PREF=1;TYPE=work:desk@riga.example.org",
        'ADR;TYPE=work;LABEL="Street 1: Riga":;;Street 1;Riga;;LV-1001;Latvia',
        version="4.0",
    )
    entries, faults, _ = read(text)
    assert faults == []
    assert entries[0]["phone"] == "+371 67 000 001 ext. 12"
    assert entries[0]["mail"] == "desk@riga.example.org"


def test_a_card_of_an_apple_program() -> None:
    text = card(
        "N:;;;;",
        "FN:Riga desk",
        "ORG:Riga\\, duty office;",
        "item1.TEL:+371 67 000 005",
        "item1.X-ABLabel:Duty",
        "item2.TEL:+371 67 000 009",
        "item2.X-ABLabel:_$!<HomeFAX>!$_",
        "TEL;type=WORK;type=pref:+371 67 000 001",
        "item3.ADR;type=WORK:;;Iela 1\\nApt 2;Riga;;LV-1001;Latvia",
        "item3.X-ABADR:lv",
        "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD",
        " /2wBDAAMCAgMCAgMDAwM=",
        "X-ABShowAs:COMPANY",
    )
    entries, faults, _ = read(text)
    assert faults == []
    assert (entries[0]["phone"], entries[0]["duty_phone"]) == ("+371 67 000 001", "+371 67 000 005")
    assert entries[0]["name"] == "Riga, duty office"


def test_a_picture_that_is_not_folded_is_no_fault() -> None:
    text = card(
        "FN:Riga desk", "TEL:+371 67 000 001", "PHOTO;JPEG;ENCODING=BASE64:/9j/4AAQ", "SkZJRgAB", "AQAAAQ=="
    )
    assert read(text)[1] == []


def test_one_bad_card_among_many_is_named_and_the_others_are_judged() -> None:
    good = MANY_NUMBERS
    bad = card("FN:Broken", "ORG:Broken office", "this is no line", "TEL:call me", "ADR:;;;;;;Latvia")
    _, faults, _ = read(good + bad + card("FN:No end", "TEL:+371 67 000 003", end="") + card("ORG:Nobody"))
    assert [one.split(":")[0] for one in faults] == ["line 15", "line 19", "line 24, country"]
    start = read(bad)[1]
    assert start == ["line 5: This line cannot be read."]


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN:VCARD\nVERSION:3.0\nFN:x\nORG:y\nTEL:+371\nEND:VCARD\n",
        "BEGIN:VCARD\n",
        "BEGIN:VCARD\nEND:VCARD\n",
        "BEGIN:VCARD\n:::\n;;;\nTEL\nTEL;\nADR:\nEND:VCARD",
        "BEGIN:VCARD\nTEL;ENCODING=QUOTED-PRINTABLE;CHARSET=nowhere:=\nEND:VCARD",
        'BEGIN:VCARD\nTEL;TYPE="work:1\nEND:VCARD\n',
        "begin:vcard\nfn:" + "a" * 400 + "\nend:vcard",
    ],
)
def test_check_and_import_agree_and_there_is_never_a_trace(tmp_path: Path, text: str) -> None:
    file, data = tmp_path / "cards.vcf", str(tmp_path / "data")
    file.write_text(text, "utf-8")
    said = []
    for command in ("check", "import"):
        done = CliRunner().invoke(app, ["contacts", command, str(file), "--data", data])
        assert done.exit_code == 1
        assert isinstance(done.exception, SystemExit)
        said.append(done.output)
    assert said[0] == said[1]


def test_the_same_desk_spelt_otherwise_is_noticed(talk: Talk) -> None:
    spelt = ["Riga desk", "RIGA DESK", "Rīga  desk", "Riga desk"]
    lines = ["country,role,name,phone", *(f"Latvia,Duty desk,{name}," for name in spelt)]
    _, faults = table.read("\n".join(lines).encode(), AROUND)
    assert [str(one) for one in faults] == [
        f"line {number}: The same contact point is on line 2." for number in (3, 4, 5)
    ]
    with talk.work() as work:
        for name, counts in zip(spelt, [(1, 0), (0, 1), (0, 1), (0, 1)], strict=True):
            content = f"country,role,name,phone\nLatvia,duty Desk,{name},\n".encode()
            assert importing.take(work, content) == (*counts, [])
        assert len(contacts.points_of(work, "LV")) == 1


def test_two_desks_with_one_number_are_said() -> None:
    text = "country,role,name,phone\nLatvia,Desk,Riga,+371 67 000 001\nLatvia,Desk,Jelgava,67 000 001\n"
    entries, faults, notes = read(text)
    assert (len(entries), faults) == (2, [])
    assert notes == ["line 3, phone: The contact point on line 2 has the same number."]


SHEETS = {
    "Excel, Europe": (
        "sep=;", "Country;Role;Name;Phone;Confirmed;;",
        'Latvia;Desk;Riga;="+37167000001";2026/11/30;;', ";;;;;;",
    ),
    "Excel, China": ("国家,职能,名称,电话,确认日期", "拉脱维亚,Desk,Riga,+37167000001,2026年11月30日"),
    "Excel, Unicode": (
        "\ufeffcountry\trole\tname\tphone\tconfirmed", "Latvia\tDesk\tRiga\t+371 67 000 001\t2026-11-30",
    ),
    "Numbers": (
        "Contacts,,,,", "country,role,name,phone,confirmed", "Latvia,Desk,Riga,371 67 000 001,2026-11-30",
    ),
}  # fmt: skip


@pytest.mark.parametrize("program", SHEETS)
def test_a_table_as_a_spreadsheet_writes_it(program: str) -> None:
    entries, faults, _ = read("\r\n".join([*SHEETS[program], ""]))
    assert faults == []
    assert [(one["country"], one["phone"], one["confirmed"]) for one in entries] == [
        ("LV", "+371 67 000 001", date(2026, 11, 30))
    ]


def test_a_number_that_a_spreadsheet_rounded_is_told_with_the_way_out() -> None:
    _, faults, _ = read("country,role,name,phone\nLatvia,Desk,Riga,3.7167E+10\n")
    assert "The spreadsheet has rounded it: make the column text" in faults[0]


def test_what_we_give_as_a_card_comes_back_as_it_was(talk: Talk) -> None:
    talk("spain> /contacts UK")
    with talk.work() as work:
        point = contacts.points_of(work, "GB")[0]
        officer = officer_named(work, "spain")
        assert officer is not None
        made = cards.card(voice_for(work, officer), point)
        entries, faults = importing.check(work, made.encode())
        assert faults == []
        assert (entries[0]["phone"], entries[0]["duty_phone"]) == (point.phone, point.duty_phone)
        assert importing.take(work, made.encode())[0] == 0
