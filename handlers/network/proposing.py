"""What a coordinator wants to change about agencies waits for the word of another agency's."""

from collections.abc import Mapping
from typing import Any

from handlers.core import kept_line, step_up
from handlers.core.context import Context
from handlers.network import keeping
from handlers.network.fields import FaultError
from handlers.network.words import entry_lines
from handlers.people import vouching
from handlers.people.vouching import Cause
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Text, bold, lines
from handlers.vocabulary.voice import Voice
from storage import agencies, people
from storage.agencies import AgencyChange
from storage.audit import Tag
from storage.item import Item
from storage.people import Agency, Officer
from storage.work import Work

# {"act": "add" or "change", "entry": …}, {"act": "merge", "agency": …, "into": …} or
# {"act": "close", "agency": …}
Wanted = Mapping[str, Any]


def propose(ctx: Context, wanted: Wanted) -> None:
    """The first word is the proposer's. What cannot be done is said now, not when it is approved."""
    try:
        keeping.tried(ctx.work, lambda: carry_out(ctx.work, wanted))
    except FaultError as fault:
        ctx.reply("agency.refused", source=fault.source, filled=fault.params)
        return
    change = ctx.work.add(AgencyChange(wanted=dict(wanted), by_id=ctx.officer.id, made_at=ctx.now))
    ctx.work.audit(Tag.AGENCY_PROPOSED, ctx.officer.id, Item("agencychange", change.id))
    purpose = vouching.purpose(AGENCY, change.id)
    if step_up.is_due(ctx.work, ctx.rules, ctx.officer, ctx.account, acts=True):
        vouching.ask(ctx.work, purpose)  # the form was begun long ago: the press asks for the digits
    else:
        vouching.begin(ctx, purpose)


def carry_out(work: Work, wanted: Wanted) -> Agency:
    """FaultError."""
    if wanted["act"] in {"add", "change"}:
        agency, is_other = keeping.keep(work, wanted["entry"])
        if not is_other:
            raise FaultError(N_("That is so already."))
        return agency
    agency = _named(work, wanted["agency"])
    if wanted["act"] == "close":
        keeping.close(work, agency)
        return agency
    into = _named(work, wanted["into"])
    keeping.merge(work, agency, into)
    return into


def _named(work: Work, handle: str) -> Agency:
    agency = people.agency_named(work, handle)
    if agency is None:
        raise FaultError(N_("I do not know an agency “%(typed)s”."), typed=handle)
    return agency


def _waiting(work: Work) -> list[str]:
    return [str(change.id) for change in agencies.waiting(work)]


def _about(_work: Work, _key: str) -> None:
    """Nobody in particular."""


def _describe(voice: Voice, key: str) -> Text:
    change = voice.work.need(AgencyChange, int(key))
    wanted, by = change.wanted, voice.work.need(Officer, change.by_id)
    heads = {
        "add": N_("A new agency: %(name)s"),
        "change": N_("A change to the agency %(name)s"),
        "merge": N_("The agency %(name)s becomes part of %(into)s"),
        "close": N_("The agency %(name)s is closed"),
    }
    entry = wanted.get("entry", {})
    name = wanted.get("agency") or entry.get("handle", "")
    head = voice.t(heads[wanted["act"]])
    follows = {
        "merge": N_("Its people, contact points and countries go there, and what is open with it."),
        "close": N_("Nothing goes there any more; its contact points are taken out."),
    }.get(wanted["act"], "")
    return lines(
        bold(head % {"name": name, "into": wanted.get("into", "")}),
        entry_lines(voice, {one: value for one, value in entry.items() if one != "handle"}),
        voice.t(follows) if follows else None,
        voice.t("Proposed by %(name)s.", name=by.name),
    )


def _approved(ctx: Context, key: str) -> None:
    """Done as it stands now; what has come in its way meanwhile is said to whoever wanted it."""
    change = _settled(ctx, key)
    wanted, by = change.wanted, ctx.work.need(Officer, change.by_id)
    try:
        with ctx.work.part():
            agency = carry_out(ctx.work, wanted)
    except FaultError as fault:
        ctx.tell(by, "agency.refused", source=fault.source, filled=fault.params)
        ctx.reply("agency.refused", source=fault.source, filled=fault.params)
        return
    ctx.work.audit(Tag.AGENCY_CHANGED, ctx.officer.id, Item("agency", agency.id), act=wanted["act"])
    if wanted["act"] == "add":
        invite = kept_line.as_command("invite", N_("Invite somebody to it"), agency.handle)
        keeps = {"line": "", "typed": "", "kept": [], "event": ""}
        ctx.tell(by, "agency.ready", invite, agency=agency.id, keeps=keeps)


def _settled(ctx: Context, key: str) -> AgencyChange:
    change = ctx.work.hold(AgencyChange, int(key))
    change.settled_at = ctx.now
    ctx.work.session.add(change)
    return change


def _rejected(ctx: Context, key: str) -> None:
    _settled(ctx, key)


AGENCY = vouching.cause(
    Cause("agency", N_("Approve"), _waiting, _about, _describe, done=_approved, reject=_rejected)
)
