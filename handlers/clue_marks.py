"""What may stand before the text of a one-line clue: "TLP:GREEN H1+H2 B2 Three women …"."""

import re
from typing import Any

_TLP = re.compile(r"TLP\s*[:：]?\s*(CLEAR|GREEN|AMBER\s*\+\s*STRICT|AMBER|RED)(?![\w+])", re.IGNORECASE)
_HANDLING = re.compile(r"(H[0-3](?:\s*[+,]\s*H[0-3])*)(?!\w)", re.IGNORECASE)
_GRADING = re.compile(r"([ABCX])([1-4])(?!\w)", re.IGNORECASE)
_GAP = re.compile(r"[\s,，;；:：.。·|-]+")


def read(text: str) -> tuple[dict[str, Any], str]:
    """The answers that the marks give (`tlp`, `handling`, `source`, `information`), and the text behind them.

    A grading counts only behind another mark: "A4" alone is more often paper than praise.
    """
    answers: dict[str, Any] = {}
    while True:
        found = _one(text, bool(answers))
        if found is None:
            return answers, text
        mark, end = found
        answers.update(mark)
        gap = _GAP.match(text, end)
        text = text[gap.end() if gap else end :]


def _one(text: str, has_marks: bool) -> tuple[dict[str, Any], int] | None:
    if tlp := _TLP.match(text):
        return {"tlp": re.sub(r"\s", "", tlp[1]).upper()}, tlp.end()
    if handling := _HANDLING.match(text):
        codes = sorted({code.upper() for code in re.findall(r"[Hh][0-3]", handling[1])})
        return {"handling": codes}, handling.end()
    if has_marks and (grading := _GRADING.match(text)):
        return {"source": grading[1].upper(), "information": grading[2]}, grading.end()
    return None
