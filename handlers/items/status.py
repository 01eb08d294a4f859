"""status: where one item stands; without a reference, what is open for this officer. Rooms register here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.core import access
from handlers.core.access import Verdict
from handlers.core.context import Context, Press
from handlers.core.declared import Declared
from handlers.core.registry import EVERYONE, act, command
from handlers.core.speech import says, when_shown
from handlers.items import erased, looked_at, paging, references
from handlers.items.paging import PAGE
from handlers.law.handling import NOTHING
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, dim, lines, paragraphs, said, text
from handlers.vocabulary.typed_line import one_line
from handlers.vocabulary.voice import Voice
from storage import items, people
from storage.audit import Tag
from storage.item import Item
from storage.outbox import Outgoing
from storage.people import Officer
from storage.work import Work

_BEGINNING = 38  # characters of a text: one line of a phone


@dataclass(frozen=True)
class Kind:
    """What a room gives for its kind of item.

    `show` answers with where one stands. `open`: ids of what waits for this officer or for this officer's
    agency's partners, most pressing first. `line`: one line of a list, without content. `words`: how its text
    begins, for where that may be shown.
    """

    title: str
    show: Callable[[Context, int], None]
    open: Callable[[Work, Officer], Sequence[int]]
    line: Callable[[Voice, Officer, int], Text]
    words: Callable[[Work, int], str] = lambda _work, _row_id: ""


_kinds: Declared[Kind] = Declared()


def kind(name: str, made: Kind) -> None:
    _kinds.add(made, name)


@command(
    "status",
    zh="状态",
    help=N_("Where a clue or request stands, and what is open"),
    roles=EVERYONE,
    arguments=N_("[reference]"),
    fits=lambda _ctx, rest: bool(references.split(rest)[0]),
    group=N_("Clues"),
    about_reply="",
    shows="status.open",
)
def status(ctx: Context, argument: str) -> None:
    if not argument:
        _show_open(ctx)
        return
    typed, ctx.unused = references.split(argument)
    item = references.find(ctx, typed or argument)
    if item is not None and looked_at.is_asked(ctx.unused):
        ctx.unused = ""
        looked_at.show(ctx, item)
    elif item is not None:
        show(ctx, item)


def show(ctx: Context, item: Item) -> None:
    """Answer with where it stands; the caller has made sure that it may be seen."""
    if not (erased.tell(ctx, item) or looked_at.asks_why(ctx, item)):
        _show(ctx, item)


def _show(ctx: Context, item: Item) -> None:
    _kinds[item.kind].show(ctx, item.id)


@act("status", EVERYONE)
def _press_status(ctx: Press) -> None:
    if ctx.offer.params.get("keep"):
        ctx.keep_message()
    if access.may_see(ctx.work, ctx.officer, ctx.offer.item):
        show(ctx, ctx.offer.item)


@act("look.because", EVERYONE)
def _press_because(ctx: Press) -> None:
    """Why somebody looks at what was not addressed to him or her."""
    item, why = ctx.offer.item, ctx.offer.params["why"]
    if access.may_see(ctx.work, ctx.officer, item):
        ctx.work.audit(Tag.LOOK_EXPLAINED, ctx.officer.id, item, why=why)
        _show(ctx, item)


@act("status.more", EVERYONE)
def _turn(ctx: Press) -> None:
    _show_open(ctx, int(ctx.offer.params["start"]))


def _show_open(ctx: Context, wanted: int = 0) -> None:
    """A page shows the same part of every room's list."""
    found = {name: _seen(ctx, name, made.open(ctx.work, ctx.officer)) for name, made in _kinds.in_order()}
    longest = max(map(len, found.values()))
    start = paging.start_of(wanted, longest)
    page = {name: ids[start : start + PAGE] for name, ids in found.items()}
    shown = [Item(name, row_id) for name, ids in page.items() for row_id in ids]
    turns = paging.turns("status.more", start, longest)
    counts = {name: len(ids) for name, ids in found.items()}
    ctx.reply(
        "status.open",
        *buttons(ctx, shown),
        *turns,
        listed=page,
        start=start,
        counts=counts,
        reader=ctx.officer.id,
        begun=[item for item in shown if _may_begin(ctx, item)],
    )


def _may_begin(ctx: Context, item: Item) -> bool:
    """Whether its first words may be said here, now."""
    ceiling = ctx.rules.ceilings.get(ctx.account.channel, NOTHING)
    verdict = access.decide(ctx.work, ctx.officer, ctx.account, ceiling, item, ctx.rules)
    return verdict is Verdict.SHOW


@when_shown("status.open")
def _was_begun(work: Work, officer: Officer, row: Outgoing) -> None:
    """Who reads how somebody else's text begins has looked at it."""
    mine = people.agencies_of(work, officer)
    for item in map(Item.kept, (row.params or {}).get("begun", ())):
        subject = access.subject_of(work, item)
        if subject is not None and subject.origin not in mine:
            work.audit(Tag.SENT, officer.id, item, channel=row.channel or "", kind=row.kind)


def _seen(ctx: Context, name: str, ids: Sequence[int]) -> list[int]:
    seen = access.only_seen(ctx.work, ctx.officer, (Item(name, row_id) for row_id in ids))
    return [item.id for item in seen]


def buttons(ctx: Context, listed: Sequence[Item]) -> list[Button]:
    """One for each item of a list that this officer may see, named by its reference."""
    seen = access.only_seen(ctx.work, ctx.officer, listed)
    refs = items.references_of(ctx.work, seen)
    return [Button(refs[item], "status", item=item, group="") for item in seen if item in refs]


def visible(voice: Voice, officer: Officer, found: Sequence[Item]) -> list[Item]:
    """Those that exist for this officer, now."""
    return access.only_seen(voice.work, officer, found)


def shown(voice: Voice, officer: Officer, found: Sequence[Item]) -> Text:
    """One line for each; what may not be seen any more is left out."""
    seen = visible(voice, officer, found)
    return lines(*(_kinds[item.kind].line(voice, officer, item.id) for item in seen))


@says("status.open", in_part=True)
def _say_open(
    voice: Voice,
    listed: Mapping[str, Sequence[int]],
    reader: Officer,
    start: int,
    counts: Mapping[str, Any],
    begun: Sequence[str] = (),
) -> Text:
    sections = [
        _section(voice, reader, paging.place(voice, start, len(ids), counts[name]), name, ids, begun)
        for name, ids in listed.items()
        if ids
    ]
    if not sections:
        return lines(voice.t("Nothing is open for you."), voice.t("/clue files a clue."))
    return paragraphs(*sections)


def _section(
    voice: Voice, reader: Officer, place: str | None, name: str, ids: Sequence[int], begun: Sequence[str]
) -> Text:
    found = [Item(name, row_id) for row_id in ids]
    rows = [
        lines(shown(voice, reader, [item]), _beginning(voice, reader, item) if item in begun else None)
        for item in found
    ]
    return lines(text(bold(voice.t(_kinds[name].title)), dim(f" · {place}") if place else None), *rows)


def _beginning(voice: Voice, reader: Officer, item: Item) -> Text | None:
    """How its text begins, where that may be shown."""
    subject = access.subject_of(voice.work, item) if access.may_see(voice.work, reader, item) else None
    if subject is None or not voice.holds(subject.handling):
        return None
    words = one_line(_kinds[item.kind].words(voice.work, item.id))
    return text(said(words if len(words) <= _BEGINNING else words[: _BEGINNING - 1] + "…")) if words else None
