"""The life of a request at each addressed agency, as one table: buttons, history and reminders follow it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from handlers import access, deadlines, reminders
from handlers.access import Handling, Subject, Tlp
from handlers.chat import Button
from handlers.context import Context, say
from handlers.lang import N_
from handlers.reminders import Matter
from handlers.rules import Reminding, Rules
from storage import items, outbox, people, requests
from storage.audit import Tag
from storage.people import Agency, Officer
from storage.reminders import Reminder
from storage.requests import OPEN, REPLIED, Addressee, AddresseeState, Request
from storage.work import Work

S = AddresseeState
_OVER = {S.CLOSED, S.WITHDRAWN}
_WORKING = OPEN - {S.CLARIFYING}
_PRESSING = {"accept", "answer", "nothing", "clarify", "clarified", "confirm", "back"}  # in a reminder
_MOST_DOUBLINGS = 16  # of an interval that has its own upper end
_LATE_STEPS = ("deputy", "agency", "coordinator")


class Side(StrEnum):
    ADDRESSEE = "addressee"
    ASKER = "asker"


Effect = Callable[[Context, Addressee, Mapping[str, Any]], None]


def _none(_ctx: Context, _addressee: Addressee, _detail: Mapping[str, Any]) -> None:
    """Nothing but the state changes."""


@dataclass(frozen=True)
class Move:
    """One row of the table. `after` None: the state stays. `asks`: what has to be said with it.

    `done` is told to who does it, `told` to the other side.
    """

    act: str
    label: str
    by: Side
    before: frozenset[AddresseeState]
    after: AddresseeState | None
    done: str
    told: str
    asks: str = ""
    effect: Effect = _none
    urgent_only: bool = False
    listed: bool = True  # as a button


def _take_in_hand(ctx: Context, addressee: Addressee, _detail: Mapping[str, Any]) -> None:
    addressee.officer_id = ctx.officer.id


def _stop_clock(ctx: Context, addressee: Addressee, detail: Mapping[str, Any]) -> None:
    _take_in_hand(ctx, addressee, detail)
    addressee.stops = [*addressee.stops, [ctx.now.isoformat(), None]]


def _start_clock(ctx: Context, addressee: Addressee, _detail: Mapping[str, Any]) -> None:
    addressee.stops = [[start, end or ctx.now.isoformat()] for start, end in addressee.stops]


def _extend(ctx: Context, addressee: Addressee, detail: Mapping[str, Any]) -> None:
    _take_in_hand(ctx, addressee, detail)
    addressee.extension += int(detail["seconds"])


def _must_ask_others(_ctx: Context, addressee: Addressee, _detail: Mapping[str, Any]) -> None:
    addressee.direct = False


def _hand_on(_ctx: Context, addressee: Addressee, detail: Mapping[str, Any]) -> None:
    addressee.at_agency_id = int(detail["agency"])
    addressee.officer_id = detail.get("officer")


def _reply(ctx: Context, addressee: Addressee, detail: Mapping[str, Any]) -> None:
    _start_clock(ctx, addressee, detail)
    addressee.answered_at = ctx.now
    addressee.officer_id = addressee.officer_id or ctx.officer.id


def _ask_back(ctx: Context, addressee: Addressee, _detail: Mapping[str, Any]) -> None:
    """What is asked back is received anew."""
    addressee.answered_at, addressee.received_at = None, ctx.now
    addressee.stops, addressee.extension = [], 0


MOVES = (
    Move("accept", N_("Accept request"), Side.ADDRESSEE, frozenset({S.SENT, S.SEEN}), S.ACCEPTED,
         N_("You have accepted %(ref)s."), N_("%(agency)s has accepted %(ref)s."), effect=_take_in_hand),
    Move("answer", N_("Answer"), Side.ADDRESSEE, OPEN | {S.PARTLY}, S.ANSWERED,
         N_("Your answer to %(ref)s is on its way."), N_("%(agency)s has answered %(ref)s."),
         N_("What is the answer?"), _reply),
    Move("partly", N_("Answer in part"), Side.ADDRESSEE, OPEN, S.PARTLY,
         N_("Your answer in part to %(ref)s is on its way."), N_("%(agency)s has answered %(ref)s in part."),
         N_("What is the answer, and which part is missing?"), _reply),
    Move("nothing", N_("Nothing held"), Side.ADDRESSEE, OPEN, S.NOTHING_HELD,
         N_("You have said that nothing is held on %(ref)s."), N_("%(agency)s holds nothing on %(ref)s."),
         effect=_reply),
    Move("refuse", N_("Refuse"), Side.ADDRESSEE, OPEN, S.REFUSED,
         N_("You have refused %(ref)s."), N_("%(agency)s has refused %(ref)s."),
         N_("Anything to add to the ground?"), _reply),
    Move("clarify", N_("Ask a question"), Side.ADDRESSEE, _WORKING, S.CLARIFYING,
         N_("Your question on %(ref)s is on its way. The clock stands still until it is answered."),
         N_("%(agency)s has a question on %(ref)s. Its clock stands still until you answer."),
         N_("What do you need to know?"), _stop_clock),
    Move("extend", N_("More time"), Side.ADDRESSEE, _WORKING, S.EXTENDED,
         N_("%(asker)s is told that %(ref)s waits for a judicial authorisation."),
         N_("%(agency)s needs more time for %(ref)s: a judicial authorisation is awaited."),
         N_("Why is it needed?"), _extend),
    Move("others", N_("We must ask others"), Side.ADDRESSEE, _WORKING, None,
         N_("%(asker)s is told that you must ask other authorities for %(ref)s."),
         N_("%(agency)s must ask other authorities for %(ref)s."), effect=_must_ask_others, urgent_only=True),
    Move("forward", N_("Hand on"), Side.ADDRESSEE, _WORKING, None,
         N_("You have handed %(ref)s on."), N_("%(agency)s has handed %(ref)s on within its own service."),
         effect=_hand_on),
    Move("clarified", N_("Answer the question"), Side.ASKER, frozenset({S.CLARIFYING}), S.ACCEPTED,
         N_("Your answer is on its way; the clock of %(ref)s runs again."),
         N_("%(asker)s has answered your question on %(ref)s. The clock runs again."),
         N_("What is the answer to the question?"), _start_clock),
    Move("confirm", N_("Confirm"), Side.ASKER, REPLIED, S.CLOSED,
         N_("You have confirmed the answer to %(ref)s."),
         N_("%(asker)s has confirmed your answer to %(ref)s.")),
    Move("back", N_("Ask back"), Side.ASKER, REPLIED, S.ACCEPTED,
         N_("Your further question on %(ref)s is on its way."),
         N_("%(asker)s asks back about %(ref)s."), N_("What is still missing?"), _ask_back),
    Move("withdraw", N_("Withdraw"), Side.ASKER, OPEN, S.WITHDRAWN,
         N_("You have withdrawn %(ref)s."),
         N_("%(asker)s has withdrawn %(ref)s. Nothing more is to be done."),
         listed=False),
)  # fmt: skip
_BY_ACT = {move.act: move for move in MOVES}


def move_named(act: str) -> Move:
    return _BY_ACT[act]


def sides(ctx: Context, request: Request, addressee: Addressee) -> set[Side]:
    """For whom this officer may act."""
    mine = people.agencies_of(ctx.work, ctx.officer)
    return {
        side
        for side, agencies in (
            (Side.ASKER, {request.agency_id}),
            (Side.ADDRESSEE, {addressee.agency_id, addressee.at_agency_id}),
        )
        if agencies & mine
    }


def possible(request: Request, addressee: Addressee, side: Side) -> list[Move]:
    """What this side may do now, in the order of the table."""
    return [
        move
        for move in MOVES
        if move.by is side
        and addressee.state in move.before
        and (not move.urgent_only or (bool(request.urgency) and addressee.direct))
    ]


def buttons(request: Request, addressee: Addressee, side: Side) -> tuple[Button, ...]:
    return tuple(
        Button(move.label, "request.move", params={"addressee": addressee.id, "act": move.act}, group="")
        for move in possible(request, addressee, side)
        if move.listed
    )


def item_of(request_id: int) -> str:
    return access.key("request", request_id)


def matter_of(addressee: Addressee) -> str:
    return access.key("addressee", addressee.id)


def carry_out(
    ctx: Context, addressee: Addressee, move: Move, words: str = "", detail: Mapping[str, Any] | None = None
) -> None:
    """Change the state, write it down, plan anew, and tell both sides. The caller has checked the rights."""
    request = ctx.work.need(Request, addressee.request_id)
    detail = detail or {}
    move.effect(ctx, addressee, detail)
    addressee.state = move.after or addressee.state
    addressee.changed_at = ctx.now
    item = item_of(request.id)
    noted = items.note(ctx.work, item, move.act, ctx.officer.id, agency_id=addressee.agency_id,
                       detail=dict(detail), words={"text": words} if words else None)  # fmt: skip
    ctx.work.audit(Tag.REQUEST_MOVED, ctx.officer.id, item, act=move.act, agency=addressee.agency_id)
    settle_clock(ctx.work, ctx.rules, request, addressee)
    params: dict[str, Any] = {"act": move.act, "addressee": addressee.id, "happening": noted.id}
    files = [file.id for file in items.attachments_of(ctx.work, access.key("answer", detail["answer"]))] \
        if "answer" in detail else []  # fmt: skip
    ctx.reply("request.done", *buttons(request, addressee, move.by), item=item, **params)
    _tell_others(ctx, request, addressee, move, files=files, **params)
    close_if_done(ctx.work, request)


def _tell_others(ctx: Context, request: Request, addressee: Addressee, move: Move, /, **params: Any) -> None:
    """The other side; and who has it from now on, where it was handed on."""
    shared: dict[str, Any] = {"item": item_of(request.id), "urgent": bool(request.urgency)}
    if move.act == "forward":
        ctx.tell_all(ctx.colleagues(request.agency_id), "request.moved", **shared, **params)
        holder = ctx.work.get(Officer, addressee.officer_id)
        others = [holder] if holder is not None else ctx.colleagues(addressee.at_agency_id)
        ctx.tell_all(others, "request.received", *buttons(request, addressee, Side.ADDRESSEE),
                     addressee=addressee.id, **shared)  # fmt: skip
        return
    to_asker = move.by is Side.ADDRESSEE
    others = ctx.colleagues(request.agency_id if to_asker else addressee.at_agency_id)
    offered = buttons(request, addressee, Side.ASKER if to_asker else Side.ADDRESSEE)
    ctx.tell_all(others, "request.moved", *offered, **shared, **params)


def settle_clock(work: Work, rules: Rules, request: Request, addressee: Addressee) -> None:
    """The deadline and everything that is planned, from where the request stands now."""
    addressee.due_at = due_at(work, rules, request, addressee)
    work.add(addressee)
    reminders.cancel(work, matter_of(addressee))
    reminders.plan(work, matter_of(addressee), _steps(work.now, rules.reminding, request, addressee))


def zone_of(work: Work, agency_id: int) -> ZoneInfo:
    """The wall clock of an agency: that of its first officer."""
    members = people.officers_of(work, [agency_id])
    return ZoneInfo(members[0].zone if members else "UTC")


def due_at(work: Work, rules: Rules, request: Request, addressee: Addressee) -> datetime | None:
    """When the answer is owed; None while the clock stands still. The requester's own date goes first."""
    if request.due_at is not None and request.due_at > addressee.received_at:
        owed = request.due_at + addressee.extended_by
        return deadlines.moved(owed, addressee.received_at, addressee.pauses)
    return deadlines.due(addressee.received_at, bool(request.urgency), addressee.direct,
                         zone_of(work, addressee.agency_id), rules.deadlines, addressee.pauses,
                         addressee.extended_by)  # fmt: skip


def _steps(now: datetime, how: Reminding, request: Request, addressee: Addressee) -> dict[str, datetime]:
    if addressee.state in REPLIED:
        return {"confirm": now + how.confirm, "close": now + how.close}
    if addressee.state is S.CLARIFYING:
        return {"clarify": now + how.clarification[0]}
    if addressee.state not in OPEN or addressee.due_at is None:
        return {}
    steps = _until_answered(how, bool(request.urgency), addressee.due_at)
    if addressee.state in {S.SENT, S.SEEN}:
        if request.urgency:
            steps["ring"] = now + how.ring_first
        elif now + how.unseen < steps["before"]:
            steps["unseen"] = now + how.unseen
    ahead = {step: at for step, at in steps.items() if at > now}
    return ahead or {"again": now + how.again}


def _until_answered(how: Reminding, urgent: bool, due: datetime) -> dict[str, datetime]:
    late = how.urgent_late if urgent else how.late
    steps = {"before": due - (how.urgent_warning if urgent else how.warning), "due": due}
    return steps | {step: due + after for step, after in zip(_LATE_STEPS, late, strict=True)}


@reminders.matter("addressee")
def _matter(work: Work, addressee_id: int) -> Matter | None:
    addressee = work.get(Addressee, addressee_id)
    if addressee is None or addressee.state in {S.WITHDRAWN, S.CLOSED}:
        return None
    request = work.need(Request, addressee.request_id)
    waits_for_asker = addressee.state in REPLIED or addressee.state is S.CLARIFYING
    side = Side.ASKER if waits_for_asker else Side.ADDRESSEE
    owes, waits = addressee.at_agency_id, request.agency_id
    return Matter(
        about=item_of(request.id),
        agency_id=waits if waits_for_asker else owes,
        asker_id=owes if waits_for_asker else waits,
        since=addressee.changed_at if waits_for_asker else addressee.received_at,
        due_at=addressee.due_at if side is Side.ADDRESSEE else None,
        officer_id=addressee.officer_id,
        asker_officer_id=request.author_id,
        urgent=bool(request.urgency) and addressee.state in OPEN,
        buttons=(
            *(one for one in buttons(request, addressee, side) if one.params["act"] in _PRESSING),
            Button(N_("All choices"), "status", item=item_of(request.id), group=""),
        ),
        follow=_follow,
    )


def _follow(work: Work, rules: Rules, step: Reminder) -> bool:
    """What comes after a step that was due; "close" needs nobody."""
    addressee = work.need(Addressee, access.parts(step.item)[1])
    how = rules.reminding
    if step.step == "close":
        _close_unconfirmed(work, addressee)
        return True
    if step.step == "coordinator":
        _tell_asker(work, addressee)
    after = {
        "ring": min(how.ring_first * 2 ** min(step.round + 1, _MOST_DOUBLINGS), how.ring_most),
        "clarify": how.clarification[1],
        "coordinator": how.again,
        "again": how.again,
    }.get(step.step)
    if after is not None:
        name = "again" if step.step == "coordinator" else step.step
        reminders.plan(work, step.item, {name: work.now + after}, step.round + 1)
    return False


def _tell_asker(work: Work, addressee: Addressee) -> None:
    """Who waits is told that the coordinators know: of several at once, after an outage, in one message."""
    request = work.need(Request, addressee.request_id)
    item = item_of(request.id)
    for officer in people.officers_of(work, [request.agency_id]):
        waiting = outbox.waiting_for(work, officer.id, "request.escalated")
        if waiting is None:
            say(work, officer, "request.escalated", item=item, addressees=[addressee.id],
                ref=items.reference_of(work, item))  # fmt: skip
        elif waiting.params is not None:
            all_of_them = [*waiting.params["addressees"], addressee.id]
            waiting.params = {**waiting.params, "addressees": all_of_them}
            work.add(waiting)


def _close_unconfirmed(work: Work, addressee: Addressee) -> None:
    request = requests.hold(work, addressee.request_id)
    if addressee.state in _OVER:
        return
    addressee.state, addressee.changed_at = S.CLOSED, work.now
    work.add(addressee)
    reminders.cancel(work, matter_of(addressee))
    items.note(work, item_of(request.id), "close", None, agency_id=addressee.agency_id)
    close_if_done(work, request)


def close_if_done(work: Work, request: Request) -> None:
    """Once nothing is open at any agency, the request is closed, and everybody told."""
    parts = requests.addressees_of(work, request.id)
    if request.closed_at is not None or any(one.state not in _OVER for one in parts):
        return
    request.closed_at = work.now
    work.add(request)
    item = item_of(request.id)
    items.note(work, item, "closed", None)
    work.audit(Tag.REQUEST_CLOSED, None, item)
    for officer in people.officers_of(work, [request.agency_id]):
        say(work, officer, "request.closed", item=item, ref=items.reference_of(work, item))


@access.handled_by("request")
def _subject(work: Work, request_id: int) -> Subject | None:
    request = work.get(Request, request_id)
    if request is None:
        return None

    def sees(work: Work, officer: Officer) -> bool:
        mine = people.agencies_of(work, officer)
        return request.agency_id in mine or any(
            is_at(work, one, mine) for one in requests.addressees_of(work, request_id)
        )

    return Subject(Handling(Tlp(request.tlp), request.is_personal), sees)


def is_at(work: Work, addressee: Addressee, mine: frozenset[int]) -> bool:
    """It was sent or handed to one of these agencies, or one of them stands above the addressed one."""
    above = work.need(Agency, addressee.agency_id).parent_id
    return bool({addressee.agency_id, addressee.at_agency_id, above} & mine)


@access.handled_by("answer")
def _answer_subject(work: Work, answer_id: int) -> Subject | None:
    """An answer is for who asked, and for who gave it; not for the other addressees."""
    answer = work.get(requests.Answer, answer_id)
    if answer is None:
        return None
    request = work.need(Request, answer.request_id)
    addressee = work.need(Addressee, answer.addressee_id)

    def sees(work: Work, officer: Officer) -> bool:
        mine = people.agencies_of(work, officer)
        return request.agency_id in mine or is_at(work, addressee, mine)

    return Subject(Handling(Tlp(request.tlp), request.is_personal), sees)
