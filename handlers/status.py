"""status: where one item stands; without a reference, what is open for this officer. Rooms register here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handlers import access, references
from handlers.chat import Button, Text, bold, lines, paragraphs
from handlers.context import Context
from handlers.lang import N_, Voice
from handlers.registry import EVERYONE, act, command
from handlers.speech import Params, says
from storage import items
from storage.people import Officer
from storage.work import Work

PAGE = 8


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


def _show_open(ctx: Context) -> None:
    found = {name: list(made.open(ctx.work, ctx.officer)) for name, made in _kinds.items()}
    first = [access.key(name, row_id) for name, ids in found.items() for row_id in ids[:PAGE]]
    ctx.reply("status.open", *buttons(ctx, first), open=found, reader=ctx.officer.id)


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
    officer = voice.work.need(Officer, params["reader"])
    sections = [
        lines(bold(voice.t(_kinds[name].title)), _some(voice, officer, name, ids))
        for name, ids in params["open"].items()
        if ids
    ]
    if not sections:
        return lines(voice.t("Nothing is open for you."), voice.t("/clue files a clue."))
    return paragraphs(*sections)


def _some(voice: Voice, officer: Officer, name: str, ids: Sequence[int]) -> Text:
    more = len(ids) - PAGE
    return lines(
        listed(voice, officer, [access.key(name, row_id) for row_id in ids[:PAGE]]),
        voice.n("and %(count)s more", "and %(count)s more", more) if more > 0 else None,
    )
