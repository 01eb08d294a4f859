"""Somebody stands in until a day: asked first, never without an end, and ended with one press."""

from datetime import datetime
from typing import Any

from handlers import dates
from handlers.agencies import finding
from handlers.core import asking_date
from handlers.core.context import Context, Press
from handlers.core.registry import OFFICERS, act
from handlers.core.speech import given, says
from handlers.core.when_to_ring import Rings
from handlers.dates import NotUnderstood, Understood
from handlers.items import sharing
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, lines, text
from handlers.vocabulary.voice import Voice
from storage import people, recipients
from storage.audit import Tag
from storage.item import Item
from storage.people import Agency, Officer, Role, State

_UNTIL = ("until ", "till ", "to ", "至", "到", "直到")
_OFF = {"off", "none", "end", "无", "取消", "结束"}


def ask(ctx: Context, argument: str) -> None:
    """`italy until Friday`; `off` ends it; nothing says how it stands."""
    if argument.strip().casefold() in _OFF:
        _end(ctx)
        return
    officer, rest = finding.split(ctx.work, argument)
    if not argument:
        buttons = [Button(N_("End it now"), "deputy.end")] if people.deputy_of(ctx.work, ctx.officer) else []
        ctx.reply("deputy.how", *buttons, person=ctx.officer.id)
    elif officer is None:
        finding.unknown(ctx, argument)
    elif problem := _problem(ctx, officer):
        ctx.reply(problem, **given(problem, person=officer.id))
    else:
        _ask_until(ctx, officer, rest)


def _problem(ctx: Context, officer: Officer) -> str | None:
    if officer.id == ctx.officer.id:
        return "deputy.yourself"
    if officer.state is not State.ACTIVE or officer.role is Role.OBSERVER:
        return "deputy.cannot"
    return None


def _ask_until(ctx: Context, deputy: Officer, typed: str) -> None:
    for word in _UNTIL:
        typed = typed.removeprefix(word)
    until = dates.read(typed, ctx.zone, ctx.now, "deadline") if typed else NotUnderstood("unknown")
    if not isinstance(until, Understood) or until.spec is not None:
        found = until if isinstance(until, NotUnderstood) else NotUnderstood("unknown")
        buttons = [_choice(deputy, at) for at in found.choices[:4]]
        reason = found.reason if typed else ""
        ctx.reply("deputy.until_when", *buttons, person=deputy.id, reason=reason, offers=bool(buttons))
        return
    _put_to(ctx, deputy, until.at)


def _choice(deputy: Officer, at: datetime) -> Button:
    params = {"officer": deputy.id, "until": at.isoformat()}
    return Button(asking_date.label(at, deadline=True), "deputy.choose", params=params)


@act("deputy.choose", OFFICERS)
def _choose(ctx: Press) -> None:
    deputy = ctx.work.need(Officer, ctx.offer.params["officer"])
    _put_to(ctx, deputy, datetime.fromisoformat(ctx.offer.params["until"]))


def _put_to(ctx: Context, deputy: Officer, until: datetime) -> None:
    params = {"officer": ctx.officer.id, "deputy": deputy.id, "until": until.isoformat()}
    buttons = [
        Button(N_("Accept"), "deputy.accept", params=params),
        Button(N_("Decline"), "deputy.decline", params=params),
    ]
    ctx.tell(deputy, "deputy.asked", *buttons, person=ctx.officer.id, until=until.isoformat())
    ctx.reply("deputy.waits", person=deputy.id, until=until.isoformat())


def _asked_by(ctx: Press) -> tuple[Officer, datetime] | None:
    """Who asked this person, and until when; None (and told) where that is no more."""
    asked = ctx.offer.params
    officer, until = ctx.work.need(Officer, asked["officer"]), datetime.fromisoformat(asked["until"])
    is_asked = asked.get("deputy", ctx.officer.id) == ctx.officer.id  # buttons of before name nobody
    if is_asked and officer.state is State.ACTIVE and until > ctx.now:
        return officer, until
    ctx.reply("deputy.over")
    return None


@act("deputy.accept", OFFICERS)
def _accept(ctx: Press) -> None:
    if (asked := _asked_by(ctx)) is None:
        return
    officer, until = asked
    officer.deputy_id, officer.deputy_until = ctx.officer.id, until
    ctx.work.session.add(officer)
    ctx.work.session.flush()
    ctx.work.audit(Tag.DEPUTY_NAMED, officer.id, Item("officer", ctx.officer.id), until=until.isoformat())
    _from_elsewhere(ctx, officer, ctx.officer)
    sharing.catch_up(ctx.work, ctx.officer, officer.agency_id)
    told: dict[str, Any] = {
        "person": officer.id,
        "deputy": ctx.officer.id,
        "until": until.isoformat(),
    }
    ctx.reply("deputy.set", **told)
    ctx.tell(officer, "deputy.set", **told)
    coordinators = [one for one in people.with_role(ctx.work, Role.COORDINATOR) if one.id != officer.id]
    ctx.tell_all(coordinators, "deputy.set", **told)


def _from_elsewhere(ctx: Context, officer: Officer, deputy: Officer) -> None:
    """What an originator let him or her see was for that time, and that time alone."""
    if deputy.agency_id != officer.agency_id:
        recipients.forget(ctx.work, deputy.id, officer.agency_id)


@act("deputy.decline", OFFICERS)
def _decline(ctx: Press) -> None:
    if (asked := _asked_by(ctx)) is not None:
        ctx.reply("deputy.declined_by_you")
        ctx.tell(asked[0], "deputy.declined", person=ctx.officer.id)


@act("deputy.end", OFFICERS)
def _end(ctx: Context) -> None:
    deputy = people.deputy_of(ctx.work, ctx.officer)
    ctx.officer.deputy_id, ctx.officer.deputy_until = None, None
    ctx.work.session.add(ctx.officer)
    ctx.work.audit(Tag.DEPUTY_NAMED, ctx.officer.id)
    ctx.reply("deputy.ended")
    if deputy is not None:
        _from_elsewhere(ctx, ctx.officer, deputy)
        ctx.tell(deputy, "deputy.ended_for_you", person=ctx.officer.id)


def standing(voice: Voice, officer: Officer) -> str | None:
    """ "Deputy: Paolo Esempio, until …", for one's own page."""
    deputy = people.deputy_of(voice.work, officer)
    if deputy is None or officer.deputy_until is None:
        return None
    return voice.t(
        "Deputy: %(name)s, until %(until)s",
        name=deputy.name,
        until=voice.when(officer.deputy_until, deadline=True),
    )


def _until(voice: Voice, until: datetime) -> str:
    """The end of a day as 24:00 of that day."""
    return voice.when(until, deadline=True)


@says("deputy.how", unclear=True)
def _say_how(voice: Voice, person: Officer) -> Text:
    return lines(
        standing(voice, person),
        voice.t("Write who stands in for you, and until when:"),
        bold(voice.t("/me deputy italy until Friday")),
    )


@says("deputy.until_when", unclear=True)
def _say_until_when(voice: Voice, person: Officer, reason: str, offers: bool) -> Text:
    handle = person.handle
    if offers:
        return lines(voice.t(asking_date.WHY[reason]))
    return lines(
        voice.t(asking_date.WHY[reason]) if reason else None,
        voice.t("Until when? A deputy needs an end:"),
        bold(voice.t("/me deputy %(name)s until Friday", name=handle)),
    )


@says("deputy.yourself")
def _say_yourself(voice: Voice) -> Text:
    return text(voice.t("Somebody else must stand in for you."))


@says("deputy.cannot")
def _say_cannot(voice: Voice, person: Officer) -> Text:
    return text(voice.t("%(name)s cannot stand in for you.", name=person.name))


@says("deputy.asked")
def _say_asked(voice: Voice, person: Officer, until: datetime) -> Text:
    agency = voice.agency(voice.work.need(Agency, person.agency_id))
    return lines(
        bold(
            voice.t(
                "Will you stand in for %(name)s until %(until)s?",
                name=person.name,
                until=_until(voice, until),
            )
        ),
        voice.t("You then see and answer what concerns %(agency)s.", agency=agency),
    )


@says("deputy.waits")
def _say_waits(voice: Voice, person: Officer, until: datetime) -> Text:
    return text(
        voice.t(
            "%(name)s is asked to stand in until %(until)s.", name=person.name, until=_until(voice, until)
        )
    )


@says("deputy.over")
def _say_over(voice: Voice) -> Text:
    return text(voice.t("That request has expired."))


@says("deputy.set", rings=Rings.NEWS)
def _say_set(voice: Voice, person: Officer, deputy: Officer, until: datetime) -> Text:
    return text(
        voice.t(
            "%(deputy)s stands in for %(name)s until %(until)s.",
            deputy=deputy.name,
            name=person.name,
            until=_until(voice, until),
        )
    )


@says("deputy.declined_by_you")
def _say_declined_by_you(voice: Voice) -> Text:
    return text(voice.t("Declined; your colleague has been notified."))


@says("deputy.declined")
def _say_declined(voice: Voice, person: Officer) -> Text:
    return text(voice.t("%(name)s cannot stand in for you. Ask somebody else.", name=person.name))


@says("deputy.ended")
def _say_ended(voice: Voice) -> Text:
    return text(voice.t("Nobody stands in for you now."))


@says("deputy.ended_for_you")
def _say_ended_for_you(voice: Voice, person: Officer) -> Text:
    return text(voice.t("You do not stand in for %(name)s any more.", name=person.name))
