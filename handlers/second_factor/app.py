"""One's authenticator app: set up, confirmed, taken away; reset by a coordinator when the phone is lost."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pyotp

from handlers.agencies import finding, proofs
from handlers.core import asking_digits, step_up
from handlers.core.context import Context, Press
from handlers.core.registry import COORDINATORS, EVERYONE, act, command, tick
from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.core.speech import given, says
from handlers.core.when_to_ring import Rings
from handlers.second_factor.digits import goes_on
from handlers.vocabulary import made_files, typed_line
from handlers.vocabulary.languages import N_
from handlers.vocabulary.made_files import MadeFile
from handlers.vocabulary.text import Button, Text, bold, copyable, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import outbox, people
from storage import stepup as kept
from storage.audit import Tag
from storage.item import Item
from storage.outbox import Lane
from storage.people import Account, Officer, Role
from storage.stepup import Authenticator
from storage.work import Work

_SHOWN_FOR = timedelta(minutes=10)  # until a key is void that nobody confirmed
_OFF = {"off", "关", "关闭", "停用"}


def ask(ctx: Context, argument: str) -> None:
    """`/me totp` and what follows it."""
    found = kept.authenticator_of(ctx.work, ctx.officer.id, lock=True)
    is_set_up = kept.has_authenticator(ctx.work, ctx.officer.id)
    if typed_line.folded(argument) in _OFF:
        _ask_off(ctx)
        return
    ctx.unused = argument
    if is_set_up:
        ctx.reply("totp.is_on", Button(N_("Take it away"), "totp.off"))
    elif not step_up.may_be_shown(ctx.rules, ctx.officer, ctx.account):
        ctx.reply("stepup.elsewhere")
    else:
        _show_key(ctx, found)


@act("totp.off", EVERYONE)
def _ask_off(ctx: Context) -> None:
    if kept.has_authenticator(ctx.work, ctx.officer.id):
        asking_digits.ask_first(ctx, then="totp.off")
    else:
        ctx.reply("totp.none", step_up.set_up())


@act(outbox.SET_UP, EVERYONE)
def _set_up(ctx: Press) -> None:
    """From under a letter that waits for the digits: it stays until they open it."""
    ctx.keep_message()
    ask(ctx, "")


def _show_key(ctx: Context, before: Authenticator | None) -> None:
    """A new one each time: who asks again may not have been alone."""
    if before is not None:
        kept.drop(ctx.work, before)
    is_read = not ctx.rules.is_sealed(ctx.account.channel)
    takes_back = [before.shown_id] if before else []
    said = ctx.reply("totp.key", person=ctx.officer.id, is_read=is_read, takes_back=takes_back)
    ctx.work.add(
        Authenticator(
            officer_id=ctx.officer.id,
            secret=pyotp.random_base32(),
            shown_id=said.id,
            account_id=ctx.account.id,
            made_at=ctx.now,
        )
    )


def _next(work: Work, _rules: Rules) -> datetime | None:
    oldest = kept.oldest_unconfirmed(work)
    return oldest.made_at + _SHOWN_FOR if oldest else None


@tick("totp", _next)
def _void(work: Work, rules: Rules) -> None:
    found = kept.oldest_unconfirmed(work)
    if found is not None:
        officer, account = work.need(Officer, found.officer_id), work.get(Account, found.account_id)
        shown = [found.shown_id] if found.shown_id else []
        kept.drop(work, found)
        buttons, ends_at = [step_up.set_up(N_("Show another key"))], work.now + rules.periods.offer
        say(
            work,
            officer,
            "totp.void",
            account=account,
            lane=Lane.ANSWER,
            takes_back=shown,
            buttons=buttons,
            ends_at=ends_at,
        )


@goes_on("totp.off")
def _take_away(ctx: Context) -> None:
    if (found := kept.authenticator_of(ctx.work, ctx.officer.id, lock=True)) is not None:
        kept.drop(ctx.work, found)
        ctx.work.audit(Tag.TOTP_TAKEN_AWAY, ctx.officer.id, Item("officer", ctx.officer.id))
        ctx.reply("totp.off")
        proofs.tell(ctx.work, ctx.officer, "totp.told_off", ctx.account)


def _tell_coordinators(ctx: Context, kind: str, about: Officer) -> None:
    told = [one for one in people.with_role(ctx.work, Role.COORDINATOR) if one.id != about.id]
    ctx.tell_all(told, kind, **given(kind, person=about.id, by=ctx.officer.id))


@command(
    "reset",
    zh="重置",
    help=N_("Take away the authenticator app of somebody who lost the phone"),
    roles=COORDINATORS,
    arguments=N_("[name]"),
    group=N_("For coordinators"),
    fits=lambda ctx, rest: finding.split(ctx.work, rest)[0] is not None,
)
def reset(ctx: Context, argument: str) -> None:
    officer, ctx.unused = finding.split(ctx.work, argument)
    if not argument:
        ctx.reply("totp.reset_how")
    elif officer is None:
        finding.unknown(ctx, argument)
    elif officer.id == ctx.officer.id:
        ctx.reply("totp.not_yourself")
    else:
        _reset(ctx, officer)


def _reset(ctx: Context, officer: Officer) -> None:
    found = kept.stored(ctx.work, officer.id)
    if found is None:
        ctx.reply("totp.has_none", person=officer.id)
        return
    kept.drop(ctx.work, found)
    ctx.work.audit(Tag.TOTP_RESET, ctx.officer.id, Item("officer", officer.id))
    ctx.reply("totp.was_reset", person=officer.id, by=ctx.officer.id)
    ctx.tell(officer, "totp.reset", step_up.set_up(), by=ctx.officer.id)
    _tell_coordinators(ctx, "totp.was_reset", officer)


@act(outbox.UNLOCK, EVERYONE)
def _show(ctx: Press) -> None:
    """The letter that was only announced: now, or as soon as the digits are right."""
    offer = ctx.offer
    ctx.keep_message()
    if step_up.is_due(ctx.work, ctx.rules, ctx.officer, ctx.account):
        offer.used_at = None
        ctx.work.session.add(offer)
        kept.interrupt(ctx.work, ctx.account.id, outgoing_id=offer.outgoing_id)
        asking_digits.say_ask(ctx)
    else:
        kept.release(ctx.work, offer.outgoing_id)


def _unconfirmed(voice: Voice, person: Officer) -> Authenticator | None:
    found = kept.authenticator_of(voice.work, person.id)
    return found if found is not None and found.confirmed_at is None else None


def _picture(voice: Voice, person: Officer) -> Sequence[MadeFile]:
    if (found := _unconfirmed(voice, person)) is None:
        return ()
    uri = pyotp.TOTP(found.secret).provisioning_uri(name=person.handle, issuer_name="Liaison")
    return (made_files.qr("authenticator", uri),)


@says("totp.key", secret=True, makes=_picture)
def _say_key(voice: Voice, person: Officer, is_read: bool = False) -> Text:
    found = _unconfirmed(voice, person)
    if found is None:
        return ()
    return paragraphs(
        bold(voice.t("Your authenticator app")),
        lines(
            voice.t("1. Scan the picture with the app, or type this key into it:"),
            (copyable(found.secret),),
            voice.t("2. Write the six digits that it shows."),
        ),
        voice.t("The key is void in ten minutes if you do not. Show it to nobody."),
        voice.t(
            "It guards this chat against a thief, not against the network that carries this chat and the key."
        )
        if is_read
        else None,
    )


@says("totp.on", took_secret=True)
def _say_on(voice: Voice) -> Text:
    return lines(
        bold(voice.t("Your authenticator app is set up.")),
        voice.t("From time to time I ask for its six digits before content is shown on this channel."),
        voice.t("/me totp off takes it away. If the phone is lost, tell a coordinator at once."),
    )


@says("totp.void")
def _say_void(voice: Voice) -> Text:
    return text(
        voice.t("The key for the authenticator app is void: nobody confirmed it. /me totp shows another.")
    )


@says("totp.is_on")
def _say_is_on(voice: Voice) -> Text:
    return text(voice.t("Your authenticator app is set up. /me totp off takes it away."))


@says("totp.none")
def _say_none(voice: Voice) -> Text:
    return text(voice.t("You have no authenticator app here. /me totp sets one up."))


@says("totp.off")
def _say_off(voice: Voice) -> Text:
    return text(
        voice.t(
            "Your authenticator app is taken away; I ask for digits no more. The coordinators"
            " have been notified."
        )
    )


@says("totp.told_off", rings=Rings.AT_ONCE)
def _say_told_off(voice: Voice, person: Officer, own: bool) -> Text:
    said = voice.t("%(name)s has taken away his or her authenticator app.", name=person.name)
    return lines(said, proofs.what_to_do(voice, person, own))


@says("totp.reset", rings=Rings.AT_ONCE)
def _say_reset(voice: Voice, by: Officer) -> Text:
    return lines(
        bold(voice.t("%(name)s has reset your authenticator app.", name=by.name)),
        voice.t("/me totp sets up another. If you did not ask for this, call a coordinator at once."),
    )


@says("totp.was_reset")
def _say_was_reset(voice: Voice, by: Officer, person: Officer) -> Text:
    said = voice.t("%(by)s has reset the authenticator app of %(name)s.", by=by.name, name=person.name)
    return text(said)


@says("totp.has_none")
def _say_has_none(voice: Voice, person: Officer) -> Text:
    return text(voice.t("%(name)s has no authenticator app.", name=person.name))


@says("totp.reset_how", unclear=True)
def _say_reset_how(voice: Voice) -> Text:
    return lines(voice.t("Write the short name of the person:"), bold(voice.t("/reset spain")))


@says("totp.not_yourself")
def _say_not_yourself(voice: Voice) -> Text:
    return text(voice.t("Another coordinator must reset yours; /me totp off takes it away with its digits."))
