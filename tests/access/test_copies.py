"""Every button there is, as it was really made, in the hands of everybody it was not made for.

Pressed with its own token, or with a copy made out to whoever presses it, parameters and all; typed,
forwarded or edited into a message. Nothing is done by it to what is somebody else's, nothing is read of it.
"""

import asyncio
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import col, select

from bot.channels import console
from handlers.core import registry
from handlers.vocabulary.incoming import Incoming, Kind
from storage.outbox import Offer
from storage.people import officer_named
from tests.access import people
from tests.access.people import NOTHING, PEOPLE, SECRET
from tests.talk import Heard, Talk

pytestmark = pytest.mark.slow
OWN = "Call the witness"  # in spain's own reminder
WALK = """
spain> /hlep
spain> /language
spain> /clue Congo Call the witness
spain> /contacts Congo
spain> /contacts Spain
spain> /contacts mine
spain! Change Spain
spain! 1
spain> Duty desk of Madrid
spain> /clue {clue}
spain> /remind in 1 hour Call the witness
spain> /remind ways
spain> /remind
spain> Call the witness
spain+ {photo}
spain> /me
spain> /me rings
spain> /me deputy germany until 31 December
spain> /me deputy italy
spain> /clue list
spain> /outstanding
spain! 1
eu> /notice all Good morning
eu! 1
eu> /notice all urgent The office is closed
eu! 1
eu> /notice meeting spain 9 December 10:00 Beijing Yearly meeting
eu! 1
eu> /notices
eu> /outstanding
eu> /approve
eu> /lockdown
eu> /reinstate netherlands
eu> /stats
eu> /agencies
eu> /agencies spain
eu! Close it
eu> /agreements Spain, China: Mutual legal assistance treaty
mps> /answer Call the witness
liaoning> /answer Call the witness
spain> /me leave
spain> /clue
@ +2h
spain> /notices
spain> /cancel
spain> /exercise
spain> /library
spain> /library victim
spain! Open 1
spain> /clue China Call Li Ming, passport E12345678
"""
# what needs a state of its own, and is tried in its room's tests
ELSEWHERE = {
    "absent.send",  # tests/absence
    "change.noted", "court.ask", "court.decide",  # tests/items
    "duty.put", "duty.back",  # tests/rota
    "call.take", "call.pass", "call.list",  # tests/reminders/test_calling.py
    "look.because",  # tests/trail/test_looks.py
    "request.reason",  # tests/requests/test_terms.py
    "expiry.longer", "expiry.part", "retention.keep",  # tests/retention
    "stats.table",  # tests/statistics
    "stepup.show", "stepup.set_up",  # under what is only announced: tests/second_factor/test_step_up.py
    "totp.off",
    "verify.same", "verify.different",  # tests/verification
    "clue.consent", "clue.elsewhere", "clue.files", "clue.history", "clue.list", "clue.send",
    "clue.withdraw.yes", "contacts.private", "deputy.choose", "deputy.end", "link.confirm", "link.refuse",
    "meeting.hour", "notice.cancel_one", "notice.end", "notice.move_one",  # tests/notices/test_series.py
    "notice.take",  # tests/notices/test_limited.py
    "lockdown.release", "notice.ask_recall", "notice.cancel", "notice.recall", "notices.more", "outstanding",
    "answer.this", "number.answer", "number.this", "screening.files",
    "people.reinstate", "remind.at", "remind.shift", "request.withdraw.yes",
    "share.decide", "status.more", "text.back",
    "research.ask", "research.give", "research.take_back",  # tests/clues
    "room.close", "room.join", "room.keep", "room.open",  # tests/rooms
    # a hit, and a guesser: tests/matching
    "matching.again", "matching.choose", "matching.lift", "matching.says", "matching.stop", "matching.turn",
    "matching.add", "matching.leave", "matching.show", "request.after_hit",
    # an invented case on its way: tests/exercises
    "exercise.acknowledge", "exercise.again", "exercise.alone", "exercise.answer", "exercise.begin",
    "exercise.call_off", "exercise.decline", "exercise.gather", "exercise.gathering",
    "exercise.join", "exercise.more", "exercise.next", "exercise.part", "exercise.pause",
    "exercise.results", "exercise.resume", "exercise.shift", "exercise.skip", "exercise.speed",
    "exercise.stop", "exercise.tick", "exercise.ticks",
    # an entry on its way: tests/library
    "library.approve", "library.change", "library.keep", "library.send_back", "library.translate",
    "library.hide", "library.hidden", "library.unhide",
    "library.outdated", "library.useful", "library.waiting", "library.withdraw", "library.withdraw.yes",
}  # fmt: skip
# what a person does to himself or herself, whoever the button was made for
HIMSELF = {"me.leave"}


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    folder = tmp_path_factory.mktemp("copies")
    made = people.furnished(folder)
    (folder / "van.jpg").write_bytes(b"a van")
    clue = made.everything.ref
    for line in WALK.strip().format(photo=folder / "van.jpg", clue=clue).splitlines():
        made(line)
    yield made
    made.home.close()


def offers(talk: Talk) -> list[Offer]:
    """The newest one of each act, whoever it was made for; copies do not count."""
    with talk.work() as work:
        found = work.all(select(Offer).where(Offer.position < people.COPY).order_by(col(Offer.id)))
        work.session.expunge_all()
    return list({offer.act: offer for offer in found if offer.act not in HIMSELF}.values())


def officer_id(talk: Talk, who: str) -> int:
    with talk.work() as work:
        officer = officer_named(work, PEOPLE[who] if who != "pending" else "liaoning-2")
        return officer.id if officer is not None else 0


def all_at_once(talk: Talk, said: Iterable[Incoming]) -> Heard:
    before = len(talk.everything.events)

    async def run() -> None:
        await talk.runner.service.intake.take(console.NAME, list(said))
        await talk.runner.settle()

    asyncio.run(run())
    return Heard(talk.everything.events[before:])


def others(state: dict[str, Any], own: int) -> dict[str, list[str]]:
    """Rows that belong to somebody else, or to nobody."""
    mine = [f"officer_id={own},", f"officer_id={own})", f"(id={own},", f" id={own},", f" id={own})"]
    begun = [row for row in state["exercise"] if f"officer_id={own}," in row]  # played alone
    mine += [f"exercise_id={found[1]}," for row in begun if (found := re.search(r"\bid=(\d+)", row))]
    return {name: [row for row in rows if not any(m in row for m in mine)] for name, rows in state.items()}


def test_nearly_every_act_there_is_was_offered(network: Talk) -> None:
    missing = set(registry.act_names()) - {offer.act for offer in offers(network)} - HIMSELF
    assert {act for act in missing if not act.startswith("form.")} <= ELSEWHERE


@pytest.mark.parametrize("who", PEOPLE)
def test_a_copied_button_touches_and_shows_nothing_of_others(network: Talk, who: str) -> None:
    people.forget_strangers(network)
    own, handle = officer_id(network, who), PEOPLE[who] if who != "pending" else "liaoning-2"
    theirs = {own, officer_id(network, "deputy")} if who == "addressee" else {own}  # they act for one agency
    foreign = [offer for offer in offers(network) if offer.officer_id not in theirs]
    with network.work() as work:
        tokens = [people.copied(work, offer, handle) if own else offer.token for offer in foreign]
    before = people.snapshot(network)
    now = network.clock.now()
    heard = all_at_once(network, [console.typed(PEOPLE[who], now, t, Kind.PRESS) for t in tokens])
    after = people.snapshot(network)
    if who in NOTHING:
        assert set(heard.kinds) <= NOTHING[who]
        assert after == before
        return
    assert "sorry" not in heard.kinds
    if who not in people.CONCERNED:
        assert OWN not in heard.text
        assert SECRET not in heard.text
    if who not in {"author", "coordinator"}:  # it is the author's own, and any coordinator may approve
        assert others(after, own) == others(before, own)


@pytest.mark.parametrize("way", ["typed", "forwarded", "edited"])
def test_a_button_is_not_words(network: Talk, way: str) -> None:
    """Its token, typed, forwarded or edited into a message, by everybody; every fourth act will do."""
    people.forget_strangers(network)
    now = network.clock.now()
    said, firsts = [], []
    for offer in offers(network)[::4]:
        for address in PEOPLE.values():
            first = console.typed(address, now, "thank you")
            one = console.typed(address, now, offer.token)
            if way == "edited":
                firsts.append(first)
                one = console.typed(address, now, offer.token, Kind.EDIT, first.event)
            said.append(replace(one, forwarded=way == "forwarded"))
    all_at_once(network, firsts)
    before = people.snapshot(network)
    heard = all_at_once(network, said)
    assert people.snapshot(network) == before
    assert SECRET not in heard.text
    assert OWN not in heard.text
