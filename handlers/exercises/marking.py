"""EXERCISE in every line that comes of one; REAL over what reaches its players from outside meanwhile."""

from collections.abc import Iterator

from handlers.core.carried import Carried
from handlers.letters import headed
from handlers.vocabulary.text import Span, Text, bold, lines
from handlers.vocabulary.voice import Voice
from storage import drafts, exercises
from storage.outbox import Lane, Outgoing
from storage.people import Officer
from storage.work import Work

OURS = "exercise"  # what our kinds of messages, and our forms, begin with
TITLES: set[str] = set()  # of our forms


@headed.marks
def mark(work: Work, officer: Officer, voice: Voice, row: Outgoing, words: Text) -> Text:
    if _is_ours(work, officer, row):
        return on_each_line(voice.t("EXERCISE"), words)
    if _is_about_something(row) and exercises.concerns(work, officer.id) is not None:
        return lines(bold(voice.t("REAL · not part of the exercise")), words)
    return words


def _is_about_something(row: Outgoing) -> bool:
    """It came by itself, or tells of an item. What answers /help, or a setting, is taken for neither."""
    return row.lane is Lane.BULK or bool(row.item)


def _is_ours(work: Work, officer: Officer, row: Outgoing) -> bool:
    if row.kind.startswith(f"{OURS}."):
        return True
    if not row.kind.startswith("form."):
        return False
    params = row.params or {}
    named = params.get("form") or Carried.of(row).keeps.get("form")
    if named is None and "title" not in params:
        draft = drafts.draft_of(work, officer.id)
        named = draft.form if draft is not None else ""
    return str(named).startswith(f"{OURS}.") or params.get("title") in TITLES


def on_each_line(mark: str, words: Text) -> Text:
    """The same words, the mark before each line that says something."""
    return tuple(_marked(mark, words))


def _marked(mark: str, words: Text) -> Iterator[Span]:
    is_begun = False  # whether the line has its mark already
    for span in words:
        said = []
        for number, part in enumerate(span.text.split("\n")):
            is_begun = is_begun and not number
            said.append(part if is_begun or not part.strip() else f"{mark} · {part}")
            is_begun = is_begun or bool(part.strip())
        yield Span("\n".join(said), span.style)
