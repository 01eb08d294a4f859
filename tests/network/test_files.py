"""Agencies from a file: `check` and `import` agree, each fault has its line, export and import are one."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from handlers.network import importing
from storage import people
from storage.people import agency_named
from tests.talk import Talk

HEADER = "handle,name,zh,kind,level,country,subdivision,parent,covers"
GOOD = "latvia,State Police of Latvia,拉脱维亚国家警察,police,national,Latvia,,,Latvia"


def faults(talk: Talk, text: str) -> list[str]:
    """What `check` and `import` say, which is the same."""
    with talk.work() as work:
        _, checked = importing.check(work, text.encode())
    with talk.work() as work:
        *counts, taken = importing.take(work, text.encode())
    assert checked == taken
    if taken:
        assert counts == [0, 0, 0]
        with talk.work() as work:
            assert agency_named(work, "latvia") is None, "nothing of it is taken"
    return [str(fault) for fault in taken]


WRONG = [
    ("Riga Police,x,,police,national,,,,", "line 3, handle: “Riga Police” is no short name"),
    ("riga,,,police,national,,,,", "line 3, name: This must not be empty."),
    ("riga,Riga,,army,national,,,,", "line 3, kind: “army” is none of police, border"),
    ("riga,Riga,,police,highest,,,,", "line 3, level: “highest” is none of national"),
    ("riga,Riga,,police,,,,,", "line 3, level: This must not be empty."),
    ("riga,Riga,,police,national,ZZ,,,", "line 3, country: I know no country “ZZ”"),
    (
        "riga,Riga,,police,national,Spian,,,",
        "line 3, country: I know no country “Spian”. Did you mean Spain?",
    ),
    ("riga,Riga,,police,national,Liaoning,,,", "line 3, country: “Liaoning” is a part of China"),
    ("riga,Riga,,police,provincial,China,,,", "line 3, subdivision: A provincial agency needs its province."),
    ("riga,Riga,,police,provincial,Latvia,Liaoning,,", "line 3, subdivision: That part is not in this"),
    ("riga,Riga,,police,national,,,atlantis,", "line 3, parent: I do not know an agency “atlantis”."),
    ("riga,Riga,,police,national,,,riga,", "line 3, parent: “riga” is below it already."),
    ("riga,Riga,,police,national,,,,Spain; Spian", "line 3, covers: I know no country “Spian”"),
    ("riga,State Police of Latvia,,police,national,,,,", "line 3, name: “latvia” is called so, too."),
    ("latvia,Other,,police,national,,,,", "line 3, handle: The same short name is on line 2."),
    ("riga,Riga,,police,national,,,,,,,x", "line 3: There are 12 fields; the header names 9."),
]


@pytest.mark.parametrize(("line", "said"), WRONG)
def test_each_fault_is_named_with_its_line(talk: Talk, line: str, said: str) -> None:
    found = faults(talk, "\n".join([HEADER, GOOD, line]))
    assert len(found) == 1
    assert found[0].startswith(said)


def test_all_faults_of_a_file_are_named_at_once(talk: Talk) -> None:
    lines = [line for line, _ in WRONG if line.startswith("riga,R")]
    numbered = [line.replace("riga,Riga", f"riga-{at},Riga {at}") for at, line in enumerate(lines)]
    found = faults(talk, "\n".join([HEADER, GOOD, *numbered]))
    assert [int(one.split(":")[0].split(",")[0].removeprefix("line ")) for one in found] == list(
        range(3, 3 + len(lines))
    )


def test_toml_is_named_by_the_line_of_its_key(talk: Talk) -> None:
    text = '[[agency]]\nhandle = "latvia"\nname = "L"\nlevel = "national"\ncountry = "Spian"\ncovr = []\n'
    assert faults(talk, text) == [
        "line 5, country: I know no country “Spian”. Did you mean Spain?",
        "line 6, covr: There is no such key. Did you mean covers?",
    ]
    assert faults(talk, "[[agency]]\nhandle = \n") == ["line 2: This is no TOML from here on."]


@pytest.mark.parametrize("is_toml", [True, False])
def test_what_is_exported_comes_back_unchanged(talk_anywhere: Talk, is_toml: bool) -> None:
    with talk_anywhere.work() as work:
        given = importing.give(work, is_toml)
    with talk_anywhere.work() as work:
        assert importing.take(work, given) == (0, 0, 14, [])
        assert importing.give(work, is_toml) == given


def test_a_bureau_may_stand_before_its_ministry(talk: Talk) -> None:
    below = "beijing,Beijing bureau,,police,provincial,China,Beijing,latvia,Beijing"
    lines = [HEADER, below, GOOD]
    assert faults(talk, "\n".join(lines)) == []
    with talk.work() as work:
        beijing, latvia = agency_named(work, "beijing"), agency_named(work, "latvia")
        assert beijing is not None
        assert latvia is not None
        assert beijing.parent_id == latvia.id


def test_coordinators_hear_of_it_and_it_changes_what_it_names(talk: Talk) -> None:
    with talk.work() as work:
        table = "handle,name,level,covers\nnordic,Nordic office,mission,DK FI IS NO SE EE\n" + GOOD.replace(
            ",拉脱维亚国家警察,police", ""
        ).replace(",Latvia,,,Latvia", ",LV")
        assert importing.take(work, table.encode()) == (1, 1, 0, [])
    assert {event["kind"] for event in talk("spain> /help").events} >= {"agencies.imported"}
    with talk.work() as work:
        nordic = agency_named(work, "nordic")
        assert nordic is not None
        assert nordic.names == {"zh": "北欧驻华联络处"}
        assert people.countries_of(work, nordic.id) == ["DK", "EE", "FI", "IS", "NO", "SE"]


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(words))
    return done.exit_code, done.output


def test_the_command_line(tmp_path: Path) -> None:
    data, table = ["--data", str(tmp_path / "data")], tmp_path / "agencies.csv"
    table.write_text(f"{HEADER}\n{GOOD}\nriga,,,police,national,,,,\n", "utf-8")
    for command in ("check", "import"):
        code, out = run("agencies", command, str(table), *data)
        assert (code, out) == (
            1,
            f"{table}, line 3, name: This must not be empty.\n1 to mend; nothing was imported.\n",
        )
    table.write_text(f"{HEADER}\n{GOOD}\n", "utf-8")
    assert run("agencies", "check", str(table), *data) == (0, f"{table} is sound: 1 agencies.\n")
    assert run("agencies", "import", str(table), *data) == (0, "1 agencies added, 0 changed, 0 as before.\n")
    assert run("agencies", "import", str(table), *data)[1] == "0 agencies added, 0 changed, 1 as before.\n"
    file = tmp_path / "out.toml"
    assert run("agencies", "export", str(file), *data)[0] == 0
    assert 'covers = ["LV"]' in file.read_text("utf-8")
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--name", "Riga", "--country", "ZZ"], "country: I know no country “ZZ”."),
        (["--name", ""], "There is no agency riga."),
        (["--name", "x" * 121], "name: This is longer than 120 characters."),
    ],
)
def test_an_agency_is_made_with_the_same_care_by_an_invitation(
    tmp_path: Path, words: list[str], said: str
) -> None:
    code, out = run("invite", "--agency", "riga", *words, "--data", str(tmp_path))
    assert code == 1
    assert said in out


def test_an_invitation_changes_no_agency(tmp_path: Path) -> None:
    data = ["--data", str(tmp_path)]
    assert run("invite", "--agency", "riga", "--name", "Riga", "--country", "LV", *data)[0] == 0
    assert run("invite", "--agency", "riga", "--name", "Riga", "--country", "LV", *data)[0] == 0
    code, out = run("invite", "--agency", "riga", "--name", "Another", *data)
    assert (code, out) == (
        1,
        "riga is there already, and not as you say: `liaison agencies import` changes it.\n",
    )
