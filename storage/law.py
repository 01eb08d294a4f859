"""What the network's coordinators know of the law between countries, line by line, from their file."""

from collections.abc import Iterable

from sqlmodel import Field, col, select

from storage.columns import CleanText, Json
from storage.rights import Guarded
from storage.work import Work


class LawLine(Guarded, table=True):
    """`between`: two places, as a corridor names them. `words`: by language. `checked`: an ISO date."""

    __bound__ = ("between", "topic", "words", "source", "checked", "is_brief")
    between: list[str] = Field(default_factory=list, sa_type=Json)
    topic: str
    words: dict[str, str] = Field(default_factory=dict, sa_type=Json)
    source: str = Field(sa_type=CleanText)
    checked: str
    is_brief: bool = False


def lines(work: Work) -> list[LawLine]:
    """In the order of their file; none where no file was taken in."""
    return work.all(select(LawLine).order_by(col(LawLine.id)))


def keep(work: Work, rows: Iterable[LawLine]) -> None:
    """These, and none of those before."""
    for before in lines(work):
        work.session.delete(before)
    work.session.flush()
    for row in rows:
        work.add(row)
