"""status: where one item stands; without a reference, what is open for this officer. Rooms register here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handlers import access, paging, references
from handlers.chat import Button, Text, bold, dim, lines, paragraphs, text
from handlers.context import Context
from handlers.lang import N_, Voice
from handlers.paging import PAGE
from handlers.registry import EVERYONE, act, command
from handlers.speech import Params, says
from storage import items
from storage.people import Officer
from storage.work import Work


@dataclass(frozen=True)
class Kind:
    """What a room gives for its kind of item.

    `show` answers with where one stands. `open`: ids of what waits for this officer or for this officer's
    agency's partners, most pressing first. `line`: one line of a list, without content.
    """

    title: str
    show: Callable[[Context, int], None]
    open: Callable[[Work, Officer], Sequence[int]]
    line: Callable[[Voice, Officer, int], Text]


_kinds: dict[str, Kind] = {}


def kind(name: str, made: Kind) -> None:
    _kinds[name] = made


@command("status", zh="状态", help=N_("Where a clue or request stands, and what is open"), roles=EVERYONE,
         arguments=N_("[reference]"), group=N_("Clues"))  # fmt: skip
def status(ctx: Context, argument: str) -> None:
    if not argument:
        return _show_open(ctx)
    typed, _ = references.split(argument)
    item = references.find(ctx, typed or argument)
    return show(ctx, item) if item is not None else None


def show(ctx: Context, item: str) -> None:
    """Answer with where it stands; the caller has made sure that it may be seen."""
    name, row_id = access.parts(item)
    _kinds[name].show(ctx, row_id)


@act("status", EVERYONE)
def _press_status(ctx: Context) -> None:
    if ctx.offer is not None and access.may_see(ctx.work, ctx.officer, ctx.offer.item):
        show(ctx, ctx.offer.item)


@act("status.more", EVERYONE)
def _turn(ctx: Context) -> None:
    if ctx.offer is not None:
        _show_open(ctx, int(ctx.offer.params["start"]))


def _show_open(ctx: Context, wanted: int = 0) -> None:
    """A page shows the same part of every room's list."""
    found = {name: list(made.open(ctx.work, ctx.officer)) for name, made in _kinds.items()}
    longest = max(map(len, found.values()))
    start = paging.start_of(wanted, longest)
    page = {name: ids[start : start + PAGE] for name, ids in found.items()}
    shown = [access.key(name, row_id) for name, ids in page.items() for row_id in ids]
    turns = paging.turns("status.more", start, longest)
    counts = {name: len(ids) for name, ids in found.items()}
    ctx.reply(
        "status.open", *buttons(ctx, shown), *turns,
        open=page, start=start, counts=counts, reader=ctx.officer.id,
    )  # fmt: skip


def buttons(ctx: Context, listed: Sequence[str]) -> list[Button]:
    """One for each item of a list, named by its reference."""
    refs = items.references_of(ctx.work, list(listed))
    return [Button(refs[item], "status", item=item, group="") for item in listed if item in refs]


def listed(voice: Voice, officer: Officer, found: Sequence[str]) -> Text:
    """One line for each; what may not be seen any more is left out."""
    seen = [item for item in found if access.may_see(voice.work, officer, item)]
    return lines(*(_kinds[name].line(voice, officer, row_id) for name, row_id in map(access.parts, seen)))


@says("status.open")
def _say_open(voice: Voice, params: Params) -> Text:
    sections = [_section(voice, params, name, ids) for name, ids in params["open"].items() if ids]
    if not sections:
        return lines(voice.t("Nothing is open for you."), voice.t("/clue files a clue."))
    return paragraphs(*sections)


def _section(voice: Voice, params: Params, name: str, ids: Sequence[int]) -> Text:
    officer = voice.work.need(Officer, params["reader"])
    place = paging.place(voice, params["start"], len(ids), params["counts"][name])
    return lines(
        text(bold(voice.t(_kinds[name].title)), dim(f" · {place}") if place else None),
        listed(voice, officer, [access.key(name, row_id) for row_id in ids]),
    )
