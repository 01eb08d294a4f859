"""Contact points from files: taken whole or not at all, every fault named by line and column."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from handlers import contacts_import, contacts_table
from handlers.contacts_fields import Surroundings
from storage import contacts
from tests.talk import Talk

HEADER = (
    "country,subdivision,agency,role,name,person,phone,duty_phone,mail,languages,topics,hours,zone,private,"
    "confirmed"
)
GOOD = (
    "Spain,,spain,Duty desk,Spanish office,,+34 900 555 010,,duty@spain.example.org,es en,victim,"
    "Mon-Fri 9-17,Europe/Madrid,no,2026-11-30"
)
AROUND = Surroundings({"spain": 1, "mps": 2}, date(2026, 12, 1))

# a line of fifteen fields, and (column, the beginning of what is said) of each fault in it
FAULTS = [
    ("XX,,,Desk,Office,,,,,,,,,,", "country", "“XX” is no country."),
    ("Spian,,,Desk,Office,,,,,,,,,,", "country", "“Spian” is no country. Did you mean Spain?"),
    ("Congo,,,Desk,Office,,,,,,,,,,", "country", "“Congo” is no country. Did you mean Congo"),
    ("Liaoning,,,Desk,Office,,,,,,,,,,", "country", "“Liaoning” is no country."),
    ("Nowhereland,,,Desk,Office,,,,,,,,,,", "country", "“Nowhereland” is no country."),
    ("China,Atlantis,,Desk,Office,,,,,,,,,,", "subdivision", "“Atlantis” is no part"),
    ("Spain,Liaoning,,Desk,Office,,,,,,,,,,", "subdivision", "“Liaoning” is not in Spain."),
    ("China,China,,Desk,Office,,,,,,,,,,", "subdivision", "“China” is no part"),
    ("Spain,,nobody,Desk,Office,,,,,,,,,,", "agency", "There is no agency “nobody”."),
    ("Spain,,,,Office,,,,,,,,,,", "role", "This must not be empty."),
    ("Spain,,,Desk,,,,,,,,,,,", "name", "This must not be empty."),
    ("Spain,,,Desk,  ,,,,,,,,,,", "name", "This must not be empty."),
    ("Spain,,,Desk,Office,,call me,,,,,,,,", "phone", "“call me” is no phone number."),
    ("Spain,,,Desk,Office,,+34 9,,,,,,,,", "phone", "“+34 9” is no phone number."),
    ("Spain,,,Desk,Office,,+34 900 555 010 999 999 999,,,,,,,,", "phone", "“+34 900 555 010 999"),
    (",,,Desk,Office,,900 555 010,,,,,,,,", "phone", "“900 555 010” is no phone number."),
    ("Spain,,,Desk,Office,,,112 emergency,,,,,,,", "duty_phone", "“112 emergency”"),
    ("Spain,,,Desk,Office,,,,duty,,,,,,", "mail", "“duty” is no mail address."),
    ("Spain,,,Desk,Office,,,,a@b,,,,,,", "mail", "“a@b” is no mail address."),
    ("Spain,,,Desk,Office,,,,a b@example.org,,,,,,", "mail", "“a b@example.org” is no mail"),
    ("Spain,,,Desk,Office,,,,a@b@example.org,,,,,,", "mail", "“a@b@example.org” is no mail"),
    ("Spain,,,Desk,Office,,,,,Klingonese,,,,,", "languages", "“Klingonese” is no language"),
    ("Spain,,,Desk,Office,,,,,es xx9,,,,,", "languages", "“xx9” is no language"),
    ("Spain,,,Desk,Office,,,,,,weather,,,,", "topics", "“weather” is none of victim,"),
    ("Spain,,,Desk,Office,,,,,,,sometimes,,,", "hours", "“sometimes” are no hours."),
    ("Spain,,,Desk,Office,,,,,,,Mon-Fri 17-9,,,", "hours", "“Mon-Fri 17-9” are no hours."),
    ("Spain,,,Desk,Office,,,,,,,Mon-Fri 9-25,,,", "hours", "“Mon-Fri 9-25” are no hours."),
    ("Spain,,,Desk,Office,,,,,,,Fri-Mon 9-17,,,", "hours", "“Fri-Mon 9-17” are no hours."),
    ("Spain,,,Desk,Office,,,,,,,,Madrid,,", "zone", "“Madrid” is no time zone."),
    ("Spain,,,Desk,Office,,,,,,,,Europe/Nowhere,,", "zone", "“Europe/Nowhere” is no time zone."),
    ("Spain,,,Desk,Office,,,,,,,,,perhaps,", "private", "“perhaps” is neither yes nor no."),
    ("Spain,,,Desk,Office,,,,,,,,,,yesterday", "confirmed", "“yesterday” is no date."),
    ("Spain,,,Desk,Office,,,,,,,,,,30/11/2026", "confirmed", "“30/11/2026” is no date."),
    ("Spain,,,Desk,Office,,,,,,,,,,2026-02-30", "confirmed", "“2026-02-30” is no date."),
    ("Spain,,,Desk,Office,,,,,,,,,,2026-12-02", "confirmed", "2026-12-02 is still to come."),
    ("Spain,,,Desk", "", "There are 4 fields; the header names 15."),
    (GOOD + ",one more", "", "There are 16 fields; the header names 15."),
    ("Spain,,,Desk,Off\x07ice,,,,,,,,,,", "name", "There is a character in it that nobody can see."),
    ("Spain,,,Desk," + "x" * 301 + ",,,,,,,,,,", "name", "This is longer than 300 characters."),
    (GOOD, "", "The same contact point is on line 2."),
]  # fmt: skip


def read(*lines: str) -> tuple[list[contacts_table.Entry], list[contacts_table.Fault]]:
    return contacts_table.read("\n".join([HEADER, *lines]).encode(), AROUND)


def test_a_file_with_forty_faults_names_each() -> None:
    assert len(FAULTS) == 40
    _, faults = read(GOOD, *(line for line, _, _ in FAULTS))
    found = {fault.line: fault for fault in faults}
    for line, (_, column, sentence) in enumerate(FAULTS, start=3):
        assert (found[line].column, found[line].sentence[: len(sentence)]) == (column, sentence)


def test_a_quotation_mark_that_never_closes_names_its_line() -> None:
    _, faults = read(GOOD, 'Italy,,,Desk,"Office,,,,,,,,,,', "France,,,Desk,Office,,,,,,,,,,")
    assert [(fault.line, fault.sentence[:16]) for fault in faults] == [(3, "A quotation mark")]


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("country,role,name,telephone", "line 1, telephone: There is no such column. Did you mean phone?"),
        ("country,role", "line 1, name: This column is missing."),
        ("country,role,name,name", "line 1: The column name is there twice."),
    ],
)
def test_a_wrong_header(header: str, sentence: str) -> None:
    _, faults = contacts_table.read(header.encode(), AROUND)
    assert sentence in [str(fault) for fault in faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_each_encoding_and_separator(encoding: str, mark: str) -> None:
    text = mark.join(["country", "role", "name"]) + "\r\n" + mark.join(["西班牙", "值班室", "西班牙联络处"])
    entries, faults = contacts_table.read(text.encode(encoding), AROUND)
    assert faults == []
    assert [(entry["country"], entry["name"]) for entry in entries] == [("ES", "西班牙联络处")]


def test_bytes_that_are_no_text_name_their_line() -> None:
    _, faults = contacts_table.read(b"country,role,name\nSpain,Desk,\xff\xff\n", AROUND)
    assert [fault.line for fault in faults] == [2]


def test_extensions_are_kept() -> None:
    entries, _ = read(GOOD.replace("+34 900 555 010", "+34 900 555 010 ext. 12"))
    assert entries[0]["phone"] == "+34 900 555 010 ext. 12"


def test_a_card(talk: Talk) -> None:
    card = (
        "BEGIN:VCARD\nVERSION:3.0\nFN:Duty\nORG:Latvian office\nROLE:Duty desk\n"
        "ADR:;;;Riga;;;Latvia\nTEL:+371 67 000 000\nEMAIL:duty@latvia.example.org\nEND:VCARD\n"
    )
    with talk.work() as work:
        assert contacts_import.take(work, card.encode()) == (1, 0, [])
    assert "duty@latvia.example.org" in talk("spain> /contacts Latvia").text


def test_what_is_exported_comes_back_unchanged_and_runs_nothing(talk: Talk) -> None:
    with talk.work() as work:
        point = contacts.points_of(work, "ES")[0]
        point.person = '=HYPERLINK("http://example.org")'
        work.add(point)
    with talk.work() as work:
        table = contacts_import.give(work)
        assert b"\"'=HYPERLINK" in table
        assert b"'+34 900 555 010" in table
        assert table.startswith(b"\xef\xbb\xbf")
    with talk.work() as work:
        added, changed, faults = contacts_import.take(work, table)
        assert (added, changed, faults) == (0, 0, [])
    with talk.work() as work:
        assert contacts.points_of(work, "ES")[0].person == '=HYPERLINK("http://example.org")'


def test_a_file_changes_what_is_there_and_adds_the_rest(talk: Talk) -> None:
    lines = [HEADER, "Latvia,,,Single point of contact,Riga desk,,+371 67 000 000,,,lv en,,24/7,,,2026-11-30"]
    with talk.work() as work:
        assert contacts_import.take(work, "\n".join(lines).encode()) == (1, 0, [])
    assert "on duty round the clock" in talk("spain> /contacts Latvia").text
    lines[1] = lines[1].replace("67 000 000", "67 000 001")
    with talk.work() as work:
        assert contacts_import.take(work, "\n".join(lines).encode()) == (0, 1, [])
    assert "+371 67 000 001" in talk("spain> /contacts Latvia").text


def test_the_command_line(tmp_path: Path) -> None:
    run, folder, table = CliRunner(), tmp_path / "data", tmp_path / "points.csv"
    table.write_text("country,role,name,phone\nSpian,Desk,Office,1\n", encoding="utf-8")
    for command in ("check", "import"):
        result = run.invoke(app, ["contacts", command, str(table), "--data", str(folder)])
        assert result.exit_code == 1
        assert "line 2, country: “Spian” is no country. Did you mean Spain?" in result.output
    table.write_text("country,role,name,phone\nSpain,Desk,Office,+34 900 555 010\n", encoding="utf-8")
    for command, said in (("check", "sound"), ("import", "1 contact points added")):
        assert said in run.invoke(app, ["contacts", command, str(table), "--data", str(folder)]).output
    out = tmp_path / "out.csv"
    assert run.invoke(app, ["contacts", "export", str(out), "--data", str(folder)]).exit_code == 0
    assert "Office" in out.read_text(encoding="utf-8-sig")
