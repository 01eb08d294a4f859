"""Report R15: a broadcast meets "too many requests": it waits as long as it is told to, and loses nobody."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest
from sqlmodel import select

from bot.pipeline.service import Service
from storage import people
from storage.outbox import Fate, Outgoing
from storage.people import Officer, Role, State, agency_named
from tests.talk import Talk
from tests.telegram.house import give_account
from tests.telegram.phones import NUMBERS, Phones, phones_of, words_of

pytestmark = pytest.mark.telegram

CROWD = range(5000, 5400)
PATIENCE = 35  # seconds, as Telegram says
IN_HAND = 4 * 16  # messages that may be on their way when a process dies


@pytest.fixture
async def phones(talk: Talk) -> AsyncIterator[Phones]:
    async with phones_of(talk) as made:
        with talk.work() as work:
            agency = agency_named(work, "spain")
            assert agency is not None
            for number in CROWD:
                made.people.add_user(number, f"Officer {number}", begun=True)
                officer = Officer(handle=f"p{number}", agency_id=agency.id, role=Role.OBSERVER, name="Sam",
                                  state=State.ACTIVE, made_at=work.now)  # fmt: skip
                give_account(work, work.add(officer), number, used_at=work.now)
        yield made


async def die_after(phones: Phones, count: int) -> None:
    """Stop in the middle of everything when so many have it; a new process takes up what was left."""
    going = asyncio.create_task(phones.service.quiet())
    for _ in range(2000):
        if sum(len(phones.people.said(number)) for number in CROWD) >= count or going.done():
            break
        await asyncio.sleep(0.01)
    going.cancel()
    await asyncio.gather(going, return_exceptions=True)
    phones.service = Service(phones.talk.home, [phones.telegram], phones.clock)
    await asyncio.to_thread(phones.service.take_up)


async def test_r15_each_has_it_once_and_answers_go_between(phones: Phones) -> None:
    people_ = phones.people
    await phones("eu> /notice observers The office is closed on Thursday")
    await phones("eu! Ask for approval")
    before = len(people_.calls("sendMessage"))
    for after in (30, 199):
        people_.fault("flood", method="sendMessage", after=after, seconds=PATIENCE)
    phones.press("iom", "Approve")
    await people_.wait_confirmed()
    await die_after(phones, 250)
    people_.text(NUMBERS["italy"], "/contacts Spain")
    await phones.settle()
    calls = people_.calls("sendMessage")[before:]
    to = [int(call["params"]["chat_id"]) for call in calls]
    assert to.index(NUMBERS["italy"]) < max(at for at, chat in enumerate(to) if chat in CROWD)
    refused = [int(call["params"]["chat_id"]) for call in calls if call["status"] == 429]
    assert len(refused) == 2
    missing = {number for number in CROWD if not people_.said(number)}
    assert missing == set(refused)
    await phones(f"@ +{PATIENCE - 1}s")
    assert not any(people_.said(number) for number in refused)
    await phones("@ +1m")
    told = {number: [words_of(message) for message in people_.said(number)] for number in CROWD}
    assert all("closed on Thursday" in words[0] for words in told.values())
    _account_for_repeats(phones, told)
    assert "400 of 400 delivered" in phones.see("eu")


def _account_for_repeats(phones: Phones, told: dict[int, list[str]]) -> None:
    """Whoever may have it twice, because nobody knew whether it had arrived, is on record as such."""
    with phones.talk.work() as work:
        rows = work.all(select(Outgoing).where(Outgoing.kind == "notice.new"))
        assert Counter(row.fate for row in rows) == {Fate.SENT: len(CROWD)}
        unsure = {row.account_id for row in rows if row.may_be_twice}
        accounts = {a.id: int(a.address) for a in work.all(select(people.Account)) if a.id in unsure}
    twice = {number for number, words in told.items() if len(words) > 1}
    assert twice <= set(accounts.values())
    assert len(unsure) <= IN_HAND
    assert all(len(words) <= 2 for words in told.values())


async def test_r15_what_a_correction_sends_waits_just_as_well(talk: Talk) -> None:
    told = ("italy", "germany", "france", "nordic", "uk")
    async with phones_of(talk) as phones:
        heard = await phones(
            "eu> /notice italy, germany, france, nordic, uk Closed on Thursday", "eu! Send to 5"
        )
        phones.people.fault("flood", method="sendMessage", after=3, seconds=PATIENCE)
        await phones(f"eu> /notice correct {heard.ref} Closed on Friday", "eu! Send to 5")
        await phones(f"@ +{PATIENCE - 1}s")
        assert sum("Closed on Friday" in phones.see(who) for who in told) == 4
        await phones("@ +1m")
        assert [phones.see(who).count("Closed on Friday") for who in told] == [1] * 5
