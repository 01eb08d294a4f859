"""How long an answer may take: the deadline, what stops its clock, and the steps on the way."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.core.rules import Rules
from handlers.law import deadlines
from handlers.reminders import planning
from handlers.reminders.hours import hours_at
from handlers.reminders.ladder import LATE, Ladder, Step
from handlers.requests.life import S
from storage import people, reminders
from storage.item import Item
from storage.requests import OPEN, REPLIED, Addressee, Request
from storage.work import Work


def item_of(request_id: int) -> Item:
    return Item("request", request_id)


def matter_of(addressee: Addressee) -> Item:
    return Item("addressee", addressee.id)


def settle_clock(work: Work, rules: Rules, request: Request, addressee: Addressee) -> None:
    """The deadline and everything that is planned, from where the request stands now."""
    addressee.due_at = due_at(work, rules, request, addressee)
    work.add(addressee)
    planning.cancel(work, matter_of(addressee))
    planning.plan_steps(work, matter_of(addressee), _steps(work, rules, request, addressee))


def zone_of(work: Work, agency_id: int) -> ZoneInfo:
    """The wall clock of an agency: that of its first officer."""
    members = people.officers_of(work, [agency_id])
    return ZoneInfo(members[0].zone if members else "UTC")


def due_at(work: Work, rules: Rules, request: Request, addressee: Addressee) -> datetime | None:
    """When the answer is owed; None while the clock stands still. The requester's own date goes first."""
    if request.due_at is not None and request.due_at > addressee.received_at:
        owed = request.due_at + addressee.extended_by
        return deadlines.moved(owed, addressee.received_at, addressee.pauses)
    return deadlines.due(
        addressee.received_at,
        bool(request.urgency),
        addressee.direct,
        zone_of(work, addressee.agency_id),
        rules.deadlines,
        addressee.pauses,
        addressee.extended_by,
    )


def ladder(work: Work, rules: Rules, request: Request, addressee: Addressee) -> Ladder | None:
    """The plan of what is owed; None while the clock stands still."""
    if addressee.due_at is None:
        return None
    hours = hours_at(work, rules, addressee.at_agency_id)
    return Ladder(
        addressee.received_at, addressee.due_at, bool(request.urgency), hours[0], rules.reminding, hours[1:]
    )


def _steps(work: Work, rules: Rules, request: Request, addressee: Addressee) -> list[Step]:
    now, how = work.now, rules.reminding
    if addressee.state in REPLIED:
        return [Step("confirm", now + how.confirm), Step("close", now + how.close)]
    if addressee.state is S.CLARIFYING:
        return [Step("clarify", now + how.clarification[0])]
    planned = ladder(work, rules, request, addressee)
    if addressee.state not in OPEN or planned is None:
        return []
    is_new = addressee.state in {S.SENT, S.SEEN}
    ahead = [step for step in planned.ahead(accepted=not is_new, now=now) if step.at > now]
    return ahead or [_overdue(work, planned, matter_of(addressee))]


def _overdue(work: Work, planned: Ladder, item: Item) -> Step:
    """What nobody was reminded of does not begin with its later steps."""
    if not reminders.was_taken(work, item, "due"):
        return replace(planned.late(LATE[0], work.now), name="due")
    at = planned.pace().following(planned.due)
    for name in LATE:
        step = planned.late(name, at)
        if step.at > work.now:
            return step
        at = step.at
    return planned.again(0, work.now)
