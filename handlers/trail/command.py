"""`/trail`: who did what to which item and when, for the observer, a data-protection supervisor.

`/trail`, `/trail R-7KM3QX`, `/trail spain`; with `export` before it the same as a CSV file.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from handlers.agencies import finding
from handlers.core.context import Context
from handlers.core.registry import command
from handlers.core.speech import says
from handlers.items import references
from handlers.vocabulary.languages import N_
from handlers.vocabulary.made_files import MadeFile
from handlers.vocabulary.text import Text, bold, dim, lines, text
from handlers.vocabulary.voice import Voice
from storage import items, trail
from storage.audit import AuditEntry, Tag
from storage.item import Item
from storage.people import Officer, Role
from storage.work import Work

_SHOWN = 20
_EXPORTED = 50_000  # entries of one file
_EXPORT = frozenset({"export", "导出"})
_COLUMNS = ("number", "at", "tag", "actor", "item", "detail")
Row = Sequence[Any]  # number, instant, tag, handle of who did it, reference, detail


@command(
    "trail",
    zh="审计",
    help=N_("Who did what to which item and when, never its content"),
    roles=frozenset({Role.OBSERVER}),
    arguments=N_("[export] [reference, or a person]"),
    group=N_("Supervision"),
    aliases=("audit", "审计记录"),
    is_lookup=True,
)
def show(ctx: Context, argument: str) -> None:
    first, _, rest = argument.strip().partition(" ")
    exports = first.casefold() in _EXPORT
    about = rest.strip() if exports else argument.strip()
    wanted = _wanted(ctx.work, about)
    if wanted is None:
        ctx.reply("trail.how")
        return
    tag = Tag.TRAIL_EXPORTED if exports else Tag.TRAIL_VIEWED
    ctx.work.audit(tag, ctx.officer.id, str(wanted.get("item", "")))
    ctx.reply("trail.exported" if exports else "trail.shown", wanted=wanted)


def _wanted(work: Work, about: str) -> Mapping[str, Any] | None:
    """None: neither a reference nor a person."""
    if not about:
        return {}
    typed, _ = references.split(about)
    if typed:
        item = items.item_called(work, references.normal(typed))
        return {"item": item} if item else None
    officer, rest = finding.split(work, about)
    return {"officer_id": officer.id} if officer is not None and not rest else None


def _rows(work: Work, wanted: Mapping[str, Any], most: int) -> list[Row]:
    found = trail.entries(work, most, **wanted)
    refs = items.references_of(work, list({Item.kept(one.item) for one in found})) if most == _SHOWN else {}
    people = work.by_id(Officer, {one.actor for one in found})
    return [_row(work, one, people, refs) for one in found]


def _row(work: Work, entry: AuditEntry, people: Mapping[int, Officer], refs: dict[Item, str]) -> Row:
    item = Item.kept(entry.item)
    if item and item not in refs:
        refs[item] = items.reference_of(work, item) or item
    officer = people.get(entry.actor or 0)
    who = officer.handle if officer is not None else ""
    return (entry.number, entry.at, str(entry.tag), who, refs.get(item, ""), entry.detail)


@says("trail.shown")
def _say_shown(voice: Voice, wanted: Mapping[str, Any]) -> Text:
    rows = _rows(voice.work, wanted, _SHOWN)
    head = bold(voice.n("The last entry of the trail", "The last %(count)s entries of the trail", len(rows)))
    return lines(head, *(_entry(voice, *row) for row in rows), voice.t("/trail export gives all as a file."))


def _entry(voice: Voice, number: int, at: Any, tag: str, who: str, ref: str, detail: Any) -> Text:
    more = " ".join(f"{name}={value}" for name, value in detail.items())
    said = " · ".join(filter(None, (who, ref, more)))
    return text(f"{number} ", dim(voice.when(at)), f" {tag}", dim(f" · {said}") if said else None)


def _file(voice: Voice, wanted: Mapping[str, Any]) -> Sequence[MadeFile]:
    written = io.StringIO()
    sheet = csv.writer(written)
    sheet.writerow(_COLUMNS)
    for number, at, tag, who, ref, detail in _rows(voice.work, wanted, _EXPORTED):
        sheet.writerow([number, at.isoformat(), tag, who, ref, json.dumps(detail, sort_keys=True)])
    return [MadeFile("trail.csv", "text/csv", written.getvalue().encode())]


@says("trail.exported", makes=_file)
def _say_exported(voice: Voice, wanted: Mapping[str, Any]) -> Text:  # noqa: ARG001 (its file wants it)
    return text(
        voice.t("The trail, newest first: at most %(count)s entries. It holds no content.", count=_EXPORTED)
    )


@says("trail.how")
def _say_how(voice: Voice) -> Text:
    return lines(voice.t("Write a reference, a person, or nothing:"), bold(voice.t("/trail R-7KM3QX")))
