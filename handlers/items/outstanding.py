"""What is outstanding: what an officer's agency owes, and what it waits for; the oldest first, in pages.

A room adds its items by `@listed`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from handlers.core import access
from handlers.core.context import Context, Press
from handlers.core.params import Params
from handlers.core.registry import OFFICERS, act, command
from handlers.core.speech import says
from handlers.items import paging
from handlers.items.paging import PAGE
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, dim, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import items
from storage.item import Item
from storage.people import Agency, Officer, Role
from storage.work import Work


@dataclass(frozen=True)
class Line:
    """`mine`: this officer's agency owes it, to `agency_id`; otherwise it waits for `agency_id`.

    `state` is an English source text.
    """

    item: Item
    mine: bool
    agency_id: int
    state: str
    since: datetime
    due_at: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """For the outbox."""
        due = self.due_at.isoformat() if self.due_at else None
        return {**vars(self), "since": self.since.isoformat(), "due_at": due}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        due = datetime.fromisoformat(said["due_at"]) if said["due_at"] else None
        since = datetime.fromisoformat(said["since"])
        return cls(**{**said, "item": Item.kept(said["item"]), "since": since, "due_at": due})


Lister = Callable[[Work, Officer], Sequence[Line]]
_listers: list[Lister] = []


def listed(lister: Lister) -> Lister:
    """Declare what a room's items add to the list."""
    _listers.append(lister)
    return lister


def lines_of(work: Work, officer: Officer) -> list[Line]:
    """Everything outstanding: what is owed goes first, the oldest first."""
    listed = [line for lister in _listers for line in lister(work, officer)]
    found = [line for line in listed if access.may_see(work, officer, line.item)]
    return sorted(found, key=lambda line: (not line.mine, line.since))


@command(
    "outstanding",
    zh="待办",
    help=N_("What I owe, and what I wait for"),
    roles=OFFICERS,
    group=N_("Requests"),
    aliases=("todo",),
    shows="outstanding",
)
def outstanding(ctx: Context, _argument: str) -> None:
    _page(ctx, 0)


@act("outstanding", OFFICERS)
def _turn(ctx: Press) -> None:
    _page(ctx, int(ctx.offer.params["start"]))


def _page(ctx: Context, wanted: int) -> None:
    found = lines_of(ctx.work, ctx.officer)
    start = paging.start_of(wanted, len(found))
    shown = found[start : start + PAGE]
    refs = items.references_of(ctx.work, [line.item for line in shown])
    buttons = [
        Button(refs[item], "status", item=item, group="")
        for item in dict.fromkeys(line.item for line in shown)
        if item in refs
    ]
    buttons += paging.turns("outstanding", start, len(found))
    if ctx.officer.role is Role.COORDINATOR:
        buttons.append(Button(N_("Open requests by country"), "requests.overview", group=""))
    listed = [line.to_json() for line in shown]
    ctx.reply("outstanding", *buttons, reader=ctx.officer.id, start=start, count=len(found), listed=listed)


@says("outstanding")
def _say_outstanding(voice: Voice, reader: Officer, start: int, count: int, listed: Sequence[Params]) -> Text:
    rows = [Line.from_json(line) for line in listed]
    shown = [line for line in rows if access.may_see(voice.work, reader, line.item)]
    if not shown:
        return text(voice.t("Nothing is outstanding: you owe nothing, and you wait for nothing."))
    mine = [_line(voice, line) for line in shown if line.mine]
    theirs = [_line(voice, line) for line in shown if not line.mine]
    pages = paging.place(voice, start, len(rows), count)
    return paragraphs(
        lines(bold(voice.t("You owe")), *mine) if mine else None,
        lines(bold(voice.t("You wait for")), *theirs) if theirs else None,
        dim(pages) if pages else None,
    )


def _line(voice: Voice, line: Line) -> Text:
    return text(
        bold(items.reference_of(voice.work, line.item)),
        f" {voice.t(line.state)} · ",
        voice.agency(voice.work.need(Agency, line.agency_id)),
        f" · {voice.ago(line.since)}",
        _due(voice, line.due_at),
    )


def _due(voice: Voice, due: datetime | None) -> str | None:
    if due is None:
        return None
    if due <= voice.now:
        return " · " + voice.t("overdue by %(length)s", length=voice.duration(voice.now - due))
    return " · " + voice.t("due %(time)s", time=voice.when(due, deadline=True))
