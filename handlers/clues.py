"""Clues: filed in one line or by the guided form, and referred to whoever covers the country."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers import (
    access,
    again,
    clue_changes,
    clue_desk,
    clue_lists,
    clue_marks,
    clue_texts,
    countries,
    form_typed,
    forms,
    official,
    onward,
    references,
    referrals,
    routing,
    status,
)
from handlers.access import Handling, Subject, Tlp
from handlers.chat import Button, Text, bold, lines, paragraphs
from handlers.clue_form import COLUMN_FIELDS, COUNTRIES, DETAIL_FIELDS, TEXT, columns, remark
from handlers.context import Context
from handlers.forms import WrongError
from handlers.lang import N_, Voice
from handlers.places.model import Split
from handlers.reception import claim_files
from handlers.registry import OFFICERS, act, command
from handlers.speech import Params, says
from storage import clues, items, people
from storage.audit import Tag
from storage.clues import Clue, Filter, Way
from storage.people import Agency, Officer
from storage.work import Work

_REMEMBERED = 300  # of the newest: those a mistyped reference is compared with


@access.handled_by("clue")
def _subject(work: Work, clue_id: int) -> Subject | None:
    clue = work.get(Clue, clue_id)
    if clue is None:
        return None

    def sees(work: Work, officer: Officer) -> bool:
        mine = people.agencies_of(work, officer)
        return clue.agency_id in mine or any(r.agency_id in mine for r in clues.referrals_of(work, clue_id))

    return Subject(Handling(Tlp(clue.tlp), clue.is_personal), sees)


@references.visible
def _visible(work: Work, officer: Officer) -> list[str]:
    newest = clues.listed(work, people.agencies_of(work, officer), Filter(), _REMEMBERED)
    return [access.key("clue", clue_id) for clue_id in newest]


def _open(work: Work, officer: Officer) -> list[int]:
    return clues.listed(work, people.agencies_of(work, officer), Filter(only_open=True), _REMEMBERED)


def _show(ctx: Context, clue_id: int) -> None:
    clue, item = ctx.work.need(Clue, clue_id), access.key("clue", clue_id)
    ctx.work.audit(Tag.CLUE_VIEWED, ctx.officer.id, item)
    buttons = [*_next_steps(ctx, clue), Button(N_("History"), "clue.history", group="")]
    if items.attachments_of(ctx.work, item) and clue.withdrawn_at is None:
        buttons.append(Button(N_("Show the files"), "clue.files", group=""))
    ctx.reply("clue.status", *buttons, item=item, clue=clue.id, reader=ctx.officer.id)


def _next_steps(ctx: Context, clue: Clue) -> list[Button]:
    """What this person may do with it now."""
    if clue.withdrawn_at is not None:
        return []
    mine = people.agencies_of(ctx.work, ctx.officer)
    steps = [
        button
        for referral in clues.referrals_of(ctx.work, clue.id)
        if referral.agency_id in mine
        for button in referrals.buttons(referral)
    ]
    if clue.agency_id not in mine:
        return steps
    details = Button(N_("Add details"), "clue.details", group="")
    withdraw = Button(N_("Withdraw"), "clue.withdraw", group="")
    return [*onward.decisions(ctx.work, clue), *steps, details, referrals.REFER_ON, withdraw]


status.kind("clue", status.Kind(N_("Clues"), _show, _open, clue_texts.line))


@command("clue", zh="线索", help=N_("File a clue, and refer it to who covers the country"), roles=OFFICERS,
         arguments=N_("[country, …] [text]"), group=N_("Clues"))  # fmt: skip
def clue(ctx: Context, argument: str) -> None:
    typed, rest = references.split(argument)
    if typed:
        return _with_reference(ctx, typed, rest)
    if clue_lists.is_meant(argument):
        return clue_lists.answer(ctx, argument)
    found = countries.split(argument)
    if found.unclear is not None:
        return _which_country(ctx, found)
    return _begin_or_file(ctx, [again.code_of(place) for place in found.places], found.rest)


def _with_reference(ctx: Context, typed: str, rest: str) -> None:
    item = references.find(ctx, typed, "clue")
    if item is None:
        return None
    _, clue_id = access.parts(item)
    found = ctx.work.need(Clue, clue_id)
    if clue_changes.is_withdrawal(rest):
        return clue_changes.withdraw(ctx, found)
    if (wanted := onward.wanted(rest)) is not None:
        return onward.typed(ctx, found, wanted)
    if rest or ctx.files:
        return clue_changes.add(ctx, found, rest)
    return _show(ctx, clue_id)


def _which_country(ctx: Context, found: Split) -> None:
    """Never a guess: the nearest names as buttons, and what was typed stays."""
    unclear = found.unclear
    if unclear is None:
        return
    buttons = [again.instead_place(place) for place in unclear.choices]
    elsewhere = Button(N_("Another country"), "clue.elsewhere")
    marks = form_typed.by_marks(ctx.work, "", _answers([], found.rest)).to_json()
    ctx.reply("clue.which_country", *buttons, elsewhere, handling=marks, **again.kept(ctx, unclear.text))


@act("clue.elsewhere", OFFICERS)
def _elsewhere(ctx: Context) -> None:
    argument = again.argument_of(ctx)
    forms.begin(ctx, FORM, _answers([], argument))


def _begin_or_file(ctx: Context, places: Sequence[str], words: str) -> None:
    """What is complete is filed at once; otherwise the form asks for what is missing."""
    answers = _answers(places, words)
    complete = places and (words or ctx.files)
    if complete and not any(f.is_asked(answers) and f.name not in answers for f in COLUMN_FIELDS):
        _file(ctx, {**answers, "files": list(ctx.files)})
    else:
        unnamed = WrongError(N_("I find no country in that. What you wrote is kept."))
        forms.begin(ctx, FORM, answers, wrong={"countries": unnamed} if words and not places else None)


def _answers(places: Sequence[str], words: str) -> dict[str, Any]:
    marks, told = clue_marks.read(words)
    answers: dict[str, Any] = dict(marks)
    if places:
        answers["countries"] = list(places)
    if (reference := official.find(told)) is not None:
        answers["official"] = reference
    if told:
        answers["text"] = told
    return answers


def _file(ctx: Context, answers: Mapping[str, Any]) -> None:
    values = {"text": "", **columns(answers)}
    filed = ctx.work.add(
        Clue(author_id=ctx.officer.id, agency_id=ctx.officer.agency_id, made_at=ctx.now, **values)
    )
    item = access.key("clue", filed.id)
    items.new_reference(ctx.work, "C", item)
    claim_files(ctx, item, list(answers.get("files", [])))
    ctx.files.clear()
    items.note(ctx.work, item, "file", ctx.officer.id, agency_id=ctx.officer.agency_id, event=ctx.event)
    ctx.work.audit(Tag.CLUE_FILED, ctx.officer.id, item)
    routes = routing.routes(ctx.work, filed.countries, filed.agency_id)
    for agency, way in routes.to.values():
        referrals.refer(ctx, filed, agency, way)
    buttons = [
        *clue_desk.ways_on(ctx.work, filed, routes),
        Button(N_("Add details"), "clue.details", item=item, group=""),
        Button(N_("Withdraw"), "clue.withdraw", item=item, group=""),
    ]
    ctx.reply(
        "clue.filed", *buttons, **references.about(ctx.work, item), clue=filed.id, uncovered=routes.uncovered
    )


@act("clue.send", OFFICERS)
def _send(ctx: Context) -> None:
    found = clue_changes.own(ctx)
    if found is None or ctx.offer is None:
        return
    agency = ctx.work.need(Agency, ctx.offer.params["agency"])
    sent = referrals.refer(ctx, found, agency, Way.DIRECT)
    item = access.key("clue", found.id)
    kind = "clue.sent" if sent is not None else "clue.has_it"
    ctx.reply(kind, **references.about(ctx.work, item), agencies=[agency.id])


@act("clue.files", OFFICERS)
def _show_files(ctx: Context) -> None:
    item = ctx.offer.item if ctx.offer else ""
    is_gone = ctx.work.need(Clue, access.parts(item)[1]).withdrawn_at is not None if item else True
    if is_gone or not access.may_see(ctx.work, ctx.officer, item):
        ctx.reply("button.gone")
        return
    files = [file.id for file in items.attachments_of(ctx.work, item)]
    ctx.work.audit(Tag.FILE_VIEWED, ctx.officer.id, item)
    ctx.reply("clue.files", item=item, files=files, replaces=0, ref=items.reference_of(ctx.work, item))


FORM = forms.form(
    forms.Form(
        "clue",
        N_("New clue"),
        (COUNTRIES, TEXT, *COLUMN_FIELDS, *DETAIL_FIELDS),
        _file,
        confirm=N_("File it"),
        takes_files=True,
        check=remark,
        handling=form_typed.by_marks,
    )
)


@says("clue.which_country", took=True)
def _say_which_country(voice: Voice, params: Params) -> Text:
    return lines(
        voice.t("Which country is “%(typed)s”?", typed=params["typed"][:40]),
        voice.t("Your text is kept."),
    )


@says("clue.filed", took=True)
def _say_filed(voice: Voice, params: Params) -> Text:
    sent = clues.referrals_of(voice.work, params["clue"])
    direct = [clue_texts.agency(voice, one.agency_id) for one in sent if one.way is not Way.COPY]
    copied = [clue_texts.agency(voice, one.agency_id) for one in sent if one.way is Way.COPY]
    return paragraphs(
        lines(
            voice.rich(N_("Clue %(ref)s is filed."), ref=bold(params["ref"])),
            voice.t("Sent to: %(agencies)s.", agencies=voice.listed(direct)) if direct else None,
            voice.t("In copy: %(agencies)s.", agencies=voice.listed(copied)) if copied else None,
        ),
        clue_desk.said(voice, voice.work.need(Clue, params["clue"]), params["uncovered"]),
    )


@says("clue.sent")
def _say_sent(voice: Voice, params: Params) -> Text:
    names = voice.listed(clue_texts.agency(voice, one) for one in params["agencies"])
    return voice.rich(N_("%(ref)s is sent to %(agencies)s."), ref=bold(params["ref"]), agencies=names)


@says("clue.has_it")
def _say_has_it(voice: Voice, params: Params) -> Text:
    names = voice.listed(clue_texts.agency(voice, one) for one in params["agencies"])
    return voice.rich(N_("%(agencies)s has %(ref)s already."), ref=bold(params["ref"]), agencies=names)


@says("clue.files", shows_content=True)
def _say_files(voice: Voice, params: Params) -> Text:
    return voice.rich(N_("The files of %(ref)s:"), ref=bold(params["ref"]))
