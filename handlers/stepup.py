"""The six digits of an authenticator app: when they are asked for, and what waits for them.

A right code holds for a while on the account it was written from. What it is asked for: content, which the
gate decides about, and the acts of coordinators, which `guarded` wraps where they are declared.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any

from handlers.chat import Button, Text, bold, lines, paragraphs, text
from handlers.lang import N_, Voice
from handlers.rules import Demand, Rules
from handlers.speech import Params, says
from storage import people, stepup
from storage.audit import Tag
from storage.outbox import Lane, Outgoing
from storage.people import Account, Officer, Role
from storage.work import Work

if TYPE_CHECKING:
    from handlers.context import Context

PATIENCE = timedelta(hours=1)  # what was interrupted goes on by itself for so long
SET_UP = N_("Set up an authenticator app")


def set_up(label: str = SET_UP) -> Button:
    """Does what `/me totp` does."""
    return Button(label, "me.part", params={"part": "totp"}, group="")


def is_used(work: Work, rules: Rules, officer: Officer) -> bool:
    """Whether digits may be asked for on any account of this person, or were set up already."""
    accounts = people.accounts_of(work, officer.id)
    asked = any(rules.step_up.on(account.channel) is not Demand.OFF for account in accounts)
    return asked or stepup.has_authenticator(work, officer.id)


def is_due(work: Work, rules: Rules, officer: Officer, account: Account, acts: bool = False) -> bool:
    """Whether the digits are to be written on this account before content is shown, or before an act."""
    demand, last = rules.step_up.on(account.channel), account.stepped_up_at
    if demand is Demand.OFF or (last is not None and work.now - last < rules.step_up.lasts):
        return False
    if demand is Demand.ALL or (acts and demand is Demand.COORDINATORS and officer.role is Role.COORDINATOR):
        return True
    return stepup.has_authenticator(work, officer.id)


def holds_up(ctx: "Context", **body: Any) -> bool:
    """True: the digits are asked for first; what `body` says goes on by itself when they are right."""
    if not is_due(ctx.work, ctx.rules, ctx.officer, ctx.account, acts=True):
        return False
    ask_first(ctx, **body)
    return True


def ask_first(ctx: "Context", **body: Any) -> None:
    """Ask for the digits, whatever came before."""
    where = {"event": ctx.event, "said_in": list(ctx.said_in), "files": list(ctx.files)}
    stepup.interrupt(ctx.work, ctx.account.id, body={**where, "incoming": ctx.incoming.to_json(), **body})
    ctx.work.audit(Tag.STEP_UP_ASKED, ctx.officer.id, f"account:{ctx.account.id}")
    ctx.files.clear()
    ctx.keep_message()
    say_ask(ctx)


def say_ask(ctx: "Context") -> None:
    """That the digits are needed, or first an app that makes them."""
    is_set_up = stepup.has_authenticator(ctx.work, ctx.officer.id)
    ctx.reply("stepup.ask", *([] if is_set_up else [set_up()]), is_set_up=is_set_up)


def guarded_command(name: str, run: Callable[["Context", str], None]) -> Callable[["Context", str], None]:
    """A command that is only run by somebody who has just shown to be who it is."""

    @wraps(run)
    def first(ctx: "Context", argument: str) -> None:
        if not holds_up(ctx, command=name, argument=argument):
            run(ctx, argument)

    return first


def guarded_act(run: Callable[["Context"], None]) -> Callable[["Context"], None]:
    """The same for a button, which can still be pressed when the digits were never written."""

    @wraps(run)
    def first(ctx: "Context") -> None:
        if ctx.offer is not None and holds_up(ctx, offer=ctx.offer.id):
            ctx.offer.used_at = None
            ctx.work.session.add(ctx.offer)
        else:
            run(ctx)

    return first


def note_locked(work: Work, row: Outgoing) -> None:
    """The letter is only announced. What somebody has just asked for opens by the digits alone."""
    if row.lane is not Lane.ANSWER or row.account_id is None:
        return
    waiting = stepup.interrupted(work, row.account_id, work.now - PATIENCE)
    if row.id not in {one.outgoing_id for one in waiting}:
        stepup.interrupt(work, row.account_id, outgoing_id=row.id)


def announced(voice: Voice, ref: str, by_tap: bool, is_set_up: bool) -> Text:
    """In place of content that waits for the digits: nothing of what it says."""
    if by_tap:
        news = text(bold(ref), voice.t(" has something new.")) if ref else None
        return paragraphs(news or voice.t("There is something new for you."), _how(voice, is_set_up))
    return paragraphs(bold(ref) if ref else None, _how(voice, is_set_up))


def _how(voice: Voice, is_set_up: bool) -> str:
    if is_set_up:
        return voice.t("Please write the six digits from your authenticator app; I then go on by myself.")
    return voice.t("Here this needs an authenticator app. /me totp sets one up; I then go on by myself.")


@says("stepup.ask")
def _say_ask(voice: Voice, params: Params) -> Text:
    return lines(_how(voice, params["is_set_up"]))
