"""Editing the message that filed a clue, or added to one, corrects those words; everybody who has it is told.

An edit never files anything, never takes a country away, and never counts twice. A deleted message offers to
withdraw the clue.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from handlers import places as gazetteer
from handlers.agencies import coverage
from handlers.clues import changing, own_view, referrals
from handlers.clues.filing import marked
from handlers.clues.form import ASSESSMENT
from handlers.core.context import Context
from handlers.core.registry import parse
from handlers.items import adding, expiry, references
from handlers.law import official_references
from handlers.law.typed_marks import Marks
from handlers.screening import asking, closed
from handlers.vocabulary.incoming import Kind
from storage import clues, items
from storage import expiry as end_dates
from storage.clues import Clue
from storage.item import Item
from storage.items import Happening


def message_changed(ctx: Context) -> bool:
    """An edit or deletion of a message that filed a clue or added to one."""
    entry = items.happening_with(ctx.work, ctx.changed_event)
    if entry is None or entry.item.kind != "clue" or entry.officer_id != ctx.officer.id:
        return False
    clue_id = entry.item.id
    clue = changing.standing(ctx, ctx.work.need(Clue, clue_id))
    if clue is None:
        return True
    if ctx.incoming.kind is Kind.DELETE:
        changing.offer_withdrawal(ctx, clue, "clue.deleted")
    elif entry.act == "file":
        _correct(ctx, clue, alone=bool(entry.detail.get("alone")))
    else:
        _correct_addition(ctx, clue, entry)
    return True


@dataclass(frozen=True)
class _Edit:
    """What the edited line says now. `until`: how long it may be used, where that is said."""

    codes: list[str]
    text: str
    view: str
    marks: Marks
    until: datetime | None


def _as_edited(ctx: Context, clue: Clue, alone: bool) -> _Edit | None:
    """None: it does not say the same countries and a text any more. `alone`: its message held no country."""
    parsed = parse(ctx.incoming.text)
    marks, words = marked(parsed[1] if parsed else ctx.incoming.text)
    found = None if alone else gazetteer.split(words)
    codes = [*clue.countries] if found is None else [place.iso for place in found.places]
    marks, told = marked(words if found is None else found.rest, marks)
    until, told = expiry.read(ctx, told)
    told, view = own_view.split(told)
    unclear = found is not None and found.unclear is not None
    if unclear or not told or {*clue.countries} - {*codes} or (parsed and parsed[0].name != "clue"):
        return None
    return _Edit(codes, told, view, marks, until)


def _correct(ctx: Context, clue: Clue, alone: bool) -> None:
    item = Item("clue", clue.id)
    if (edit := _as_edited(ctx, clue, alone)) is None:
        ctx.reply("clue.edit_unclear", **references.about(ctx.work, item))
        return
    routes = coverage.routes(ctx.work, edit.codes, clue.agency_id)
    if asking.asks(ctx, [edit.text, edit.view], {*changing.holders(ctx, clue), *routes.to}, item):
        return
    asking.note(ctx, item)
    before = clue.text
    if not _take_over(ctx, clue, edit):
        ctx.reply("clue.unchanged", **references.about(ctx.work, item))
        return
    had = {referral.agency_id for referral in clues.referrals_of(ctx.work, clue.id)}
    changing.corrected(ctx, clue, "correct", before)
    for agency, way in routes.to.values():
        if agency.id not in had:
            referrals.refer(ctx, clue, agency, way)
    closed.tell(ctx, routes.closed)


def _take_over(ctx: Context, clue: Clue, edit: _Edit) -> bool:
    """Whether the edit changes anything."""
    item = Item("clue", clue.id)
    is_stricter = changing.mark(ctx, clue, edit.marks, edit.text)
    details = {**clue.details, **({ASSESSMENT.name: edit.view} if edit.view else {})}
    urgency, before = clue.urgency or edit.marks.get("urgency", ""), end_dates.of(ctx.work, item)
    is_moved = edit.until is not None and (before is None or before.until != edit.until)
    is_same = (clue.text, clue.countries, clue.details, clue.urgency) == (
        edit.text,
        edit.codes,
        details,
        urgency,
    )
    if is_same and not is_stricter and not is_moved:
        return False
    clue.text, clue.countries, clue.details, clue.urgency = edit.text, edit.codes, details, urgency
    clue.official_reference = official_references.find(edit.text) or clue.official_reference
    if is_moved:
        expiry.keep(ctx, item, edit.until)
    return True


def _correct_addition(ctx: Context, clue: Clue, entry: Happening) -> None:
    mark = partial(changing.mark, ctx, clue)
    if adding.correct(ctx, entry, changing.holders(ctx, clue), mark, "clue.unchanged"):
        changing.tell_corrected(ctx, clue, "clue.added.corrected", entry.id)
