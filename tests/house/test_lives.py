"""The one table of each life: sound in itself, and as its page shows it."""

from enum import StrEnum

import pytest

from handlers import house
from handlers.items.life import LIVES, By, Life, Move
from tests.house import lives

assert house.ROOMS
ALL = [life for _, life in LIVES.in_order()]
MOVES = [(life, move) for life in ALL for move in life.moves]


def test_the_page_is_what_the_jobs_declare() -> None:
    assert lives.PAGE.read_text(encoding="utf-8") == lives.page(), "python -m tests.house.lives"


@pytest.mark.parametrize("life", ALL, ids=lambda life: life.name)
def test_every_state_has_a_name_and_can_be_reached(life: Life) -> None:
    first: StrEnum = next(iter(life.states))
    reached = {first, *(move.after for move in life.moves)}
    assert list(life.states) == list(type(first))
    assert reached >= set(life.states)


@pytest.mark.parametrize("life", ALL, ids=lambda life: life.name)
def test_each_move_has_a_name_of_its_own(life: Life) -> None:
    assert len(life.by_act) == len(life.moves)


@pytest.mark.parametrize(
    ("life", "move"), MOVES, ids=lambda one: getattr(one, "act", getattr(one, "name", ""))
)
def test_a_move_leads_to_another_state_or_says_what_it_was(life: Life, move: Move) -> None:
    assert move.before
    assert move.before <= set(life.states)
    assert move.after is None or move.after in life.states
    if move.by is By.HOUSE:
        assert not move.label
