"""What is owed about a request, and who is reminded of it when."""

from handlers.core.rules import Rules
from handlers.core.saying import say
from handlers.items.life import By
from handlers.reminders import calling, duty, matter, planning
from handlers.reminders.ladder import may_wake
from handlers.reminders.matter import Matter
from handlers.requests.clock import item_of, ladder
from handlers.requests.closing import close_unconfirmed
from handlers.requests.life import LIFE, S
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage import outbox, people
from storage.people import Officer
from storage.reminders import Reminder
from storage.requests import OPEN, REPLIED, Addressee, Request
from storage.work import Work

_PRESSING = {"accept", "answer", "nothing", "clarify", "clarified", "confirm", "back"}  # in a reminder


@matter.matter("addressee")
def _matter(work: Work, addressee_id: int) -> Matter | None:
    addressee = work.get(Addressee, addressee_id)
    if addressee is None or addressee.state in {S.WITHDRAWN, S.CLOSED}:
        return None
    request = work.need(Request, addressee.request_id)
    waits_for_asker = addressee.state in REPLIED or addressee.state is S.CLARIFYING
    side = By.AUTHOR if waits_for_asker else By.ADDRESSEE
    owes, waits = addressee.at_agency_id, request.agency_id
    return Matter(
        about=item_of(request.id),
        agency_id=waits if waits_for_asker else owes,
        asker_id=owes if waits_for_asker else waits,
        since=addressee.changed_at if waits_for_asker else addressee.received_at,
        due_at=addressee.due_at if side is By.ADDRESSEE else None,
        officer_id=addressee.officer_id,
        asker_officer_id=request.author_id,
        urgent=bool(request.urgency) and addressee.state in OPEN,
        may_wake=may_wake(addressee.received_at, addressee.due_at),
        buttons=(
            *(one for one in LIFE.buttons(addressee, side, request) if one.params["act"] in _PRESSING),
            Button(N_("All choices"), "status", item=item_of(request.id), group=""),
        ),
        follow=_follow,
    )


def _follow(work: Work, rules: Rules, step: Reminder) -> bool:
    """What comes after a step that was due; "close" needs nobody."""
    addressee = work.need(Addressee, step.item.id)
    if step.step == "close":
        close_unconfirmed(work, addressee)
        return True
    if step.step == "clarify":
        planning.plan(
            work, step.item, {"clarify": work.now + rules.reminding.clarification[1]}, step.round + 1
        )
    request = work.need(Request, addressee.request_id)
    planned = ladder(work, rules, request, addressee)
    following = None if planned is None else planned.after(step.step, step.round, work.now, _asked(work))
    if following is not None:
        planning.plan_steps(work, step.item, [following])
    if step.step == "coordinator" and step.round == 0 and calling.may_ask(work, _matter(work, addressee.id)):
        _tell_asker(work, addressee)
    return False


def _asked(work: Work) -> int:
    """How many coordinators can be asked one after the other."""
    return len(duty.in_turn(work))


def askers(work: Work, request: Request) -> list[Officer]:
    """Who asked, and who stands in; everybody of the agency where that person is not there any more."""
    author = work.need(Officer, request.author_id)
    if author.state is not people.State.ACTIVE:
        return people.officers_of(work, [request.agency_id])
    return [one for one in (author, people.deputy_of(work, author)) if one is not None]


def _tell_asker(work: Work, addressee: Addressee) -> None:
    """Who waits is told that the coordinators know: of several at once, after an outage, in one message."""
    request = work.need(Request, addressee.request_id)
    item = item_of(request.id)
    for officer in askers(work, request):
        waiting = outbox.waiting_for(work, officer.id, "request.escalated")
        if waiting is None:
            say(
                work,
                officer,
                "request.escalated",
                item=item,
                addressees=[addressee.id],
            )
        elif waiting.params is not None:
            all_of_them = [*waiting.params["addressees"], addressee.id]
            waiting.params = {**waiting.params, "addressees": all_of_them}
            work.add(waiting)
