"""Items: what they are called, and that every column which holds one gives it back as one."""

import copy
import json
import pickle

import pytest
from sqlalchemy import inspect
from sqlmodel import SQLModel

from storage import schema
from storage.item import NO_ITEM, Item, ItemColumn


def test_its_kind_and_its_row_and_how_it_is_kept() -> None:
    clue = Item("clue", 12)
    assert (clue.kind, clue.id, clue) == ("clue", 12, "clue:12")
    assert json.loads(json.dumps(clue)) == "clue:12"
    assert Item.kept("clue:12") == clue
    assert not NO_ITEM


@pytest.mark.parametrize("kept", ["", "clue", "clue:", "clue:x", "clue:-1"])
def test_no_row_has_the_number_of_what_is_no_item(kept: str) -> None:
    assert Item.kept(kept).id == 0


def test_a_copy_is_the_same_item() -> None:
    clue = Item("clue", 12)
    for other in (copy.deepcopy(clue), pickle.loads(pickle.dumps(clue))):  # noqa: S301 (made a line before)
        assert (type(other), other) == (Item, clue)


def test_every_column_that_is_declared_as_an_item_gives_one_back() -> None:
    assert schema.ROOMS
    tables = [mapper.class_ for mapper in SQLModel._sa_registry.mappers]
    held = {
        (table, name): inspect(table).columns[name].type
        for table in tables
        for name, field in table.model_fields.items()
        if field.annotation is Item
    }
    assert len(held) >= 14
    assert [place for place, kept in held.items() if not isinstance(kept, ItemColumn)] == []
