"""Somebody of a second agency reads an entry before the others do: approves it, or sends it back with a
word."""

from collections.abc import Sequence
from typing import Any

from handlers.core import access, assumed_handling
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.core.speech import says
from handlers.forms.engine import begin
from handlers.forms.model import Field, Form, form
from handlers.items import references
from handlers.items.life import By
from handlers.library import entry as entries
from handlers.library import owning, shipped
from handlers.library.command import under_entry
from handlers.library.entry import Entry
from handlers.library.item import is_second, key
from handlers.library.life import LIFE
from handlers.screening import asking
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Piece, Text, bold, dim, lines, paragraphs, quote, said, text
from handlers.vocabulary.voice import Voice
from storage import people
from storage.item import Item
from storage.items import Happening
from storage.library import LibraryEntry
from storage.people import Agency, Officer, Role
from storage.work import Work


def ask(ctx: Context, entry: LibraryEntry) -> int:
    """The coordinators of other agencies, once; any officer of another agency finds it under /library, too.
    How many were asked."""
    asked = [one for one in _readers(ctx.work, entry) if one.role is Role.COORDINATOR]
    asked = asked or _readers(ctx.work, entry)
    buttons = LIFE.buttons(entry, By.ADDRESSEE)
    return ctx.tell_all(asked, "library.asked", *buttons, item=key(entry), entry=entry.id)


def _readers(work: Work, entry: LibraryEntry) -> list[Officer]:
    """Of other agencies, and not behind a closed corridor."""
    everybody = [*people.with_role(work, Role.COORDINATOR), *people.with_role(work, Role.OFFICER)]
    return [one for one in everybody if is_second(work, one, entry) and access.may_see(work, one, key(entry))]


@under_entry("approving")
def _under(ctx: Context, shown: Entry) -> Sequence[Button]:
    row = ctx.work.get(LibraryEntry, shown.item.id)
    may = row is not None and is_second(ctx.work, ctx.officer, row)
    return LIFE.buttons(row, By.ADDRESSEE) if row is not None and may else []


def _pressed(ctx: Context, entry_id: int, move: str) -> LibraryEntry | None:
    row = ctx.work.hold(LibraryEntry, entry_id)
    if LIFE.move(move).is_open(row) and is_second(ctx.work, ctx.officer, row):
        return row
    ctx.reply("library.settled", **references.about(ctx.work, key(row)), entry=row.id)
    return None


@act("library.approve", OFFICERS)
def _approve(ctx: Press) -> None:
    row = _pressed(ctx, ctx.offer.params["entry"], "approve")
    if row is None:
        return
    LIFE.take(ctx.work, ctx.officer.id, row, LIFE.move("approve"), key(row), agency_id=ctx.officer.agency_id)
    owning.end_replaced(ctx.work, ctx.officer.id, row)
    about = references.about(ctx.work, key(row), by=ctx.officer.agency_id)
    for owner in owning.owners(ctx.work, row):
        ctx.tell(owner, "library.approved", **about)
    ctx.reply("library.approved.done", **references.about(ctx.work, key(row)))


@act("library.send_back", OFFICERS)
def _press_send_back(ctx: Press) -> None:
    row = _pressed(ctx, ctx.offer.params["entry"], "send_back")
    if row is not None:
        ctx.keep_message()
        begin(ctx, WHY, item=key(row))


def _sent_back(ctx: Context, answers: dict[str, Any]) -> None:
    row = _pressed(ctx, Item.kept(answers["item"]).id, "send_back")
    if row is None or asking.asks(ctx, [answers["why"]], [row.agency_id], key(row)):
        return
    asking.note(ctx, key(row))
    happened = LIFE.take(
        ctx.work,
        ctx.officer.id,
        row,
        LIFE.move("send_back"),
        key(row),
        agency_id=ctx.officer.agency_id,
        words={"text": answers["why"]},
    )
    about = references.about(ctx.work, key(row), by=ctx.officer.agency_id, why=happened.id)
    buttons = LIFE.buttons(row, By.AUTHOR)
    for owner in owning.owners(ctx.work, row):
        ctx.tell(owner, "library.sent_back", *buttons, **about)
    ctx.reply("library.sent_back.done", **references.about(ctx.work, key(row)))


WHY = form(
    Form(
        "library.why",
        N_("Send an entry back"),
        (
            Field(
                "why",
                N_("Reason"),
                LIFE.move("send_back").asks,
                required=True,
                unknown=False,
                long=True,
            ),
        ),
        _sent_back,
        straight=True,
        handling=assumed_handling.by_item,
    )
)


def _points(voice: Voice, entry: LibraryEntry) -> Text:
    by = voice.agency(voice.work.need(Agency, entry.agency_id))
    return lines(voice.t("%(agency)s has written an entry for the library.", agency=by))


@says("library.asked", shows_content=True, points=_points)
def _say_asked(voice: Voice, entry: LibraryEntry) -> Text:
    shown = entries.of_row(entry)
    return paragraphs(
        lines(
            _points(voice, entry),
            voice.t("Somebody of a second agency reads it before the others. Is it right, and clear?"),
        ),
        *(_in(voice, shown, code) for code in shown.texts),
        lines(text(voice.t("Source: %(where)s", where=said(shown.source))), entries.marks(voice, shown)),
    )


def _in(voice: Voice, shown: Entry, code: str) -> Piece:
    kind = dim(voice.t(shipped.KINDS[shown.kind]))
    return lines(bold(shown.title_in(code)), kind, quote(shown.texts[code].text))


@says("library.approved")
def _say_approved(voice: Voice, ref: str, by: Agency) -> Text:
    return voice.rich(N_("%(agency)s has approved %(ref)s."), agency=voice.agency(by), ref=bold(ref))


@says("library.approved.done")
def _say_approved_done(voice: Voice, ref: str) -> Text:
    return voice.rich(N_("Thank you. %(ref)s is in the library."), ref=bold(ref))


@says("library.sent_back", shows_content=True)
def _say_sent_back(voice: Voice, ref: str, by: Agency, why: Happening) -> Text:
    return lines(
        voice.rich(N_("%(agency)s has sent %(ref)s back:"), agency=voice.agency(by), ref=bold(ref)),
        quote(str((why.words or {}).get("text", ""))),
    )


@says("library.sent_back.done")
def _say_sent_back_done(voice: Voice, ref: str) -> Text:
    return voice.rich(N_("%(ref)s is with its author again."), ref=bold(ref))


@says("library.settled")
def _say_settled(voice: Voice, ref: str, entry: LibraryEntry) -> Text:
    state = voice.t(LIFE.states[entry.state])
    return voice.rich(N_("The state of %(ref)s has changed: %(state)s."), ref=bold(ref), state=state)
