"""A further account of an officer: a code for ten minutes, sent from the new one, confirmed on an old one."""

from datetime import timedelta

from handlers.agencies import proofs
from handlers.core.context import Context, Press
from handlers.core.params import Shown
from handlers.core.registry import EVERYONE, act
from handlers.core.rules import Rules
from handlers.core.saying import say, say_to_place
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.people import code_links, codes, enrol, identity, vouching
from handlers.people.vouching import Cause
from handlers.vocabulary.incoming import Incoming
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, copyable, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import people
from storage import vouching as vouched
from storage.audit import Tag
from storage.item import Item
from storage.people import Account, Invitation, Officer
from storage.work import Work

_ASKED = timedelta(days=7)  # for so long coordinators can approve it


@act("me.link", EVERYONE)
def offer(ctx: Context) -> None:
    """A code to send from the new account."""
    vouched.end_codes(ctx.work, ctx.officer.id)  # only the newest is good
    code, invitation = codes.new(ctx.work, ctx.rules.periods.link_code, officer_id=ctx.officer.id)
    ctx.work.audit(Tag.LINK_BEGUN, ctx.officer.id, Item("invitation", invitation.id))
    ctx.reply("link.code", code=code, until={"time": invitation.ends_at.isoformat()})


def knock(work: Work, rules: Rules, incoming: Incoming, invitation: Invitation) -> None:
    """The code came from a new account: its officer is asked, on an account that is known already."""
    officer = work.need(Officer, invitation.officer_id)
    invitation.used_at, invitation.sent_from = work.now, incoming.to_json()
    work.session.add(invitation)
    params = {"invitation": invitation.id}
    buttons = [
        Button(N_("Yes, link it"), "link.confirm", params=params),
        Button(N_("No"), "link.refuse", params=params),
    ]
    ends_at = work.now + rules.periods.link_code
    able = (one for one in people.accounts_of(work, officer.id) if one.trusted and not one.blocked)
    best = next((one for one in able if rules.shows_all_of(one.channel, incoming.channel)), None)
    say(work, officer, "link.ask", buttons=buttons, ends_at=ends_at, account=best, invitation=invitation.id)
    say_to_place(work, incoming, "link.sent", language=officer.language)


def _asked(ctx: Press) -> tuple[Invitation, Incoming] | None:
    invitation = ctx.work.get(Invitation, ctx.offer.params["invitation"])
    if invitation is None or invitation.officer_id != ctx.officer.id or invitation.sent_from is None:
        return None
    return invitation, Incoming.from_json(invitation.sent_from)


@act("link.confirm", EVERYONE, steps_up=True)
def _confirm(ctx: Press) -> None:
    if (asked := _asked(ctx)) is None:
        return
    invitation, sent = asked
    if _is_taken(ctx.work, sent):
        ctx.reply("link.taken")
        return
    if ctx.rules.shows_all_of(ctx.account.channel, sent.channel):
        _link(ctx.work, ctx.officer, invitation, sent, ctx.account)
        ctx.reply("link.done")
        return
    invitation.asked_at = ctx.now
    ctx.work.session.add(invitation)
    ctx.reply("link.waits")
    vouching.ask(ctx.work, vouching.purpose(LINK, invitation.id))


def _link(work: Work, officer: Officer, invitation: Invitation, sent: Incoming, *known: Account) -> None:
    """`known`: the accounts on which the person knows of it already."""
    account = enrol.attach(work, sent, officer)
    invitation.sent_from = None
    work.session.add(invitation)
    work.audit(Tag.LINKED, officer.id, Item("account", account.id), channel=account.channel)
    say(work, officer, "link.welcome", account=account)
    proofs.tell(work, officer, "link.told", account, *known)


def _waiting(work: Work) -> list[str]:
    return [str(one.id) for one in vouched.links_asked_for(work, work.now - _ASKED) if _is_here(work, one)]


def _is_here(work: Work, invitation: Invitation) -> bool:
    return work.need(Officer, invitation.officer_id).state is people.State.ACTIVE


def _about(work: Work, key: str) -> Officer:
    return work.need(Officer, work.need(Invitation, int(key)).officer_id)


def _describe(voice: Voice, key: str) -> Text:
    officer, sent = _about(voice.work, key), voice.work.need(Invitation, int(key)).sent_from
    shown = str((sent or {}).get("extra", {}).get("identity") or "")
    return lines(
        bold(voice.t("A further account of %(name)s", name=officer.name)),
        enrol.described(voice, officer),
        text(voice.t("New:"), f" {sent['channel']}: ", copyable(sent["address"])) if sent else None,
        text(copyable(identity.in_groups(shown))) if shown else None,
        voice.t("It can show more than the account that confirmed it. Call this person before you approve.")
        if sent
        else None,
    )


def _approved(ctx: Context, key: str) -> None:
    invitation, officer = ctx.work.need(Invitation, int(key)), _about(ctx.work, key)
    if invitation.sent_from is None or _is_taken(ctx.work, Incoming.from_json(invitation.sent_from)):
        say(ctx.work, officer, "link.taken")
        return
    _link(ctx.work, officer, invitation, Incoming.from_json(invitation.sent_from))


def _rejected(ctx: Context, key: str) -> None:
    invitation = ctx.work.need(Invitation, int(key))
    invitation.sent_from = None
    ctx.work.session.add(invitation)
    say(ctx.work, _about(ctx.work, key), "link.refused")


LINK = vouching.cause(
    Cause("link", N_("Approve"), _waiting, _about, _describe, done=_approved, reject=_rejected)
)


def _is_taken(work: Work, sent: Incoming) -> bool:
    """Somebody became an officer on that account in the meantime."""
    account = people.account_at(work, sent.channel, sent.address)
    owner = None if account is None else work.need(Officer, account.officer_id)
    return owner is not None and owner.state is not people.State.LEFT


@act("link.refuse", EVERYONE)
def _refuse(ctx: Press) -> None:
    if (asked := _asked(ctx)) is not None:
        asked[0].sent_from = None
        ctx.work.session.add(asked[0])
        ctx.reply("link.refused")


@says("link.code", makes=code_links.picture)
def _say_code(voice: Voice, code: str, until: Shown) -> Text:
    return lines(
        voice.t("From the new account, send me this before %(until)s:", until=until),
        copyable(f"link {code}"),
        code_links.said(voice, code),
        voice.t("I then ask you here to confirm it."),
    )


@says("link.ask", rings=Rings.AT_ONCE)
def _say_ask(voice: Voice, invitation: Invitation) -> Text:
    sent = invitation.sent_from or {"channel": "", "address": ""}
    return paragraphs(
        bold(voice.t("Is this account yours, too?")),
        text(f"{sent['channel']}: ", copyable(sent["address"])),
        voice.t("If you did not send the code from there, press No and tell a coordinator."),
    )


@says("link.sent", to_strangers=True)
def _say_sent(voice: Voice) -> Text:
    return text(voice.t("Thank you. Please confirm on your other account."))


@says("link.waits")
def _say_waits(voice: Voice) -> Text:
    return lines(
        voice.t(
            "That account can show more than this one: two coordinators must approve it. They"
            " have been notified."
        ),
        voice.t("They will call you."),
    )


@says("link.done")
def _say_done(voice: Voice) -> Text:
    return text(voice.t("Linked. The coordinators have been notified."))


@says("link.welcome")
def _say_welcome(voice: Voice) -> Text:
    return text(voice.t("This account is linked now. /help shows what I can do."))


@says("link.refused", rings=Rings.AT_ONCE)
def _say_refused(voice: Voice) -> Text:
    return text(voice.t("Not linked. If somebody else has your code, tell a coordinator."))


@says("link.taken", rings=Rings.AT_ONCE)
def _say_taken(voice: Voice) -> Text:
    return text(voice.t("That account belongs to another officer; it was not linked."))


@says("link.told", rings=Rings.AT_ONCE)
def _say_told(voice: Voice, person: Officer, own: bool) -> Text:
    return lines(
        bold(voice.t("%(name)s has linked a further account.", name=person.name)),
        enrol.described(voice, person),
        proofs.what_to_do(voice, person, own),
    )
