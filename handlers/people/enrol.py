"""From a code to an officer: language, terms and name are asked, then two coordinators decide."""

from typing import Any

from handlers import places as gazetteer
from handlers.absence import leaving
from handlers.core import hooks
from handlers.core.context import Context
from handlers.core.registry import EVERYONE, command
from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.core.speech import given, says
from handlers.core.when_to_ring import Rings
from handlers.items import outstanding, sharing
from handlers.letters import menu
from handlers.people import naming, vetting, vouching
from handlers.people.names import Verdict
from handlers.people.vouching import Cause
from handlers.vocabulary import languages, typed_line
from handlers.vocabulary.incoming import Incoming
from handlers.vocabulary.languages import LANGUAGES, N_, nearest_language
from handlers.vocabulary.text import Button, Text, bold, copyable, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import people
from storage import vouching as vouched
from storage.audit import Tag
from storage.item import Item
from storage.people import Account, Agency, Invitation, Officer, Role, State
from storage.work import Work

TERMS = "2026-12"  # a new version: a new name here, and a new text below
_LOOK = "look"  # among the preferences: what is odd about the name
_ACCEPT = {"accept", "i accept", "yes", "ok", "同意", "接受", "是", "好"}
_DECLINE = {"decline", "no", "不同意", "拒绝", "否"}


def admit(work: Work, rules: Rules, incoming: Incoming, invitation: Invitation) -> None:
    """A good code came from here: this account is now somebody, who is asked who."""
    agency = work.need(Agency, invitation.agency_id)
    officer = work.add(
        Officer(
            handle=vouched.free_handle(work, agency),
            agency_id=agency.id,
            role=invitation.role,
            state=State.INVITED,
            name="",
            language=invitation.language or nearest_language(incoming.language),
            zone=gazetteer.zone_of(agency.country or "") or rules.service_zone,
            preferences={
                "invitation": invitation.id,
                "asked": "terms" if invitation.language else "language",
            },
            made_at=work.now,
        )
    )
    invitation.used_at = work.now
    work.session.add(invitation)
    account = attach(work, incoming, officer)
    work.audit(Tag.ENROLLED, officer.id, Item("officer", officer.id), invitation=invitation.id)
    _ask(Context(work, rules, officer, account, incoming))


def attach(work: Work, incoming: Incoming, officer: Officer) -> Account:
    """This address is the officer's from now on, with the identity it shows; somebody who left may return."""
    channel, address = incoming.channel, incoming.address
    account = people.account_at(work, channel, address) or Account(
        officer_id=officer.id,
        channel=channel,
        address=address,
        address_index=people.address_index(work, channel, address),
        made_at=work.now,
    )
    account.officer_id, account.trusted, account.blocked = officer.id, True, False
    account.identity, account.shown_identity = incoming.extra.get("identity"), None
    account.used_at = work.now
    return work.add(account)


def note_identity(ctx: Context) -> None:
    """Nothing is pinned yet. Another identity than the coordinators were shown is put before them anew."""
    shown = ctx.incoming.extra.get("identity")
    if not shown or shown == ctx.account.identity:
        return
    ctx.account.identity = shown
    ctx.work.session.add(ctx.account)
    wanted = vouching.purpose(ENROL, vouching.matter(ctx.officer))
    vouched.forget(ctx.work, wanted)
    if ctx.officer.state is State.PENDING:
        vouching.ask(ctx.work, wanted)


def go_on(ctx: Context, typed: str) -> None:
    """What somebody who has not finished, or who waits, wrote or pressed."""
    if ctx.officer.state is State.PENDING:
        ctx.reply("enrol.waiting")
    else:
        _STEPS[ctx.officer.preferences["asked"]](ctx, typed)


def _ask(ctx: Context, trouble: str = "") -> None:
    asked = ctx.officer.preferences["asked"]
    ctx.reply(f"enrol.{asked}", *_BUTTONS.get(asked, ()), **given(f"enrol.{asked}", trouble=trouble))


def _now_ask(ctx: Context, asked: str) -> None:
    _prefer(ctx.officer, asked=asked)
    ctx.work.session.add(ctx.officer)
    _ask(ctx)


def _prefer(officer: Officer, **more: Any) -> None:
    officer.preferences = {**officer.preferences, **more}


def _take_language(ctx: Context, typed: str) -> None:
    wanted = languages.language_named(typed)
    if wanted is None:
        _ask(ctx)
        return
    ctx.officer.language = wanted
    _now_ask(ctx, "terms")


def _take_terms(ctx: Context, typed: str) -> None:
    word = typed_line.folded(typed).rstrip(".!。！")
    if word in _DECLINE:
        leave(ctx.work, ctx.officer)
        ctx.reply("enrol.declined")
    elif word in _ACCEPT:
        ctx.officer.terms_at, ctx.officer.terms_version = ctx.now, TERMS
        _now_ask(ctx, "name")
    else:
        _ask(ctx)


def _take_name(ctx: Context, typed: str) -> None:
    judged = naming.judge(ctx.work, ctx.officer, typed)
    if judged.verdict is Verdict.REFUSE:
        _ask(ctx, trouble=judged.why)
        return
    ctx.officer.name = judged.name
    _prefer(ctx.officer, **{_LOOK: naming.oddity(judged)} if judged.verdict is Verdict.ASK else {})
    _finish(ctx)


_STEPS = {"language": _take_language, "terms": _take_terms, "name": _take_name}
_BUTTONS = {
    "language": [Button(name, "enrol.answer", params={"value": code}) for code, name in LANGUAGES.items()],
    "terms": [
        Button(N_("Accept"), "enrol.answer", params={"value": "accept"}),
        Button(N_("Decline"), "enrol.answer", params={"value": "decline"}),
    ],
}


def choices(officer: Officer) -> set[str]:
    """What the buttons of the present step say."""
    return {button.params["value"] for button in _BUTTONS.get(officer.preferences.get("asked", ""), ())}


def _finish(ctx: Context) -> None:
    invitation = ctx.work.need(Invitation, ctx.officer.preferences["invitation"])
    if invitation.vouched:
        activate(ctx.work, ctx.rules, ctx.officer)
        for coordinator in people.with_role(ctx.work, Role.COORDINATOR):
            if coordinator.id != ctx.officer.id:
                ctx.tell(coordinator, "enrol.vouched", person=ctx.officer.id)
        return
    people.stand(ctx.work, ctx.officer, State.PENDING)
    ctx.reply("enrol.waiting")
    vouching.ask(ctx.work, vouching.purpose(ENROL, vouching.matter(ctx.officer)))
    hooks.application(ctx.work, ctx.rules, ctx.officer)


def activate(work: Work, rules: Rules, officer: Officer) -> None:
    """The first vetting begins; the officer is welcomed."""
    people.stand(work, officer, State.ACTIVE)
    officer.preferences = {
        name: value for name, value in officer.preferences.items() if name not in {"asked", "invitation"}
    }
    vetting.vet(work, rules, officer)
    work.audit(Tag.ACTIVATED, officer.id, Item("officer", officer.id))
    say(work, officer, "enrol.welcome", buttons=menu.first_steps(officer.role))
    hooks.welcome(work, rules, officer)
    sharing.catch_up(work, officer, officer.agency_id)


def leave(work: Work, officer: Officer) -> None:
    """Not here any more: nothing is sent, no button works, nobody stands in."""
    found = outstanding.lines_of(work, officer) if officer.state is State.ACTIVE else []
    officer.deputy_id, officer.vetting_due_at = None, None
    people.stand(work, officer, State.LEFT)
    leaving.tell(work, officer, found)


def _waiting(work: Work) -> list[str]:
    return [vouching.matter(officer) for officer in vouched.in_state(work, [State.PENDING])]


def _describe(voice: Voice, key: str) -> Text:
    officer = vouching.person(voice.work, key)
    asks = bold(voice.t("%(name)s asks to join", name=officer.name))
    return lines(asks, described(voice, officer), naming.remark(voice, officer.preferences.get(_LOOK)))


def described(voice: Voice, officer: Officer) -> Text:
    """Who it is, on which accounts: the address counts, not the name that somebody shows there."""
    agency = voice.agency(voice.work.need(Agency, officer.agency_id))
    accounts = people.accounts_of(voice.work, officer.id)
    return lines(
        f"{agency} · {voice.t(ROLES[officer.role])} · {officer.handle}",
        *(_account(voice, one) for one in accounts),
    )


def _account(voice: Voice, account: Account) -> Text:
    pinned = voice.t("identity %(key)s…", key=account.identity[:12]) if account.identity else ""
    return text(f"{account.channel}: ", copyable(account.address), pinned and f" · {pinned}")


ROLES = {
    Role.OFFICER: N_("officer"),
    Role.COORDINATOR: N_("coordinator"),
    Role.OBSERVER: N_("observer"),
}


def _approved(ctx: Context, key: str) -> None:
    activate(ctx.work, ctx.rules, vouching.person(ctx.work, key))


def _rejected(ctx: Context, key: str) -> None:
    turn_away(ctx, vouching.person(ctx.work, key))


def turn_away(ctx: Context, officer: Officer) -> None:
    """In neutral words: not by whom, nor why."""
    leave(ctx.work, officer)
    ctx.tell(officer, "enrol.rejected")


ENROL = vouching.cause(
    Cause("enrol", N_("Approve"), _waiting, vouching.person, _describe, done=_approved, reject=_rejected)
)


@command(
    "enrol",
    zh="注册",
    help=N_("Join with a code"),
    roles=EVERYONE,
    arguments=N_("[code]"),
    group=N_("You"),
    aliases=("enroll", "link", "关联"),
    hidden=True,
    fits=lambda _ctx, rest: " " not in rest.strip() and any(map(str.isdigit, rest)),
)
def enrol(ctx: Context, _argument: str) -> None:
    """For whom is here already; a code from anybody else goes through the door."""
    ctx.reply("enrol.already", Button(N_("Link another account"), "me.link"))


@says("enrol.language", to_strangers=True)
def _say_language(_voice: Voice) -> Text:
    return text("Which language do you want? 请选择语言。")


@says("enrol.terms", to_strangers=True)
def _say_terms(voice: Voice) -> Text:
    return paragraphs(
        bold(voice.t("This is Liaison, for vetted liaison officers. Before you begin:")),
        lines(
            "• " + voice.t("It points and tracks. Case files belong into the official channel."),
            "• " + voice.t("Keep to the markings (TLP, handling codes); pass nothing on without consent."),
            "• " + voice.t("Your account is yours alone. Report a lost device at once."),
            "• " + voice.t("What you do here is recorded."),
        ),
        voice.t("Do you accept these terms (version %(version)s)?", version=TERMS),
    )


@says("enrol.name", to_strangers=True)
def _say_name(voice: Voice, trouble: str = "") -> Text:
    return paragraphs(naming.trouble(voice, trouble), voice.t("What is your name, as your agency knows you?"))


@says("enrol.waiting", to_strangers=True)
def _say_waiting(voice: Voice) -> Text:
    return text(voice.t("Thank you. Two coordinators must approve you; you will hear from me here."))


@says("enrol.declined", to_strangers=True)
def _say_declined(voice: Voice) -> Text:
    return text(voice.t("Then nothing is kept open for you. Whoever gave you the code can give you another."))


@says("enrol.rejected", to_strangers=True)
def _say_rejected(voice: Voice) -> Text:
    return text(voice.t("You could not be approved. Please ask whoever gave you the code."))


@says("enrol.welcome", rings=Rings.AT_ONCE)
def _say_welcome(voice: Voice) -> Text:
    return paragraphs(
        bold(voice.t("Welcome. You are approved, and can begin:")),
        lines(
            "1. " + voice.t("/me – set your time zone and quiet hours"),
            "2. " + voice.t("/contacts Spain – find who covers a country"),
            "3. " + voice.t("/clue – file a first clue; /help shows the rest"),
        ),
    )


@says("enrol.already", unclear=True)
def _say_already(voice: Voice) -> Text:
    return text(voice.t("You are enrolled. A code is sent from the account that is to be added."))


@says("enrol.vouched")
def _say_vouched(voice: Voice, person: Officer) -> Text:
    return lines(
        bold(voice.t("%(name)s has joined; the operator vouches.", name=person.name)),
        described(voice, person),
        naming.remark(voice, person.preferences.get(_LOOK)),
    )
