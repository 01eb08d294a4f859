"""`python -m tests.house.lives`: write docs/lives.md anew, from what the jobs declare."""

import re
from collections.abc import Iterable
from pathlib import Path

from handlers import house
from handlers.items.life import LIVES, By, Life, Move

PAGE = Path(__file__).parents[2] / "docs" / "lives.md"
_HEAD = """# The lives of what goes back and forth

Written by `python -m tests.house.lives` from the `life` of clues, requests and notices; a test compares.
Buttons, what may still be done, the history and the trail follow from the same rows. "Asked": what has to be
said with the move. "Afterwards": what the same side may still do about it.
"""
_TITLES = {
    "referral": "A clue at one agency",
    "addressee": "A request at one agency",
    "notice": "A notice",
    "library": "An entry of the library; who has it: any other agency",
}
_NAMES = re.compile(r"%\((\w+)\)s")
_BY = {
    By.AUTHOR: "who wrote it",
    By.ADDRESSEE: "who has it",
    By.COORDINATOR: "a coordinator",
    By.SECOND: "a second coordinator",
    By.HOUSE: "the bot",
}


def page() -> str:
    assert house.ROOMS
    return "\n".join([_HEAD, *(part for _, life in LIVES.in_order() for part in _section(life))])


def _section(life: Life) -> Iterable[str]:
    yield f"## {_TITLES[life.name]}\n"
    yield "| move | whose | from | to | asked | told the others | afterwards |"
    yield "|---|---|---|---|---|---|---|"
    yield from (_row(life, move) for move in life.moves)
    yield ""


def _row(life: Life, move: Move) -> str:
    before = ", ".join(life.states[state] for state in life.states if state in move.before)
    after = life.states[move.after] if move.after is not None else "(stays)"
    afterwards = ", ".join(f"`{one.act}`" for one in life.next(move)) or "–"
    cells = (
        f"`{move.act}`",
        _BY[move.by],
        before,
        after,
        move.asks or "–",
        _NAMES.sub(r"\1", move.told) or "–",
        afterwards,
    )
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
