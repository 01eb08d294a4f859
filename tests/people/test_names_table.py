"""The table of names for vetting: what must pass unharmed, what must be asked about, what is no name.

`name` and `existing` (somebody who is here already, or nothing): `\\u200b` and the like stand for what
nobody sees. `verdict`: ok (taken, nobody is troubled), ask (taken, and coordinators are told what to look
at), refuse (the person is asked to write it again); with a bar, either is right. A name that is taken is
kept composed (NFC), its blanks single.
"""

import csv
import re
import tomllib
import unicodedata
from importlib import resources
from pathlib import Path

import pytest

from handlers import house
from handlers.core.registry import command_words
from handlers.people.gather_lookalikes import gather
from handlers.people.names import Taken, Verdict, judge, lookalikes
from handlers.vocabulary import languages

assert house.ROOMS, "which declare the words of the house"
TABLE = Path(__file__).with_name("names.tsv")
_HIDDEN = re.compile(r"\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|(\\))")


def shown(text: str) -> str:
    """As somebody would send it."""
    return _HIDDEN.sub(lambda found: found[3] or chr(int(found[1] or found[2], 16)), text)


def names() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [{**row, "name": shown(row["name"]), "existing": shown(row["existing"])} for row in rows]


def test_the_table_is_whole() -> None:
    rows = names()
    assert {row["verdict"] for row in rows} == {"ok", "ask", "refuse", "ask|refuse", "ok|ask"}
    assert len({(row["name"], row["existing"]) for row in rows}) == len(rows) >= 120
    assert all(row["why"] and row["name"] for row in rows)


def test_most_honest_names_stand_beside_nobody() -> None:
    """A check that asks about everything would be as useless as none."""
    passing = [row for row in names() if row["verdict"] == "ok"]
    assert len(passing) >= 100


def demo_agencies() -> list[str]:
    network = tomllib.loads(resources.files("bot").joinpath("demo.toml").read_text("utf-8"))
    return [one[key] for one in network["agency"] for key in ("handle", "name", "zh")]


AGENCIES, WORDS = demo_agencies(), [*command_words(), *languages.LANGUAGE_WORDS]


@pytest.mark.parametrize("row", names(), ids=lambda row: ascii(row["name"]) + ascii(row["existing"]))
def test_each_name_is_judged(row: dict[str, str]) -> None:
    others = {7: row["existing"]} if row["existing"] else {}
    judged = judge(row["name"], Taken(others, AGENCIES, WORDS))
    assert judged.verdict in row["verdict"].split("|")
    assert bool(judged.why) is (judged.verdict is not Verdict.OK)
    if judged.verdict is not Verdict.REFUSE:
        assert judged.name == " ".join(unicodedata.normalize("NFC", row["name"]).split())
    if judged.like is not None:
        assert judged.like == 7


def test_a_likeness_is_mutual() -> None:
    """Whoever came first, the second is asked about."""
    for row in names():
        if row["existing"] and row["verdict"] == "ask":
            back = judge(row["existing"], Taken({7: row["name"]}, AGENCIES, WORDS))
            assert back.verdict is Verdict.ASK, row


def test_lookalikes_are_plain_letters_of_other_alphabets() -> None:
    table = "0410 ; 0041 ; MA # A\nFF21 ; 0041 ; MA # full width\n0022 ; 0027 0027 ; MA # no letter\n"
    assert list(gather(table)) == [("\u0410", "A")]
    found = lookalikes()
    assert (found["\u0441"], found["\u0420"], found["\u03bf"]) == ("c", "P", "o")
    assert len(found) > 300
    assert all(not letter.isascii() and like.isascii() for letter, like in found.items())
