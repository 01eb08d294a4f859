"""What stands on a button fits on a telephone: 20 characters at most, in both languages."""

import ast
import re
from collections.abc import Iterator

import pytest

from handlers.vocabulary.languages import LANGUAGES, tongue
from tests.house.files import ROOT

_FILLED = re.compile(r"%\(\w+\)s")
LONGEST = 20
# longer, for a shorter one would say less than it does
LONGER = {
    "Ask for acknowledgement": "a coordinator's, one in a row",
    "No acknowledgement needed": "a coordinator's, one in a row",
    "Change date or urgency": "names both things that it changes",
    "Give it back as a file": "what comes, and how",
    "Do not let it be seen": "the opposite of the button beside it, in its words",
    "Nobody is on them: send them": "what the sender declares by the press",
    "Not personal: send it": "what the sender declares by the press",
    "Only the official reference": "what goes out, and that nothing else does",
    "Open requests by country": "the title of what it opens",
}


def labels() -> Iterator[str]:
    """English texts of all buttons and of the moves that become buttons."""
    for path in ROOT.glob("handlers/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Button", "Move"}:
                for part in node.args:
                    yield from _marked(part)


def _marked(part: ast.expr) -> Iterator[str]:
    for node in ast.walk(part):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "N_":
            continue
        if isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_label_has_twenty_characters_at_most(language: str) -> None:
    said = {label: tongue(language).texts.get(label, label) for label in labels()}
    assert len(said) > 80
    long = {label for label, words in said.items() if len(_FILLED.sub("", words)) > LONGEST}
    assert sorted(long - LONGER.keys()) == []


def test_every_exception_is_one() -> None:
    assert sorted(label for label in LONGER if label not in set(labels()) or len(label) <= LONGEST) == []
