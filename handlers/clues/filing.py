"""Filing a clue, and telling those it goes to."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers import places as gazetteer
from handlers.absence import asking_first
from handlers.agencies import coverage, offering
from handlers.clues import own_view, referrals, with_nobody
from handlers.clues import words as clue_words
from handlers.clues.form import (
    ASSESSMENT,
    COLUMN_FIELDS,
    COUNTRIES,
    DEFAULTS,
    DETAIL_FIELDS,
    TEXT,
    as_list,
    columns,
    remark,
)
from handlers.core import assumed_handling
from handlers.core.context import Context
from handlers.core.speech import says
from handlers.forms import engine
from handlers.forms import model as form_model
from handlers.forms.model import WrongError
from handlers.items import expiry, references, sharing
from handlers.items.files import claim_files
from handlers.law import official_references, typed_marks
from handlers.law.directive import NORMAL
from handlers.law.typed_marks import Marks
from handlers.matching import offering as comparing
from handlers.rooms import opening
from handlers.screening import asking, closed, tender
from handlers.screening import files as screened_files
from handlers.screening.looking import words_of
from handlers.vocabulary.incoming import Kind
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import UNKNOWN, Button, Text, bold, dim, lines, paragraphs
from handlers.vocabulary.voice import Voice
from storage import clues, items
from storage.audit import Tag
from storage.clues import Clue, Way
from storage.item import Item
from storage.people import Agency


def begin_or_file(ctx: Context, places: Sequence[str], words: str, marks: Marks) -> None:
    """What is complete is filed at once; otherwise the form asks for what is missing."""
    answers = answers_from(places, words, marks)
    is_edit = ctx.incoming.kind is Kind.EDIT  # it changes what is open, and sends nothing by itself
    complete = places and not is_edit and ("text" in answers or ctx.files)
    if complete and not any(f.is_asked(answers) and f.name not in answers for f in COLUMN_FIELDS):
        _file(ctx, {**answers, "files": list(ctx.files)})
    else:
        is_unnamed = "text" in answers and not places
        engine.begin(
            ctx, FORM, answers, wrong={"countries": _unnamed(answers["text"])} if is_unnamed else None
        )


def _unnamed(told: str) -> WrongError:
    """No country at its head: those that the text names are asked about, and any other can be typed."""
    named = [offering.country(place.iso) for place in gazetteer.mentioned(told)[:2]]
    if named:
        return WrongError(N_("What you wrote is kept. Is this the country?"), named)
    return WrongError(N_("I find no country in that. What you wrote is kept."))


def marked(typed: str, before: Mapping[str, Any] | None = None) -> tuple[Marks, str]:
    """How a text says that it is to be handled, urgency among it, besides what was said `before`."""
    marks, words = typed_marks.read(typed)
    urgency, words = typed_marks.urgency(words)
    before = before or {}
    urgent = urgency if urgency != NORMAL else before.get("urgency", "")
    return typed_marks.strictest(before, marks) | ({"urgency": urgent} if urgent else {}), words


def answers_from(places: Sequence[str], words: str, marks: Marks | None = None) -> dict[str, Any]:
    answers, told = marked(words, marks)
    if places:
        answers["countries"] = UNKNOWN if list(places) == [UNKNOWN] else list(places)
    if (reference := official_references.find(told)) is not None:
        answers["official"] = reference
    facts, view = own_view.split(told)
    return answers | {name: said for name, said in (("text", facts), (ASSESSMENT.name, view)) if said}


def _file(ctx: Context, answers: Mapping[str, Any]) -> None:
    values = {"text": "", "is_personal": False, **columns(answers)}
    until = _end_date(ctx, values)
    routes = coverage.routes(ctx.work, values["countries"], ctx.officer.agency_id)
    if asking.asks(ctx, words_of(answers), routes.to, is_personal=values["is_personal"]):
        return
    if asking_first.asks(ctx, routes.to, words_of(answers), values["is_personal"]):
        return
    for agency_id in ctx.also_to or ():
        routes.put(ctx.work.need(Agency, agency_id), Way.DIRECT)
    said = values.get("tlp", DEFAULTS["tlp"])
    values["tlp"] = tender.raised(words_of(answers), said, ctx.now, is_personal=values["is_personal"])
    filed = ctx.work.add(
        Clue(author_id=ctx.officer.id, agency_id=ctx.officer.agency_id, made_at=ctx.now, **values)
    )
    item = Item("clue", filed.id)
    items.new_reference(ctx.work, "C", item)
    files = claim_files(ctx, item, list(answers.get("files", [])))
    ctx.files.clear()
    asking.note(ctx, item)
    alone = {"alone": True} if engine.was_typed_alone(answers) else {}
    items.note(
        ctx.work, item, "file", ctx.officer.id, agency_id=filed.agency_id, event=ctx.event, detail=alone
    )
    ctx.work.audit(Tag.CLUE_FILED, ctx.officer.id, item)
    if until is not None:
        expiry.keep(ctx, item, until)
    sharing.give(ctx.work, item, filed.agency_id)
    for agency, way in routes.to.values():
        referrals.refer(ctx, filed, agency, way)
    buttons = [
        *with_nobody.ways_on(ctx.work, filed, routes),
        Button(N_("Add details"), "clue.details", item=item, group=""),
        *opening.buttons(ctx.rules, item),
        comparing.SHOWING,
        Button(N_("Withdraw"), "clue.withdraw", item=item, group=""),
    ]
    told = {"clue": filed.id, "uncovered": routes.uncovered, "raised": values["tlp"] != said}
    ctx.reply("clue.filed", *buttons, **references.about(ctx.work, item), **told)
    screened_files.tell(ctx, item, files, routes.to)
    closed.tell(ctx, routes.closed)
    comparing.offer(ctx, item)


def _end_date(ctx: Context, values: dict[str, Any]) -> datetime | None:
    """As the last sentence says it, which is taken out."""
    until, values["text"] = expiry.read(ctx, values["text"])
    details = values.get("details", {})
    if until is None and (view := details.get(ASSESSMENT.name)):
        until, view = expiry.read(ctx, view)
        values["details"] = {**details, ASSESSMENT.name: view}
    return until


def _goes_to(ctx: Context, answers: Mapping[str, Any]) -> Iterable[int]:
    return coverage.routes(ctx.work, as_list(answers.get("countries")), ctx.officer.agency_id).to


FORM = form_model.form(
    form_model.Form(
        "clue",
        N_("New clue"),
        (COUNTRIES, TEXT, *COLUMN_FIELDS, *DETAIL_FIELDS),
        _file,
        confirm=N_("File it"),
        takes_files=True,
        check=remark,
        handling=assumed_handling.by_marks,
        goes_to=_goes_to,
    )
)


@says("clue.filed", took=True)
def _say_filed(voice: Voice, clue: Clue, uncovered: Sequence[str], ref: str, raised: bool = False) -> Text:
    sent = clues.referrals_of(voice.work, clue.id)
    direct = [clue_words.agency(voice, one.agency_id) for one in sent if one.way is not Way.COPY]
    copied = [clue_words.agency(voice, one.agency_id) for one in sent if one.way is Way.COPY]
    return paragraphs(
        lines(
            voice.rich(N_("Clue %(ref)s is filed."), ref=bold(ref)),
            voice.t("Sent to: %(agencies)s.", agencies=voice.listed(direct)) if direct else None,
            voice.t("In copy: %(agencies)s.", agencies=voice.listed(copied)) if copied else None,
        ),
        expiry.said(voice, Item("clue", clue.id)),
        dim(tender.said(voice, clue.tlp)) if raised else None,
        with_nobody.said(voice, clue, uncovered),
    )
