"""The six digits of an authenticator app: when they are asked for, and what waits for them.

A right code holds for a while on the account it was written from. What it is asked for: content, which the
gate decides about, and the acts of coordinators (`asking_digits`).
"""

from datetime import timedelta

from handlers.core.rules import Demand, Rules
from handlers.core.speech import says
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, lines, paragraphs
from handlers.vocabulary.voice import Voice
from storage import people, stepup
from storage.outbox import Lane, Outgoing
from storage.people import Account, Officer, Role
from storage.work import Work

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
    is_demanded = _is_demanded(demand, officer, acts)
    if is_useless(work, rules, officer, account, acts):
        return True
    if demand is Demand.OFF or (last is not None and work.now - last < rules.step_up.lasts):
        return False
    return is_demanded or stepup.has_authenticator(work, officer.id)


def _is_demanded(demand: Demand, officer: Officer, acts: bool) -> bool:
    is_coordinator = officer.role is Role.COORDINATOR
    return demand is Demand.ALL or (acts and demand is Demand.COORDINATORS and is_coordinator)


def is_useless(work: Work, rules: Rules, officer: Officer, account: Account, acts: bool = False) -> bool:
    """Whether digits are demanded, and the key was shown on this channel, where others read along."""
    channel = account.channel
    is_demanded = _is_demanded(rules.step_up.on(channel), officer, acts)
    return is_demanded and not rules.is_sealed(channel) and stepup.was_shown_on(work, officer.id, channel)


def may_be_shown(rules: Rules, officer: Officer, account: Account) -> bool:
    """Whether a key may be set up here: not where it would satisfy no demand."""
    is_demanded = _is_demanded(rules.step_up.on(account.channel), officer, acts=True)
    return not is_demanded or rules.is_sealed(account.channel)


def note_locked(work: Work, row: Outgoing) -> None:
    """The letter is only announced. What somebody has just asked for opens by the digits alone."""
    if row.lane is not Lane.ANSWER or row.account_id is None:
        return
    waiting = stepup.interrupted(work, row.account_id, work.now - PATIENCE)
    if row.id not in {one.outgoing_id for one in waiting}:
        stepup.interrupt(work, row.account_id, outgoing_id=row.id)


def announced(voice: Voice, ref: str, by_tap: bool, is_set_up: bool, useless: bool = False) -> Text:
    """In place of content that waits for the digits: nothing of what it says."""
    how = voice.t(ELSEWHERE) if useless else _how(voice, is_set_up)
    if by_tap:
        news = voice.rich(N_("%(ref)s has something new."), ref=bold(ref)) if ref else None
        return paragraphs(news or voice.t("There is something new for you."), how)
    return paragraphs(bold(ref) if ref else None, how)


def _how(voice: Voice, is_set_up: bool) -> str:
    if is_set_up:
        return voice.t("Please write the six digits from your authenticator app; I then go on by myself.")
    return voice.t("Here this needs an authenticator app. /me totp sets one up; I then go on by myself.")


ELSEWHERE = N_(
    "Here digits are demanded of an app whose key was not shown on this channel, which others can read."
    " Set it up on the encrypted channel: /me totp there."
)


@says("stepup.elsewhere", took=True)
def _say_elsewhere(voice: Voice) -> Text:
    return lines(voice.t(ELSEWHERE))


@says("stepup.ask", took=True)
def _say_ask(voice: Voice, is_set_up: bool) -> Text:
    return lines(_how(voice, is_set_up))
