"""Report R08: an answer too large for its network: it comes in pages, none over the limit, nothing lost.

LIAISON_TEST_PAGES=375 turns every page; without it the first ten are turned.
"""

import os
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.channels.matrix.sending import rendering
from bot.channels.telegram.cutting import units
from bot.chat.script import START
from storage import contacts, items
from storage.contacts import ContactPoint
from storage.item import Item
from storage.people import agency_named, officer_named
from storage.requests import Addressee, Request
from tests.talk import Talk
from tests.telegram.phones import NUMBERS, Phones, phones_of, words_of

MANY = 3000
TURNS = int(os.environ.get("LIAISON_TEST_PAGES", "10"))
LONG = (
    "西班牙国家警察总局反贩卖人口与打击有组织犯罪国际合作联络处",
    "المكتب الوطني للتعاون الدولي ومكافحة الاتجار بالبشر",
)
_DESK = re.compile(r"№(\d+)")


def open_many_desks(talk: Talk, count: int = MANY) -> None:
    """In Spain, behind the one that is there, each with the longest names that an import takes."""
    with talk.work() as work:
        for number in range(count):
            name = (LONG[number % 2] * 10)[:280]
            work.session.add(
                ContactPoint(country="ES", role="Duty desk", name=f"№{number} {name}", person=name,
                             phone="+34 900 555 099", mail=f"d{number}@example.org", made_at=work.now)
            )  # fmt: skip


def numbers_in(words: str) -> list[int]:
    return [int(number) for number in _DESK.findall(words)]


def test_r08_three_thousand_desks_come_in_pages_in_order(talk: Talk) -> None:
    open_many_desks(talk)
    heard = talk("italy> /contacts Spain")
    assert "1 to 8 of 3,001" in heard.text
    found = numbers_in(heard.text)
    for _ in range(TURNS):
        heard = talk("italy! More")
        found += numbers_in(heard.text)
        letter = talk.runner._heard["italy"].letters[-1]
        assert all(len(str(content).encode()) < rendering.MOST for content in rendering.contents(letter))
    assert found == list(range(8 * TURNS + 7))[:MANY]
    assert ("More" in heard.buttons) == (TURNS < 375)
    assert "Earlier" in heard.buttons


def test_r08_no_desk_is_on_two_pages_or_on_none(talk: Talk) -> None:
    open_many_desks(talk)
    with talk.work() as work:
        pages = [contacts.points_of(work, "ES", start=start) for start in range(0, MANY + 8, 8)]
        names = [numbers_in(point.name) for page in pages for point in page]
    assert names == [[], *([number] for number in range(MANY))]


@pytest.fixture
async def phones(talk: Talk) -> AsyncIterator[Phones]:
    async with phones_of(talk) as made:
        yield made


@pytest.mark.telegram
async def test_r08_on_telegram_no_message_is_too_long_and_none_is_lost(phones: Phones) -> None:
    open_many_desks(phones.talk)
    found: list[int] = []
    heard = await phones("italy> /contacts Spain")
    for _ in range(6):
        found += numbers_in(heard.to("italy"))
        assert all(units(words_of(said)) <= 4096 for said in phones.people.said(NUMBERS["italy"]))
        heard = await phones("italy! More")
    assert found == list(range(47))
    assert not [call for call in phones.people.calls() if call["status"] == 400]


def ask_often(talk: Talk, count: int) -> list[str]:
    """So many open requests of Spain to the Ministry; their references, the oldest first."""
    refs = []
    with talk.work() as work:
        asker, asked = agency_named(work, "spain"), agency_named(work, "mps")
        author = officer_named(work, "spain")
        assert author is not None
        assert asker is not None
        assert asked is not None
        for number in range(count):
            made = work.add(Request(author_id=author.id, agency_id=asker.id, text=f"Who is it? {number}",
                                    made_at=START - timedelta(minutes=count - number)))  # fmt: skip
            work.add(Addressee(request_id=made.id, agency_id=asked.id, at_agency_id=asked.id,
                               received_at=made.made_at, changed_at=made.made_at))  # fmt: skip
            refs.append(items.new_reference(work, "R", Item("request", made.id)).text)
    return refs


def test_r08_a_thousand_open_requests_come_in_pages_the_oldest_first(talk: Talk) -> None:
    refs, turns = ask_often(talk, 1000), min(TURNS // 3, 124)
    heard = talk("mps> 待办")
    listed = re.findall(r"\bR-\w{6,7}\b", heard.text)
    for _ in range(turns):
        heard = talk("mps! 下一页")
        listed += re.findall(r"\bR-\w{6,7}\b", heard.text)
    assert listed == refs[: 8 * turns + 8]
    assert ("下一页" in heard.buttons) == (turns < 124)
    assert "共1,000项" in heard.text or "共1000项" in heard.text
