"""What the originator does with a filed clue: add to it, correct it, give details, withdraw it.

The rule for edited messages, on every channel: editing the message that filed a clue, or added to one,
corrects those words, and everybody who has the clue is told. An edit never files anything, never takes a
country away, and never counts twice.
"""

import re
from typing import Any

from handlers import (
    access,
    again,
    clue_marks,
    clue_texts,
    countries,
    form_typed,
    forms,
    official,
    references,
    referrals,
    routing,
)
from handlers.access import Tlp
from handlers.chat import Button, Kind, Text, bold, lines, paragraphs, quote
from handlers.clue_form import COLUMN_FIELDS, DETAIL_FIELDS, answers_of, columns, remark
from handlers.context import Context
from handlers.lang import N_, Voice
from handlers.reception import changed, claim_files
from handlers.registry import OFFICERS, act, parse
from handlers.speech import Params, says
from handlers.told import done
from storage import clues, items, outbox
from storage.audit import Tag
from storage.clues import Clue, Referral, ReferralState
from storage.items import Happening
from storage.people import Agency

_WITHDRAWAL = re.compile(r"(?:withdraw|撤回|撤销)[\s.。!！]*", re.IGNORECASE)


def is_withdrawal(words: str) -> bool:
    return _WITHDRAWAL.fullmatch(words) is not None


def own(ctx: Context) -> Clue | None:
    """The pressed offer's clue, if it is this agency's and still stands; otherwise the person is told."""
    item = ctx.offer.item if ctx.offer else ""
    _, clue_id = access.parts(item)
    return _standing(ctx, ctx.work.need(Clue, clue_id))


def _standing(ctx: Context, clue: Clue) -> Clue | None:
    item = access.key("clue", clue.id)
    if not ctx.may_act_for(clue.agency_id):
        ctx.work.audit(Tag.DENIED, ctx.officer.id, item)
        _turn_away(ctx, "clue.not_yours", item)
        return None
    if clue.withdrawn_at is not None:
        _turn_away(ctx, "clue.is_withdrawn", item)
        return None
    return clue


def _turn_away(ctx: Context, kind: str, item: str) -> None:
    buttons, kept = references.turned_away(ctx)
    ctx.reply(kind, *buttons, **references.about(ctx.work, item), **kept)


def _tell_addressees(ctx: Context, clue: Clue, kind: str, **params: object) -> list[int]:
    """The agencies that have it, and are told."""
    told = []
    item = access.key("clue", clue.id)
    for referral in clues.referrals_of(ctx.work, clue.id):
        if referral.state is not ReferralState.WITHDRAWN:
            told.append(referral.agency_id)
            ctx.tell_all(
                ctx.colleagues(referral.agency_id),
                kind,
                *referrals.buttons(referral),
                item=item,
                ref=items.reference_of(ctx.work, item),
                clue=clue.id,
                **params,
            )
    return told


def add(ctx: Context, found: Clue, words: str) -> None:
    """More words or files for a clue that is filed already."""
    clue = _standing(ctx, found)
    if clue is None:
        return
    item = access.key("clue", clue.id)
    files = claim_files(ctx, item, list(ctx.files))
    ctx.files.clear()
    entry = items.note(
        ctx.work,
        item,
        "added",
        ctx.officer.id,
        agency_id=ctx.officer.agency_id,
        words={"text": words} if words else None,
        detail={"files": len(files)},
        event=ctx.event,
    )
    ctx.work.audit(Tag.CLUE_ADDED, ctx.officer.id, item, files=len(files))
    if not clue.official_reference and (reference := official.find(words)):
        clue.official_reference = reference
    clue.changed_at = ctx.now
    ctx.work.session.add(clue)
    told = _tell_addressees(ctx, clue, "clue.added", entry=entry.id, files=files)
    ctx.reply("clue.added.done", **references.about(ctx.work, item), told=told)


def join_album(ctx: Context, item: str) -> bool:
    """A further picture of the album a clue was filed with goes along; False: not any more."""
    clue = ctx.work.need(Clue, access.parts(item)[1])
    if clue.withdrawn_at is not None or not ctx.may_act_for(clue.agency_id):
        return False
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
def _ask_to_withdraw(ctx: Context) -> None:
    if (clue := own(ctx)) is not None:
        _offer_withdrawal(ctx, clue, "clue.withdraw.ask")


def _offer_withdrawal(ctx: Context, clue: Clue, kind: str) -> None:
    item = access.key("clue", clue.id)
    buttons = [Button(N_("Withdraw it"), "clue.withdraw.yes"), Button(N_("Keep it"), "status")]
    ctx.reply(kind, *buttons, **references.about(ctx.work, item))


@act("clue.withdraw.yes", OFFICERS)
def _confirmed(ctx: Context) -> None:
    if (clue := own(ctx)) is not None:
        withdraw(ctx, clue)


def withdraw(ctx: Context, found: Clue) -> None:
    """Everybody who has it is told, and sees nothing of it any more."""
    clue = _standing(ctx, found)
    if clue is None:
        return
    item = access.key("clue", clue.id)
    told = _tell_withdrawn(ctx, clue)
    clue.withdrawn_at = ctx.now
    ctx.work.session.add(clue)
    items.note(ctx.work, item, "withdraw", ctx.officer.id, agency_id=ctx.officer.agency_id)
    ctx.work.audit(Tag.CLUE_WITHDRAWN, ctx.officer.id, item)
    ctx.reply("clue.withdrawn.done", **references.about(ctx.work, item), told=told)


def _tell_withdrawn(ctx: Context, clue: Clue) -> list[int]:
    item, told = access.key("clue", clue.id), []
    for one in clues.referrals_of(ctx.work, clue.id):
        referral = ctx.work.hold(Referral, one.id)
        referral.state, referral.changed_at = ReferralState.WITHDRAWN, ctx.now
        ctx.work.session.add(referral)
        told.append(referral.agency_id)
        about = references.about(ctx.work, item, referral=referral.id)
        ctx.tell_all(ctx.colleagues(referral.agency_id), "clue.withdrawn", **about, agency=clue.agency_id)
    return told


@act("clue.details", OFFICERS)
def _give_details(ctx: Context) -> None:
    if (clue := own(ctx)) is not None:
        forms.begin(ctx, DETAILS, answers_of(clue.model_dump()), access.key("clue", clue.id))


def _save_details(ctx: Context, answers: dict[str, Any]) -> None:
    _, clue_id = access.parts(str(answers["item"]))
    clue = _standing(ctx, ctx.work.need(Clue, clue_id))
    if clue is None:
        return
    for name, value in columns(answers).items():
        setattr(clue, name, value)
    claim_files(ctx, access.key("clue", clue.id), list(answers.get("files", [])))
    _corrected(ctx, clue, "detailed", None)


def _corrected(ctx: Context, clue: Clue, act_name: str, before: str | None) -> None:
    item = access.key("clue", clue.id)
    clue.changed_at = ctx.now
    ctx.work.session.add(clue)
    words = {"before": before} if before else None
    items.note(ctx.work, item, act_name, ctx.officer.id, agency_id=ctx.officer.agency_id, words=words)
    ctx.work.audit(Tag.CLUE_CORRECTED, ctx.officer.id, item)
    told = _tell_addressees(ctx, clue, "clue.corrected")
    ctx.reply("clue.corrected.done", **references.about(ctx.work, item), told=told)


@changed
def _message_changed(ctx: Context) -> bool:
    """An edit or deletion of a message that filed a clue or added to one."""
    entry = items.happening_with(ctx.work, ctx.changed_event)
    if entry is None or not entry.item.startswith("clue:") or entry.officer_id != ctx.officer.id:
        return False
    _, clue_id = access.parts(entry.item)
    clue = _standing(ctx, ctx.work.need(Clue, clue_id))
    if clue is None:
        return True
    if ctx.incoming.kind is Kind.DELETE:
        _offer_withdrawal(ctx, clue, "clue.deleted")
    elif entry.act == "file":
        _correct(ctx, clue)
    else:
        _correct_addition(ctx, clue, entry)
    return True


def _correct(ctx: Context, clue: Clue) -> None:
    item = access.key("clue", clue.id)
    parsed = parse(ctx.incoming.text)
    found = countries.split(parsed[1] if parsed else ctx.incoming.text)
    codes = [again.code_of(place) for place in found.places]
    marks, told = clue_marks.read(found.rest)
    unclear = found.unclear is not None
    if unclear or not told or {*clue.countries} - {*codes} or (parsed and parsed[0].name != "clue"):
        ctx.reply("clue.edit_unclear", **references.about(ctx.work, item))
        return
    stricter = Tlp(marks.get("tlp", clue.tlp)).rank > Tlp(clue.tlp).rank
    if told == clue.text and codes == clue.countries and not stricter:
        ctx.reply("clue.unchanged", **references.about(ctx.work, item))
        return
    before, clue.text, clue.countries = clue.text, told, codes
    clue.tlp = marks["tlp"] if stricter else clue.tlp
    clue.official_reference = official.find(told) or clue.official_reference
    had = {referral.agency_id for referral in clues.referrals_of(ctx.work, clue.id)}
    _corrected(ctx, clue, "correct", before)
    for agency, way in routing.routes(ctx.work, codes, clue.agency_id).to.values():
        if agency.id not in had:
            referrals.refer(ctx, clue, agency, way)


def _correct_addition(ctx: Context, clue: Clue, entry: Happening) -> None:
    parsed = parse(ctx.incoming.text)
    _, words = references.split(parsed[1] if parsed else ctx.incoming.text)
    before = str((entry.words or {}).get("text", ""))
    if not words or words == before:
        item = access.key("clue", clue.id)
        ctx.reply("clue.unchanged", **references.about(ctx.work, item))
        return
    entry.words = {"text": words}
    ctx.work.session.add(entry)
    _corrected(ctx, clue, "correct", before)


DETAILS = forms.form(
    forms.Form(
        "clue.details",
        N_("Details of the clue"),
        (*COLUMN_FIELDS, *DETAIL_FIELDS),
        _save_details,
        confirm=N_("Save"),
        takes_files=True,
        check=remark,
        handling=form_typed.by_marks,
        opens_details=True,
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
done("clue.withdraw.ask", N_("Withdraw %(ref)s? Who has it is told, and must not use it any more."))
done("clue.deleted", N_("You deleted the message of %(ref)s. The clue still stands. Withdraw it, too?"))


@says("clue.added", shows_content=True)
def _say_added(voice: Voice, params: Params) -> Text:
    entry = voice.work.need(Happening, params["entry"])
    words = str((entry.words or {}).get("text", ""))
    count = int(entry.detail.get("files", 0))
    return paragraphs(
        voice.rich(N_("More on clue %(ref)s"), ref=bold(params["ref"])),
        quote(words) if words else None,
        voice.n("%(count)s file", "%(count)s files", count) if count else None,
    )


@says("clue.corrected", shows_content=True)
def _say_corrected(voice: Voice, params: Params) -> Text:
    clue = voice.work.need(Clue, params["clue"])
    return paragraphs(
        voice.rich(N_("Clue %(ref)s was corrected. It now says:"), ref=bold(params["ref"])),
        clue_texts.content(voice, clue),
    )


@says("clue.withdrawn")
def _say_withdrawn(voice: Voice, params: Params) -> Text:
    by = voice.agency(voice.work.need(Agency, params["agency"]))
    return lines(
        voice.rich(N_("%(agency)s has withdrawn %(ref)s."), agency=by, ref=bold(params["ref"])),
        voice.t("Please do not use it any more."),
    )
