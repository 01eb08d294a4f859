"""What the requester does with a request that is sent: correct it, add to it, withdraw it.

The rule for edited messages is the one for clues: editing the message that made a request corrects its words,
adds countries, and everybody asked who is not done with it is told. An edit never files anything, never takes
a country away, and changes neither urgency nor date. A deleted message offers to withdraw the request.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from handlers.agencies.coverage import above
from handlers.core import access
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act, parse
from handlers.core.rules import Rules
from handlers.core.saying import say_all
from handlers.core.speech import given, says
from handlers.core.when_to_ring import Rings
from handlers.items import adding, expiry, noted, references
from handlers.items import marks as item_marks
from handlers.items.changes import done
from handlers.items.life import By
from handlers.law import official_references, typed_marks
from handlers.law.typed_marks import Marks
from handlers.matching import offering as comparing
from handlers.requests import edited_answers, one_line
from handlers.requests.clock import item_of, settle_clock
from handlers.requests.closing import OVER
from handlers.requests.filing import CHANGING, WITHDRAW, as_request, send_to
from handlers.requests.life import LIFE
from handlers.requests.words import content
from handlers.screening import asking, tender
from handlers.screening import files as screened_files
from handlers.vocabulary.incoming import Kind
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import expiry as end_dates
from storage import items, leaving, matching, reaching, recipients, requests
from storage.audit import Tag
from storage.item import Item
from storage.items import Happening
from storage.people import Agency
from storage.requests import OPEN, REPLIED, Addressee, AddresseeState, Request
from storage.work import Work

_CONCERNED = OPEN | {AddresseeState.PARTLY}  # who is told of what changes


def _parts(ctx: Context, request: Request) -> list[Addressee]:
    return requests.addressees_of(ctx.work, request.id)


def standing(ctx: Context, request: Request) -> bool:
    """Whether it is this officer's to change, and anybody still works on it; otherwise he or she is told."""
    item = item_of(request.id)
    requests.hold(ctx.work, request.id)
    if not ctx.may_act_for(request.agency_id):
        ctx.work.audit(Tag.DENIED, ctx.officer.id, item)
        more, kept = references.turned_away(ctx)
        ctx.reply("request.not_yours", *more, **references.about(ctx.work, item), **kept)
        return False
    if not any(one.state in _CONCERNED for one in _parts(ctx, request)):
        more, kept = references.turned_away(ctx)
        ctx.reply(
            "request.not_now", Button(N_("Where it stands"), "status", item=item), *more, about=item, **kept
        )
        return False
    return True


def pressed(ctx: Press) -> Request | None:
    """The request whose button it was, where this officer may change it now."""
    if not access.may_see(ctx.work, ctx.officer, ctx.offer.item):
        return None
    found = ctx.work.need(Request, ctx.offer.item.id)
    return found if standing(ctx, found) else None


@act(WITHDRAW, OFFICERS)
def _ask_to_withdraw(ctx: Press) -> None:
    if (found := pressed(ctx)) is not None:
        _offer_withdrawal(ctx, found, "request.withdraw.ask")


def _offer_withdrawal(ctx: Context, request: Request, kind: str) -> None:
    item = item_of(request.id)
    offered = [Button(N_("Withdraw it"), "request.withdraw.yes"), Button(N_("Keep it"), "status")]
    ctx.reply(kind, *offered, **references.about(ctx.work, item))


@act("request.withdraw.yes", OFFICERS)
def _confirmed(ctx: Press) -> None:
    if (found := pressed(ctx)) is not None:
        withdraw(ctx, found)


def withdraw(ctx: Context, request: Request) -> None:
    """At every agency that has not closed its part: nothing more is owed, nobody is reminded."""
    if not standing(ctx, request):
        return
    item, told = item_of(request.id), []
    for one in _parts(ctx, request):
        if one.state in OPEN | REPLIED:
            _withdraw_part(ctx, request, one)
            told.append(one.agency_id)
    request.closed_at = ctx.now
    ctx.work.add(request)
    end_dates.drop(ctx.work, item)
    matching.forget(ctx.work, item)
    about = references.about(ctx.work, item)
    others = [*_in_copy(ctx, request, told), request.agency_id]
    for agency_id in others:
        ctx.tell_all(ctx.colleagues(agency_id), "request.withdrawn", **about, agency=request.agency_id)
    ctx.reply("request.withdrawn.done", **about, told=told)


def withdraw_by_its_end(work: Work, rules: Rules, item: Item) -> list[int]:
    """The time for which it was shared is over: nobody owes it any more, and whoever has it is told. What was
    answered stays with who asked."""
    request, move = requests.hold(work, item.id), LIFE.move("withdraw")
    parts = requests.addressees_of(work, request.id)
    for one in parts:
        if move.is_open(one):
            LIFE.take(work, None, one, move, item, agency_id=one.agency_id)
            settle_clock(work, rules, request, one)
    if all(one.state in OVER for one in parts):
        request.closed_at = request.closed_at or work.now
        work.add(request)
    matching.forget(work, item)
    told = [one for one in recipients.agencies(work, item) if one != request.agency_id]
    about = {**references.about(work, item), "agency": request.agency_id, "is_over": True}
    for agency_id in told:
        say_all(
            work, rules, reaching.acting_for(work, agency_id), "request.withdrawn", [noted.BUTTON], **about
        )
    return told


def _withdraw_part(ctx: Context, request: Request, addressee: Addressee) -> None:
    move, item = LIFE.move("withdraw"), item_of(request.id)
    taken = LIFE.take(ctx.work, ctx.officer.id, addressee, move, item, agency_id=addressee.agency_id)
    settle_clock(ctx.work, ctx.rules, request, addressee)
    ctx.tell_all(
        ctx.colleagues(addressee.at_agency_id),
        "request.moved",
        noted.BUTTON,
        item=item,
        act=move.act,
        urgent=bool(request.urgency),
        addressee=addressee.id,
        happening=taken.id,
    )


def _in_copy(ctx: Context, request: Request, agency_ids: list[int]) -> list[int]:
    return [agency.id for agency in above(ctx.work, agency_ids, request.agency_id)]


def add(ctx: Context, request: Request, words: str, marks: Marks) -> None:
    """More words or files for what is asked already."""
    if not standing(ctx, request):
        return
    item = item_of(request.id)
    if not marks and not ctx.files and expiry.says_only(ctx, item, words, _holders(ctx, request)):
        return
    if (kept := adding.keep(ctx, item, words, marks, _holders(ctx, request))) is None:
        return
    entry, files = kept
    _mark(ctx, request, marks, words)
    request.official_reference = request.official_reference or official_references.find(words)
    _tell_changed(ctx, request, "request.added", happening=entry.id, files=files)
    screened_files.tell(ctx, item, files, _holders(ctx, request))


def _holders(ctx: Context, request: Request) -> list[int]:
    """The agencies that have it."""
    parts = _parts(ctx, request)
    return [*(one.agency_id for one in parts), *(one.at_agency_id for one in parts)]


def _mark(ctx: Context, request: Request, marks: Marks, words: str) -> bool:
    """Who asked says how it is to be handled from now on; whether that is stricter than before."""
    before = typed_marks.strictest(request.details, {"tlp": request.tlp})
    marks = tender.level(words, typed_marks.of(marks), ctx.now, is_personal=request.is_personal)
    now = typed_marks.strictest(before, marks)
    request.tlp = now["tlp"]
    request.details = {**request.details, **{name: now[name] for name in now if name != "tlp"}}
    if now != before:
        leaving.raised(ctx.work, item_of(request.id))
    return now != before


def _tell_changed(
    ctx: Context, request: Request, kind: str, files: Sequence[int] = (), happening: int | None = None
) -> None:
    """Everybody asked who is not done with it, those in copy, and who changed it."""
    item, told = item_of(request.id), []
    ctx.work.add(request)
    ctx.work.audit(Tag.REQUEST_CHANGED, ctx.officer.id, item)
    about = {"item": item, "urgent": bool(request.urgency), "files": list(files)}
    about |= given(kind, request=request.id, happening=happening)
    for one in _parts(ctx, request):
        if one.state in _CONCERNED:
            told.append(one.agency_id)
            changed = [noted.BUTTON] if kind.endswith("corrected") else []
            offered = [*changed, *LIFE.buttons(one, By.ADDRESSEE, request)]
            ctx.tell_all(ctx.colleagues(one.at_agency_id), kind, *offered, **about)
    for agency_id in _in_copy(ctx, request, told):
        ctx.tell_all(ctx.colleagues(agency_id), kind, **about)
    ctx.reply(
        "request.added.done" if kind == "request.added" else "request.corrected.done",
        **references.about(ctx.work, item),
        told=told,
    )
    comparing.renew(ctx, item)


def message_changed(ctx: Context) -> bool:
    """An edit or deletion of the message that made a request, or answered one."""
    entry = items.happening_with(ctx.work, ctx.changed_event)
    if entry is None or entry.item.kind != "request" or entry.officer_id != ctx.officer.id:
        return False
    request = ctx.work.need(Request, entry.item.id)
    if edited_answers.is_answer(entry):
        edited_answers.changed(ctx, request, entry)
        return True
    if not standing(ctx, request):
        return True
    if ctx.incoming.kind is Kind.DELETE:
        _offer_withdrawal(ctx, request, "request.deleted")
    elif entry.act == adding.ADDED:
        _correct_addition(ctx, request, entry)
    else:
        _correct(ctx, request, alone=bool(entry.detail.get("alone")))
    return True


def _correct_addition(ctx: Context, request: Request, entry: Happening) -> None:
    mark = partial(_mark, ctx, request)
    if adding.correct(ctx, entry, _holders(ctx, request), mark, "request.unchanged"):
        _tell_changed(ctx, request, "request.added.corrected", happening=entry.id)


def _correct(ctx: Context, request: Request, alone: bool) -> None:
    """`alone`: the message held its text, and nothing else."""
    item, had = item_of(request.id), {one.agency_id for one in _parts(ctx, request)}
    parsed = parse(ctx.incoming.text)
    answers, wrong = one_line.read(ctx, parsed[1] if parsed else ctx.incoming.text, request.made_at)
    answers.pop(one_line.READ_BACK, None)
    if alone:
        marks, words = typed_marks.read(parsed[1] if parsed else ctx.incoming.text)
        kept = {"urgency": request.urgency, **({"due": request.due_at.isoformat()} if request.due_at else {})}
        answers, wrong, parsed = {**kept, **marks, "to": list(had), "text": words}, {}, None
    meant = as_request(answers, request.made_at)
    is_line = not wrong and {"to", "text"} <= answers.keys() and (not parsed or parsed[0].name == "request")
    if not is_line or had - {*answers["to"]} or not _same_terms(request, meant):
        ctx.reply("request.edit_unclear", replace(CHANGING, item=item), **references.about(ctx.work, item))
        return
    if asking.asks(ctx, [meant.text], {*_holders(ctx, request), *answers["to"]}, item):
        return
    asking.note(ctx, item)
    is_stricter = _mark(ctx, request, answers, meant.text)
    if meant.text == request.text and had == {*answers["to"]} and not is_stricter:
        ctx.reply("request.unchanged", **references.about(ctx.work, item))
        return
    before, request.text = request.text, meant.text
    request.official_reference = official_references.find(meant.text) or request.official_reference
    about = {"words": {"before": before}, "detail": item_marks.kept({"handling": answers.get("handling")})}
    items.note(ctx.work, item, "correct", ctx.officer.id, agency_id=ctx.officer.agency_id, **about)
    _tell_changed(ctx, request, "request.corrected")
    files = [file.id for file in items.attachments_of(ctx.work, item)]
    for agency_id in answers["to"]:
        if agency_id not in had:
            send_to(ctx, request, agency_id, files)


def _same_terms(request: Request, meant: Request) -> bool:
    """Urgency and date as they were; a reason given meanwhile is not taken back."""
    same_urgency = meant.urgency in {request.urgency, "urgent"} and bool(meant.urgency) == bool(
        request.urgency
    )
    return same_urgency and meant.due_at == request.due_at


done("request.added.done", N_("Added to %(ref)s."), took=True)
done("request.corrected.done", N_("%(ref)s is corrected."), took=True)
done("request.withdrawn.done", N_("You have withdrawn %(ref)s."))
done("request.unchanged", N_("%(ref)s stays as it is: the edit changes nothing."), took=True)
done(
    "request.not_yours",
    N_("Only the agency that sent %(ref)s can change it. To reply, use /answer."),
    took=True,
)
done(
    "request.edit_unclear",
    N_(
        "Your edit was not taken over: keep the countries, the urgency and the date, and write some text."
        " To add to %(ref)s, write /request, the reference and the words."
    ),
    took=True,
)
done(
    "request.withdraw.ask",
    N_("Withdraw %(ref)s? All agencies asked are notified, and no answer is needed any more."),
)
done("request.deleted", N_("You deleted the message of %(ref)s. The request still stands. Withdraw it, too?"))


@says("request.added", shows_content=True, rings=Rings.TURN)
def _say_added(voice: Voice, happening: Happening) -> Text:
    ref = items.reference_of(voice.work, happening.item)
    return adding.shown(voice, voice.rich(N_("More on request %(ref)s"), ref=bold(ref)), happening)


@says("request.added.corrected", shows_content=True)
def _say_addition_corrected(voice: Voice, happening: Happening) -> Text:
    ref = items.reference_of(voice.work, happening.item)
    title = voice.rich(N_("What was added to request %(ref)s was corrected. It now says:"), ref=bold(ref))
    return adding.shown(voice, title, happening)


@says("request.corrected", shows_content=True)
def _say_corrected(voice: Voice, request: Request) -> Text:
    ref = items.reference_of(voice.work, item_of(request.id))
    return paragraphs(
        voice.rich(N_("Request %(ref)s was corrected. It now says:"), ref=bold(ref)), content(voice, request)
    )


@says("request.withdrawn")
def _say_withdrawn(voice: Voice, agency: Agency, ref: str, is_over: bool = False) -> Text:
    by = voice.agency(agency)
    if is_over:
        ended = voice.rich(expiry.HAS_ENDED, agency=by, ref=bold(ref))
        return lines(ended, voice.t("Please do not use it any more."))
    return text(voice.t("%(agency)s has withdrawn %(ref)s.", agency=by, ref=ref))
