"""A further account of an officer: a code for ten minutes, sent from the new one, confirmed on an old one."""

from handlers.chat import Button, Incoming, Text, bold, copyable, lines, paragraphs, text
from handlers.context import Context, say
from handlers.lang import N_, Voice
from handlers.people import codes, deep_links, enrol
from handlers.registry import EVERYONE, act
from handlers.rules import Rules
from handlers.speech import Params, says
from handlers.strangers import say_to_place
from storage import people
from storage.audit import Tag
from storage.people import Invitation, Officer, Role
from storage.work import Work


@act("me.link", EVERYONE)
def offer(ctx: Context) -> None:
    """A code to send from the new account."""
    code, invitation = codes.new(ctx.work, ctx.rules.periods.link_code, officer_id=ctx.officer.id)
    ctx.work.audit(Tag.LINK_BEGUN, ctx.officer.id, f"invitation:{invitation.id}")
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
    say(work, officer, "link.ask", buttons=buttons, ends_at=ends_at, invitation=invitation.id)
    say_to_place(work, incoming, "link.sent", language=officer.language)


def _asked(ctx: Context) -> tuple[Invitation, Incoming] | None:
    invitation = ctx.work.get(Invitation, ctx.offer.params["invitation"] if ctx.offer else None)
    if invitation is None or invitation.officer_id != ctx.officer.id or invitation.sent_from is None:
        return None
    return invitation, Incoming.from_json(invitation.sent_from)


@act("link.confirm", EVERYONE, steps_up=True)
def _confirm(ctx: Context) -> None:
    if (asked := _asked(ctx)) is None:
        return
    invitation, sent = asked
    if _is_taken(ctx.work, sent):
        ctx.reply("link.taken")
        return
    account = enrol.attach(ctx.work, sent, ctx.officer)
    invitation.sent_from = None
    ctx.work.session.add(invitation)
    ctx.work.audit(Tag.LINKED, ctx.officer.id, f"account:{account.id}", channel=account.channel)
    ctx.reply("link.done")
    say(ctx.work, ctx.officer, "link.welcome", account=account)
    told = people.with_role(ctx.work, Role.COORDINATOR)
    ctx.tell_all(told, "link.told", person=ctx.officer.id)


def _is_taken(work: Work, sent: Incoming) -> bool:
    """Somebody became an officer on that account in the meantime."""
    account = people.account_at(work, sent.channel, sent.address)
    owner = None if account is None else work.need(Officer, account.officer_id)
    return owner is not None and owner.state is not people.State.LEFT


@act("link.refuse", EVERYONE)
def _refuse(ctx: Context) -> None:
    if (asked := _asked(ctx)) is not None:
        asked[0].sent_from = None
        ctx.work.session.add(asked[0])
        ctx.reply("link.refused")


@says("link.code", makes=deep_links.picture)
def _say_code(voice: Voice, params: Params) -> Text:
    return lines(
        voice.t("From the new account, send me this before %(until)s:", until=params["until"]),
        copyable(f"link {params['code']}"),
        deep_links.said(voice, params),
        voice.t("I then ask you here to confirm it."),
    )


@says("link.ask")
def _say_ask(voice: Voice, params: Params) -> Text:
    invitation = voice.work.need(Invitation, params["invitation"])
    sent = invitation.sent_from or {"channel": "", "address": ""}
    return paragraphs(
        bold(voice.t("Is this account yours, too?")),
        text(f"{sent['channel']}: ", copyable(sent["address"])),
        voice.t("If you did not send the code from there, press No and tell a coordinator."),
    )


@says("link.sent", to_strangers=True)
def _say_sent(voice: Voice, _params: Params) -> Text:
    return text(voice.t("Thank you. Please confirm on your other account."))


@says("link.done")
def _say_done(voice: Voice, _params: Params) -> Text:
    return text(voice.t("Linked. The coordinators are told."))


@says("link.welcome")
def _say_welcome(voice: Voice, _params: Params) -> Text:
    return text(voice.t("This account is linked now. /help shows what I can do."))


@says("link.refused")
def _say_refused(voice: Voice, _params: Params) -> Text:
    return text(voice.t("Not linked. If somebody else has your code, tell a coordinator."))


@says("link.taken")
def _say_taken(voice: Voice, _params: Params) -> Text:
    return text(voice.t("That account belongs to another officer; it was not linked."))


@says("link.told")
def _say_told(voice: Voice, params: Params) -> Text:
    officer = voice.work.need(Officer, params["person"])
    return lines(
        bold(voice.t("%(name)s has linked a further account.", name=officer.name)),
        enrol.described(voice, officer),
    )
