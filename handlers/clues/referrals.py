"""A clue at one agency: how it gets there, and what is done with it there."""

from typing import Any

from handlers.absence import telling
from handlers.clues.life import LIFE, S
from handlers.core import access, assumed_handling, kept_line
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.core.saying import say
from handlers.core.speech import says, when_shown
from handlers.core.when_to_ring import Rings
from handlers.forms import engine
from handlers.forms import model as form_model
from handlers.forms.model import Field
from handlers.items import expiry, references, sharing
from handlers.items import marks as item_marks
from handlers.items.life import By, Move
from handlers.law import code_lists, typed_marks
from handlers.law.typed_marks import Marks
from handlers.reminders import planning
from handlers.rooms import opening
from handlers.screening import asking, tender
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Piece, Text, bold, lines, paragraphs, quote, text
from handlers.vocabulary.voice import Voice
from storage import clues, items, people
from storage.audit import Tag
from storage.clues import Clue, Referral, Way
from storage.item import Item
from storage.outbox import Outgoing
from storage.people import Agency, Officer, State
from storage.work import Work


def state_of(referral: Referral) -> str:
    """An English source text."""
    return LIFE.states[referral.state]


def reason_of(voice: Voice, referral: Referral) -> str:
    """Why it was not taken up; a standard reason in the reader's language."""
    if referral.state is not S.NOT_TAKEN_UP or not referral.reason:
        return ""
    standard = {choice.value: choice.label for choice in code_lists.DECLINED}
    return voice.label(standard.get(referral.reason, "")) or referral.reason


def marks_of(voice: Voice, referral: Referral) -> Piece:
    """How the words of its reason, or of its outcome, are to be handled."""
    history = items.history_of(voice.work, Item("clue", referral.clue_id))
    said = [e for e in history if e.agency_id == referral.agency_id and _asks(e.act)]
    marks = item_marks.shown(voice, said[-1] if said else None)
    return lines(marks, expiry.said(voice, Item("referral", referral.id))) if referral.outcome else marks


def _asks(act_name: str) -> bool:
    return act_name in LIFE.by_act and bool(LIFE.move(act_name).asks)


REFER_ON = Button(N_("Refer on"), "clue.forward", group="")


THEIRS = {move.act for move in LIFE.moves if move.by is By.ADDRESSEE}


def buttons(referral: Referral) -> list[Button]:
    """What the addressee may do next."""
    steps = LIFE.buttons(referral, By.ADDRESSEE)
    return [] if referral.state is S.WITHDRAWN else [*steps, REFER_ON]


def refer(ctx: Context, clue: Clue, agency: Agency, way: Way) -> Referral | None:
    """Send a clue to an agency that does not have it yet; None where it has."""
    if clue.agency_id == agency.id or clues.referral_to(ctx.work, clue.id, agency.id) is not None:
        return None
    referral = ctx.work.add(
        Referral(
            clue_id=clue.id,
            agency_id=agency.id,
            by_agency_id=ctx.officer.agency_id,
            way=way,
            made_at=ctx.now,
            changed_at=ctx.now,
        )
    )
    if way is not Way.COPY:  # whoever is only copied in owes no word
        planning.plan_unread(ctx.work, ctx.rules, Item("referral", referral.id))
    item = Item("clue", clue.id)
    ctx.work.audit(Tag.REFERRED, ctx.officer.id, item, agency=agency.id)
    items.note(ctx.work, item, "referred", ctx.officer.id, agency_id=agency.id, detail={"way": way})
    sharing.give(ctx.work, item, agency.id)
    told = ctx.tell_all(
        ctx.colleagues(agency.id),
        "clue.referred",
        *buttons(referral),
        *opening.buttons(ctx.rules, item),
        item=item,
        clue=clue.id,
        referral=referral.id,
        files=[file.id for file in items.attachments_of(ctx.work, item)],
        urgent=bool(clue.urgency),
    )
    telling.note(ctx, agency.id, item, told)
    return referral


def owners(work: Work, clue: Clue) -> list[Officer]:
    """Who is told what becomes of a clue: its author and who stands in; else the author's agency."""
    author = work.need(Officer, clue.author_id)
    if author.state is State.ACTIVE:
        return [one for one in (author, people.deputy_of(work, author)) if one is not None]
    return people.officers_of(work, [clue.agency_id])


@act("clue.step", OFFICERS)
def _pressed(ctx: Press) -> None:
    offered = ctx.offer.params
    referral = ctx.work.hold(Referral, offered["referral"])
    wanted = LIFE.move(offered["step"])
    if not _may(ctx, referral, wanted):
        return
    if wanted.asks:
        item = Item("clue", referral.clue_id)
        form = form_model.form_named(f"clue.{wanted.act}")
        marks, words = typed_marks.read(kept_line.words_of(ctx))
        known = {form.fields[0].name: words, **marks} if words else {}
        engine.begin(ctx, form, {"referral": referral.id, **known}, item)
        return
    move(ctx, referral, wanted)


def _may(ctx: Context, referral: Referral, wanted: Move) -> bool:
    """Otherwise the person is told why: not theirs any more, or somebody was first."""
    item = Item("clue", referral.clue_id)
    if not ctx.may_act_for(referral.agency_id) or not access.may_see(ctx.work, ctx.officer, item):
        ctx.work.audit(Tag.DENIED, ctx.officer.id, item)
        ctx.reply("button.gone")
        return False
    if not wanted.is_open(referral):
        ctx.reply(
            "clue.settled", *buttons(referral), **references.about(ctx.work, item), referral=referral.id
        )
        return False
    return True


def finish(ctx: Context, name: str, referral_id: int, words: str, marks: Marks) -> None:
    """The step whose form was filled in."""
    referral, wanted = ctx.work.hold(Referral, referral_id), LIFE.move(name)
    clue, item = ctx.work.need(Clue, referral.clue_id), Item("clue", referral.clue_id)
    until, words = expiry.read_part(ctx, words) if wanted.after is S.OUTCOME else (None, words)
    if _may(ctx, referral, wanted) and not asking.asks(ctx, [words], [clue.agency_id], item):
        asking.note(ctx, item)
        marks = tender.level(words, marks, ctx.now, clue.tlp)
        if wanted.after is S.OUTCOME:
            referral.outcome = words
            expiry.keep_part(ctx, Item("referral", referral.id), until)
        else:
            referral.reason = words
        move(ctx, referral, wanted, marks)


def move(ctx: Context, referral: Referral, wanted: Move, marks: Marks | None = None) -> None:
    """Make the move, and tell who is concerned."""
    clue, item = ctx.work.need(Clue, referral.clue_id), Item("clue", referral.clue_id)
    about = references.about(ctx.work, item)
    told = {one.id: one for one in (*owners(ctx.work, clue), *ctx.colleagues(referral.agency_id))}
    planning.cancel(ctx.work, Item("referral", referral.id))
    kept = item_marks.kept(marks or {})
    LIFE.take(ctx.work, ctx.officer.id, referral, wanted, item, agency_id=referral.agency_id, detail=kept)
    ctx.reply(f"clue.{wanted.act}.done", *buttons(referral), **about)
    ctx.tell_all(told.values(), f"clue.{wanted.after}", **about, referral=referral.id)
    telling.note(ctx, clue.agency_id, item, len(owners(ctx.work, clue)))


def _form_of(name: str, title: str, question: Field) -> None:
    def _done(ctx: Context, answers: dict[str, Any]) -> None:
        finish(ctx, name, answers["referral"], answers[question.name], typed_marks.of(answers))

    form_model.form(
        form_model.Form(
            f"clue.{name}", title, (question,), _done, straight=True, handling=assumed_handling.by_item
        )
    )


_form_of(
    "decline",
    N_("Decline clue"),
    Field(
        "reason",
        N_("Reason"),
        LIFE.move("decline").asks,
        choices=code_lists.DECLINED,
        required=True,
        unknown=False,
        long=True,
        hint=N_("Choose a reason, or write your own."),
    ),
)
_form_of(
    "report",
    N_("Outcome"),
    Field("outcome", N_("Outcome"), LIFE.move("report").asks, required=True, unknown=False, long=True),
)


@when_shown("clue.referred", "clue.status", "clue.added")
def _seen(work: Work, officer: Officer, row: Outgoing) -> None:
    """Its content has reached somebody of the agency. That it was opened later is worth a word."""
    clue_id = row.item.id
    for agency_id in people.agencies_of(work, officer):
        referral = clues.referral_to(work, clue_id, agency_id)
        if referral is None or referral.state is not S.SENT:
            continue
        LIFE.take(work, officer.id, referral, LIFE.move("see"), row.item, agency_id=agency_id)
        if row.kind != "clue.referred":
            about = references.about(work, row.item, referral=referral.id)
            for owner in owners(work, work.need(Clue, clue_id)):
                say(work, owner, "clue.seen", **about)


def _told(move: Move) -> None:
    """Declare what is said about a move to those who did not make it."""

    @says(
        f"clue.{move.after}",
        shows_content=bool(move.asks),
        rings=Rings.TURN if move.asks else Rings.NEWS,
    )
    def _say_told(voice: Voice, referral: Referral, ref: str) -> Text:
        by = voice.agency(voice.work.need(Agency, referral.agency_id))
        said = voice.t(move.told, agency=by, ref=ref)
        if not move.asks:
            return text(said)
        words = referral.outcome if move.after is S.OUTCOME else reason_of(voice, referral)
        return paragraphs(said, lines(quote(words), marks_of(voice, referral)) if words else None)


for _move in LIFE.moves:
    if _move.by is not By.AUTHOR:
        _told(_move)


@says("clue.acknowledge.done")
def _say_acknowledged(voice: Voice, ref: str) -> Text:
    return lines(
        voice.rich(N_("You have acknowledged %(ref)s. The sender has been notified."), ref=bold(ref)),
        voice.t("Will your agency accept it?"),
    )


@says("clue.take_up.done")
def _say_taken_up(voice: Voice, ref: str) -> Text:
    return lines(
        voice.rich(N_("You have accepted %(ref)s. The sender has been notified."), ref=bold(ref)),
        voice.t("When there is an outcome, press “Report the outcome”."),
    )


@says("clue.decline.done", took=True)
def _say_declined(voice: Voice, ref: str) -> Text:
    return voice.rich(
        N_("You have declined %(ref)s. The sender has been told why. You can still change that."),
        ref=bold(ref),
    )


@says("clue.report.done", took=True)
def _say_reported(voice: Voice, ref: str) -> Text:
    return voice.rich(N_("Thank you. The sender has been told the outcome of %(ref)s."), ref=bold(ref))


@says("clue.settled")
def _say_settled(voice: Voice, referral: Referral, ref: str) -> Text:
    """Somebody was first, or it has gone on."""
    item = Item("clue", referral.clue_id)
    mine = [
        e
        for e in items.history_of(voice.work, item)
        if e.agency_id == referral.agency_id and e.act in LIFE.by_act
    ]
    last = mine[-1] if mine else None
    who = voice.work.get(Officer, last.officer_id) if last else None
    return voice.rich(
        N_("%(ref)s is already: %(state)s (%(who)s, %(time)s)."),
        ref=bold(ref),
        state=voice.t(state_of(referral)),
        who=who.name if who else "–",
        time=voice.when(referral.changed_at),
    )
