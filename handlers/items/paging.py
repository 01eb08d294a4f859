"""Lists in pages: what to press for the next one, and where one is."""

from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from handlers.vocabulary.voice import Voice

PAGE = 8


def start_of(wanted: int, count: int) -> int:
    """Where the page begins; the last one there is where the list has become shorter meanwhile."""
    return max(0, min(wanted, (count - 1) // PAGE * PAGE))


def turns(act: str, start: int, count: int) -> list[Button]:
    """`act` finds the next `start` in its offer's parameters."""
    buttons = []
    if start:
        buttons.append(Button(N_("Earlier"), act, params={"start": max(start - PAGE, 0)}))
    if start + PAGE < count:
        buttons.append(Button(N_("More"), act, params={"start": start + PAGE}))
    return buttons


def place(voice: Voice, start: int, shown: int, count: int) -> str | None:
    """None where one page holds all."""
    if count <= PAGE:
        return None
    return voice.t("%(first)s to %(last)s of %(count)s", first=start + 1, last=start + shown, count=count)
