"""Contact points from files: taken whole or not at all, every fault named by line and column."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from handlers.contacts import importing
from handlers.contacts import table as contact_table
from handlers.contacts.fields import Surroundings
from handlers.vocabulary.sheets import Fault
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
FORTY = Path(__file__).with_name("forty_faults.csv")
AROUND = Surroundings({"spain": 1, "mps": 2}, date(2026, 12, 1))


def read(*lines: str) -> tuple[list[contact_table.Entry], list[Fault]]:
    return contact_table.read("\n".join([HEADER, *lines]).encode(), AROUND)


def test_a_file_with_forty_faults_names_each_and_is_taken_when_they_are_mended(tmp_path: Path) -> None:
    """forty_faults.txt holds what is said of forty_faults.csv, one line for each of its lines but two."""
    run, folder, table = CliRunner(), str(tmp_path / "data"), tmp_path / "points.csv"
    run.invoke(app, ["chat", "--demo", "--data", folder, "--script", "-"], input="")
    table.write_bytes(FORTY.read_bytes())
    wanted = FORTY.with_suffix(".txt").read_text("utf-8").splitlines()
    assert len(wanted) == len({line.split(":")[0] for line in wanted}) == 40
    for command in ("check", "import"):
        result = run.invoke(app, ["contacts", command, str(table), "--data", folder])
        said = [line.removeprefix(f"{table}, ") for line in result.stderr.splitlines()]
        assert (result.exit_code, said) == (1, [*wanted, "40 to mend; nothing was imported."])
        assert b"Spanish office" not in _exported(run, folder, tmp_path / "before.csv")
    table.write_bytes(b"".join(FORTY.read_bytes().splitlines(keepends=True)[:2]))  # all faulty lines are gone
    result = run.invoke(app, ["contacts", "import", str(table), "--data", folder])
    assert "1 contact points added, 0 changed." in result.stdout
    assert b"Spanish office" in _exported(run, folder, tmp_path / "after.csv")


def _exported(run: CliRunner, folder: str, to: Path) -> bytes:
    assert run.invoke(app, ["contacts", "export", str(to), "--data", folder]).exit_code == 0
    return to.read_bytes()


def test_a_quotation_mark_that_never_closes_hides_no_other_line() -> None:
    entries, faults = read(GOOD, 'Italy,,,Desk,"Office,,,,,,,,,,', "Spian,,,Desk,Office,,,,,,,,,,")
    assert [(fault.line, fault.sentence[:16]) for fault in faults] == [
        (3, "A quotation mark"),
        (4, "“Spian” is no co"),
    ]
    assert [entry["country"] for entry in entries] == ["ES"]


def test_a_field_of_several_lines_keeps_the_count_of_lines() -> None:
    _, faults = read(GOOD, 'Italy,,,Desk,"Office\nin Rome",,,,,,,,,,', "Spian,,,Desk,Office,,,,,,,,,,")
    assert [fault.line for fault in faults] == [5]


@pytest.mark.parametrize("wrong", ["Córdoba".encode("latin-1"), b"\xff\xff", b"a\xe8"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_line_in_another_encoding_is_named_and_never_read_as_something_else(
    encoding: str, wrong: bytes
) -> None:
    lines = ["country,role,name", "西班牙,值班室,联络处", "Spain,Desk,", "Spian,Desk,法国处"]
    data = [
        line.encode(encoding if not at else encoding.removesuffix("-sig")) for at, line in enumerate(lines)
    ]
    data[2] += wrong
    entries, faults = contact_table.read(b"\n".join(data), AROUND)
    assert [fault.line for fault in faults] == [3, 4]
    assert "neither UTF-8 nor GB18030" in faults[0].sentence
    assert [entry["name"] for entry in entries] == ["联络处"]


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("country,role,name,telephone", "line 1, telephone: There is no such column. Did you mean phone?"),
        ("country,role", "line 1, name: This column is missing."),
        ("country,role,name,name", "line 1: The column name is there twice."),
    ],
)
def test_a_wrong_header(header: str, sentence: str) -> None:
    _, faults = contact_table.read(header.encode(), AROUND)
    assert sentence in [str(fault) for fault in faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_each_encoding_and_separator(encoding: str, mark: str) -> None:
    text = mark.join(["country", "role", "name"]) + "\r\n" + mark.join(["西班牙", "值班室", "西班牙联络处"])
    entries, faults = contact_table.read(text.encode(encoding), AROUND)
    assert faults == []
    assert [(entry["country"], entry["name"]) for entry in entries] == [("ES", "西班牙联络处")]


def test_bytes_that_are_no_text_name_their_line() -> None:
    _, faults = contact_table.read(b"country,role,name\nSpain,Desk,\xff\xff\n", AROUND)
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
        assert importing.take(work, card.encode()) == (1, 0, [])
    assert "duty@latvia.example.org" in talk("spain> /contacts Latvia").text


def test_what_is_exported_comes_back_unchanged_and_runs_nothing(talk: Talk) -> None:
    with talk.work() as work:
        point = contacts.points_of(work, "ES")[0]
        point.person = '=HYPERLINK("http://example.org")'
        work.add(point)
    with talk.work() as work:
        table = importing.give(work)
        assert b"\"'=HYPERLINK" in table
        assert b"'+34 900 555 010" in table
        assert table.startswith(b"\xef\xbb\xbf")
    with talk.work() as work:
        added, changed, faults = importing.take(work, table)
        assert (added, changed, faults) == (0, 0, [])
    with talk.work() as work:
        assert contacts.points_of(work, "ES")[0].person == '=HYPERLINK("http://example.org")'


def test_a_number_that_was_spelt_otherwise_is_no_change(talk: Talk) -> None:
    with talk.work() as work:
        point = contacts.points_of(work, "ES")[0]
        point.phone = "+34900555010"
        work.add(point)
    with talk.work() as work:
        table = importing.give(work)
        assert importing.take(work, table) == (0, 0, [])
        assert importing.take(work, table.replace(b"900555010", b"900555011"))[1] == 1


def test_a_file_changes_what_is_there_and_adds_the_rest(talk: Talk) -> None:
    lines = [HEADER, "Latvia,,,Single point of contact,Riga desk,,+371 67 000 000,,,lv en,,24/7,,,2026-11-30"]
    with talk.work() as work:
        assert importing.take(work, "\n".join(lines).encode()) == (1, 0, [])
    assert "on duty round the clock" in talk("spain> /contacts Latvia").text
    lines[1] = lines[1].replace("67 000 000", "67 000 001")
    with talk.work() as work:
        assert importing.take(work, "\n".join(lines).encode()) == (0, 1, [])
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
