"""The agency that somebody joins hears of it, and each of its people can object: at once, with one press.

Who asks to join is then turned away; who was let in already is suspended, until two voices bring that person
back.
"""

from datetime import timedelta

from handlers.core.context import Press
from handlers.core.hooks import applied, joined
from handlers.core.registry import EVERYONE, act
from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.core.speech import says
from handlers.core.when_to_ring import Rings
from handlers.people import enrol, standing
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Text, bold, lines, text
from handlers.vocabulary.voice import Voice
from storage import people
from storage.audit import Tag
from storage.item import Item
from storage.people import Agency, Officer, Role, State
from storage.work import Work

_TIME = timedelta(days=7)  # to object in, from each letter on
_STEPS = 2  # of standing from asking to being in: let in, and vetted


def _near(work: Work, officer: Officer) -> list[Officer]:
    """Of the agency, else of the next one above it that has anybody; coordinators are asked anyway."""
    agency, seen = work.need(Agency, officer.agency_id), set[int]()
    while agency.id not in seen:
        seen.add(agency.id)
        there = [one for one in people.officers_of(work, [agency.id]) if one.id != officer.id]
        if there or agency.parent_id is None:
            return [one for one in there if one.role is not Role.COORDINATOR]
        agency = work.need(Agency, agency.parent_id)
    return []


def _tell(work: Work, officer: Officer, kind: str, steps: int = 0) -> None:
    about = {"officer": officer.id, "standing": officer.standing + steps}
    button = Button(N_("I object"), "colleague.object", params=about)
    for one in _near(work, officer):
        say(work, one, kind, buttons=[button], ends_at=work.now + _TIME, person=officer.id)


@applied
def _asks(work: Work, _rules: Rules, officer: Officer) -> None:
    _tell(work, officer, "colleague.asks", _STEPS)


@joined
def _is_in(work: Work, _rules: Rules, officer: Officer) -> None:
    _tell(work, officer, "colleague.joined")


@act("colleague.object", EVERYONE)
def _object(ctx: Press) -> None:
    said = ctx.offer.params
    officer = ctx.work.hold(Officer, said["officer"])
    if all(one.id != ctx.officer.id for one in _near(ctx.work, officer)):
        ctx.reply("button.gone")
        return
    is_new = officer.standing <= said["standing"]  # what became of that person since then others decided
    if officer.state is State.PENDING and is_new:
        enrol.turn_away(ctx, officer)
        ctx.work.audit(Tag.REJECTED, ctx.officer.id, Item("officer", officer.id))
    elif officer.state is State.ACTIVE and is_new and not standing.can_do_without(ctx.work, officer):
        ctx.reply("suspend.last")
        return
    elif officer.state is State.ACTIVE and is_new:
        standing.put_out(ctx.work, officer, standing.OBJECTED)
        ctx.work.audit(Tag.SUSPENDED, ctx.officer.id, Item("officer", officer.id))
    else:
        ctx.reply("colleague.late")
        return
    told = people.with_role(ctx.work, Role.COORDINATOR)
    ctx.reply("colleague.objected", person=officer.id, by=ctx.officer.id)
    ctx.tell_all(told, "colleague.objected", person=officer.id, by=ctx.officer.id)


@says("colleague.asks")
def _say_asks(voice: Voice, person: Officer) -> Text:
    agency = {"agency": person.agency_id}
    return lines(
        bold(voice.t("%(name)s asks to join %(agency)s.", name=person.name, agency=agency)),
        enrol.described(voice, person),
        voice.t("If you do not know this person as your colleague, object: then nobody is let in."),
    )


@says("colleague.joined", rings=Rings.NEWS)
def _say_joined(voice: Voice, person: Officer) -> Text:
    agency = {"agency": person.agency_id}
    return lines(
        bold(voice.t("%(name)s is now with %(agency)s here.", name=person.name, agency=agency)),
        enrol.described(voice, person),
        voice.t(
            "If you do not know this person as your colleague, object within seven days: it works at once."
        ),
    )


@says("colleague.objected")
def _say_objected(voice: Voice, person: Officer, by: Officer) -> Text:
    state = voice.t(standing.STATES[person.state])
    return lines(
        bold(voice.t("%(by)s objects to %(name)s: %(state)s.", by=by.name, name=person.name, state=state)),
        enrol.described(voice, person),
        voice.t("Call %(name)s at a number that you know before you decide anything.", name=by.name),
    )


@says("colleague.late")
def _say_late(voice: Voice) -> Text:
    return text(voice.t("That is settled already. If you doubt this person, call a coordinator."))
