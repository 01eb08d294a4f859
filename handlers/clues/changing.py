"""What the originator does with a filed clue: add to it, give details, withdraw it."""

from collections.abc import Sequence
from typing import Any

from handlers.clues import referrals
from handlers.clues import words as clue_words
from handlers.clues.form import COLUMN_FIELDS, DETAIL_FIELDS, answers_of, columns, remark
from handlers.clues.life import LIFE
from handlers.core import assumed_handling
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.core.rules import Rules
from handlers.core.saying import say_all
from handlers.core.speech import given, says
from handlers.core.when_to_ring import Rings
from handlers.forms import engine
from handlers.forms import model as form_model
from handlers.items import adding, expiry, noted, references
from handlers.items.changes import done
from handlers.items.files import claim_files
from handlers.law import official_references, typed_marks
from handlers.law.typed_marks import Marks
from handlers.matching import offering as comparing
from handlers.screening import asking, tender
from handlers.screening import files as screened_files
from handlers.screening.looking import words_of
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, lines, paragraphs
from handlers.vocabulary.voice import Voice
from storage import clues, items, leaving, matching, outbox, reaching
from storage import expiry as end_dates
from storage.audit import Tag
from storage.clues import Clue, Referral, ReferralState
from storage.item import Item
from storage.items import Happening
from storage.people import Agency, Officer
from storage.work import Work


def own(ctx: Press) -> Clue | None:
    """The pressed offer's clue, if it is this agency's and still stands; otherwise the person is told."""
    item = ctx.offer.item
    clue_id = item.id
    return standing(ctx, ctx.work.need(Clue, clue_id))


def standing(ctx: Context, clue: Clue) -> Clue | None:
    item = Item("clue", clue.id)
    if not ctx.may_act_for(clue.agency_id):
        ctx.work.audit(Tag.DENIED, ctx.officer.id, item)
        _turn_away(ctx, "clue.not_yours", item)
        return None
    if clue.withdrawn_at is not None:
        _turn_away(ctx, "clue.is_withdrawn", item)
        return None
    return clue


def _turn_away(ctx: Context, kind: str, item: Item) -> None:
    buttons, kept = references.turned_away(ctx)
    ctx.reply(kind, *buttons, **references.about(ctx.work, item), **kept)


def _tell_addressees(
    ctx: Context, clue: Clue, kind: str, files: Sequence[int] = (), entry: int | None = None
) -> list[int]:
    """The agencies that have it, and are told."""
    told = []
    item = Item("clue", clue.id)
    words = given(kind, ref=items.reference_of(ctx.work, item), clue=clue.id, entry=entry)
    for referral in clues.referrals_of(ctx.work, clue.id):
        if referral.state is not ReferralState.WITHDRAWN:
            told.append(referral.agency_id)
            ctx.tell_all(
                ctx.colleagues(referral.agency_id),
                kind,
                *([noted.BUTTON] if kind.endswith("corrected") else []),
                *referrals.buttons(referral),
                item=item,
                files=files,
                **words,
            )
    return told


def add(ctx: Context, found: Clue, words: str, marks: Marks) -> None:
    """More words or files for a clue that is filed already."""
    clue = standing(ctx, found)
    if clue is None:
        return
    item = Item("clue", clue.id)
    if not marks and not ctx.files and expiry.says_only(ctx, item, words, holders(ctx, clue)):
        return
    if (kept := adding.keep(ctx, item, words, marks, holders(ctx, clue))) is None:
        return
    entry, files = kept
    ctx.work.audit(Tag.CLUE_ADDED, ctx.officer.id, item, files=len(files))
    if not clue.official_reference and (reference := official_references.find(words)):
        clue.official_reference = reference
    mark(ctx, clue, marks, words)
    clue.changed_at = ctx.now
    ctx.work.session.add(clue)
    told = _tell_addressees(ctx, clue, "clue.added", entry=entry.id, files=files)
    ctx.reply("clue.added.done", **references.about(ctx.work, item), told=told)
    screened_files.tell(ctx, item, files, told)
    comparing.renew(ctx, item)


def holders(ctx: Context, clue: Clue) -> list[int]:
    """The agencies that have it."""
    return [one.agency_id for one in clues.referrals_of(ctx.work, clue.id)]


def mark(ctx: Context, clue: Clue, marks: Marks, words: str) -> bool:
    """Its originator says how it is to be handled from now on; whether that is stricter than before."""
    before = {"tlp": clue.tlp, "handling": clue.handling}
    marks = tender.level(words, marks, ctx.now, is_personal=clue.is_personal)
    now = typed_marks.strictest(before, {name: marks[name] for name in before if name in marks})
    clue.tlp, clue.handling = now["tlp"], now["handling"]
    if now != before:
        leaving.raised(ctx.work, Item("clue", clue.id))
    return now != before


def join_album(ctx: Context, item: Item) -> bool:
    """A further picture of the album a clue was filed with goes along; False: not any more."""
    clue = ctx.work.need(Clue, item.id)
    if clue.withdrawn_at is not None or not ctx.may_act_for(clue.agency_id):
        return False
    mark(ctx, clue, *typed_marks.read(ctx.incoming.text))
    files = claim_files(ctx, item, list(ctx.files))
    ctx.files.clear()
    ctx.work.audit(Tag.CLUE_ADDED, ctx.officer.id, item, files=len(files))
    waiting = outbox.waiting_about(ctx.work, item, "clue.referred")
    for letter in waiting:
        letter.files = [*letter.files, *files]
        ctx.work.session.add(letter)
    if not waiting:
        about = {"words": None, "detail": {"files": len(files)}, "agency_id": ctx.officer.agency_id}
        entry = items.note(ctx.work, item, "added", ctx.officer.id, **about)
        _tell_addressees(ctx, clue, "clue.added", entry=entry.id, files=files)
    return True


@act("clue.withdraw", OFFICERS)
def _ask_to_withdraw(ctx: Press) -> None:
    if (clue := own(ctx)) is not None:
        offer_withdrawal(ctx, clue, "clue.withdraw.ask")


def offer_withdrawal(ctx: Context, clue: Clue, kind: str) -> None:
    item = Item("clue", clue.id)
    buttons = [Button(N_("Withdraw it"), "clue.withdraw.yes"), Button(N_("Keep it"), "status")]
    ctx.reply(kind, *buttons, **references.about(ctx.work, item))


@act("clue.withdraw.yes", OFFICERS)
def _confirmed(ctx: Press) -> None:
    if (clue := own(ctx)) is not None:
        withdraw(ctx, clue)


def withdraw(ctx: Context, found: Clue) -> None:
    """Everybody who has it is told, and sees nothing of it any more."""
    clue = standing(ctx, found)
    if clue is None:
        return
    item = Item("clue", clue.id)
    told = _withdraw(ctx.work, ctx.rules, clue, ctx.officer)
    end_dates.drop(ctx.work, item)
    items.note(ctx.work, item, "withdraw", ctx.officer.id, agency_id=ctx.officer.agency_id)
    ctx.work.audit(Tag.CLUE_WITHDRAWN, ctx.officer.id, item)
    ctx.reply("clue.withdrawn.done", **references.about(ctx.work, item), told=told)


def withdraw_by_its_end(work: Work, rules: Rules, item: Item) -> list[int] | None:
    """The time for which it was shared is over."""
    clue = work.need(Clue, item.id)
    return _withdraw(work, rules, clue, None) if clue.withdrawn_at is None else None


def _withdraw(work: Work, rules: Rules, clue: Clue, by: Officer | None) -> list[int]:
    """`by`: None where the house does it. The agencies that had it, and are told."""
    item, told = Item("clue", clue.id), []
    about = {**references.about(work, item), "agency": clue.agency_id}
    for one in clues.referrals_of(work, clue.id):
        referral = work.hold(Referral, one.id)
        if (move := LIFE.move("recall")).is_open(referral):
            LIFE.take(work, by.id if by else None, referral, move, item, agency_id=referral.agency_id)
        told.append(referral.agency_id)
        there = reaching.acting_for(work, referral.agency_id)
        say_all(work, rules, there, "clue.withdrawn", [noted.BUTTON], but=by, is_over=by is None, **about)
    clue.withdrawn_at = work.now
    work.session.add(clue)
    matching.forget(work, item)
    return told


@act("clue.details", OFFICERS)
def _give_details(ctx: Press) -> None:
    if (clue := own(ctx)) is not None:
        engine.begin(ctx, DETAILS, answers_of(clue.model_dump()), Item("clue", clue.id))


def _save_details(ctx: Context, answers: dict[str, Any]) -> None:
    clue_id = answers["item"].id
    clue = standing(ctx, ctx.work.need(Clue, clue_id))
    if clue is None:
        return
    item, values = Item("clue", clue.id), columns(answers)
    is_personal = values.get("is_personal", False)
    if asking.asks(ctx, words_of(answers), holders(ctx, clue), item, is_personal=is_personal):
        return
    asking.note(ctx, item)
    for name, value in values.items():
        setattr(clue, name, value)
    files = claim_files(ctx, item, list(answers.get("files", [])))
    corrected(ctx, clue, "detailed", None)
    screened_files.tell(ctx, item, files, holders(ctx, clue))


def corrected(ctx: Context, clue: Clue, act_name: str, before: str | None) -> None:
    item = Item("clue", clue.id)
    words = {"before": before} if before else None
    items.note(ctx.work, item, act_name, ctx.officer.id, agency_id=ctx.officer.agency_id, words=words)
    tell_corrected(ctx, clue, "clue.corrected")


def tell_corrected(ctx: Context, clue: Clue, kind: str, entry: int | None = None) -> None:
    item = Item("clue", clue.id)
    clue.changed_at = ctx.now
    ctx.work.session.add(clue)
    ctx.work.audit(Tag.CLUE_CORRECTED, ctx.officer.id, item)
    told = _tell_addressees(ctx, clue, kind, entry=entry)
    ctx.reply("clue.corrected.done", **references.about(ctx.work, item), told=told)
    comparing.renew(ctx, item)


DETAILS = form_model.form(
    form_model.Form(
        "clue.details",
        N_("Details of the clue"),
        (*COLUMN_FIELDS, *DETAIL_FIELDS),
        _save_details,
        confirm=N_("Save"),
        takes_files=True,
        check=remark,
        handling=assumed_handling.by_marks,
        opens_details=True,
        goes_to=lambda ctx, answers: holders(ctx, ctx.work.need(Clue, answers["item"].id)),
    )
)


done("clue.added.done", N_("Added to %(ref)s."), took=True)
done("clue.corrected.done", N_("%(ref)s is corrected."), took=True)
done("clue.withdrawn.done", N_("%(ref)s is withdrawn."))
done("clue.unchanged", N_("%(ref)s stays as it is: the edit changes nothing."), took=True)
done("clue.is_withdrawn", N_("%(ref)s is withdrawn; nothing was changed."), took=True)
done(
    "clue.not_yours",
    N_("Only the agency that filed %(ref)s can change it. To ask it for more, use /request."),
    took=True,
)
done(
    "clue.edit_unclear",
    N_(
        "Your edit was not taken over: keep the countries, and write some text. To add to %(ref)s, write"
        " /clue, the reference and the words."
    ),
    took=True,
)
done("clue.withdraw.ask", N_("Withdraw %(ref)s? Whoever has it is notified, and must not use it any more."))
done("clue.deleted", N_("You deleted the message of %(ref)s. The clue still stands. Withdraw it, too?"))


@says("clue.added", shows_content=True, rings=Rings.TURN)
def _say_added(voice: Voice, entry: Happening, ref: str) -> Text:
    return adding.shown(voice, voice.rich(N_("More on clue %(ref)s"), ref=bold(ref)), entry)


@says("clue.added.corrected", shows_content=True)
def _say_addition_corrected(voice: Voice, entry: Happening, ref: str) -> Text:
    title = voice.rich(N_("What was added to clue %(ref)s was corrected. It now says:"), ref=bold(ref))
    return adding.shown(voice, title, entry)


@says("clue.corrected", shows_content=True)
def _say_corrected(voice: Voice, clue: Clue, ref: str) -> Text:
    return paragraphs(
        voice.rich(N_("Clue %(ref)s was corrected. It now says:"), ref=bold(ref)),
        clue_words.content(voice, clue),
    )


@says("clue.withdrawn")
def _say_withdrawn(voice: Voice, agency: Agency, ref: str, is_over: bool = False) -> Text:
    by, said = voice.agency(agency), expiry.HAS_ENDED if is_over else N_("%(agency)s has withdrawn %(ref)s.")
    return lines(
        voice.rich(said, agency=by, ref=bold(ref)),
        voice.t("Please do not use it any more."),
    )
