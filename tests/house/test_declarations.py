"""What is declared is declared once, and means the same whichever file is read first."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from handlers import clues, house
from handlers.core import access, hooks, registry
from handlers.core.declared import Declared, DeclaredTwiceError
from handlers.core.registry import EVERYONE
from handlers.forms import model
from handlers.items import kinds, status
from handlers.reminders import matter
from storage.item import NO_ITEM, Item
from tests.talk import Talk

ROOT = Path(__file__).parents[2]
assert house.ROOMS
SHOWN = """
import importlib, json, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
from handlers import house
from handlers.core import access, hooks, registry, speech
from handlers.items import status
from handlers.forms import model
name = lambda pair: (pair[0], getattr(pair[1], "__qualname__", ""))
print(json.dumps({
    "commands": [made.name for made in registry.commands()],
    "acts": sorted(registry.act_names()),
    "ticks": [made.name for made in registry.ticks()],
    "loose": [name(pair) for pair in hooks._loose.in_order()],
    "counted": [name(pair) for pair in hooks._counted.in_order()],
    "gate": [name(pair) for pair in access._subjects.in_order()],
    "status": [pair[0] for pair in status._kinds.in_order()],
    "forms": sorted(made.name for made in model.forms()),
    "says": speech.kinds(),
}))
"""


def shown(*first: str) -> object:
    ran = subprocess.run(
        [sys.executable, "-c", SHOWN, *first],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return json.loads(ran.stdout)


def test_nothing_depends_on_what_is_imported_first() -> None:
    rooms = [room.__name__ for room in house.ROOMS]
    assert shown() == shown(*reversed(rooms))


def test_a_second_declaration_is_refused() -> None:
    made = next(registry.commands())
    with pytest.raises(DeclaredTwiceError):
        registry.command(made.name, zh="新词", help="x", roles=EVERYONE)(lambda _ctx, _words: None)
    with pytest.raises(DeclaredTwiceError):
        registry.command("new", zh=made.zh, help="x", roles=EVERYONE)(lambda _ctx, _words: None)
    with pytest.raises(DeclaredTwiceError):
        registry.act("clue.step", EVERYONE)(lambda _ctx: None)
    with pytest.raises(DeclaredTwiceError):
        registry.tick("notices", lambda _work, _rules: None)(lambda _work, _rules: None)
    with pytest.raises(DeclaredTwiceError):
        model.form(model.form_named("clue"))
    with pytest.raises(DeclaredTwiceError):
        access.handled_by("clue")(lambda _work, _row: None)
    with pytest.raises(DeclaredTwiceError):
        matter.matter("addressee")(lambda _work, _row: None)
    with pytest.raises(DeclaredTwiceError):
        status.kind("clue", status._kinds["clue"])
    with pytest.raises(DeclaredTwiceError):
        kinds.declare(*clues.ITEMS)
    with pytest.raises(DeclaredTwiceError):
        hooks.loose(10)(lambda _ctx: False)


def test_a_refused_declaration_leaves_nothing_behind() -> None:
    names: Declared[int] = Declared()
    names.add(1, "a")
    with pytest.raises(DeclaredTwiceError):
        names.add(2, "b", "a")
    assert dict(names) == {"a": 1}


def test_the_gate_opens_to_nobody_what_nobody_declared(talk: Talk) -> None:
    with talk.work() as work:
        from storage.people import officer_named

        eu = officer_named(work, "eu")
        assert eu is not None
        assert access.is_open_to(work, eu, NO_ITEM)
        for item in map(Item.kept, ("exhibit:1", "officer:1", "exhibit:", "exhibit")):
            assert access.subject_of(work, item) is None
            assert not access.is_open_to(work, eu, item)
            assert not access.may_see(work, eu, item)
