"""Every defence that the threat model claims names a test, and that test is there."""

import re

from storage.rights import Guarded
from storage.schema import TABLES
from tests.house.files import ROOT, read

MODEL = ROOT / "docs" / "threat-model.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ATTACKERS = (
    "homeserver",
    "Matrix password",
    "Telegram",
    "phone",
    "Strangers",
    "officer",
    "deputy",
    "coordinator",
)
MORE = ("Two coordinators", "Reader of the database", "backup", "Writer", "root", "network", "supply chain")


def test_every_test_that_is_named_is_there() -> None:
    named = NAMED.findall(read(MODEL))
    assert len(named) > 40
    missing = [
        f"{file}::{test}" for file, test in named if not re.search(rf"def {test}\b", read(ROOT / file))
    ]
    assert missing == []


def test_every_attacker_is_spoken_of() -> None:
    headings = "\n".join(line for line in read(MODEL).splitlines() if line.startswith("## "))
    assert [one for one in (*ATTACKERS, *MORE) if one not in headings] == []


def test_nothing_that_looks_like_a_test_escapes_the_search() -> None:
    assert read(MODEL).count("::test_") == len(NAMED.findall(read(MODEL)))


def test_every_table_is_sealed_or_said_not_to_be() -> None:
    tables = {table.name for table in TABLES}  # ours, whatever other tests have made meanwhile
    sealed = {str(kind.__tablename__) for kind in Guarded.__subclasses__()} & tables
    said = read(MODEL).split("**Not sealed**")[1].split("\n## ")[0]
    named = {name for name in re.findall(r"`(\w+)`", said) if name in tables}
    assert sealed | named == tables
    assert not sealed & named


def test_nothing_is_decided_by_when_the_network_says_it_was_written() -> None:
    handlers = (ROOT / "handlers").rglob("*.py")
    assert [file.name for file in handlers if re.search(r"incoming\.at\b", read(file))] == []
