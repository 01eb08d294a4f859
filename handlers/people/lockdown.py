"""One coordinator stops all content at once; two of two agencies let it go on."""

from datetime import datetime

from handlers.core import speech
from handlers.core.access import LOCKDOWN
from handlers.core.context import Context, Press
from handlers.core.registry import COORDINATORS, act, command, tick
from handlers.core.rules import Rules
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.letters import headed
from handlers.people import vouching
from handlers.people.vouching import Cause
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, dim, lines, paragraphs, text
from handlers.vocabulary.voice import Voice
from storage import held, people
from storage import vouching as vouched
from storage.audit import Tag
from storage.outbox import Outgoing
from storage.people import Officer, Role, State
from storage.work import Work


@command(
    "lockdown",
    zh="停发",
    aliases=("全面停发", "封锁"),
    help=N_("Stop all content at once"),
    roles=COORDINATORS,
    group=N_("For coordinators"),
)
def lockdown(ctx: Context, _argument: str) -> None:
    if people.is_on(ctx.work, LOCKDOWN):
        ctx.reply("lockdown.on", _RELEASE)
    else:
        ctx.reply("lockdown.ask", Button(N_("Stop all content now"), "lockdown.lock"))


_RELEASE = Button(N_("Release"), "lockdown.release")


@act("lockdown.lock", COORDINATORS)
def _lock(ctx: Press) -> None:
    if people.is_on(ctx.work, LOCKDOWN):
        ctx.reply("lockdown.on", _RELEASE)
        return
    _turn(ctx, on=True)
    ctx.work.audit(Tag.LOCKED_DOWN, ctx.officer.id)
    ctx.reply("lockdown.on", _RELEASE)
    ctx.tell_all(people.with_role(ctx.work, Role.COORDINATOR), "lockdown.on", _RELEASE)
    _tell_the_others(ctx, "network.paused")


def _turn(ctx: Context, on: bool) -> None:
    switch = people.switch(ctx.work, LOCKDOWN)
    switch.on, switch.turned, switch.by_id, switch.at = on, switch.turned + 1, ctx.officer.id, ctx.now
    ctx.work.session.add(switch)


def _tell_the_others(ctx: Context, kind: str) -> None:
    everybody = vouched.in_state(ctx.work, [State.ACTIVE])
    ctx.tell_all([officer for officer in everybody if officer.role is not Role.COORDINATOR], kind)


@act("lockdown.release", COORDINATORS)
def _release(ctx: Press) -> None:
    if people.is_on(ctx.work, LOCKDOWN):
        ctx.work.audit(Tag.RELEASE_ASKED, ctx.officer.id)
        vouching.begin(ctx, vouching.purpose(RELEASE, _matter(ctx.work)))
    else:
        ctx.reply("vouch.settled")


def _matter(work: Work) -> str:
    """This lockdown, and no other."""
    turned = people.switch(work, LOCKDOWN).turned
    return f"all.{turned}" if turned else "all"


def _waiting(work: Work) -> list[str]:
    return [_matter(work)] if people.is_on(work, LOCKDOWN) else []


def _about(_work: Work, _key: str) -> None:
    """Nobody in particular."""


def _describe(voice: Voice, _key: str) -> Text:
    return lines(bold(voice.t("Release of the lockdown")), _since(voice))


def _since(voice: Voice) -> str | None:
    switch = people.switch(voice.work, LOCKDOWN)
    by = voice.work.get(Officer, switch.by_id)
    if by is None or switch.at is None or not switch.on:
        return None
    return voice.t("Since %(time)s, by %(name)s", time=voice.when(switch.at), name=by.name)


def _released(ctx: Context, _key: str) -> None:
    _turn(ctx, on=False)
    ctx.work.audit(Tag.RELEASED, ctx.officer.id)
    _tell_the_others(ctx, "network.resumed")


RELEASE = vouching.cause(Cause("release", N_("Release"), _waiting, _about, _describe, done=_released))


def _next(work: Work, _rules: Rules) -> datetime | None:
    """Also what a delivery held while the lockdown was being released."""
    return work.now if held.has_held(work) and not people.is_on(work, LOCKDOWN) else None


@headed.marks
def _say_held(work: Work, officer: Officer, voice: Voice, row: Outgoing, words: Text) -> Text:
    """Under what says that it is sent: nobody has it yet."""
    goes_out = bool(row.item) and speech.speech(row.kind).took
    if not goes_out or not people.is_on(work, LOCKDOWN) or not held.others_wait(work, row.item, officer.id):
        return words
    return paragraphs(words, dim(voice.t("The network pauses. The others get this when it goes on.")))


@tick("held", _next)
def _release_held(work: Work, _rules: Rules) -> None:
    held.release_held(work)


@says("lockdown.ask")
def _say_ask(voice: Voice) -> Text:
    return lines(
        bold(voice.t("Stop all content for everybody?")),
        voice.t("Nothing that anybody filed goes out until two coordinators of two agencies release it."),
        voice.t("What is sent meanwhile is kept, and goes out then."),
    )


@says("lockdown.on", free=False, rings=Rings.AT_ONCE)
def _say_on(voice: Voice) -> Text:
    return lines(
        bold(voice.t("All content is stopped.")),
        _since(voice),
        voice.t("Two coordinators of two agencies must press Release."),
    )


@says("network.paused", rings=Rings.AT_ONCE)
def _say_paused(voice: Voice) -> Text:
    return text(voice.t("The network pauses for a while. You may go on writing; nothing is lost."))


@says("network.holds")
def _say_holds(voice: Voice) -> Text:
    return text(voice.t("The network pauses. The answer is kept, and reaches you when it goes on."))


@says("network.resumed", rings=Rings.AT_ONCE)
def _say_resumed(voice: Voice) -> Text:
    return text(voice.t("The network goes on. What waited reaches you now."))
