"""What the requester does with a request that is sent: correct it, add to it, withdraw it.

The rule for edited messages is the one for clues: editing the message that made a request corrects its words,
adds countries, and everybody asked who is not done with it is told. An edit never files anything, never takes
a country away, and changes neither urgency nor date. A deleted message offers to withdraw the request.
"""

from dataclasses import replace
from typing import Any

from handlers import access, official, references, requests_line
from handlers.chat import Button, Kind, Text, bold, paragraphs, quote, text
from handlers.clue_changes import is_withdrawal
from handlers.context import Context
from handlers.lang import N_, Voice
from handlers.reception import changed, claim_files
from handlers.registry import OFFICERS, act, parse
from handlers.requests_filing import CHANGING, WITHDRAW, above, as_request, send_to
from handlers.requests_life import Side, buttons, item_of, move_named, settle_clock
from handlers.requests_words import content
from handlers.speech import Params, says
from handlers.told import done
from storage import items, requests
from storage.audit import Tag
from storage.items import Happening
from storage.people import Agency
from storage.requests import OPEN, REPLIED, Addressee, AddresseeState, Request

__all__ = ["add", "is_withdrawal", "withdraw"]
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


def pressed(ctx: Context) -> Request | None:
    """The request whose button it was, where this officer may change it now."""
    if ctx.offer is None or not access.may_see(ctx.work, ctx.officer, ctx.offer.item):
        return None
    found = ctx.work.need(Request, access.parts(ctx.offer.item)[1])
    return found if standing(ctx, found) else None


@act(WITHDRAW, OFFICERS)
def _ask_to_withdraw(ctx: Context) -> None:
    if (found := pressed(ctx)) is not None:
        _offer_withdrawal(ctx, found, "request.withdraw.ask")


def _offer_withdrawal(ctx: Context, request: Request, kind: str) -> None:
    item = item_of(request.id)
    offered = [Button(N_("Withdraw it"), "request.withdraw.yes"), Button(N_("Keep it"), "status")]
    ctx.reply(kind, *offered, **references.about(ctx.work, item))


@act("request.withdraw.yes", OFFICERS)
def _confirmed(ctx: Context) -> None:
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
    about = references.about(ctx.work, item)
    others = [*_in_copy(ctx, request, told), request.agency_id]
    for agency_id in others:
        ctx.tell_all(ctx.colleagues(agency_id), "request.withdrawn", **about, agency=request.agency_id)
    ctx.reply("request.withdrawn.done", **about, told=told)


def _withdraw_part(ctx: Context, request: Request, addressee: Addressee) -> None:
    move, item = move_named("withdraw"), item_of(request.id)
    addressee.state, addressee.changed_at = AddresseeState.WITHDRAWN, ctx.now
    settle_clock(ctx.work, ctx.rules, request, addressee)
    noted = items.note(ctx.work, item, move.act, ctx.officer.id, agency_id=addressee.agency_id)
    ctx.work.audit(Tag.REQUEST_MOVED, ctx.officer.id, item, act=move.act, agency=addressee.agency_id)
    ctx.tell_all(ctx.colleagues(addressee.at_agency_id), "request.moved", item=item, act=move.act,
                 urgent=bool(request.urgency), addressee=addressee.id, happening=noted.id)  # fmt: skip


def _in_copy(ctx: Context, request: Request, agency_ids: list[int]) -> list[int]:
    return [agency.id for agency in above(ctx.work, agency_ids, request.agency_id)]


def add(ctx: Context, request: Request, words: str) -> None:
    """More words or files for what is asked already."""
    if not standing(ctx, request):
        return
    item = item_of(request.id)
    files = claim_files(ctx, item, list(ctx.files))
    ctx.files.clear()
    noted = items.note(ctx.work, item, "added", ctx.officer.id, agency_id=ctx.officer.agency_id,
                       words={"text": words} if words else None)  # fmt: skip
    request.official_reference = request.official_reference or official.find(words)
    _tell_changed(ctx, request, "request.added", happening=noted.id, files=files)


def _tell_changed(ctx: Context, request: Request, kind: str, **params: Any) -> None:
    """Everybody asked who is not done with it, those in copy, and who changed it."""
    item, told = item_of(request.id), []
    ctx.work.add(request)
    ctx.work.audit(Tag.REQUEST_CHANGED, ctx.officer.id, item)
    about = {"item": item, "request": request.id, "urgent": bool(request.urgency), **params}
    for one in _parts(ctx, request):
        if one.state in _CONCERNED:
            told.append(one.agency_id)
            offered = buttons(request, one, Side.ADDRESSEE)
            ctx.tell_all(ctx.colleagues(one.at_agency_id), kind, *offered, **about)
    for agency_id in _in_copy(ctx, request, told):
        ctx.tell_all(ctx.colleagues(agency_id), kind, **about)
    ctx.reply(f"{kind}.done", **references.about(ctx.work, item), told=told)


@changed
def _message_changed(ctx: Context) -> bool:
    """An edit or deletion of the message that made a request."""
    entry = items.happening_with(ctx.work, ctx.changed_event)
    if entry is None or not entry.item.startswith("request:") or entry.officer_id != ctx.officer.id:
        return False
    request = ctx.work.need(Request, access.parts(entry.item)[1])
    if not standing(ctx, request):
        return True
    if ctx.incoming.kind is Kind.DELETE:
        _offer_withdrawal(ctx, request, "request.deleted")
    else:
        _correct(ctx, request)
    return True


def _correct(ctx: Context, request: Request) -> None:
    item, had = item_of(request.id), {one.agency_id for one in _parts(ctx, request)}
    parsed = parse(ctx.incoming.text)
    answers, wrong = requests_line.read(ctx, parsed[1] if parsed else ctx.incoming.text, request.made_at)
    meant = as_request(answers, request.made_at)
    is_line = not wrong and {"to", "text"} <= answers.keys() and (not parsed or parsed[0].name == "request")
    if not is_line or had - {*answers["to"]} or not _same_terms(request, meant):
        ctx.reply("request.edit_unclear", replace(CHANGING, item=item), **references.about(ctx.work, item))
        return
    if meant.text == request.text and had == {*answers["to"]}:
        ctx.reply("request.unchanged", **references.about(ctx.work, item))
        return
    before, request.text = request.text, meant.text
    request.official_reference = official.find(meant.text) or request.official_reference
    items.note(ctx.work, item, "correct", ctx.officer.id, agency_id=ctx.officer.agency_id,
               words={"before": before})  # fmt: skip
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
done("request.withdraw.ask", N_("Withdraw %(ref)s? Everybody asked is told, and no answer is owed any more."))
done("request.deleted", N_("You deleted the message of %(ref)s. The request still stands. Withdraw it, too?"))


@says("request.added", shows_content=True)
def _say_added(voice: Voice, params: Params) -> Text:
    noted = voice.work.need(Happening, params["happening"])
    ref = items.reference_of(voice.work, noted.item)
    words = str((noted.words or {}).get("text", ""))
    return paragraphs(
        voice.rich(N_("More on request %(ref)s"), ref=bold(ref)), quote(words) if words else None
    )


@says("request.corrected", shows_content=True)
def _say_corrected(voice: Voice, params: Params) -> Text:
    request = voice.work.need(Request, params["request"])
    ref = items.reference_of(voice.work, item_of(request.id))
    return paragraphs(
        voice.rich(N_("Request %(ref)s was corrected. It now says:"), ref=bold(ref)), content(voice, request)
    )


@says("request.withdrawn")
def _say_withdrawn(voice: Voice, params: Params) -> Text:
    by = voice.agency(voice.work.need(Agency, params["agency"]))
    return text(voice.t("%(agency)s has withdrawn %(ref)s.", agency=by, ref=params["ref"]))
