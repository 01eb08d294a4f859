"""An account whose identity is not the pinned one: nothing is shown to it or done for it until two
coordinators of two agencies have approved the new one."""

import hashlib

from handlers.agencies import proofs
from handlers.core.context import Context
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.people import enrol, vouching
from handlers.people.vouching import Cause
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Text, bold, copyable, lines, text
from handlers.vocabulary.voice import Voice
from storage import vouching as vouched
from storage.audit import Tag
from storage.item import Item
from storage.people import Account, Officer, Role, State
from storage.work import Work

_SHOWN = 6  # groups of four characters of an identity


def is_the_pinned_one(ctx: Context) -> bool:
    """Whether to go on with this message; a channel that shows identities puts it into `extra`."""
    shown = ctx.incoming.extra.get("identity")
    if shown and shown != ctx.account.identity:
        identity_changed(ctx.work, ctx.account, str(shown))
    if not ctx.account.trusted:
        ctx.reply("identity.waiting")
    return ctx.account.trusted


def identity_changed(work: Work, account: Account, new_key: str) -> None:
    """The account shows another identity than the pinned one: it is not trusted from now on. Says so once."""
    if not account.trusted and account.shown_identity == new_key:
        return
    vouched.forget(work, vouching.purpose(IDENTITY, _key(account)))
    account.trusted, account.shown_identity = False, new_key
    work.session.add(account)
    work.audit(Tag.IDENTITY_CHANGED, account.officer_id, Item("account", account.id), channel=account.channel)
    vouching.ask(work, vouching.purpose(IDENTITY, _key(account)))
    officer = work.need(Officer, account.officer_id)
    for one in vouched.witnesses(work, officer):
        if one.role is not Role.COORDINATOR:  # who is asked already
            say(work, one, "identity.told", changed=account.id)


def _key(account: Account) -> str:
    """Names the account and the identity it shows: a word for one key is no word for the next."""
    shown = hashlib.sha256((account.shown_identity or "").encode()).hexdigest()
    return f"{account.id}.{shown[:16]}"


def _waiting(work: Work) -> list[str]:
    owners = ((one, work.need(Officer, one.officer_id)) for one in vouched.distrusted(work))
    return [_key(account) for account, owner in owners if owner.state is State.ACTIVE]


def _account(work: Work, key: str) -> Account:
    return work.need(Account, int(key.partition(".")[0]))


def _about(work: Work, key: str) -> Officer:
    return work.need(Officer, _account(work, key).officer_id)


def _describe(voice: Voice, key: str) -> Text:
    account, officer = _account(voice.work, key), _about(voice.work, key)
    shown = account.shown_identity or account.identity or ""
    return lines(
        bold(voice.t("New identity of %(name)s", name=officer.name)),
        enrol.described(voice, officer),
        text(f"{account.channel}: ", copyable(in_groups(shown))),
        voice.t("Call this person, and compare it with what his or her app shows, before you approve."),
    )


def in_groups(key: str) -> str:
    """The beginning of an identity, as one reads it out on the telephone."""
    return " ".join(key[at : at + 4] for at in range(0, 4 * _SHOWN, 4)).strip()


def _approved(ctx: Context, key: str) -> None:
    account = _account(ctx.work, key)
    trust(ctx.work, account)
    say(ctx.work, _about(ctx.work, key), "identity.trusted", account=account)


def trust(work: Work, account: Account) -> None:
    """Pin what the account shows now."""
    account.identity, account.shown_identity = account.shown_identity or account.identity, None
    account.trusted = True
    work.session.add(account)


IDENTITY = vouching.cause(Cause("identity", N_("Approve"), _waiting, _about, _describe, done=_approved))


@says("identity.waiting")
def _say_waiting(voice: Voice) -> Text:
    return lines(
        bold(voice.t("The keys of this account have changed; nothing was done.")),
        voice.t(
            "Two coordinators must approve the new ones. They have been notified; please call one of them."
        ),
    )


@says("identity.trusted")
def _say_trusted(voice: Voice) -> Text:
    return text(voice.t("The new keys of this account are approved. You can go on."))


@says("identity.told", rings=Rings.AT_ONCE)
def _say_told(voice: Voice, changed: Account) -> Text:
    officer = voice.work.need(Officer, changed.officer_id)
    name, where = officer.name, changed.channel
    return lines(
        bold(voice.t("The keys of %(name)s on %(where)s have changed.", name=name, where=where)),
        voice.t(
            "Nothing is shown to that account, or done for it, until two coordinators approve the new ones."
        ),
        proofs.what_to_do(voice, officer, own=False),
    )
