"""From a code to an officer: language, terms and name are asked, then two coordinators decide."""

import re
import unicodedata
from typing import Any

from handlers import basics, countries, joining, words
from handlers.chat import Button, Incoming, Text, bold, copyable, lines, paragraphs, text
from handlers.context import Context, say
from handlers.lang import LANGUAGES, N_, Voice, nearest_language
from handlers.people import vetting, vouching
from handlers.people.vouching import Cause
from handlers.registry import EVERYONE, command
from handlers.rules import Rules
from handlers.speech import Params, says
from storage import people
from storage import vouching as vouched
from storage.audit import Tag
from storage.people import Account, Agency, Invitation, Officer, Role, State
from storage.work import Work

TERMS = "2026-12"  # a new version: a new name here, and a new text below
_ACCEPT = {"accept", "i accept", "yes", "ok", "同意", "接受", "是", "好"}
_DECLINE = {"decline", "no", "不同意", "拒绝", "否"}
_SPACES = re.compile(r"\s+")
_SHORTEST, _LONGEST = 2, 80  # characters of a name


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
            zone=countries.zone_of(agency.country or "") or rules.service_zone,
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
    work.audit(Tag.ENROLLED, officer.id, f"officer:{officer.id}", invitation=invitation.id)
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
    wanted = vouching.purpose(ENROL, ctx.officer.id)
    vouched.forget(ctx.work, wanted)
    if ctx.officer.state is State.PENDING:
        vouching.ask(ctx.work, wanted)


def go_on(ctx: Context, typed: str) -> None:
    """What somebody who has not finished, or who waits, wrote or pressed."""
    if ctx.officer.state is State.PENDING:
        ctx.reply("enrol.waiting")
        return
    _STEPS[ctx.officer.preferences["asked"]](ctx, typed)


def _ask(ctx: Context, kind_of_trouble: str = "") -> None:
    asked = ctx.officer.preferences["asked"]
    ctx.reply(f"enrol.{asked}", *_BUTTONS.get(asked, ()), trouble=kind_of_trouble)


def _now_ask(ctx: Context, asked: str) -> None:
    _prefer(ctx.officer, asked=asked)
    ctx.work.session.add(ctx.officer)
    _ask(ctx)


def _prefer(officer: Officer, **more: Any) -> None:
    officer.preferences = {**officer.preferences, **more}


def _take_language(ctx: Context, typed: str) -> None:
    wanted = basics.language_named(typed)
    if wanted is None:
        return _ask(ctx)
    ctx.officer.language = wanted
    return _now_ask(ctx, "terms")


def _take_terms(ctx: Context, typed: str) -> None:
    word = words.folded(typed).rstrip(".!。！")
    if word in _DECLINE:
        leave(ctx.work, ctx.officer)
        ctx.reply("enrol.declined")
    elif word in _ACCEPT:
        ctx.officer.terms_at, ctx.officer.terms_version = ctx.now, TERMS
        _now_ask(ctx, "name")
    else:
        _ask(ctx)


def _take_name(ctx: Context, typed: str) -> None:
    """Without marks that nobody sees: a name must not look like somebody else's."""
    visible = "".join(char for char in typed if unicodedata.category(char) not in {"Cf", "Cc", "Mn"})
    name = _SPACES.sub(" ", unicodedata.normalize("NFC", visible)).strip()
    if not _SHORTEST <= len(name) <= _LONGEST or not any(char.isalpha() for char in name):
        return _ask(ctx, "name")
    ctx.officer.name = name
    return _finish(ctx)


_STEPS = {"language": _take_language, "terms": _take_terms, "name": _take_name}
_BUTTONS = {
    "language": [Button(name, "enrol.answer", params={"value": code}) for code, name in LANGUAGES.items()],
    "terms": [
        Button(N_("Accept"), "enrol.answer", params={"value": "accept"}),
        Button(N_("Decline"), "enrol.answer", params={"value": "decline"}),
    ],
}


def _finish(ctx: Context) -> None:
    invitation = ctx.work.need(Invitation, ctx.officer.preferences["invitation"])
    if invitation.vouched:
        activate(ctx.work, ctx.rules, ctx.officer)
        for coordinator in people.with_role(ctx.work, Role.COORDINATOR):
            if coordinator.id != ctx.officer.id:
                ctx.tell(coordinator, "enrol.vouched", person=ctx.officer.id)
        return
    ctx.officer.state = State.PENDING
    ctx.work.session.add(ctx.officer)
    ctx.reply("enrol.waiting")
    vouching.ask(ctx.work, vouching.purpose(ENROL, ctx.officer.id))


def activate(work: Work, rules: Rules, officer: Officer) -> None:
    """The first vetting begins; the officer is welcomed."""
    officer.state = State.ACTIVE
    officer.preferences = {
        name: value for name, value in officer.preferences.items() if name not in {"asked", "invitation"}
    }
    vetting.vet(work, rules, officer)
    work.audit(Tag.ACTIVATED, officer.id, f"officer:{officer.id}")
    say(work, officer, "enrol.welcome", buttons=basics.first_steps(officer.role))
    joining.welcome(work, rules, officer)


def leave(work: Work, officer: Officer) -> None:
    """Not here any more: nothing is sent, no button works, nobody stands in."""
    officer.state, officer.deputy_id, officer.vetting_due_at = State.LEFT, None, None
    work.session.add(officer)


def _waiting(work: Work) -> list[str]:
    return [str(officer.id) for officer in vouched.in_state(work, [State.PENDING])]


def _officer(work: Work, key: str) -> Officer:
    return work.need(Officer, int(key))


def _describe(voice: Voice, key: str) -> Text:
    officer = _officer(voice.work, key)
    return lines(bold(voice.t("%(name)s asks to join", name=officer.name)), described(voice, officer))


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
    activate(ctx.work, ctx.rules, _officer(ctx.work, key))


def _rejected(ctx: Context, key: str) -> None:
    officer = _officer(ctx.work, key)
    leave(ctx.work, officer)
    ctx.tell(officer, "enrol.rejected")


ENROL = vouching.cause(
    Cause("enrol", N_("Approve"), _waiting, _officer, _describe, done=_approved, reject=_rejected)
)


@command("enrol", zh="注册", help=N_("Join with a code"), roles=EVERYONE, arguments=N_("[code]"),
         group=N_("You"), aliases=("enroll", "link", "关联"), hidden=True)  # fmt: skip
def enrol(ctx: Context, _argument: str) -> None:
    """For whom is here already; a code from anybody else goes through the door."""
    ctx.reply("enrol.already", Button(N_("Link another account"), "me.link"))


@says("enrol.language", to_strangers=True)
def _say_language(_voice: Voice, _params: Params) -> Text:
    return text("Which language do you want? 请选择语言。")


@says("enrol.terms", to_strangers=True)
def _say_terms(voice: Voice, _params: Params) -> Text:
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
def _say_name(voice: Voice, params: Params) -> Text:
    return paragraphs(
        voice.t("Please write your name in 2 to 80 letters.") if params["trouble"] else None,
        voice.t("What is your name, as your agency knows you?"),
    )


@says("enrol.waiting", to_strangers=True)
def _say_waiting(voice: Voice, _params: Params) -> Text:
    return text(voice.t("Thank you. Two coordinators must approve you; you will hear from me here."))


@says("enrol.declined", to_strangers=True)
def _say_declined(voice: Voice, _params: Params) -> Text:
    return text(voice.t("Then nothing is kept open for you. Whoever gave you the code can give you another."))


@says("enrol.rejected", to_strangers=True)
def _say_rejected(voice: Voice, _params: Params) -> Text:
    return text(voice.t("You could not be approved. Please ask whoever gave you the code."))


@says("enrol.welcome")
def _say_welcome(voice: Voice, _params: Params) -> Text:
    return paragraphs(
        bold(voice.t("Welcome. You are approved, and can begin:")),
        lines(
            "1. " + voice.t("/me – set your time zone and quiet hours"),
            "2. " + voice.t("/contacts Spain – find who covers a country"),
            "3. " + voice.t("/clue – file a first clue; /help shows the rest"),
        ),
    )


@says("enrol.already")
def _say_already(voice: Voice, _params: Params) -> Text:
    return text(voice.t("You are enrolled. A code is sent from the account that is to be added."))


@says("enrol.vouched")
def _say_vouched(voice: Voice, params: Params) -> Text:
    officer = voice.work.need(Officer, params["person"])
    return lines(
        bold(voice.t("%(name)s has joined; the operator vouches.", name=officer.name)),
        described(voice, officer),
    )
