"""The life of an addressee as one table: from, act, who may, to, who is told."""

from collections.abc import Mapping
from typing import Any

from handlers.items.life import By, Life, Move, life
from handlers.vocabulary.languages import N_
from handlers.vocabulary.text import Button
from storage.audit import Tag
from storage.requests import OPEN, REPLIED, Addressee, AddresseeState, Request
from storage.work import Work

S = AddresseeState
Detail = Mapping[str, Any]

_WORKING = OPEN - {S.CLARIFYING}


def _take_in_hand(_work: Work, by: int | None, addressee: Addressee, _detail: Detail) -> None:
    addressee.officer_id = by


def _stop_clock(work: Work, by: int | None, addressee: Addressee, detail: Detail) -> None:
    _take_in_hand(work, by, addressee, detail)
    addressee.stops = [*addressee.stops, [work.now.isoformat(), None]]


def _start_clock(work: Work, _by: int | None, addressee: Addressee, _detail: Detail) -> None:
    addressee.stops = [[start, end or work.now.isoformat()] for start, end in addressee.stops]


def _extend(work: Work, by: int | None, addressee: Addressee, detail: Detail) -> None:
    _take_in_hand(work, by, addressee, detail)
    addressee.extension += int(detail["seconds"])


def _must_ask_others(_work: Work, _by: int | None, addressee: Addressee, _detail: Detail) -> None:
    addressee.direct = False


def _hand_on(_work: Work, _by: int | None, addressee: Addressee, detail: Detail) -> None:
    addressee.at_agency_id = int(detail["agency"])
    addressee.officer_id = detail.get("officer")


def _reply(work: Work, by: int | None, addressee: Addressee, detail: Detail) -> None:
    _start_clock(work, by, addressee, detail)
    addressee.answered_at = work.now
    addressee.officer_id = addressee.officer_id or by


def _take_back(_work: Work, _by: int | None, addressee: Addressee, _detail: Detail) -> None:
    """The answer is owed as before."""
    addressee.answered_at = None


def _ask_back(work: Work, _by: int | None, addressee: Addressee, _detail: Detail) -> None:
    """What is asked back is received anew."""
    addressee.answered_at, addressee.received_at = None, work.now
    addressee.stops, addressee.extension = [], 0


def _is_urgent_and_direct(addressee: Addressee, request: Request) -> bool:
    return bool(request.urgency) and addressee.direct


def _button(move: Move, addressee: Addressee) -> Button:
    return Button(move.label, "request.move", params={"addressee": addressee.id, "act": move.act}, group="")


LIFE = life(
    Life(
        "addressee",
        {
            S.SENT: N_("sent"),
            S.SEEN: N_("seen"),
            S.ACCEPTED: N_("accepted"),
            S.CLARIFYING: N_("question asked"),
            S.EXTENDED: N_("extended"),
            S.ANSWERED: N_("answered"),
            S.PARTLY: N_("answered in part"),
            S.NOTHING_HELD: N_("no information found"),
            S.REFUSED: N_("refused"),
            S.WITHDRAWN: N_("withdrawn"),
            S.CLOSED: N_("closed"),
        },
        (
            Move(
                "received",
                By.HOUSE,
                frozenset({S.SENT}),
                past=N_("received late: the deadline counts from here"),
                tag=Tag.REQUEST_RECEIVED,
            ),
            Move("seen", By.HOUSE, frozenset({S.SENT}), S.SEEN),
            Move(
                "accept",
                By.ADDRESSEE,
                frozenset({S.SENT, S.SEEN}),
                S.ACCEPTED,
                N_("Accept request"),
                done=N_("You have accepted %(ref)s."),
                told=N_("%(agency)s has accepted %(ref)s."),
                effect=_take_in_hand,
            ),
            Move(
                "answer",
                By.ADDRESSEE,
                OPEN | {S.PARTLY},
                S.ANSWERED,
                N_("Answer"),
                asks=N_("What is the answer?"),
                done=N_("Your answer to %(ref)s is on its way."),
                told=N_("%(agency)s has answered %(ref)s."),
                effect=_reply,
            ),
            Move(
                "clarify",
                By.ADDRESSEE,
                _WORKING,
                S.CLARIFYING,
                N_("Ask a question"),
                asks=N_("What do you need to know?"),
                done=N_(
                    "Your question on %(ref)s is on its way. The deadline is paused until it is answered."
                ),
                told=N_("%(agency)s has a question on %(ref)s. The deadline is paused until you answer."),
                effect=_stop_clock,
            ),
            Move(
                "partly",
                By.ADDRESSEE,
                OPEN,
                S.PARTLY,
                N_("Answer in part"),
                asks=N_("What is the answer, and which part is missing?"),
                done=N_("Your answer in part to %(ref)s is on its way."),
                told=N_("%(agency)s has answered %(ref)s in part."),
                effect=_reply,
            ),
            Move(
                "nothing",
                By.ADDRESSEE,
                OPEN,
                S.NOTHING_HELD,
                N_("No information found"),
                done=N_("You have answered %(ref)s: no information found."),
                told=N_("%(agency)s has found no information on %(ref)s."),
                effect=_reply,
            ),
            Move(
                "refuse",
                By.ADDRESSEE,
                OPEN,
                S.REFUSED,
                N_("Refuse request"),
                asks=N_("Anything to add to the ground?"),
                done=N_("You have refused %(ref)s."),
                told=N_("%(agency)s has refused %(ref)s."),
                effect=_reply,
            ),
            Move(
                "extend",
                By.ADDRESSEE,
                _WORKING,
                S.EXTENDED,
                N_("More time"),
                asks=N_("Why is it needed?"),
                done=N_("%(asker)s has been notified that %(ref)s waits for a judicial authorisation."),
                told=N_("%(agency)s needs more time for %(ref)s: a judicial authorisation is awaited."),
                effect=_extend,
            ),
            Move(
                "others",
                By.ADDRESSEE,
                _WORKING,
                None,
                N_("We must ask others"),
                done=N_("%(asker)s has been notified that you must ask other authorities for %(ref)s."),
                told=N_("%(agency)s must ask other authorities for %(ref)s."),
                past=N_("must ask other authorities"),
                effect=_must_ask_others,
                only=_is_urgent_and_direct,
            ),
            Move(
                "forward",
                By.ADDRESSEE,
                _WORKING,
                None,
                N_("Pass to another unit"),
                done=N_("You have passed %(ref)s to another unit."),
                told=N_("%(agency)s has passed %(ref)s to another unit of its own service."),
                past=N_("passed to another unit"),
                effect=_hand_on,
            ),
            Move(
                "correct",
                By.ADDRESSEE,
                REPLIED | {S.CLOSED},
                S.ANSWERED,
                N_("Correct the answer"),
                asks=N_("What is the right answer? It takes the place of the one that was sent."),
                done=N_("Your correction to %(ref)s is on its way."),
                told=N_("%(agency)s has corrected its answer to %(ref)s. What it said before does not hold."),
                past=N_("answer corrected"),
            ),
            Move(
                "take_back",
                By.ADDRESSEE,
                REPLIED | {S.CLOSED},
                S.ACCEPTED,
                N_("Take the answer back"),
                asks=N_("Why is it taken back? Whoever has the answer is notified, and must not use it."),
                done=N_("Your answer to %(ref)s is taken back. It is owed again."),
                told=N_("%(agency)s has taken back its answer to %(ref)s. Please do not use it."),
                past=N_("answer taken back"),
                effect=_take_back,
            ),
            Move(
                "clarified",
                By.AUTHOR,
                frozenset({S.CLARIFYING}),
                S.ACCEPTED,
                N_("Answer the question"),
                asks=N_("What is the answer to the question?"),
                done=N_("Your answer is on its way; the deadline of %(ref)s counts again."),
                told=N_("%(asker)s has answered your question on %(ref)s. The deadline counts again."),
                past=N_("question answered"),
                effect=_start_clock,
            ),
            Move(
                "confirm",
                By.AUTHOR,
                REPLIED,
                S.CLOSED,
                N_("Confirm"),
                done=N_("You have confirmed the answer to %(ref)s."),
                told=N_("%(asker)s has confirmed your answer to %(ref)s."),
                past=N_("answer confirmed"),
            ),
            Move(
                "back",
                By.AUTHOR,
                REPLIED | {S.CLOSED},
                S.ACCEPTED,
                N_("Ask for more"),
                asks=N_("What is still missing?"),
                done=N_("Your further question on %(ref)s is on its way."),
                told=N_("%(asker)s asks for more on %(ref)s."),
                past=N_("asked for more"),
                effect=_ask_back,
            ),
            Move(
                "withdraw",
                By.AUTHOR,
                OPEN,
                S.WITHDRAWN,
                done=N_("You have withdrawn %(ref)s."),
                told=N_("%(asker)s has withdrawn %(ref)s. Nothing more is to be done."),
            ),
            Move(
                "close",
                By.HOUSE,
                frozenset(S) - {S.CLOSED, S.WITHDRAWN},
                S.CLOSED,
                past=N_("closed: not confirmed in time"),
            ),
        ),
        _button,
        Tag.REQUEST_MOVED,
    )
)
