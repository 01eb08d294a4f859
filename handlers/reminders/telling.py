"""Rings become messages: everybody whose time has come is told, each in one message.

What is one's own comes first, then the list of what coordinators were asked to call about.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from itertools import groupby

from handlers.core import access
from handlers.core.registry import tick
from handlers.core.rules import Rules
from handlers.core.saying import say, take_news, voice_for
from handlers.reminders import calling
from handlers.reminders.matter import Matter, owed
from handlers.reminders.planning import apart
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button, Label
from handlers.vocabulary.voice import Voice
from storage import items, people, reminders
from storage.errors import BusyError
from storage.item import NO_ITEM, Item
from storage.people import Agency, Officer, Role, State
from storage.reminders import Ring
from storage.work import Work

_BATCH = 100  # persons of one unit of work


def _next_ring(work: Work, _rules: Rules) -> datetime | None:
    """None in a lockdown: what is owed may be held itself, so nobody is rung before the release. None while a
    step is due, too: what it becomes belongs into the same message."""
    step = reminders.next_step(work)
    if people.is_on(work, access.LOCKDOWN) or (step is not None and step <= work.now):
        return None
    return reminders.next_ring(work)


@tick("reminders.rings", _next_ring)
def tell_rings(work: Work, rules: Rules) -> None:
    """Everybody whose time has come is told, each in one message; what was settled meanwhile is left out."""
    rings = reminders.claim_rings(work, _BATCH)
    if not rings:
        raise BusyError("Another process has the rings that are due.")
    for officer_id, theirs in groupby(rings, lambda one: one.officer_id):
        officer, together = work.need(Officer, officer_id), list(theirs)
        if officer.state is State.ACTIVE:
            apart(work, together, partial(_tell, work, rules, officer, together))


def _tell(work: Work, rules: Rules, officer: Officer, rings: Iterable[Ring]) -> None:
    with work.noting() as missed:
        live = [(one, found) for one in rings if (found := _still_owed(work, officer, one)) is not None]
    if len(live) == 1 and live[0][0].step != calling.OPEN:
        _tell_one(work, rules, officer, *live[0], len(missed))
        return
    if live:
        _tell_several(work, rules, officer, live, len(missed))


def _still_owed(work: Work, officer: Officer, ring: Ring) -> Matter | None:
    found = owed(work, ring.item)
    if found is None:
        return None
    # a coordinator is told that it is late, and by whom, not what it is about
    knows = officer.role is Role.COORDINATOR or access.may_see(work, officer, found.about)
    return found if knows else None


def _delay(work: Work, rules: Rules, rings: Iterable[Ring]) -> str | None:
    """Since when it should have been told, where the house was not there to do it in time."""
    meant = min(one.meant_at for one in rings)
    return meant.isoformat() if work.now - meant > rules.reminding.notable_delay else None


def _tell_one(work: Work, rules: Rules, officer: Officer, ring: Ring, found: Matter, unopened: int) -> None:
    later = Button(N_("Remind me later"), "reminder.snooze", params={"item": ring.item, "step": ring.step})
    mine = found.buttons if found.agency_id in people.agencies_of(work, officer) else ()
    role = calling.role_of(work, officer, ring.item)
    say(
        work,
        officer,
        "reminder",
        buttons=(*_call(work, officer, ring, found, role), *mine[:2], later, *mine[2:]),
        # a button about what its reader may not see does nothing
        item=found.about if access.may_see(work, officer, found.about) else NO_ITEM,
        urgent=found.urgent,
        about=ring.item,
        step=ring.step,
        mine=bool(mine),
        role=role,
        late=_delay(work, rules, [ring]),
        unopened=unopened,
        news=None if found.urgent else take_news(work, officer),
    )


_LABEL = 20  # characters of a button on a telephone


def _call(work: Work, officer: Officer, ring: Ring, found: Matter, role: str) -> list[Button]:
    """ "I will call Liaoning", where that is short enough."""
    params = {"item": ring.item, "step": ring.step}
    pass_on = Button(N_("Pass to the next"), calling.PASS, params=params, group="call")
    if role != calling.ASKED:
        return [pass_on] if role else []
    voice = voice_for(work, officer)
    office = Label(
        N_("I will call %(office)s"), {"office": _place(voice, work.need(Agency, found.agency_id))}
    )
    is_short = len(voice.label(office)) <= _LABEL
    take = Button(office if is_short else N_("I will call"), calling.TAKE, params=params, group="call")
    return [take, pass_on]


def _place(voice: Voice, agency: Agency) -> str:
    """Liaoning, Germany; an agency of no country by its name."""
    if not agency.subdivision or not agency.country:
        return voice.country(agency.country) if agency.country else voice.agency(agency)
    country = voice.country(agency.country)
    return voice.country(agency.subdivision).removesuffix(f", {country}").removeprefix(country)


def _tell_several(
    work: Work, rules: Rules, officer: Officer, live: list[tuple[Ring, Matter]], unopened: int
) -> None:
    """What stands in the list of coordinators is said behind what is this person's own, as it all stands."""
    live.sort(key=lambda pair: not pair[1].urgent)
    rings = [ring for ring, _ in live]
    listed = [one.item for one in rings if _is_listed(work, officer, one)]
    own = [one for one in live if one[0].item not in listed]
    rows = [{"about": ring.item, "step": ring.step} for ring, _ in own]
    opened = calling.listed(work, listed) if listed else []
    later = Button(N_("Remind me later"), "reminder.snooze", params={"items": rows})
    lists = Button(N_("What is outstanding"), "command", params={"name": "outstanding"}, group="")
    each = _each(work, officer, [found.about for _, found in own])
    urgent = any(found.urgent for ring, found in live if ring.step != calling.OPEN)
    say(
        work,
        officer,
        "reminder.digest",
        buttons=(
            *each,
            *calling_buttons(work, opened),
            *([later] if rows else []),
            *([lists] if rows and (len(each) > 2 or not each) else []),
        ),
        urgent=urgent,
        rows=rows,
        opened=[item for item, _ in opened],
        late=_delay(work, rules, rings),
        unopened=unopened,
        news=None if urgent else take_news(work, officer),
    )


def _is_listed(work: Work, officer: Officer, ring: Ring) -> bool:
    return ring.step == calling.OPEN or calling.role_of(work, officer, ring.item) == calling.ASKED


def calling_buttons(work: Work, opened: Iterable[tuple[Item, Matter]]) -> list[Button]:
    """One for each that nobody has taken; the message stays, for the next one."""
    free = {item: found.about for item, found in opened if calling.taken(work, item) is None}
    refs = items.references_of(work, list(free.values()))
    return [
        Button(
            Label(N_("I call: %(ref)s"), {"ref": refs[about]}),
            calling.TAKE,
            params={"item": item, "step": calling.OPEN, "keep": True},
            group="",
        )
        for item, about in free.items()
    ]


def _each(work: Work, officer: Officer, about: Iterable[Item]) -> list[Button]:
    """One for each item that its reader may open; the message stays, for the next one."""
    seen = access.only_seen(work, officer, dict.fromkeys(about))
    refs = items.references_of(work, seen)
    return [Button(refs[one], "status", item=one, params={"keep": True}, group="") for one in seen]
