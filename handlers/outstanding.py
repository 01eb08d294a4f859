"""What is outstanding: what an officer's agency owes, and what it waits for; the oldest first, in pages.

A room adds its items by `@listed`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.chat import Button, Text, bold, dim, lines, paragraphs, text
from handlers.context import Context
from handlers.lang import N_, Voice
from handlers.registry import OFFICERS, act, command
from handlers.speech import Params, says
from storage import items
from storage.people import Agency, Officer, Role
from storage.work import Work

PAGE = 8


@dataclass(frozen=True)
class Line:
    """`mine`: this officer's agency owes it, to `agency_id`; otherwise it waits for `agency_id`.

    `state` is an English source text.
    """

    item: str
    mine: bool
    agency_id: int
    state: str
    since: datetime
    due_at: datetime | None = None


Lister = Callable[[Work, Officer], Sequence[Line]]
_listers: list[Lister] = []


def listed(lister: Lister) -> Lister:
    """Declare what a room's items add to the list."""
    _listers.append(lister)
    return lister


def lines_of(work: Work, officer: Officer) -> list[Line]:
    """Everything outstanding: what is owed goes first, the oldest first."""
    found = [line for lister in _listers for line in lister(work, officer)]
    return sorted(found, key=lambda line: (not line.mine, line.since))


@command("outstanding", zh="待办", help=N_("What I owe, and what I wait for"), roles=OFFICERS,
         group=N_("Requests"), aliases=("todo",))  # fmt: skip
def outstanding(ctx: Context, _argument: str) -> None:
    _page(ctx, 0)


@act("outstanding", OFFICERS)
def _turn(ctx: Context) -> None:
    if ctx.offer is not None:
        _page(ctx, int(ctx.offer.params["start"]))


def _page(ctx: Context, start: int) -> None:
    found = lines_of(ctx.work, ctx.officer)
    shown = found[start : start + PAGE]
    refs = items.references_of(ctx.work, [line.item for line in shown])
    buttons = [
        Button(refs[item], "status", item=item, group="")
        for item in dict.fromkeys(line.item for line in shown)
        if item in refs
    ]
    if start:
        buttons.append(Button(N_("Earlier"), "outstanding", params={"start": max(start - PAGE, 0)}))
    if start + PAGE < len(found):
        buttons.append(Button(N_("More"), "outstanding", params={"start": start + PAGE}))
    if ctx.officer.role is Role.COORDINATOR:
        buttons.append(Button(N_("Open requests by country"), "requests.overview", group=""))
    ctx.reply("outstanding", *buttons, reader=ctx.officer.id, start=start)


@says("outstanding")
def _say_outstanding(voice: Voice, params: Params) -> Text:
    officer = voice.work.need(Officer, params["reader"])
    found = lines_of(voice.work, officer)
    shown = found[params["start"] : params["start"] + PAGE]
    if not shown:
        return text(voice.t("Nothing is outstanding: you owe nothing, and you wait for nothing."))
    mine = [_line(voice, line) for line in shown if line.mine]
    theirs = [_line(voice, line) for line in shown if not line.mine]
    pages = (
        voice.t("%(first)s to %(last)s of %(count)s", first=params["start"] + 1,
                last=params["start"] + len(shown), count=len(found))
        if len(found) > PAGE else None
    )  # fmt: skip
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
