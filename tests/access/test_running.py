"""A command is carried out in one place, which looks at the role of whoever is there now."""

import ast
from pathlib import Path

import pytest
from sqlmodel import select

from storage.audit import AuditEntry, Tag
from storage.clues import Clue
from storage.people import Role, officer_named
from tests.talk import Talk

ROOT = Path(__file__).parents[2]
KEPT = {
    "words that were kept": ("spain> Three women at the harbour", "File as a clue"),
    "a mistyped command": ("spain> /cleu Italy Three women", "/clue"),
    "a mistyped country": ("spain> /clue Itlay Three women", "Italy"),
}


def become(talk: Talk, who: str, role: Role) -> None:
    with talk.work() as work:
        officer = officer_named(work, who)
        assert officer is not None
        officer.role = role
        work.add(officer)


@pytest.mark.parametrize("name", KEPT)
def test_who_has_become_an_observer_files_nothing_that_was_kept(talk: Talk, name: str) -> None:
    line, button = KEPT[name]
    talk(line)
    become(talk, "spain", Role.OBSERVER)
    assert talk(f"spain! {button}").kinds == ["button.gone"]
    with talk.work() as work:
        assert not work.all(select(Clue))
        assert [one.tag for one in work.all(select(AuditEntry))][-1] == Tag.DENIED


def test_nothing_else_carries_out_a_command() -> None:
    calls = {
        (path.name, node.func.value.id)
        for path in ROOT.glob("handlers/**/*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "run"
        and isinstance(node.func.value, ast.Name)
    }
    assert calls == {("registry.py", "wanted")}
