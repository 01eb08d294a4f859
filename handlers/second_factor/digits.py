"""Six digits that were typed: right, wrong or used before; and what goes on after the right ones."""

import hmac
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pyotp

from handlers.agencies import proofs
from handlers.core.context import Context
from handlers.core.declared import Declared
from handlers.core.params import Shown
from handlers.core.registry import command_named, run_command
from handlers.core.rules import Demand
from handlers.core.speech import says
from handlers.core.step_up import PATIENCE
from handlers.core.when_to_ring import Rings
from handlers.vocabulary.incoming import Incoming
from handlers.vocabulary.text import Text, bold, lines, text
from handlers.vocabulary.voice import Voice
from storage import people, stepup
from storage.audit import Tag
from storage.drafts import Draft
from storage.item import Item
from storage.outbox import Offer
from storage.people import Officer, Role
from storage.stepup import Authenticator, Interruption

Press = Callable[[Context, Offer], None]
GoOn = Callable[[Context], None]
_DIGITS = 6
_DRIFT = 1  # steps of 30 seconds either side
_LONGEST_PAUSE = timedelta(days=1)
_others: Declared[GoOn] = Declared()


def goes_on(name: str) -> Callable[[GoOn], GoOn]:
    """Declare what `ask_first(ctx, then=name)` goes on with."""

    def register(then: GoOn) -> GoOn:
        return _others.add(then, name)

    return register


def read(typed: str) -> str | None:
    """The digits, in whatever width and with blanks between; None: it is no code."""
    bare = "".join(unicodedata.normalize("NFKC", typed).split())
    return bare if len(bare) == _DIGITS and bare.isascii() and bare.isdigit() else None


def is_one(ctx: Context, draft: Draft | None) -> bool:
    """Whether what was typed is a code that this person is asked for, or may write at any time."""
    if read(ctx.incoming.text) is None or ctx.incoming.files or ctx.incoming.forwarded:
        return False
    found = stepup.authenticator_of(ctx.work, ctx.officer.id)
    if found is None:
        return False
    waits = stepup.interrupted(ctx.work, ctx.account.id, ctx.now - PATIENCE)
    if waits or found.confirmed_at is None:
        return True
    return draft is None and ctx.rules.step_up.on(ctx.account.channel) is not Demand.OFF


def take(ctx: Context, press: Press) -> None:
    """Right: what waits for it goes on, in order. `press` carries out a button."""
    found = stepup.authenticator_of(ctx.work, ctx.officer.id, lock=True)
    if found is None or not _is_right(ctx, found, read(ctx.incoming.text) or ""):
        return
    if found.confirmed_at is None:
        _confirm(ctx, found)
    else:
        ctx.work.audit(Tag.STEPPED_UP, ctx.officer.id, Item("account", ctx.account.id))
        until = {"time": _held_until(ctx).isoformat()}
        ctx.reply("stepup.passed", until=until)
    waiting = stepup.interrupted(ctx.work, ctx.account.id, ctx.now - PATIENCE)
    stepup.forget_interruptions(ctx.work, ctx.account.id)
    for one in waiting:
        _go_on(ctx, one, press)


def _held_until(ctx: Context) -> datetime:
    return (ctx.account.stepped_up_at or ctx.now) + ctx.rules.step_up.lasts


def _confirm(ctx: Context, found: Authenticator) -> None:
    found.confirmed_at = ctx.now
    ctx.work.session.add(found)
    ctx.work.audit(Tag.TOTP_SET_UP, ctx.officer.id, Item("account", ctx.account.id))
    ctx.reply("totp.on", takes_back=[found.shown_id])
    proofs.tell(ctx.work, ctx.officer, "totp.told_on", ctx.account)


def _is_right(ctx: Context, found: Authenticator, code: str) -> bool:
    """Otherwise it is counted, and its writer told."""
    if found.closed_until is not None and found.closed_until > ctx.now:
        ctx.reply("stepup.closed", until={"time": found.closed_until.isoformat()})
        return False
    for moment in dict.fromkeys([ctx.now, _kept_at(ctx)]):
        step = _step_of(found.secret, code, moment)
        if step is not None:
            if not stepup.use_step(ctx.work, found, step):
                return _refuse(ctx, found, "stepup.used")
            found.wrong, found.closed_until = 0, None
            ctx.account.stepped_up_at = moment
            ctx.work.session.add_all([found, ctx.account])
            return True
    return _refuse(ctx, found, "stepup.wrong")


def _kept_at(ctx: Context) -> datetime:
    """What came in time and was handled late, after a kill, is taken, and holds from then: by our own clock.
    When it was written only the network says, and who runs one could make old digits young."""
    at = ctx.incoming.received or ctx.now
    return at if ctx.now - ctx.rules.step_up.lasts < at < ctx.now else ctx.now


def _step_of(secret: str, code: str, at: datetime) -> int | None:
    """The time step whose digits these are, with a drift of one either side."""
    made, now = pyotp.TOTP(secret), int(at.timestamp()) // 30
    near = range(now - _DRIFT, now + _DRIFT + 1)
    return next((step for step in near if hmac.compare_digest(made.generate_otp(step), code)), None)


def _refuse(ctx: Context, found: Authenticator, kind: str) -> bool:
    rules = ctx.rules.step_up
    found.wrong += 1
    ctx.work.session.add(found)
    ctx.work.audit(Tag.STEP_UP_REFUSED, ctx.officer.id, Item("account", ctx.account.id), wrong=found.wrong)
    if found.wrong % rules.most_wrong:
        ctx.reply(kind)
        return False
    pause = min(rules.pause * 2 ** (found.wrong // rules.most_wrong - 1), _LONGEST_PAUSE)
    found.closed_until = ctx.now + pause
    until = {"time": found.closed_until.isoformat()}
    ctx.work.audit(Tag.STEP_UP_CLOSED, ctx.officer.id, Item("account", ctx.account.id), wrong=found.wrong)
    ctx.reply("stepup.closed", until=until)
    told = people.with_role(ctx.work, Role.COORDINATOR)
    about = {"person": ctx.officer.id, "channel": ctx.account.channel, "count": found.wrong}
    ctx.tell_all(told, "stepup.guessed", **about, until=until)
    return False


def _go_on(ctx: Context, one: Interruption, press: Press) -> None:
    if one.outgoing_id is not None:
        stepup.release(ctx.work, one.outgoing_id)
        return
    body = one.body or {}
    came = replace(Incoming.from_json(body["incoming"]), at=ctx.now)
    again = Context(ctx.work, ctx.rules, ctx.officer, ctx.account, came, files=list(body["files"]))
    again.event, again.said_in = body["event"], body["said_in"]
    if (offer := ctx.work.get(Offer, body.get("offer"))) is not None:
        press(again, offer)
    elif "command" in body:
        run_command(again, command_named(body["command"]), body["argument"])
    elif body.get("then") in _others:
        _others[body["then"]](again)


@says("stepup.passed", took_secret=True)
def _say_passed(voice: Voice, until: Shown) -> Text:
    return text(voice.t("Right. It holds here until %(until)s.", until=until))


@says("stepup.wrong", took_secret=True)
def _say_wrong(voice: Voice) -> Text:
    return lines(
        voice.t("These digits are not right. Please write those that the app shows now."),
        voice.t("If they are refused again, set the clock of the phone to automatic."),
    )


@says("stepup.used", took_secret=True)
def _say_used(voice: Voice) -> Text:
    return text(voice.t("These digits were used already. Please wait for the next ones, and write those."))


@says("stepup.closed", took_secret=True)
def _say_closed(voice: Voice, until: Shown) -> Text:
    return lines(
        voice.t("Too many wrong digits. None are taken until %(until)s.", until=until),
        voice.t("If the phone with the app is lost, a coordinator can help: /contacts"),
    )


@says("stepup.guessed", rings=Rings.AT_ONCE)
def _say_guessed(voice: Voice, person: Officer, until: Shown, count: int, channel: str) -> Text:
    return lines(
        bold(
            voice.t(
                "%(name)s: %(count)s wrong codes of the authenticator app on %(channel)s.",
                name=person.name,
                count=count,
                channel=channel,
            )
        ),
        voice.t(
            "None are taken until %(until)s. Please call this person; /suspend stops everything.",
            until=until,
        ),
    )


@says("totp.told_on", rings=Rings.AT_ONCE)
def _say_told_on(voice: Voice, person: Officer, own: bool) -> Text:
    said = voice.t("%(name)s has set up an authenticator app.", name=person.name)
    return lines(said, proofs.what_to_do(voice, person, own))
