"""Who keeps an entry right: its author; where that one is gone, whoever acts for the agency."""

from collections.abc import Sequence

from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.core.speech import says
from handlers.items import references
from handlers.items.life import By
from handlers.library.command import under_entry
from handlers.library.entry import Entry
from handlers.library.item import key
from handlers.library.life import LIFE
from handlers.vocabulary.languages import LANGUAGES, N_
from handlers.vocabulary.text import Button, Label, Text, bold
from handlers.vocabulary.voice import Voice
from storage import people
from storage.library import EntryState, LibraryEntry
from storage.people import Officer, Role, State
from storage.work import Work


def may_change(ctx: Context, entry: LibraryEntry) -> bool:
    """Whether it is still there, and this person's agency's."""
    return bool(entry.texts) and ctx.may_act_for(entry.agency_id)


def owners(work: Work, entry: LibraryEntry) -> list[Officer]:
    """Who is asked about it: its author, else its agency, else the coordinators."""
    author = work.get(Officer, entry.author_id)
    if author is not None and author.state is State.ACTIVE:
        return [author]
    return people.officers_of(work, [entry.agency_id]) or people.with_role(work, Role.COORDINATOR)


@under_entry("own")
def _under(ctx: Context, shown: Entry) -> Sequence[Button]:
    row = ctx.work.get(LibraryEntry, shown.item.id)
    if row is None or not may_change(ctx, row):
        return []
    return [*LIFE.buttons(row, By.AUTHOR), *_missing(row)]


def _missing(row: LibraryEntry) -> list[Button]:
    """The languages in which nothing of it is written yet."""
    return [
        Button(
            Label(N_("Add %(language)s"), {"language": name}),
            "library.translate",
            params={"entry": row.id, "language": code},
        )
        for code, name in LANGUAGES.items()
        if code not in row.texts
    ]


def pressed(ctx: Press, move: str) -> LibraryEntry | None:
    """The entry of the pressed button, where its owner may do that now; else the person is told."""
    row = ctx.work.hold(LibraryEntry, ctx.offer.params["entry"])
    if LIFE.move(move).is_open(row) and may_change(ctx, row):
        return row
    ctx.reply("library.gone")
    return None


@act("library.keep", OFFICERS)
def _keep(ctx: Press) -> None:
    if (row := pressed(ctx, "keep")) is not None:
        LIFE.take(ctx.work, ctx.officer.id, row, LIFE.move("keep"), key(row))
        ctx.reply("library.kept", **references.about(ctx.work, key(row)))


@act("library.withdraw", OFFICERS)
def _ask_withdraw(ctx: Press) -> None:
    """It cannot be taken back: its text goes."""
    if (row := pressed(ctx, "withdraw")) is not None:
        yes = Button(N_("Withdraw it"), "library.withdraw.yes", params={"entry": row.id})
        ctx.reply("library.ask_withdraw", yes, **references.about(ctx.work, key(row)))


@act("library.withdraw.yes", OFFICERS)
def _withdraw(ctx: Press) -> None:
    if (row := pressed(ctx, "withdraw")) is not None:
        LIFE.take(ctx.work, ctx.officer.id, row, LIFE.move("withdraw"), key(row))
        ctx.reply("library.withdrawn", **references.about(ctx.work, key(row)))


def end_replaced(work: Work, by: int, entry: LibraryEntry) -> None:
    """The one in whose place this one comes is in the library no more."""
    before = work.get(LibraryEntry, entry.replaces_id)
    if before is not None and before.state is EntryState.PUBLISHED:
        LIFE.take(work, by, before, LIFE.move("replace"), key(before))


@says("library.kept")
def _say_kept(voice: Voice, ref: str) -> Text:
    return voice.rich(N_("Thank you. %(ref)s is marked as checked today."), ref=bold(ref))


@says("library.ask_withdraw")
def _say_ask_withdraw(voice: Voice, ref: str) -> Text:
    return voice.rich(N_("Take %(ref)s out of the library? Its text is erased."), ref=bold(ref))


@says("library.withdrawn")
def _say_withdrawn(voice: Voice, ref: str) -> Text:
    return voice.rich(N_("%(ref)s is out of the library, and its text is erased."), ref=bold(ref))
